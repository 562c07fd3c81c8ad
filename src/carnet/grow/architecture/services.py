"""The register's own words, and the documents of the file: frozen as they stand."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.documents.models import Document
from carnet.foundation.documents.rendering import Template
from carnet.foundation.documents.services import freeze
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of

from . import printing
from .models import Register

WORDS = ("representative", "officer", "recipients", "transfers", "security")
EDITED = "architecture.register_edited"


def register_of(member: Membership) -> Register:
    """The workspace's register; not yet kept when nobody has written in it. One query."""
    return Register.objects.filter(workspace=member.workspace_id).first() or Register()


@transaction.atomic
def edit_register(*, member: Membership, values: Mapping[str, str]) -> Event | None:
    """Change what the register says by itself; None when nothing differs."""
    row = register_of(member)
    before = {name: getattr(row, name) for name in WORDS}
    after = {name: str(values.get(name, before[name])).strip() for name in WORDS}
    changed = [name for name in WORDS if before[name] != after[name]]
    if not changed:
        return None
    for name in changed:
        setattr(row, name, after[name])
    row.save()
    return record(
        member=member,
        code=EDITED,
        subjects=[row],
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        is_undoable=True,
    )


@transaction.atomic
def freeze_architecture(*, member: Membership) -> Document:
    """The deliverable « Architecture du fichier clients », as the set stands. Raises CannotRender."""
    return _freeze(member, "architecture", printing.ARCHITECTURE, printing.architecture_data(member))


@transaction.atomic
def freeze_register(*, member: Membership) -> Document:
    """The record of processing, as it stands. Raises CannotRender."""
    return _freeze(member, "register", printing.REGISTER, printing.register_data(member, register_of(member)))


def _freeze(member: Membership, kind: str, template: Template, data: dict[str, Any]) -> Document:
    last = Document.objects.filter(kind=f"architecture.{kind}").order_by("-version").first()
    return freeze(
        member=member,
        kind=f"architecture.{kind}",
        template=template,
        data=data,
        title=data["title"],
        previous=last,
        logo=seller_of(member.workspace)["logo"],
    )
