"""Bring a référentiel, choose one for a workspace, ask the rooms for their evidence."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django_scopes import scope

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership, Workspace

from . import queries
from .models import EvidenceMark, LoadedReferential, WorkspaceReferential
from .reading import Problem, read
from .registry import Evidence, Text, check_of, gather
from .rules import Referential
from .schema import problems
from .shipped import DEFAULT, shipped_keys

CHOSEN = "referential.chosen"


class ReferentialRefused(Exception):
    """`reason`: unsound (see `problems`), unnamed, bad_slug, taken, unknown."""

    def __init__(self, reason: str, found: list[Problem] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.problems = found or []


@transaction.atomic
def load_referential(*, data: bytes, slug: str = "", version: str = "") -> LoadedReferential:
    """Keep a référentiel beside the shipped one, under the slug and version given or those that the file says.

    The same text twice is one row. An act of the site's administrator, outside any workspace, hence without an
    event. Raises ReferentialUnreadable, or ReferentialRefused.
    """
    document = read(data)
    if found := problems(document):
        raise ReferentialRefused("unsound", found)
    slug, version = slug or document.get("slug", ""), version or document.get("version", "")
    if not slug or not version:
        raise ReferentialRefused("unnamed")
    if not _is_slug(slug):
        raise ReferentialRefused("bad_slug")
    sha256 = hashlib.sha256(data).hexdigest()
    row = LoadedReferential.objects.filter(slug=slug, version=version).first()
    if (slug, version) in shipped_keys() or (row and row.sha256 != sha256):
        raise ReferentialRefused("taken")
    source = data.decode("utf-8-sig")
    return row or LoadedReferential.objects.create(slug=slug, version=version, sha256=sha256, source=source)


def _is_slug(text: str) -> bool:
    return len(text) <= 60 and text.isascii() and text.replace("-", "").replace("_", "").isalnum()


@transaction.atomic
def choose_referential(*, member: Membership, slug: str, version: str) -> Event:
    """Make the workspace read another référentiel. Undoable. Raises ReferentialRefused("unknown")."""
    referential = queries.find(slug, version)
    if referential is None:
        raise ReferentialRefused("unknown")
    before = queries.chosen(member.workspace)
    old = {"slug": before.slug, "version": before.version} if before else _shipped_key()
    _keep_choice(member.workspace, referential)
    return record(
        member=member,
        code=CHOSEN,
        before=old,
        after={"slug": slug, "version": version, "title": referential.identity.title},
        is_undoable=True,
    )


def _shipped_key() -> dict[str, str]:
    return {"slug": DEFAULT[0], "version": DEFAULT[1]}


def _keep_choice(workspace: Workspace, referential: Referential) -> None:
    WorkspaceReferential.objects.update_or_create(
        workspace=workspace,
        defaults={"slug": referential.slug, "version": referential.version, "sha256": referential.sha256},
    )


@undoable(CHOSEN)
def _choose_back(event: Event, member: Membership) -> None:
    choice, before, after = queries.chosen(member.workspace), event.before or {}, event.after or {}
    if choice is None or (choice.slug, choice.version) != (after["slug"], after["version"]):
        raise NotUndoable("changed_since")
    referential = queries.find(before["slug"], before["version"])
    if referential is None:
        raise NotUndoable("unknown_referential")
    _keep_choice(member.workspace, referential)


def refresh_marks(workspace: Workspace, codes: Iterable[str]) -> list[EvidenceMark]:
    """Ask the check of each shipped criterion code and keep its answer. Codes without a check are left out.

    No event: nothing was done, something was read. One write for all, besides the queries of the checks.
    """
    now = timezone.now()
    with scope(workspace=workspace):
        found = {code: gather(code, workspace) for code in dict.fromkeys(codes) if check_of(code)}
        marks = [_mark(workspace, code, one, now) for code, one in found.items() if one]
        return EvidenceMark.objects.bulk_create(
            marks,
            update_conflicts=True,
            unique_fields=["workspace", "criterion"],
            update_fields=["state", "facts", "links", "computed_at"],
        )


def _mark(workspace: Workspace, code: str, found: Evidence, now: datetime) -> EvidenceMark:
    return EvidenceMark(
        workspace=workspace,
        criterion=code,
        state=found.state.value,
        facts={name: list(texts) for name, texts in _in_each_language(found.facts).items()},
        links=[{"label": _one_in_each_language(link.label), "url": link.url} for link in found.links],
        computed_at=now,
    )


def _in_each_language(texts: Iterable[Text]) -> dict[str, list[str]]:
    """The sentences as each reader will want them: a mark is computed once and read in any language."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = [str(text) for text in texts]
    return said


def _one_in_each_language(text: Text) -> dict[str, str]:
    return {code: texts[0] for code, texts in _in_each_language([text]).items()}
