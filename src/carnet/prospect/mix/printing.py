"""The deliverable « plan de prospection » as its template wants it: every word and figure written, in French."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.documents.frame import frame
from carnet.foundation.documents.rendering import Template
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of

from . import sheets, words
from .board import Board, Line

PLAN = Template("mix.plan", "/prospect/mix/typst/plan.typ", 1)
LANGUAGE = "fr"


def plan_data(member: Membership, board: Board) -> dict[str, Any]:
    """Two queries, the plan being reckoned."""
    with translation.override(LANGUAGE):
        plan = board.plan
        goals = sheets.indicators(board).rows
        return {
            **_frame(member, _("Prospecting plan: %(name)s") % {"name": plan.name}),
            "lede": " · ".join(filter(None, [sheets.period(board), str(plan.member.user) if plan.member else ""])),
            "goal": plan.goal,
            "figures": [[row[2], row[0]] for row in goals[:4]],
            "groups": [_group(number, line) for number, line in enumerate(board.lines, 1)],
            "tables": [_table(one) for one in sheets.tables(board)],
        }


def _group(number: int, line: Line) -> dict[str, Any]:
    seen = line.seen
    count = ngettext("%(count)d company", "%(count)d companies", seen.count) % {"count": seen.count}
    version = seen.sequence.version if seen.sequence else 1
    return {
        "title": f"{number}. {line.group.name}",
        "lede": " · ".join([count, words.source(seen), _("actions, version %(version)s") % {"version": version}]),
        "why": line.group.why,
        "traits": [[name, value] for name, value in words.traits(seen.profile)],
        "steps": [[day, channel, " ".join(why)] for day, channel, why in sheets.reasons(line)],
        "left": [[words.channel(channel), reason] for channel, reason in words.left(line)],
    }


def _table(one: sheets.Table) -> dict[str, Any]:
    return {
        "title": one.title,
        "head": one.head,
        "rows": one.rows,
        "foot": one.foot,
        "words": one.words,
        "note": one.note,
    }


def _frame(member: Membership, title: str) -> dict[str, Any]:
    named = {
        "targets": _("Targets, in their order"),
        "traits": _("What they are like"),
        "steps": _("Actions and why"),
        "left": _("Channels left out"),
    }
    return frame(seller_of(member.workspace), title=title, language=LANGUAGE, on=timezone.localdate(), words=named)
