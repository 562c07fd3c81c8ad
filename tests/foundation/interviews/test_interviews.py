"""An interview is planned, prepared in versions, held, called off; what it refuses and what is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.agenda.models import Appointment, Task
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.interviews import services
from carnet.foundation.interviews.models import Debrief, Interview
from carnet.foundation.interviews.rules import notes, sheet
from carnet.foundation.interviews.rules.conduct import Step, timetable
from carnet.foundation.interviews.services import Analysis, Follow, InterviewRefused, NotesChanged
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership, Workspace

WHOLE = {"goal": "Un devis", "opening": "Bonjour.", "questions": "A ?\nB ?\nC ?"}
GOOD = Analysis("Écoute", "Prix", "Preuve d’abord")


@pytest.fixture
def clinic(in_nord: Workspace, bruno: Membership) -> Company:
    return create_company(member=bruno, name="Clinique des Balmes")


@pytest.fixture
def interview(bruno: Membership, clinic: Company) -> Interview:
    return services.plan_interview(member=bruno, company=clinic)


@given(st.integers(-5, 1000))
def test_the_minutes_of_the_steps_add_up_to_the_interview(minutes: int) -> None:
    told = list(timetable(minutes).values())
    assert told == sorted(told)
    assert told[-1] == min(max(minutes, 5), 480)
    assert len(told) == len(Step)


@pytest.mark.parametrize(
    ("content", "lacks"),
    [
        ({}, list(sheet.Lack)),
        (WHOLE, [sheet.Lack.FALLBACK, sheet.Lack.OFFER, sheet.Lack.PROOF, sheet.Lack.OBJECTION, sheet.Lack.CLOSING]),
        (WHOLE | {"questions": "A ?\n\n A ?\nB ?"}, [sheet.Lack.QUESTIONS, *list(sheet.Lack)[3:]]),
        (WHOLE | {"offers": [{"name": "X", "proof": ""}], "fallback": "y", "closing": "z",
                  "objections": [{"objection": "Cher", "reply": "Non"}]}, [sheet.Lack.PROOF]),
    ],
)  # fmt: skip
def test_a_sheet_says_what_it_lacks(content: dict[str, Any], lacks: list[sheet.Lack]) -> None:
    assert sheet.lacking(sheet.clean(content)) == lacks


@given(st.dictionaries(st.sampled_from([*sheet.TEXTS, *sheet.LISTS]), st.text(max_size=400)))
def test_a_sheet_cleaned_twice_is_the_same(given_: dict[str, str]) -> None:
    once = sheet.clean(given_)
    assert sheet.clean(once) == once


rows = st.lists(st.fixed_dictionaries({"question": st.text(max_size=9), "answer": st.text(max_size=9)}), max_size=5)


@given(rows, st.text(max_size=20))
def test_notes_cleaned_twice_are_the_same_and_an_answer_means_asked(answers: list[Any], restated: str) -> None:
    once = notes.clean({"answers": answers, "restated": restated})
    assert notes.clean(once) == once
    assert notes.told(once).answered <= notes.told(once).asked


def test_a_validated_version_stays_and_what_follows_is_the_next(bruno: Membership, interview: Interview) -> None:
    services.save_sheet(member=bruno, interview=interview, content={"goal": "Brouillon"})
    with pytest.raises(InterviewRefused, match="unfinished"):
        services.validate_sheet(member=bruno, interview=interview)
    made = services.validate_sheet(member=bruno, interview=interview, content=WHOLE)
    assert (made.version, interview.sheets.count()) == (1, 1)
    later = services.save_sheet(member=bruno, interview=interview, content=WHOLE | {"goal": "Autre"})
    assert later.version == 2
    assert interview.sheets.get(version=1).content["goal"] == "Un devis"
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=bruno, event_id=made.event.pk)


def test_a_validation_is_taken_back(bruno: Membership, interview: Interview) -> None:
    made = services.validate_sheet(member=bruno, interview=interview, content=WHOLE)
    undo(member=bruno, event_id=made.event.pk)
    interview.refresh_from_db()
    assert interview.state == "new"
    assert interview.sheets.get().validated_at is None


def test_a_planned_interview_is_taken_back_until_somebody_works_on_it(bruno: Membership, clinic: Company) -> None:
    one, other = (services.plan_interview(member=bruno, company=clinic) for _time in range(2))
    services.save_sheet(member=bruno, interview=other, content={})
    undo(member=bruno, event_id=one.event.pk)
    assert list(Interview.objects.all()) == [other]
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=bruno, event_id=other.event.pk)


def test_notes_go_over_no_newer_ones(bruno: Membership, alice: Membership, interview: Interview) -> None:
    first = services.keep_notes(member=bruno, interview=interview, revision=0, notes={"welcome": "Moi"})
    assert (first.revision, first.state) == (1, "begun")
    with pytest.raises(NotesChanged) as caught:
        services.keep_notes(member=alice, interview=interview, revision=0, notes={"welcome": "Autre"})
    assert caught.value.current.notes["welcome"] == "Moi"
    again = services.keep_notes(member=bruno, interview=interview, revision=0, notes={"welcome": "Moi"})
    assert again.revision == 1
    assert Event.objects.filter(code="interviews.begun").count() == 1


def held(member: Membership, interview: Interview) -> Interview:
    services.end_interview(member=member, interview=interview, notes={"conclusion": "Dit"}, revision=0)
    return Interview.objects.get(pk=interview.pk)


def test_an_end_is_taken_back_until_it_is_debriefed(bruno: Membership, interview: Interview) -> None:
    held(bruno, interview)
    event = Event.objects.get(code="interviews.held")
    undo(member=bruno, event_id=event.pk)
    assert Interview.objects.get().state == "begun"


@pytest.mark.parametrize(
    ("marks", "analysis", "follow", "reason"),
    [
        ({}, GOOD, Follow("none", reason="Fermé"), "no_marks"),
        ({"a": (5, "")}, GOOD, Follow("none", reason="Fermé"), "bad_mark"),
        ({"a": (3, "")}, Analysis(), Follow("none", reason="Fermé"), "no_analysis"),
        ({"a": (3, "")}, GOOD, None, "no_next"),
        ({"a": (3, "")}, GOOD, Follow("later"), "no_next"),
        ({"a": (3, "")}, GOOD, Follow("task", title="Devis"), "no_next"),
        ({"a": (3, "")}, GOOD, Follow("meeting"), "no_next"),
        ({"a": (3, "")}, GOOD, Follow("none", reason="  "), "no_reason"),
    ],
)
def test_a_debrief_wants_marks_an_analysis_and_a_next_step(
    bruno: Membership, interview: Interview, marks: Any, analysis: Analysis, follow: Follow | None, reason: str
) -> None:
    one = held(bruno, interview)
    with pytest.raises(InterviewRefused, match=reason):
        services.debrief_interview(member=bruno, interview=one, marks=marks, analysis=analysis, follow=follow)
    assert not Debrief.objects.exists()


def test_a_debrief_puts_its_meeting_in_the_agenda_and_its_contact_in_the_file(
    bruno: Membership, interview: Interview, clinic: Company
) -> None:
    one = held(bruno, interview)
    at = timezone.now() + timedelta(days=3)
    follow = Follow("meeting", title="Métrés", starts_at=at, ends_at=at + timedelta(hours=1))
    services.debrief_interview(member=bruno, interview=one, marks={"a": (3, "x")}, analysis=GOOD, follow=follow)
    one = Interview.objects.get()
    assert one.state == "debriefed"
    assert one.meeting == Appointment.objects.get(title="Métrés")
    assert one.interaction
    clinic.refresh_from_db()
    assert clinic.last_contact_at == one.started_at
    with pytest.raises(InterviewRefused, match="debriefed"):
        services.keep_notes(member=bruno, interview=one, revision=1, notes={})
    assert not Task.objects.exists()


def test_what_is_called_off_is_worked_on_no_more_and_comes_back(bruno: Membership, interview: Interview) -> None:
    event = services.cancel_interview(member=bruno, interview=interview)
    with pytest.raises(InterviewRefused, match="cancelled"):
        services.save_sheet(member=bruno, interview=interview, content=WHOLE)
    undo(member=bruno, event_id=event.pk)
    assert Interview.objects.get().state == "new"
    with pytest.raises(InterviewRefused, match="not_begun"):
        services.end_interview(member=bruno, interview=interview)
