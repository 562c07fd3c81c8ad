"""Scripts: written in versions, put away, and those that Carnet offers as a start."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import models, transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .models import Script, ScriptVersion
from .rules import Block, check_script, plain_blocks, read_blocks

SHIPPED = Path(__file__).parent / "data" / "scripts.yaml"


class ScriptRefused(ValueError):
    """`reason`: no_name, same (nothing differs from the latest version). A script out of joint is a rules.BadScript."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def save_script(
    *, member: Membership, name: str, blocks: Sequence[Block], script: Script | None = None, is_starter: bool = False
) -> ScriptVersion:
    """A new script, or the next version of one. Raises ScriptRefused, BadScript."""
    name = name.strip()[:80]
    if not name:
        raise ScriptRefused("no_name")
    check_script(blocks)
    row = Script.objects.select_for_update(of=("self",)).get(pk=script.pk) if script else Script(is_starter=is_starter)
    latest = row.versions.order_by("-version").first() if script else None
    before = {"name": row.name, "is_starter": row.is_starter} if script else None
    if latest is not None and latest.read == tuple(blocks) and row.name == name:
        raise ScriptRefused("same")
    row.name, row.is_starter = name, is_starter
    row.save()
    number = (row.versions.aggregate(last=models.Max("version"))["last"] or 0) + 1
    made = ScriptVersion.objects.create(script=row, version=number, blocks=plain_blocks(blocks), author=member)
    row.event = record(
        member=member,
        code="calling.script_saved",
        subjects=[row],
        before=before,
        after={"id": row.pk, "name": row.name, "version": number, "version_id": made.pk},
        is_undoable=True,
    )
    made.script = row
    return made


@transaction.atomic
def put_away(*, member: Membership, script: Script) -> Event:
    """Out of the list; sessions that used it keep its words."""
    script.deleted_at = timezone.now()
    script.save(update_fields=["deleted_at"])
    after = {"id": script.pk, "name": script.name}
    return record(member=member, code="calling.script_put_away", subjects=[script], after=after, is_undoable=True)


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """The scripts that come with Carnet."""
    return tuple(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))


def adopt_shipped(*, member: Membership) -> list[ScriptVersion]:
    """Take those of Carnet that the workspace does not have by name: an act for each."""
    known = set(Script.objects.present().values_list("name", flat=True))
    return [
        save_script(member=member, name=one["name"], blocks=read_blocks(one["blocks"]), is_starter=True)
        for one in shipped()
        if one["name"] not in known
    ]
