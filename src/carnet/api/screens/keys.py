"""The keys of one's programs: made, shown once, withdrawn."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.debug import sensitive_variables

from carnet.api.models import ApiKey
from carnet.api.queries import visible_keys
from carnet.api.services import MOST, KeyRefused, make_key, revoke_key
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission


class KeyForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("key", "What it is for"),
        max_length=80,
        help_text=gettext_lazy("The program, and where it runs."),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Valid until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: until you withdraw it."),
    )
    may_write = forms.BooleanField(
        label=gettext_lazy("May also add and change"),
        required=False,
        help_text=gettext_lazy("Otherwise it may only read."),
    )


@screen(Permission.API_USE, methods=("GET", "POST"))
@sensitive_variables("token")
def keys(request: HttpRequest) -> HttpResponse:
    """POST makes a key, and its page is the only one that ever shows it."""
    form = KeyForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    try:
        _key, token = make_key(
            member=request.member,
            name=given["name"],
            is_read_only=not given["may_write"],
            expires_on=given["expires_on"],
        )
    except KeyRefused as error:
        form.add_error("expires_on" if error.reason == "past" else None, _sentence(error))
        return _page(request, form, status=422)
    return _page(request, KeyForm(), token=token)


@screen(Permission.API_USE, methods=("POST",))
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(visible_keys(request.member), pk=pk)
    revoke_key(member=request.member, key=key)
    toast(request, _("The key “%(name)s” opens nothing any more.") % {"name": key.name})
    return see_other(request, reverse("api:keys", args=[request.workspace.slug]))


def _sentence(error: KeyRefused) -> str:
    if error.reason == "past":
        return _("This day is over: choose a later one, or none.")
    return _("You have %(total)s keys already: withdraw one that nobody uses.") % {"total": MOST}


@sensitive_variables("token")
def _page(request: HttpRequest, form: KeyForm, *, token: str = "", status: int = 200) -> HttpResponse:
    rows: list[ApiKey] = list(visible_keys(request.member))
    context = {
        "form": form,
        "keys": rows,
        "token": token,
        "today": timezone.localdate(),
        "address": request.build_absolute_uri("/api/v1/"),
        "description_url": reverse("api_v1:openapi-json"),
    }
    response = render_part(request, "api/keys.html", "keys", context, status=status)
    if token:
        response["Cache-Control"] = "no-store"
    return response
