"""What the sign-in pages need of their forms."""

from collections.abc import Iterable, Sequence

from allauth.account.models import EmailAddress
from django import forms, template
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.utils.translation import gettext as _

from carnet.foundation.accounts.rules import passkey_obstacle

register = template.Library()
SHORTEST = next(
    one["OPTIONS"]["min_length"] for one in settings.AUTH_PASSWORD_VALIDATORS if "MinimumLength" in one["NAME"]
)


@register.simple_tag
def passkeys_refused(request: HttpRequest) -> dict[str, str]:
    """Empty where this browser may use a passkey; else `why`, and for an address in numbers a `url` that is better."""
    name, port = split_domain_port(request.get_host())
    why = passkey_obstacle(name, is_secure=request.is_secure())
    if not why:
        return {}
    # The same machine by its name; `make run` prints the number.
    is_local = name in {"127.0.0.1", "[::1]"} and validate_host("localhost", settings.ALLOWED_HOSTS)
    other = f"http://localhost{f':{port}' if port else ''}{request.get_full_path()}"
    return {"why": why, "url": other if is_local else ""}


@register.filter
def spoken_by_labels(form: forms.BaseForm) -> Iterable[forms.BoundField]:
    """The fields without the placeholders that allauth gives them, and the rules of a password in one sentence."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name == "password1":
            field.help_text = _(
                "At least %(length)s characters, not figures alone; neither a common password nor your name or address."
            ) % {"length": SHORTEST}
    return list(form)


@register.simple_tag
def email_acts(addresses: Sequence[EmailAddress]) -> dict[str, bool]:
    """What can be done with one of the addresses; empty where nothing can: one address, confirmed."""
    acts = {
        "primary": len(addresses) > 1,
        "send": any(not one.verified for one in addresses),
        "remove": len(addresses) > 1,
    }
    return acts if any(acts.values()) else {}
