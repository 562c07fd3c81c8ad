"""By which server the workspace writes, and a test of the whole way."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.foundation.workspaces.queries import seller as seller_of
from carnet.prospect.mailing import accounts, settling, words
from carnet.prospect.mailing.transport import End

from .forms import SettingsForm
from .views import SERVES


@screen(Permission.WORKSPACE_MANAGE, serves=SERVES, methods=("GET", "POST"))
def settings(request: HttpRequest) -> HttpResponse:
    row = accounts.settings_of(request.workspace)
    form = SettingsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            settling.save_settings(member=request.member, values=form.values, secrets=form.secrets)
        except settling.SettingsRefused as error:
            form.add_error(error.field, _(
                "Without encryption the password and the messages could be read on their way: only for a server on "
                "this machine."
            ))  # fmt: skip
        else:
            toast(request, _("The settings are saved. Send yourself a test."))
            return see_other(request, reverse("mailing:settings", args=[request.workspace.slug]))
    kept = accounts.settings_of(request.workspace) if form.is_bound else row
    context = {
        "form": form,
        "settings": kept,
        "is_complete": bool(kept.host and kept.from_email and kept.from_name),
        "missing": accounts.missing_identity(seller_of(request.workspace)),
        "has_password": accounts.has_secret("smtp"),
    }
    return render_part(request, "mailing/settings.html", "form", context, status=422 if form.is_bound else 200)


@screen(Permission.WORKSPACE_MANAGE, serves=SERVES, methods=("POST",))
def test(request: HttpRequest) -> HttpResponse:
    outcome = settling.send_test(member=request.member, settings=accounts.settings_of(request.workspace))
    if outcome.end == End.SENT:
        toast(request, _("The server has taken the test for %(address)s.") % {"address": request.member.user.email})
    else:
        said = words.failed(outcome.end.value, outcome.said)
        toast(request, said, tone="bad")
    return see_other(request, reverse("mailing:settings", args=[request.workspace.slug]))
