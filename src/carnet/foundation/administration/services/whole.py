"""Acts on a whole workspace, with their events."""

import logging
import tempfile
from typing import IO

from django.db import transaction
from django_scopes import scope

from carnet.foundation.accounts.models import User
from carnet.foundation.administration.services.spaces import checked_slug
from carnet.foundation.administration.transfer import deleting, restoring, writing
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Departure, Membership, Workspace
from carnet.foundation.workspaces.permissions import Role

log = logging.getLogger(__name__)

MOST_ROWS = 50_000
"""That a page may copy or restore while one waits: some five seconds. A command takes any number."""


def export(workspace: Workspace, to: IO[bytes], *, member: Membership | None = None) -> dict[str, int]:
    """Write the workspace to a file; the export itself is in the history, of the source only."""
    written = writing.export(workspace, to)
    with scope(workspace=workspace):
        record(member=member, code="workspaces.exported", subjects=[workspace], after={"rows": sum(written.values())})
    return written


@transaction.atomic
def restore(
    file: IO[bytes],
    *,
    slug: str,
    name: str = "",
    owner: User | None = None,
    role: str = "",
    most_rows: int | None = None,
) -> Workspace:
    """A new workspace from a file. With an `owner`, nobody else keeps access. Raises TransferRefused, SpaceRefused."""
    checked_slug(slug)
    workspace = restoring.restore(file, slug=slug, name=name, most_rows=most_rows)
    _settle(workspace, owner=owner, role=role, code="workspaces.restored", origin="")
    return workspace


@transaction.atomic
def copy(
    source: Workspace, *, slug: str, name: str = "", owner: User | None = None, role: str = Role.CANDIDATE
) -> Workspace:
    """A workspace with the same content and no row in common. With an `owner`, it is theirs alone, in that role."""
    checked_slug(slug)
    with tempfile.TemporaryFile() as between:
        writing.export(source, between)
        between.seek(0)
        workspace = restoring.restore(between, slug=slug, name=name)
    _settle(workspace, owner=owner, role=role, code="workspaces.copied", origin=source.name)
    return workspace


@transaction.atomic
def delete(workspace: Workspace, *, by: str) -> Departure:
    """Every row, for good."""
    departure = deleting.delete(workspace, by=by)
    log.warning("Workspace %s deleted: %s rows", departure.slug, sum(departure.rows.values()))
    return departure


def _settle(workspace: Workspace, *, owner: User | None, role: str, code: str, origin: str) -> None:
    if owner is not None:
        Membership.objects.filter(workspace=workspace).update(is_active=False, is_owner=False)
        given = {"role": role or Role.MANAGER, "is_owner": True, "is_active": True}
        Membership.objects.update_or_create(workspace=workspace, user=owner, defaults=given)
    with scope(workspace=workspace):
        record(member=None, code=code, subjects=[workspace], after={"from": origin or workspace.name})
