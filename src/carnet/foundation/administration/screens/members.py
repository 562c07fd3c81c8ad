"""Members, their roles and the invitations."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from carnet.foundation.administration import queries
from carnet.foundation.administration.services import invitations as offers
from carnet.foundation.administration.services import members as acts
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import read
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import MissingPermission, screen
from carnet.foundation.workspaces.models import Invitation, Membership
from carnet.foundation.workspaces.permissions import Permission, Role

from . import mail, words
from .forms import InviteForm


@screen(Permission.WORKSPACE_READ, methods=("GET", "POST"))
def members(request: HttpRequest) -> HttpResponse:
    """The team; POST invites."""
    if request.method == "POST":
        return invite(request)
    return _page(request, InviteForm())


@sensitive_variables("token", "link")
def invite(request: HttpRequest) -> HttpResponse:
    """Where no mail leaves this server, the link is shown once to the one who invites."""
    require(request, Permission.MEMBER_INVITE)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        invitation, token = offers.invite(member=request.member, **form.cleaned_data)
    except offers.InvitationRefused as refusal:
        form.add_error("email", str(words.MEMBERS[refusal.reason]))
        return _page(request, form, status=422)
    return _sent(request, invitation, token)


@screen(Permission.MEMBER_MANAGE, methods=("POST",))
def role(request: HttpRequest, pk: int) -> HttpResponse:
    wanted = request.POST.get("role", "")
    return _act(request, lambda: acts.change_role(member=request.member, target=_member(request, pk), role=wanted))


@screen(Permission.MEMBER_MANAGE, methods=("POST",))
def access(request: HttpRequest, pk: int) -> HttpResponse:
    """`open` 0 closes the workspace to the person, anything else opens it again."""
    act = acts.deactivate if request.POST.get("open") == "0" else acts.reactivate
    return _act(request, lambda: act(member=request.member, target=_member(request, pk)))


@screen(Permission.WORKSPACE_OWN, methods=("GET", "POST"))
def ownership(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what it means; POST does it."""
    to = _member(request, pk)
    if request.method == "GET":
        return render(request, "administration/ownership.html", {"to": to})
    return _act(request, lambda: acts.hand_over(member=request.member, to=to))


@screen(Permission.MEMBER_INVITE, methods=("POST",))
@sensitive_variables("token")
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        invitation, token = offers.resend(
            member=request.member, invitation=get_object_or_404(Invitation.objects, pk=pk)
        )
    except offers.InvitationRefused as refusal:
        return _refused(request, refusal.reason)
    return _sent(request, invitation, token)


@screen(Permission.MEMBER_INVITE, methods=("POST",))
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects, pk=pk)
    return _act(request, lambda: offers.withdraw(member=request.member, invitation=invitation))


def require(request: HttpRequest, permission: Permission) -> None:
    """For a page whose POST takes more than its GET."""
    if not request.member.may(permission):
        raise MissingPermission(permission)


def _member(request: HttpRequest, pk: int) -> Membership:
    found = Membership.objects.filter(workspace=request.workspace, pk=pk).select_related("user", "workspace").first()
    if found is None:
        raise Http404
    return found


def _act(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        event: Event | None = act()
    except (acts.MemberRefused, offers.InvitationRefused) as refusal:
        return _refused(request, refusal.reason)
    if event is not None:
        toast(request, read(event).title, undo=event)
    return see_other(request, _here(request))


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    toast(request, str(words.MEMBERS[reason]), tone="bad")
    return see_other(request, _here(request))


@sensitive_variables("token", "link")
def _sent(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("invitation", kwargs={"token": token}))
    if not mail.leaves():
        return _page(request, InviteForm(), link=link, invited=invitation)
    if mail.send_invitation(invitation, link):
        toast(request, _("Invitation sent to %(email)s.") % {"email": invitation.email})
    else:
        toast(
            request,
            _("The mail server refused the message to %(email)s: send it again.") % {"email": invitation.email},
            tone="bad",
        )
    return see_other(request, _here(request))


def _here(request: HttpRequest) -> str:
    return reverse("workspaces:members", kwargs={"workspace": request.workspace.slug})


def _page(request: HttpRequest, form: InviteForm, *, status: int = 200, **more: Any) -> HttpResponse:
    member = request.member
    context = {
        "members": queries.members(request.workspace),
        "invitations": [(row, offers.state_of(row)) for row in queries.invitations()],
        "roles": Role.choices,
        "form": form,
        "may_invite": member.may(Permission.MEMBER_INVITE),
        "may_manage": member.may(Permission.MEMBER_MANAGE),
        **more,
    }
    return render(request, "administration/members.html", context, status=status)
