"""How the acts of this room read in the history, and how they are taken back."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, UndoNotAllowed, undoable
from carnet.foundation.workspaces.models import CompanySettings, Invitation, Membership, Workspace
from carnet.foundation.workspaces.permissions import Permission, Role

from .services.members import other_owners


def _after(event: Event) -> dict[str, Any]:
    return event.after or {}


def _role(code: object) -> str:
    return str(Role(code).label) if code in Role.values else str(code)


@sentence("workspaces.created")
def _created(event: Event) -> Sentence:
    return Sentence(title=_("Workspace created"))


@sentence("workspaces.copied")
def _copied(event: Event) -> Sentence:
    return Sentence(title=_("Workspace copied from %(name)s") % {"name": _after(event).get("from", "")})


@sentence("workspaces.restored")
def _restored(event: Event) -> Sentence:
    return Sentence(
        title=_("Workspace restored from a file"),
        text=_("Exported from %(name)s") % {"name": _after(event).get("from", "")},
    )


@sentence("workspaces.exported")
def _exported(event: Event) -> Sentence:
    return Sentence(title=_("Workspace exported"))


@sentence("workspaces.role_changed")
def _role_changed(event: Event) -> Sentence:
    before, after = event.before or {}, _after(event)
    return Sentence(
        title=_("Role of %(name)s changed") % {"name": after.get("name", "")},
        text=_("%(new)s, instead of %(old)s") % {"new": _role(after.get("role")), "old": _role(before.get("role"))},
    )


@sentence("workspaces.member_deactivated")
def _deactivated(event: Event) -> Sentence:
    return Sentence(title=_("%(name)s no longer has access") % {"name": _after(event).get("name", "")}, tone="warn")


@sentence("workspaces.member_reactivated")
def _reactivated(event: Event) -> Sentence:
    return Sentence(title=_("%(name)s has access again") % {"name": _after(event).get("name", "")})


@sentence("workspaces.ownership_handed_over")
def _handed_over(event: Event) -> Sentence:
    return Sentence(title=_("%(name)s is now the owner") % {"name": _after(event).get("name", "")})


@sentence("workspaces.invited")
def _invited(event: Event) -> Sentence:
    after = _after(event)
    return Sentence(title=_("%(email)s invited") % {"email": after.get("email", "")}, text=_role(after.get("role")))


@sentence("workspaces.invitation_resent")
def _resent(event: Event) -> Sentence:
    return Sentence(title=_("Invitation of %(email)s sent again") % {"email": _after(event).get("email", "")})


@sentence("workspaces.invitation_withdrawn")
def _withdrawn(event: Event) -> Sentence:
    return Sentence(title=_("Invitation of %(email)s withdrawn") % {"email": _after(event).get("email", "")})


@sentence("workspaces.invitation_accepted")
def _accepted(event: Event) -> Sentence:
    after = _after(event)
    return Sentence(title=_("%(name)s joined") % {"name": after.get("name", "")}, text=_role(after.get("role")))


def _fields_changed(event: Event, model: type[CompanySettings] | type[Workspace]) -> Sentence:
    names = [str(model._meta.get_field(name).verbose_name) for name in _after(event)]
    title = ngettext("%(count)d setting changed", "%(count)d settings changed", len(names)) % {"count": len(names)}
    return Sentence(title=title, text=", ".join(names))


@sentence("workspaces.company_edited")
def _company_edited(event: Event) -> Sentence:
    return _fields_changed(event, CompanySettings)


@sentence("workspaces.workspace_edited")
def _workspace_edited(event: Event) -> Sentence:
    return _fields_changed(event, Workspace)


@sentence("workspaces.logo_changed")
def _logo_changed(event: Event) -> Sentence:
    return Sentence(title=_("Logo changed") if _after(event) else _("Logo removed"))


# What was decided about the workspace itself is taken back by who decided it, else by an owner: a manager who may
# change it anew must do so under their own name.
_MEMBERS = {"needs": Permission.MEMBER_MANAGE, "of_another": Permission.WORKSPACE_OWN}
_INVITATIONS = {"needs": Permission.MEMBER_INVITE, "of_another": Permission.WORKSPACE_OWN}
_SETTINGS = {"needs": Permission.WORKSPACE_MANAGE, "of_another": Permission.WORKSPACE_OWN}


def _target(event: Event, member: Membership) -> Membership:
    """The member that the act was about, locked. Only an owner takes back what touches an owner."""
    target = (
        Membership.objects.select_for_update(of=("self",))
        .filter(workspace=member.workspace_id, pk=_after(event).get("membership_id"))
        .first()
    )
    if target is None:
        raise NotUndoable("gone")
    if target.is_owner and not member.is_owner:
        raise UndoNotAllowed(Permission.WORKSPACE_OWN)
    return target


@undoable("workspaces.role_changed", **_MEMBERS)
def _undo_role(event: Event, member: Membership) -> None:
    target = _target(event, member)
    if target.role != _after(event)["role"]:
        raise NotUndoable("changed_since", str(target))
    target.role = (event.before or {})["role"]
    target.save(update_fields=["role"])


@undoable("workspaces.member_deactivated", **_MEMBERS)
def _undo_deactivation(event: Event, member: Membership) -> None:
    _undo_activity(event, member, is_active=True)


@undoable("workspaces.member_reactivated", **_MEMBERS)
def _undo_reactivation(event: Event, member: Membership) -> None:
    _undo_activity(event, member, is_active=False)


def _undo_activity(event: Event, member: Membership, *, is_active: bool) -> None:
    target = _target(event, member)
    if target.is_active == is_active:
        raise NotUndoable("changed_since", str(target))
    if not is_active and target.is_owner and not other_owners(target):
        raise NotUndoable("last_owner")
    target.is_active = is_active
    target.save(update_fields=["is_active"])


def _invitation(event: Event) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).filter(pk=_after(event).get("invitation_id")).first()
    if found is None:
        raise NotUndoable("gone")
    if found.accepted_at:
        raise NotUndoable("changed_since", found.email)
    return found


@undoable("workspaces.invited", **_INVITATIONS)
def _undo_invitation(event: Event, member: Membership) -> None:
    invitation = _invitation(event)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])


@undoable("workspaces.invitation_withdrawn", **_INVITATIONS)
def _undo_withdrawal(event: Event, member: Membership) -> None:
    invitation = _invitation(event)
    if invitation.withdrawn_at is None:
        raise NotUndoable("changed_since", invitation.email)
    invitation.withdrawn_at = None
    invitation.save(update_fields=["withdrawn_at"])


def _undo_fields(event: Event, row: CompanySettings | Workspace) -> None:
    before, after = event.before or {}, _after(event)
    for name in before:
        if getattr(row, name) != after[name]:
            raise NotUndoable("changed_since", str(row._meta.get_field(name).verbose_name))
    for name, value in before.items():
        setattr(row, name, value)
    row.save(update_fields=list(before))


@undoable("workspaces.company_edited", **_SETTINGS)
def _undo_company(event: Event, member: Membership) -> None:
    _undo_fields(event, CompanySettings.objects.select_for_update(of=("self",)).get())


@undoable("workspaces.workspace_edited", **_SETTINGS)
def _undo_workspace(event: Event, member: Membership) -> None:
    _undo_fields(event, Workspace.objects.select_for_update(of=("self",)).get(pk=member.workspace_id))
