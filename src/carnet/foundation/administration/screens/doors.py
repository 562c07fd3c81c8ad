"""Before and beside the workspaces: make one, answer an invitation, one's own account."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from carnet.foundation.administration.services import invitations as offers
from carnet.foundation.administration.services import whole as acts
from carnet.foundation.administration.services.spaces import SpaceRefused, create_workspace, free_slug
from carnet.foundation.administration.transfer.refusals import TransferRefused, why
from carnet.foundation.ui.responses import RedirectSeeOther, toast
from carnet.foundation.workspaces.models import Invitation, Workspace
from carnet.foundation.workspaces.permissions import Role
from carnet.foundation.workspaces.queries import places_of

from . import words
from .forms import NewWorkspaceForm, ProfileForm, RestoreForm

YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
def new_workspace(request: HttpRequest) -> HttpResponse:
    form = NewWorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            place = create_workspace(user=request.user, name=form.cleaned_data["name"])
        except SpaceRefused as refusal:
            form.add_error("name", str(words.SPACES[refusal.reason]))
        else:
            return RedirectSeeOther(reverse("workspaces:settings", kwargs={"workspace": place.workspace.slug}))
    places = places_of(request.user.pk)
    context = {"form": form, "places": places, "may_restore": any(place.is_owner for place in places)}
    return render(request, "administration/new_workspace.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def restore_workspace(request: HttpRequest) -> HttpResponse:
    """A workspace from an exported file, theirs alone. For owners: its file makes accounts for the people it names."""
    places = places_of(request.user.pk)
    if not any(place.is_owner for place in places):
        raise PermissionDenied
    form = RestoreForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _restored(request, **form.cleaned_data)
        except TransferRefused as refusal:
            form.add_error("file", why(refusal))
        else:
            toast(request, _("“%(name)s” is restored.") % {"name": made.name})
            return RedirectSeeOther(f"/e/{made.slug}/")
    return render(request, "administration/restore.html", {"form": form}, status=422 if form.errors else 200)


def _restored(request: HttpRequest, *, file: UploadedFile, name: str) -> Workspace:
    """Raises TransferRefused."""
    slug = free_slug(name or file.name.removeprefix("carnet-").partition(".")[0])
    return acts.restore(
        file, slug=slug, name=name.strip(), owner=request.user, role=Role.MANAGER, most_rows=acts.MOST_ROWS
    )


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(form.instance.language):
            toast(request, _("Saved."))
        return speak(RedirectSeeOther(reverse("profile")), form.instance.language, secure=request.is_secure())
    return render(request, "administration/profile.html", {"form": form}, status=422 if form.errors else 200)


def speak(response: HttpResponse, language: str, *, secure: bool) -> HttpResponse:
    """Keep a language in this browser."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=secure)
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token", "here")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered and to whom; POST takes it, or signs out to take it as someone else."""
    found = offers.find(token)
    state = offers.state_of(found) if found else "unknown"
    here = request.get_full_path()
    if found is None or state != "open":
        status = HTTPStatus.NOT_FOUND if found is None else HTTPStatus.GONE
        why = words.MEMBERS.get(state)
        return render(request, "administration/invitation_over.html", {"why": why}, status=status)
    if not request.user.is_authenticated:
        # Whoever holds the link reads that mailbox: the address needs no second proof, and fills the form.
        get_adapter(request).stash_verified_email(request, found.email)
        login, signup = reverse("account_login"), reverse("account_signup")
        context = {
            "invitation": found,
            "login": f"{login}?{urlencode({'next': here})}",
            "signup": f"{signup}?{urlencode({'next': here})}",
        }
        return render(request, "administration/invitation.html", context)
    return _answer(request, found, here)


def _answer(request: HttpRequest, found: Invitation, here: str) -> HttpResponse:
    if request.method == "POST" and "leave" in request.POST:
        logout(request)
        return RedirectSeeOther(here)
    if request.method == "POST":
        try:
            place = offers.accept(user=request.user, invitation=found)
        except offers.InvitationRefused as refusal:
            why = words.MEMBERS[refusal.reason]
            return render(request, "administration/invitation_over.html", {"why": why}, status=HTTPStatus.CONFLICT)
        toast(request, _("Welcome to %(workspace)s.") % {"workspace": place.workspace.name})
        return RedirectSeeOther(f"/e/{place.workspace.slug}/")
    context = {"invitation": found, "is_mine": offers.is_for(found, request.user)}
    return render(request, "administration/invitation.html", context)
