"""What interviews say for B1.2-C7.1: by what their rows hold, never by their existence."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from carnet.foundation.interviews import services
from carnet.foundation.interviews.models import Interview
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import CompanySettings, Membership, Workspace
from carnet.prospect.interviewing.services import debrief
from carnet.referential.registry import State, gather

from .conftest import ANALYSIS, CONTENT, hold, marks, prepare, to_do

CODES = [f"B1.2-C7.1-{number}" for number in range(1, 11)]
HUMAN = {"B1.2-C7.1-2", "B1.2-C7.1-3", "B1.2-C7.1-4"}


def states(workspace: Workspace) -> dict[str, str]:
    found = {code: gather(code, workspace) for code in CODES}
    return {code.rsplit("-", 1)[1]: one.state.value for code, one in found.items() if one}


def test_without_an_interview_nothing_is_shown_and_people_still_judge(nord: Workspace, in_nord: Workspace) -> None:
    told = states(nord)
    assert {number for number, state in told.items() if state == "human"} == {"2", "3", "4"}
    assert {state for number, state in told.items() if number not in "234"} == {"missing"}


def test_a_whole_interview_shows_every_point_that_rows_can_show(
    nord: Workspace, bruno: Membership, interview: Interview, seller: CompanySettings
) -> None:
    prepare(bruno, interview)
    held = hold(bruno, interview)
    told = states(nord)
    assert [told[number] for number in ("1", "5", "6", "8")] == ["met"] * 4
    assert [told[number] for number in ("7", "9", "10")] == ["missing"] * 3
    debrief(member=bruno, interview=held, marks=marks(bruno), analysis=ANALYSIS, follow=to_do())
    told = states(nord)
    assert [told[number] for number in ("7", "9", "10")] == ["met"] * 3
    judged = gather("B1.2-C7.1-4", nord)
    assert judged
    assert judged.state == State.HUMAN
    assert "3 points sur 4" in str(judged.facts[1])
    assert "« Vu. »" in map(str, judged.facts)


@pytest.mark.parametrize(
    ("number", "more"),
    [
        ("5", {"restated": ""}),
        ("5", {"answers": []}),
        ("6", {"objections": [{"objection": "Trop cher", "is_met": True, "how": ""}]}),
        ("6", {"objections": [{"objection": "Trop cher"}]}),
        ("7", {"agreed": ""}),
        ("8", {"conclusion": ""}),
    ],
)
def test_an_interview_that_lacks_it_does_not_show_it(
    nord: Workspace, bruno: Membership, interview: Interview, seller: CompanySettings, number: str, more: dict[str, Any]
) -> None:
    held = hold(bruno, interview, **more)
    debrief(member=bruno, interview=held, marks=marks(bruno), analysis=ANALYSIS, follow=to_do())
    assert states(nord)[number] == "missing"


def test_a_sheet_validated_after_the_first_word_prepares_nothing(
    nord: Workspace, bruno: Membership, interview: Interview
) -> None:
    hold_at = timezone.now() - timedelta(hours=2)
    services.keep_notes(member=bruno, interview=interview, revision=0, notes={"welcome": "Bien"}, at=hold_at)
    services.validate_sheet(member=bruno, interview=interview, content=CONTENT)
    services.end_interview(member=bruno, interview=interview)
    assert states(nord)["1"] == "missing"


@pytest.mark.parametrize("count", [2, 9])
def test_each_check_asks_two_queries_whatever_the_interviews(
    nord: Workspace, bruno: Membership, clinic: Company, count: int, django_assert_max_num_queries
) -> None:
    for _number in range(count):
        one = services.plan_interview(member=bruno, company=clinic)
        prepare(bruno, one)
        hold(bruno, one)
    for code in CODES:
        with django_assert_max_num_queries(2):
            gather(code, nord)
