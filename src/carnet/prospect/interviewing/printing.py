"""The preparation sheet and the report as their template wants them: every word written, in French."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.foundation.documents.frame import frame
from carnet.foundation.documents.rendering import Template
from carnet.foundation.interviews.models import Debrief, Interview, Sheet
from carnet.foundation.interviews.rules.conduct import timetable
from carnet.foundation.ui.templatetags.carnet import day, moment
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of

from . import words
from .grid import Point

PAPER = Template("interviewing.interview", "/prospect/interviewing/typst/interview.typ", 1)
LANGUAGE = "fr"


def block(title: str, **parts: Any) -> dict[str, Any]:
    """One part of the document: `facts` (label, words), `lines`, `head` with `rows`, `text`; the empty are left out."""
    return {"title": title} | {name: value for name, value in parts.items() if value}


def sheet_data(member: Membership, interview: Interview, sheet: Sheet) -> dict[str, Any]:
    """Two queries."""
    with translation.override(LANGUAGE):
        return {
            **_frame(member, interview, _("Preparation sheet: %(name)s") % {"name": interview.company}),
            "figures": [],
            "blocks": [one for one in _sheet_blocks(sheet.told) if len(one) > 1],
        }


def _sheet_blocks(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        block(_("What this interview is for"), facts=_goals(content)),
        *(block(one["title"], facts=one["rows"]) for one in content["known"]),
        block(_("Probable needs"), lines=content["needs"]),
        block(_("To verify or complete"), lines=content["verify"]),
        block(_("Questions"), lines=content["questions"]),
        block(
            _("Offer to present"),
            head=[_("Offer"), _("Why it fits"), _("Proof")],
            rows=[[row["name"], row["why"], row["proof"]] for row in content["offers"]],
        ),
        block(
            _("Likely objections"),
            head=[pgettext("interview", "Objection"), _("Reply")],
            rows=[[row["objection"], row["reply"]] for row in content["objections"]],
        ),
        block(_("Scenario"), facts=_scenario(content)),
    ]


def _scenario(content: Mapping[str, Any]) -> list[list[str]]:
    by_step = {"contact": content["opening"], "argument": content["argument"], "conclusion": content["closing"]}
    found = []
    for step, minute in timetable(content["minutes"]).items():
        until = _("until %(minute)s min") % {"minute": minute}
        found.append([f"{words.STEPS[step]}, {until}", by_step.get(step.value, "")])
    return found


def report_data(
    member: Membership, interview: Interview, sheet: Sheet | None, debrief: Debrief, grid: Sequence[Point]
) -> dict[str, Any]:
    """Two queries."""
    with translation.override(LANGUAGE):
        told = interview.told
        title = _("Report of the prospecting interview: %(name)s") % {"name": interview.company}
        return {
            **_frame(member, interview, title),
            "figures": [
                [f"{debrief.total} / {debrief.most}", _("self-assessment")],
                [str(told.answered), _("questions answered")],
                [f"{told.replied} / {told.met}", _("objections answered")],
            ],
            "blocks": [one for one in _report_blocks(interview, sheet, debrief, grid) if len(one) > 1],
        }


def _report_blocks(
    interview: Interview, sheet: Sheet | None, debrief: Debrief, grid: Sequence[Point]
) -> list[dict[str, Any]]:
    analysis = [
        (_("Factors of success"), debrief.strengths),
        (_("Points to improve"), debrief.to_improve),
        (_("Adjustments"), debrief.adjustments),
    ]
    return [
        block(_("What was prepared"), facts=_goals(sheet.told) if sheet else [], text=_prepared(interview)),
        *_notes_blocks(interview.notes),
        block(_("What follows"), text=_follows(interview, debrief)),
        block(
            _("The ten points of the référentiel"),
            head=["", pgettext("grid", "Criterion"), _("Mark"), _("In words")],
            rows=[_line(point, debrief) for point in grid if point.code in debrief.marks],
        ),
        block(_("Analysis"), facts=_told(analysis)),
    ]


def _goals(content: Mapping[str, Any]) -> list[list[str]]:
    return _told([(_("Goal"), content["goal"]), (_("Goal to fall back on"), content["fallback"])])


def _prepared(interview: Interview) -> str:
    if interview.is_prepared and interview.prepared_at:
        return _("Prepared on %(moment)s, before the interview.") % {"moment": moment(interview.prepared_at)}
    return _("Held without a validated preparation.")


def _notes_blocks(notes: Mapping[str, Any]) -> list[dict[str, Any]]:
    asked = [[row["question"], row["answer"] or "—"] for row in notes.get("answers") or () if row["is_asked"]]
    met = [
        [row["objection"], row["how"] or "—", str(words.SETTLED[row["settled"]])]
        for row in notes.get("objections") or ()
        if row["is_met"]
    ]
    shown = [
        [row["name"], str(words.REACTIONS[row["reaction"]])] for row in notes.get("offers") or () if row["reaction"]
    ]
    return [
        block(_("Making contact"), text=notes.get("welcome", "")),
        block(_("Questions and answers"), head=[_("Question"), pgettext("interview", "Answer")], rows=asked),
        block(_("Need as restated"), text=_restated(notes)),
        block(_("Offers shown"), head=[_("Offer"), _("Reaction")], rows=shown),
        block(
            _("Objections met"),
            head=[pgettext("interview", "Objection"), _("How it was answered"), _("Settled")],
            rows=met,
        ),
        block(_("Conclusion"), text=notes.get("conclusion", "")),
    ]


def _restated(notes: Mapping[str, Any]) -> str:
    told = str(notes.get("restated") or "")
    return f"{told} ({_('confirmed by them')})" if told and notes.get("is_confirmed") else told


def _follows(interview: Interview, debrief: Debrief) -> str:
    agreed = str(interview.notes.get("agreed") or "")
    if interview.meeting:
        made = _("Meeting on %(moment)s: %(title)s") % {
            "moment": moment(interview.meeting.starts_at), "title": interview.meeting.title,
        }  # fmt: skip
    elif interview.task:
        made = _("To do by %(day)s: %(title)s") % {"day": day(interview.task.due_on), "title": interview.task.title}
    else:
        made = _("No follow-up: %(reason)s") % {"reason": debrief.no_follow_up}
    return f"{made}. {_('Agreed with them: %(words)s') % {'words': agreed}}" if agreed else made


def _line(point: Point, debrief: Debrief) -> list[str]:
    held = debrief.marks[point.code]
    return [str(point.number), point.wording, f"{held['mark']} / 4", held["words"]]


def _told(rows: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[label, told] for label, told in rows if told]


def _frame(member: Membership, interview: Interview, title: str) -> dict[str, Any]:
    held_by = str(interview.member.user) if interview.member else ""
    lede = [str(interview.get_channel_display()), moment(interview.started_at or interview.planned_at)]
    shared = frame(seller_of(member.workspace), title=title, language=LANGUAGE, on=timezone.localdate())
    return {**shared, "lede": " · ".join(filter(None, [str(interview.person or ""), *lede, held_by]))}
