"""What an interaction means to a campaign, what its contacts say together, and what is proposed from them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.prospect.campaigns.rules.adjusting import propose
from carnet.prospect.campaigns.rules.analysing import By, Told, analyse
from carnet.prospect.campaigns.rules.rates import Verdict
from carnet.prospect.campaigns.rules.stages import FAILURE, SUCCESS, Reason, Stage, heard
from carnet.prospect.campaigns.rules.trials import Received, arms, draw
from carnet.prospect.mix.rules.channels import Channel

CASES = [
    ("call", "reached", Channel.PHONE, Stage.REACHED, None),
    ("call", "no_answer", Channel.PHONE, Stage.ATTEMPTED, Reason.NO_ANSWER),
    ("call", "message", Channel.PHONE, Stage.ATTEMPTED, None),
    ("call", "call_back", Channel.PHONE, Stage.REACHED, Reason.WRONG_TIME),
    ("call", "meeting", Channel.PHONE, Stage.MEETING, None),
    ("call", "refused", Channel.PHONE, Stage.REACHED, Reason.NOT_INTERESTED),
    ("call", "wrong_number", Channel.PHONE, Stage.ATTEMPTED, Reason.WRONG_CONTACT),
    ("call", "", Channel.PHONE, Stage.REACHED, None),
    ("email", "", Channel.EMAIL, Stage.ATTEMPTED, None),
    ("letter", "", Channel.LETTER, Stage.ATTEMPTED, None),
    ("visit", "", Channel.VISIT, Stage.REACHED, None),
    ("video", "", Channel.VISIT, Stage.REACHED, None),
]


@pytest.mark.parametrize(("contact", "outcome", "channel", "stage", "reason"), CASES)
def test_an_interaction_means_a_channel_a_stage_and_sometimes_a_reason(
    contact, outcome, channel, stage, reason
) -> None:
    found = heard(contact, outcome)
    assert found is not None
    assert (found.channel, found.stage, found.reason) == (channel, stage, reason)


def test_a_note_is_no_contact_and_each_reason_is_of_success_or_of_failure() -> None:
    assert heard("note", "") is None
    assert set(Reason) == SUCCESS | FAILURE
    assert not SUCCESS & FAILURE


def told(whom: int | None, stage: int, channel: str = "phone", **more) -> Told:
    return Told(whom, channel, more.pop("segment", ""), more.pop("message", ""), stage, **more)


def test_a_party_counts_once_at_its_farthest_and_its_contacts_all_cost() -> None:
    whole = analyse(
        [told(1, 1, cost_cents=100), told(1, 4, cost_cents=500), told(2, 2, cost_cents=None), told(None, 1)]
    ).whole
    assert (whole.touches, whole.parties, whole.came(Stage.REACHED), whole.came(Stage.MEETING)) == (4, 3, 2, 1)
    assert (whole.cost_cents, whole.uncosted, whole.cost_of(Stage.MEETING)) == (600, 2, 600)
    assert whole.cost_of(Stage.SALE) is None


def test_an_action_is_the_how_manieth_contact_by_its_channel() -> None:
    found = analyse([told(1, 1, "email"), told(1, 2, "phone"), told(2, 1, "email"), *[told(1, 1, "visit")] * 4])
    assert [(one.line.key, one.line.parties) for one in found.cuts[By.ACTION]] == [
        ("1:email", 2), ("2:phone", 1), ("3:visit", 1), ("4:visit", 1),
    ]  # fmt: skip


def test_lines_of_the_same_parties_are_not_compared_and_those_of_others_are() -> None:
    same = [told(whom, 4 if whom < 20 else 1, channel) for whom in range(40) for channel in ("phone", "email")]
    assert {one.beside.verdict for one in analyse(same).cuts[By.CHANNEL]} == {Verdict.SHARED}
    apart = [told(whom, 4, segment="a") for whom in range(40)] + [told(whom, 1, segment="b") for whom in range(40, 80)]
    verdicts = {one.line.key: one.beside.verdict for one in analyse(apart).cuts[By.SEGMENT]}
    assert verdicts == {"a": Verdict.BETTER, "b": Verdict.WORSE}
    few = [told(whom, 4, segment="a") for whom in range(5)] + [told(whom, 1, segment="b") for whom in range(9, 80)]
    assert {one.beside.verdict for one in analyse(few).cuts[By.SEGMENT]} == {Verdict.FEW}


def test_the_causes_come_by_weight_with_their_running_share() -> None:
    ended = [told(whom, 3, reason="price") for whom in range(6)] + [told(whom, 2, reason="no_need") for whom in (7, 8)]
    won = [told(20, 4, reason="need"), told(21, 4, reason="price"), told(22, 2)]
    found = analyse(ended + won)
    assert [(one.reason, one.count) for one in found.failures] == [("price", 7), ("no_need", 2)]
    assert found.failures[-1].running == pytest.approx(1)
    assert [one.reason for one in found.successes] == ["need"]
    assert found.uncoded == 1


CONTACTS = st.lists(
    st.builds(
        Told,
        st.one_of(st.none(), st.integers(1, 12)),
        st.sampled_from(list(Channel)),
        st.sampled_from(["", "a", "b"]),
        st.sampled_from(["", "x", "y"]),
        st.integers(1, 5),
        st.sampled_from(["", *Reason]),
        st.one_of(st.none(), st.integers(0, 10_000)),
    ),
    max_size=60,
)


@given(CONTACTS)
def test_every_contact_and_every_party_is_counted_once_and_the_funnel_never_widens(contacts) -> None:
    found = analyse(contacts)
    for by in By:
        assert sum(one.line.touches for one in found.cuts[by]) == len(contacts)
        assert sum(one.line.cost_cents for one in found.cuts[by]) == found.whole.cost_cents
    came = [found.whole.parties, *(found.whole.came(stage) for stage in Stage)]
    assert came == sorted(came, reverse=True)
    coded = sum(one.count for one in (*found.failures, *found.successes))
    assert coded + found.uncoded == found.whole.parties
    assert len({(one.code, one.key) for one in propose(found)}) == len(propose(found))


def proposed(contacts) -> dict[str, str]:
    return {one.code: one.key for one in propose(analyse(contacts))}


def test_a_better_segment_is_proposed_first_and_the_worse_one_for_itself() -> None:
    contacts = [told(whom, 4 if whom % 2 else 1, segment="a", reason="") for whom in range(60)]
    contacts += [told(whom, 4 if whom % 20 == 0 else 1, segment="b") for whom in range(60, 140)]
    found = proposed(contacts)
    assert (found["segment_more"], found["segment_less"]) == ("a", "b")
    assert "code_reasons" in found


def test_a_reason_that_weighs_calls_for_its_answer_and_a_rare_one_does_not() -> None:
    contacts = [told(whom, 3, reason="price" if whom < 20 else "competitor") for whom in range(34)]
    contacts += [told(50, 3, reason="trust")]
    found = proposed(contacts)
    assert "price" in found
    assert "competitor" in found
    assert "trust" not in found


def test_too_few_contacts_propose_to_make_more_and_nothing_else() -> None:
    assert list(proposed([told(whom, 3, reason="price") for whom in range(10)])) == ["more_contacts"]
    assert propose(analyse([])) == []


def test_a_channel_whose_meetings_cost_twice_as_much_is_named_beside_the_cheapest() -> None:
    contacts = [told(whom, 4, "phone", cost_cents=700) for whom in range(6)]
    contacts += [told(whom, 4, "visit", cost_cents=9000) for whom in range(10, 16)]
    assert proposed(contacts)["dear_channel"] == "visit:phone"


def test_messages_that_are_not_told_apart_call_for_a_trial_with_its_number() -> None:
    contacts = [told(whom, 4 if whom % 9 == 0 else 2, message="a" if whom % 2 else "b") for whom in range(90)]
    found = next(one for one in propose(analyse(contacts)) if one.code == "test_messages")
    assert 200 < found.figures["each"] < 400


NOW = datetime(2026, 11, 24, tzinfo=UTC)


def received(whom: int, message: str, stage: int = 1, days: int = 20) -> Received:
    return Received(whom, message, stage, NOW - timedelta(days=days))


def test_what_comes_later_counts_for_the_message_received_and_who_had_both_counts_for_none() -> None:
    found = arms(
        [received(1, "a"), received(2, "b"), received(3, "a"), received(3, "b"), received(1, "", 4, 10),
         received(4, "b", 4, 2), received(5, "", 4)],
        first="a", second="b", goal=4, until=NOW - timedelta(days=7),
    )  # fmt: skip
    assert (found.first, found.second, found.both, found.waiting, found.ready) == ([True], [False], 1, 1, 1)


def test_the_lot_is_always_the_same_and_gives_each_message_about_half() -> None:
    drawn = [draw(7, whom) for whom in range(2000)]
    assert drawn == [draw(7, whom) for whom in range(2000)]
    assert 900 < sum(drawn) < 1100
    assert drawn != [draw(8, whom) for whom in range(2000)]
