"""Consent by two steps: what was agreed to on the form counts once the owner of the address has pressed the button.

The mail holds the words of each consent: it is the durable medium that the law wants (C. conso., art. R223-1 and 2).
"""

import logging
import secrets
from datetime import timedelta
from hashlib import sha256
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from carnet.foundation.audit.services import record
from carnet.foundation.consents.services import give_consent
from carnet.foundation.fields.models import Source
from carnet.foundation.ui.public import identity_of, outside_url

from .models import Confirmation, ConsentText, Lead

logger = logging.getLogger(__name__)
DAYS = 7
"""For which a link serves."""


class ConfirmationRefused(ValueError):
    """`reason`: unknown, expired, withdrawn (the lead was set aside meanwhile)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def ask_confirmation(lead: Lead, *, email: str) -> Confirmation:
    """To be sent by `send_waiting`: the token is made when it is sent, and only there."""
    return Confirmation.objects.create(
        lead=lead, email=email, token_hash=_digest(secrets.token_urlsafe(32)),
        expires_at=timezone.now() + timedelta(days=DAYS),
    )  # fmt: skip


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def send_waiting() -> int:
    """The mails that are due, of all workspaces, each claimed before it is sent: a killed worker sends none twice."""
    with scopes_disabled():
        asked = Confirmation.objects.filter(sent_at=None).order_by("pk").values_list("pk", flat=True)
        proofs = Confirmation.objects.filter(proof_sent_at=None).exclude(confirmed_at=None)
        numbers, proven = list(asked[:500]), list(proofs.order_by("pk").values_list("pk", flat=True)[:500])
    return sum(_send(number) for number in numbers) + sum(_send_proof(number) for number in proven)


def _send(number: int) -> int:
    token = secrets.token_urlsafe(32)
    with scopes_disabled():
        rows = Confirmation.objects.filter(pk=number, sent_at=None)
        if not rows.update(sent_at=timezone.now(), token_hash=_digest(token)):
            return 0
        row = Confirmation.objects.select_related("lead__submission", "lead__page", "workspace").get(pk=number)
    with scope(workspace=row.workspace):
        url = outside_url("landing_confirm", row.workspace, token)
        return _mail(row, "ask", _("Please confirm: %(name)s"), {"url": url, "days": DAYS})


def _send_proof(number: int) -> int:
    with scopes_disabled():
        rows = Confirmation.objects.filter(pk=number, proof_sent_at=None)
        if not rows.update(proof_sent_at=timezone.now()):
            return 0
        row = Confirmation.objects.select_related("lead__submission", "lead__page", "workspace").get(pk=number)
    with scope(workspace=row.workspace):
        return _mail(row, "proof", _("What you agreed to: %(name)s"), {})


def _mail(row: Confirmation, kind: str, subject: str, more: dict[str, object]) -> int:
    """In the language of the form; what the mail server says is kept for the member to see."""
    lead = row.lead
    house = identity_of(row.workspace)
    with translation.override(lead.submission.language), timezone.override(row.workspace.time_zone):
        context = {"lead": lead, "house": house, "texts": texts_of(lead), "row": row, **more}
        text = render_to_string(f"landing/mail/{kind}.txt", context)
        title = _(subject) % {"name": house.legal_name}
    message = EmailMessage(
        " ".join(title.split())[:200], text, settings.DEFAULT_FROM_EMAIL, [row.email],
        reply_to=[house.email] if house.email else None, headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as error:
        logger.warning("confirmation %s could not be sent: %s", row.pk, error)
        Confirmation.objects.filter(pk=row.pk).update(error=str(error)[:200])
        return 0
    Confirmation.objects.filter(pk=row.pk).update(error="")
    return 1


def texts_of(lead: Lead) -> list[ConsentText]:
    """The archived words that this lead agreed to. One query."""
    numbers = [text for text, _channel in lead.submission.consents]
    return list(ConsentText.objects.filter(pk__in=numbers).order_by("pk"))


def find(token: str) -> Confirmation | None:
    """The confirmation of a link, inside the open scope. One query."""
    rows = Confirmation.objects.filter(token_hash=_digest(token)).exclude(sent_at=None)
    return rows.select_related("lead__submission", "lead__page", "lead__member", "lead__person").first()


@transaction.atomic
def confirm(token: str) -> Confirmation:
    """The consents of the form count from now on; pressed again, nothing changes. Raises ConfirmationRefused."""
    rows = Confirmation.objects.filter(token_hash=_digest(token)).exclude(sent_at=None)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    row = rows.select_related("lead__submission", "lead__page", "lead__member", "lead__person").first()
    if row is None:
        raise ConfirmationRefused("unknown")
    if row.confirmed_at is not None:
        return row
    lead = row.lead
    if row.expires_at < timezone.now():
        raise ConfirmationRefused("expired")
    if lead.spam_at is not None or lead.person is None or lead.member is None or lead.person.deleted_at is not None:
        raise ConfirmationRefused("withdrawn")
    for text in texts_of(lead):
        give_consent(
            member=lead.member, party=lead.person, channel=text.channel, source=Source.FORM, wording=text.text,
            detail=f"{lead.page.name} · {text.digest[:16]} · {timezone.localtime():%d/%m/%Y %H:%M}",
            collected_at=lead.received_at,
        )  # fmt: skip
    row.confirmed_at = timezone.now()
    row.save(update_fields=["confirmed_at"])
    Lead.objects.filter(pk=lead.pk).update(confirmed_at=row.confirmed_at)
    record(
        member=lead.member, code="landing.confirmed", subjects=[lead.person],
        after={"id": lead.pk, "page": lead.page.name, "channels": [one for _t, one in lead.submission.consents]},
    )  # fmt: skip
    return row
