"""Plan an interview, prepare it, hold it, debrief it; one act, one transaction, one event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.agenda.models import Appointment, Task
from carnet.foundation.agenda.services import book_appointment, log_interaction, plan_task
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership

from .models import HIGHEST_MARK, Channel, Debrief, Interview, Kind, Sheet, plain_marks
from .rules import notes as noting
from .rules import sheet as sheets


class InterviewRefused(ValueError):
    """`reason`: objects, frozen, taken (the appointment has one), cancelled, ended, not_ended, not_begun, no_sheet,
    unfinished (the sheet lacks its bones), bad_mark, no_marks, no_next, no_reason, no_analysis, debriefed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotesChanged(Exception):
    """Somebody, or another device, kept notes since; `current` is the interview as it is now."""

    def __init__(self, current: Interview) -> None:
        super().__init__(current.revision)
        self.current = current


@transaction.atomic
def plan_interview(
    *,
    member: Membership,
    company: Company,
    person: Person | None = None,
    planned_at: datetime | None = None,
    channel: str = Channel.VISIT,
    appointment: Appointment | None = None,
    opportunity: Opportunity | None = None,
    kind: str = Kind.PROSPECTING,
    at: datetime | None = None,
) -> Interview:
    """Open an interview, of an appointment or of a day. Raises InterviewRefused."""
    for party in filter(None, (company, person)):
        if party.restricted_at is not None:
            raise InterviewRefused("frozen")
        if kind == Kind.PROSPECTING and party.objected_at is not None:
            raise InterviewRefused("objects")
    if appointment and Interview.objects.filter(appointment=appointment).exists():
        raise InterviewRefused("taken")
    interview = Interview.objects.create(
        kind=kind,
        channel=channel,
        company=company,
        person=person or (appointment.person if appointment else None),
        opportunity=opportunity,
        appointment=appointment,
        member=(appointment.member if appointment else None) or member,
        planned_at=appointment.starts_at if appointment else planned_at or timezone.now(),
        created_at=at or timezone.now(),
    )
    interview.event = record(
        member=member,
        code="interviews.planned",
        subjects=_subjects(interview),
        after={"id": interview.pk, "planned_at": interview.planned_at, "channel": channel},
        is_undoable=True,
        at=at,
    )
    return interview


def _subjects(interview: Interview) -> list[Any]:
    about = (interview.company, interview.person, interview.opportunity)
    return [interview, *(row for row in about if row)]


def locked(interview: Interview) -> Interview:
    """Raises InterviewRefused where it was called off."""
    row = Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
    if row.cancelled_at:
        raise InterviewRefused("cancelled")
    return row


@transaction.atomic
def save_sheet(
    *, member: Membership, interview: Interview, content: Mapping[str, Any], at: datetime | None = None
) -> Sheet:
    """Keep the preparation; after a validated version, as the next one. Raises InterviewRefused."""
    return _keep_sheet(member, locked(interview), content, at)


def _keep_sheet(member: Membership, row: Interview, content: Mapping[str, Any], at: datetime | None) -> Sheet:
    if row.ended_at:
        raise InterviewRefused("ended")
    last = row.sheets.first()
    told = sheets.clean(content)
    moment = at or timezone.now()
    if last and not last.validated_at:
        last.content, last.author, last.saved_at = told, member, moment
        last.save(update_fields=["content", "author", "saved_at"])
        return last
    version = last.version + 1 if last else 1
    sheet = Sheet.objects.create(interview=row, version=version, content=told, author=member, saved_at=moment)
    after = {"id": sheet.pk, "version": version}
    sheet.event = record(member=member, code="interviews.sheet_begun", subjects=[row], after=after, at=at)
    return sheet


@transaction.atomic
def validate_sheet(
    *,
    member: Membership,
    interview: Interview,
    content: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Sheet:
    """The rep says: this is how I shall lead it. With `content`, kept first. Raises InterviewRefused."""
    row = locked(interview)
    sheet: Sheet | None = row.sheets.first() if content is None else _keep_sheet(member, row, content, at)
    if sheet is None:
        raise InterviewRefused("no_sheet")
    if not sheets.may_be_validated(sheet.content):
        raise InterviewRefused("unfinished")
    was = row.prepared_at
    if sheet.validated_at is None:
        sheet.validated_at = at or timezone.now()
        sheet.save(update_fields=["validated_at"])
    if was is None:
        row.prepared_at = sheet.validated_at
        row.save(update_fields=["prepared_at"])
    sheet.event = record(
        member=member,
        code="interviews.prepared",
        subjects=_subjects(row),
        before={"prepared_at": was},
        after={
            "id": sheet.pk,
            "interview": row.pk,
            "version": sheet.version,
            "goal": sheet.content["goal"],
            "questions": len(sheet.content["questions"]),
        },
        is_undoable=True,
        at=at,
    )
    return sheet


@transaction.atomic
def keep_notes(
    *, member: Membership, interview: Interview, revision: int, notes: Mapping[str, Any], at: datetime | None = None
) -> Interview:
    """Keep what the guide holds; the first time, the interview has begun, and that is the act that is written.

    What is typed while it is held is a draft: `end_interview` writes the act. Raises InterviewRefused, NotesChanged.
    """
    return _keep_notes(member, locked(interview), revision, notes, at)


def _keep_notes(
    member: Membership, row: Interview, revision: int, notes: Mapping[str, Any], at: datetime | None
) -> Interview:
    if hasattr(row, "debrief"):
        raise InterviewRefused("debriefed")
    told = noting.clean(notes)
    if revision != row.revision:
        if told == row.notes:
            return row
        raise NotesChanged(row)
    moment = at or timezone.now()
    is_first = row.started_at is None
    row.notes, row.revision, row.noted_at = told, row.revision + 1, moment
    row.started_at = row.started_at or moment
    row.save(update_fields=["notes", "revision", "noted_at", "started_at"])
    if is_first:
        record(member=member, code="interviews.begun", subjects=_subjects(row), after={"id": row.pk}, at=at)
    return row


@transaction.atomic
def end_interview(
    *,
    member: Membership,
    interview: Interview,
    notes: Mapping[str, Any] | None = None,
    revision: int = 0,
    at: datetime | None = None,
) -> Event:
    """It is over; with `notes`, kept first. Raises InterviewRefused, NotesChanged."""
    row = locked(interview)
    if notes is not None:
        _keep_notes(member, row, revision, notes, at)
    if row.started_at is None:
        raise InterviewRefused("not_begun")
    if row.ended_at:
        raise InterviewRefused("ended")
    row.ended_at = at or timezone.now()
    row.save(update_fields=["ended_at"])
    told = row.told
    return record(
        member=member,
        code="interviews.held",
        subjects=_subjects(row),
        after={"id": row.pk, "asked": told.asked, "met": told.met},
        is_undoable=True,
        at=at,
    )


@transaction.atomic
def cancel_interview(*, member: Membership, interview: Interview) -> Event:
    """It will not be held; its appointment, if any, stays in the agenda. Raises InterviewRefused."""
    row = locked(interview)
    if row.ended_at:
        raise InterviewRefused("ended")
    row.cancelled_at = timezone.now()
    row.save(update_fields=["cancelled_at"])
    after = {"id": row.pk, "planned_at": row.planned_at}
    return record(member=member, code="interviews.cancelled", subjects=_subjects(row), after=after, is_undoable=True)


@dataclass(frozen=True, slots=True)
class Follow:
    """What follows an interview: a task, a meeting, or nothing and why. `kind` is a Debrief.Next."""

    kind: str
    title: str = ""
    due_on: date | None = None
    task_kind: str = Task.Kind.FOLLOW_UP
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    location: str = ""
    is_remote: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    strengths: str = ""
    to_improve: str = ""
    adjustments: str = ""


@transaction.atomic
def debrief_interview(
    *,
    member: Membership,
    interview: Interview,
    marks: Mapping[str, tuple[int, str]],
    analysis: Analysis,
    follow: Follow | None,
    text: str = "",
    at: datetime | None = None,
) -> Debrief:
    """Judge it line by line and say what follows. The first time it becomes a contact of the agenda, with its task or
    its meeting, each an act of its own; later, words and marks are corrected and `follow` is not asked again.

    `text`: what the contact says in the timeline. Raises InterviewRefused.
    """
    row = locked(interview)
    if row.ended_at is None:
        raise InterviewRefused("not_ended")
    held = Debrief.objects.filter(interview=row).first()
    _check(marks, analysis, follow, is_first=held is None)
    before = _plain(held) if held else None
    debrief = held or Debrief(interview=row)
    debrief.marks, debrief.author, debrief.at = plain_marks(marks), member, at or timezone.now()
    debrief.strengths, debrief.to_improve = analysis.strengths.strip(), analysis.to_improve.strip()
    debrief.adjustments = analysis.adjustments.strip()
    if held is None and follow is not None:
        debrief.next, debrief.no_follow_up = follow.kind, follow.reason.strip()[:300]
        _follow(member, row, follow, text, at)
    debrief.save()
    debrief.event = record(
        member=member,
        code="interviews.debriefed",
        subjects=_subjects(row),
        before=before,
        after={"id": debrief.pk, "interview": row.pk, "total": debrief.total, "most": debrief.most, **_plain(debrief)},
        at=at,
    )
    return debrief


def _plain(debrief: Debrief) -> dict[str, Any]:
    names = ("marks", "strengths", "to_improve", "adjustments", "next", "no_follow_up")
    return {name: getattr(debrief, name) for name in names}


def _check(marks: Mapping[str, tuple[int, str]], analysis: Analysis, follow: Follow | None, *, is_first: bool) -> None:
    if not marks:
        raise InterviewRefused("no_marks")
    if any(not 0 <= mark <= HIGHEST_MARK for mark, _words in marks.values()):
        raise InterviewRefused("bad_mark")
    if not (analysis.strengths.strip() or analysis.to_improve.strip()):
        raise InterviewRefused("no_analysis")
    if not is_first:
        return
    if follow is None or follow.kind not in Debrief.Next.values:
        raise InterviewRefused("no_next")
    is_whole = {
        Debrief.Next.TASK: bool(follow.title.strip() and follow.due_on),
        Debrief.Next.MEETING: bool(follow.starts_at and follow.ends_at and follow.ends_at > follow.starts_at),
        Debrief.Next.NONE: True,
    }[Debrief.Next(follow.kind)]
    if not is_whole:
        raise InterviewRefused("no_next")
    if follow.kind == Debrief.Next.NONE and not follow.reason.strip():
        raise InterviewRefused("no_reason")


def _follow(member: Membership, row: Interview, follow: Follow, text: str, at: datetime | None) -> None:
    """The contact, and what comes next with the party."""
    length = round((row.ended_at - row.started_at).total_seconds() / 60) if row.ended_at and row.started_at else 0
    row.interaction = log_interaction(
        member=member,
        channel=row.channel,
        company=row.company,
        person=row.person,
        text=text,
        # A guide filled in the evening says nothing of the length.
        minutes=length if 1 <= length <= 480 else None,
        at=row.started_at,
    )
    about: dict[str, Any] = {"company": row.company, "person": row.person, "at": at}
    if follow.kind == Debrief.Next.TASK and follow.due_on:
        row.task = plan_task(member=member, title=follow.title, due_on=follow.due_on, kind=follow.task_kind, **about)
    elif follow.kind == Debrief.Next.MEETING and follow.starts_at and follow.ends_at:
        row.meeting = book_appointment(
            member=member,
            title=follow.title or str(row.company),
            starts_at=follow.starts_at,
            ends_at=follow.ends_at,
            is_remote=follow.is_remote,
            location=follow.location,
            **about,
        )
    row.save(update_fields=["interaction", "task", "meeting"])
