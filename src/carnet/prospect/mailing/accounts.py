"""By which server one writes: what is missing for it, and its passwords."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings as django_settings

from carnet.foundation.administration.identity import has_capital
from carnet.foundation.workspaces.models import Workspace

from .keys import unseal
from .models import MailSecret, MailSettings


def settings_of(workspace: Workspace) -> MailSettings:
    """One query; blank settings, not saved, where there are none."""
    return MailSettings.objects.filter(workspace=workspace).first() or MailSettings(workspace=workspace)


def lacking(settings: MailSettings, seller: Mapping[str, Any]) -> str:
    """Why nothing can be sent yet; empty when all is there: no_settings, no_identity."""
    if not (settings.host and settings.from_email and settings.from_name):
        return "no_settings"
    return "no_identity" if missing_identity(seller) else ""


def missing_identity(seller: Mapping[str, Any]) -> list[str]:
    """What a business e-mail must say of its company and does not. Source: C. com., art. R123-237, R123-238."""
    wanted = ["legal_name", "legal_form", "siren", "street", "postcode", "city"]
    if has_capital(str(seller.get("legal_form") or "")):
        wanted += ["capital_cents", "rcs_city"]
    return [name for name in wanted if seller.get(name) in (None, "")]


def secret_of(settings: MailSettings, kind: str) -> str | None:
    """The password of an account; empty where it needs none. None: it cannot be read here. One query."""
    if not settings.user:
        return ""
    row = MailSecret.objects.filter(kind=kind).first()
    if row is not None:
        return unseal(row.sealed)
    ours = (django_settings.EMAIL_HOST, django_settings.EMAIL_HOST_USER)
    return django_settings.EMAIL_HOST_PASSWORD if (settings.host, settings.user) == ours else None


def has_secret(kind: str) -> bool:
    return MailSecret.objects.filter(kind=kind).exists()
