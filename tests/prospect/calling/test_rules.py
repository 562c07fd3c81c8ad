"""In what order one calls, how a script goes on, what a session comes to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.prospect.calling import rules
from carnet.prospect.calling.rules import Answer, BadScript, Block, Candidate, Step, Tally
from carnet.prospect.calling.scripting import shipped

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CROC = tuple(Block(step.value, step, f"Mots de {step}") for step in rules.CROC)


def test_agreed_hours_come_first_then_what_weighs_most_then_what_is_late() -> None:
    rows = [
        Candidate(1, "Suspect"),
        Candidate(2, "Chaud", stage="hot"),
        Candidate(3, "En retard", late_days=9),
        Candidate(4, "Gros", value_cents=900_000),
        Candidate(5, "À 15 h", due_at=NOON + timedelta(hours=3)),
        Candidate(6, "À 14 h", due_at=NOON + timedelta(hours=2)),
    ]
    assert [one.key for one in rules.ordered(rows)] == [6, 5, 4, 3, 2, 1]


@given(st.lists(st.builds(
    Candidate, key=st.integers(0, 99), name=st.text(max_size=4), late_days=st.integers(0, 90),
    due_at=st.none() | st.timedeltas(timedelta(), timedelta(days=9)).map(lambda passed: NOON + passed),
    value_cents=st.integers(0, 10**8), stage=st.sampled_from([*rules.WARMTH, "odd"]),
)))  # fmt: skip
def test_nobody_is_lost_and_no_agreed_hour_waits_behind_another_card(rows: list[Candidate]) -> None:
    order = rules.ordered(rows)
    assert sorted(map(id, order)) == sorted(map(id, rows))
    agreed = [one.due_at is not None for one in order]
    assert agreed == sorted(agreed, reverse=True)


SCRIPTS = [
    (CROC, None),
    (CROC[:3], "missing"),
    ((*CROC, CROC[0]), "twice"),
    ((replace(CROC[0], answers=(Answer("Oui", "ailleurs"),)), *CROC[1:]), "nowhere"),
    ((replace(CROC[0], answers=(Answer("Oui", "reason"), Answer("Non"))), *CROC[1:]), None),
    ((replace(CROC[0], text="  "), *CROC[1:]), "missing"),
]


@pytest.mark.parametrize(("blocks", "reason"), SCRIPTS)
def test_a_script_holds_together(blocks: tuple[Block, ...], reason: str | None) -> None:
    assert rules.read_blocks(rules.plain_blocks(blocks)) == blocks
    if reason is None:
        rules.check_script(blocks)
        return
    with pytest.raises(BadScript) as refused:
        rules.check_script(blocks)
    assert refused.value.reason == reason


@pytest.mark.parametrize("script", shipped(), ids=lambda one: one["name"])
def test_what_carnet_offers_holds_together_and_every_block_is_reached(script: dict) -> None:  # type: ignore[type-arg]
    blocks = rules.read_blocks(script["blocks"])
    rules.check_script(blocks)
    led = {answer.to for one in blocks for answer in one.answers}
    assert {one.code for one in blocks if one.step == Step.BRANCH} <= led


def test_what_is_known_is_filled_in_and_what_is_not_is_left_to_be_seen() -> None:
    assert (
        rules.filled("Bonjour {prenom} {nom}, {inconnu}", {"prenom": "Anne", "nom": ""})
        == "Bonjour Anne {nom}, {inconnu}"
    )


def test_the_script_goes_on_by_itself_to_the_end() -> None:
    assert [following.code for one in CROC if (following := rules.following(CROC, one))] == [
        "reason",
        "goal",
        "conclusion",
    ]
    assert rules.block_of(CROC, "goal") == CROC[2]
    assert rules.block_of(CROC, "?") == CROC[0]
    assert rules.block_of((), "") is None


def test_a_session_is_counted_and_little_says_nothing() -> None:
    rows = [("done", "reached", True, 2), ("done", "no_answer", False, 3), ("done", "meeting", True, 1),
            ("skipped", "", False, 4), ("todo", "", False, 5)]  # fmt: skip
    tally = rules.tallied(rows, 1800)
    assert tally == Tally(calls=6, reached=3, argued=3, meetings=1, skipped=4, left=5, seconds=1800)
    assert (tally.all, tally.reach_rate, tally.per_hour, tally.minutes) == (15, 0.5, 12, 30)
    assert rules.tallied([], 0).reach_rate is None


@pytest.mark.parametrize(("before", "since", "expected"), [(60, None, 60), (60, NOON - timedelta(seconds=30), 90),
                                                           (0, NOON + timedelta(hours=1), 0)])  # fmt: skip
def test_the_clock_stands_still_at_rest(before: int, since: datetime | None, expected: int) -> None:
    assert rules.active_seconds(before, since, NOON) == expected
