"""What the sign-in pages need of their forms."""

from collections.abc import Iterable

from django import forms, template
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from carnet.foundation.accounts.rules import passkey_obstacle

register = template.Library()


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
    """The fields without the placeholders that allauth gives them: each says again what its label says."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return list(form)
