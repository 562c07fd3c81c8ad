"""Open a workspace."""

from django.db import transaction
from django_scopes import scope

from carnet.foundation.accounts.models import User
from carnet.foundation.administration.rules import is_slug_allowed, numbered, slug_of
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import CompanySettings, Membership, Workspace
from carnet.foundation.workspaces.permissions import Role


class SpaceRefused(Exception):
    """`reason`: slug_invalid, slug_taken, name_empty."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = value


@transaction.atomic
def create_workspace(*, user: User, name: str, slug: str = "") -> Membership:
    """A new workspace that `user` owns; its address made from the name unless one is given. Raises SpaceRefused."""
    if not name.strip():
        raise SpaceRefused("name_empty")
    address = checked_slug(slug) if slug else free_slug(name)
    workspace = Workspace.objects.create(slug=address, name=name.strip())
    place = Membership.objects.create(workspace=workspace, user=user, role=Role.MANAGER, is_owner=True)
    with scope(workspace=workspace):
        CompanySettings.objects.create(legal_name=name.strip())
        record(member=place, code="workspaces.created", subjects=[workspace], after={"name": workspace.name})
    return place


def checked_slug(slug: str) -> str:
    """The address as asked for. Raises SpaceRefused."""
    if not is_slug_allowed(slug):
        raise SpaceRefused("slug_invalid", slug)
    if Workspace.objects.filter(slug=slug).exists():
        raise SpaceRefused("slug_taken", slug)
    return slug


def free_slug(name: str) -> str:
    """An address made from a name, numbered when another workspace has it."""
    wanted = slug_of(name)
    base = wanted if is_slug_allowed(wanted) else "espace"
    return numbered(base, set(Workspace.objects.filter(slug__startswith=base).values_list("slug", flat=True)))
