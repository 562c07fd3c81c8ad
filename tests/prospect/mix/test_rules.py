"""Which actions suit a group, on which days they fall, and that the sums agree both ways."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.prospect.mix.rules.channels import DIGITAL, FEW, Channel, Past, Terms, rates
from carnet.prospect.mix.rules.figures import budget, expected
from carnet.prospect.mix.rules.proposing import Profile, propose, told
from carnet.prospect.mix.rules.scheduling import Asked, last_day, schedule
from carnet.prospect.mix.rules.standing import Chosen, complementary_state, suited_state

ALL = dict.fromkeys(Channel, 30)
NO_MAIL = ALL | {Channel.EMAIL: 0}
HOUSEHOLDS = dict.fromkeys(Channel, 0) | {Channel.LETTER: 30, Channel.SOCIAL: 30, Channel.VISIT: 30, Channel.EVENT: 30}
MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("profile", "steps"),
    [
        (Profile(30, reachable=ALL, room=ALL), "email 0, phone 3, visit 10"),
        (Profile(30, reachable=ALL, room=ALL, km=240), "email 0, phone 3, event 14"),
        (Profile(5, reachable=ALL, room=ALL, km=240), "email 0, phone 3"),
        (Profile(30, reachable=ALL, room=ALL, size="large"), "letter 0, phone 3, social 5, email 7, visit 10"),
        (Profile(30, reachable=NO_MAIL, room=ALL), "letter 0, phone 3, social 5, visit 10"),
        (Profile(30, reachable=ALL, room=ALL, stage="warm"), "phone 0, email 2, visit 10"),
        (Profile(30, reachable=ALL, room=ALL, stage="customer", km=240), "phone 0, email 2, event 14"),
        (Profile(30, 1.0, reachable=HOUSEHOLDS, room=ALL), "letter 0, social 5, event 14"),
        (Profile(30, 1.0, reachable=HOUSEHOLDS, room=ALL, stage="warm"), "letter 0, social 5, visit 10"),
        (Profile(30, reachable=ALL, room=ALL | {Channel.VISIT: 0}), "email 0, phone 3, event 14"),
        (Profile(30, sale_cents=900_000, visit_cents=9_000, km=240, reachable=ALL, room=ALL),
         "letter 0, phone 3, social 5, email 7, visit 10"),
        (Profile(0), ""),
    ],
)  # fmt: skip
def test_the_actions_suit_what_a_group_is_like(profile: Profile, steps: str) -> None:
    assert ", ".join(f"{step.channel} {step.day}" for step in propose(profile).steps) == steps


@pytest.mark.parametrize(
    ("profile", "channel", "reason"),
    [
        (Profile(30, reachable=NO_MAIL, room=ALL), Channel.EMAIL, "unlawful"),
        (Profile(30, reachable=ALL, room=ALL | {Channel.PHONE: 0}), Channel.PHONE, "no_room"),
        (Profile(30, reachable=ALL, room=ALL, km=240), Channel.VISIT, "too_far"),
        (Profile(30, 1.0, reachable=HOUSEHOLDS, room=ALL), Channel.VISIT, "home_uninvited"),
        (Profile(30, reachable=ALL, room=ALL), Channel.LETTER, "email_does"),
        (Profile(30, reachable=ALL, room=ALL, stage="warm"), Channel.LETTER, "known_already"),
        (Profile(5, reachable=ALL, room=ALL), Channel.EVENT, "too_few"),
    ],
)
def test_a_channel_left_out_says_why(profile: Profile, channel: Channel, reason: str) -> None:
    assert dict(propose(profile).left)[channel] == reason


counts = st.fixed_dictionaries({channel: st.integers(0, 60) for channel in Channel})
profiles = st.builds(
    Profile,
    count=st.integers(0, 60),
    consumers=st.floats(0, 1),
    stage=st.sampled_from(["cold", "warm", "customer"]),
    size=st.sampled_from(["", "small", "large"]),
    km=st.none() | st.floats(0, 900),
    sale_cents=st.none() | st.integers(0, 10_000_000),
    visit_cents=st.none() | st.integers(0, 50_000),
    reachable=counts,
    room=counts,
)


@given(profiles)
def test_no_step_is_unlawful_or_without_room_and_one_is_digital_where_any_may_be(who: Profile) -> None:
    found = propose(who)
    assert all(who.can(step.channel) and step.reasons for step in found.steps)
    assert [step.day for step in found.steps] == sorted(step.day for step in found.steps)
    assert {step.channel for step in found.steps} | {channel for channel, _why in found.left} == set(Channel)
    assert len({step.channel for step in found.steps}) == len(found.steps)
    if found.steps and any(who.can(channel) for channel in DIGITAL):
        assert found.is_digital


def is_off(day: date) -> bool:
    return day.weekday() >= 5 or day == date(2026, 12, 25)


@given(
    st.lists(
        st.tuples(
            st.lists(st.tuples(st.sampled_from(list(Channel)), st.integers(0, 30)), max_size=5, unique_by=lambda x: x[0]),
            st.lists(st.frozensets(st.sampled_from(list(Channel))), max_size=25),
        ),
        max_size=3,
    ),
    st.fixed_dictionaries({channel: st.integers(0, 12) for channel in Channel}),
    st.integers(1, 8),
)  # fmt: skip
def test_no_week_takes_more_than_its_capacity_and_nobody_is_reached_unlawfully(told_groups, capacity, weeks) -> None:
    groups = [Asked(tuple(sorted(steps, key=lambda one: one[1])), members) for steps, members in told_groups]
    placed = list(schedule(groups, capacity, first=MONDAY, weeks=weeks, is_off=is_off))
    assert [(one.group, one.member) for one in placed] == [
        (number, member) for number, group in enumerate(groups) for member in range(len(group.members))
    ]
    weekly: Counter[tuple[Channel, int]] = Counter()
    for one in placed:
        may = groups[one.group].members[one.member]
        wanted = [channel for channel, _day in groups[one.group].steps if channel in may]
        if one.moves is None:
            continue
        left = iter(wanted)
        assert all(move.channel in left for move in one.moves)
        assert one.moves or not wanted
        assert [move.on for move in one.moves] == sorted(move.on for move in one.moves)
        assert all(MONDAY <= move.on <= last_day(MONDAY, weeks) and not is_off(move.on) for move in one.moves)
        weekly.update((move.channel, (move.on - MONDAY).days // 7) for move in one.moves)
    assert all(count <= capacity[channel] for (channel, _week), count in weekly.items())


def test_a_sequence_keeps_its_days_and_gives_up_its_scarcest_action_first() -> None:
    steps = ((Channel.EMAIL, 0), (Channel.PHONE, 3), (Channel.VISIT, 10))
    capacity = {Channel.EMAIL: 60, Channel.PHONE: 50, Channel.VISIT: 5}
    members = [frozenset(Channel)] * 12
    found = list(schedule([Asked(steps, members)], capacity, first=MONDAY, weeks=3, is_off=is_off))
    first = found[0].moves
    assert first is not None
    assert [(move.on - MONDAY).days for move in first] == [0, 3, 10]
    assert [len(one.moves or ()) for one in found] == [3] * 7 + [2] * 5
    assert all(move.channel != Channel.VISIT for one in found[7:] for move in one.moves or ())
    none = list(schedule([Asked(steps, members)], dict.fromkeys(Channel, 0), first=MONDAY, weeks=3, is_off=is_off))
    assert all(one.moves is None for one in none)
    later = schedule([Asked(steps, members)], capacity, first=MONDAY, weeks=3, is_off=is_off,
                     begins=MONDAY + timedelta(days=2))  # fmt: skip
    assert min(move.on for one in later for move in one.moves or ()) == MONDAY + timedelta(days=2)


@given(
    st.lists(st.dictionaries(st.sampled_from(list(Channel)), st.integers(1, 500)), max_size=5),
    st.fixed_dictionaries(
        {
            channel: st.builds(Terms, st.none() | st.integers(0, 20_000), st.just(10), st.none() | st.decimals(0, 9, places=3))
            for channel in Channel
        }
    ),
)  # fmt: skip
def test_the_budget_agrees_by_group_and_by_channel(contacts, terms) -> None:
    found = budget(contacts, terms)
    for name in ("contacts", "cents", "kg"):
        by_group = sum(getattr(cell, name) for cell in found.by_group)
        by_channel = sum(getattr(cell, name) for cell in found.by_channel.values())
        assert by_group == by_channel == getattr(found.total, name)
    assert found.total.contacts == sum(sum(group.values()) for group in contacts)
    assert all(terms[channel].cost_cents is None for channel in found.uncosted)


@pytest.mark.parametrize(
    ("past", "meetings", "sales", "basis", "rate"),
    [
        (Past(), None, None, "none", None),
        (Past(FEW - 1, 10, 1), None, None, "none", None),
        (Past(FEW - 1, 10, 1), Decimal(5), None, "assumed", Decimal(5)),
        (Past(FEW, 3, 0), Decimal(50), None, "observed", Decimal("10.00")),
    ],
)
def test_the_past_speaks_from_thirty_contacts_on_else_ones_own_assumption_else_nobody(
    past: Past, meetings: Decimal | None, sales: Decimal | None, basis: str, rate: Decimal | None
) -> None:
    found = rates(past, meetings, sales)
    assert (found.basis, found.meetings) == (basis, rate)


def test_what_is_foreseen_is_rounded_once_and_names_the_channels_it_knows_nothing_of() -> None:
    known = {channel: rates(Past()) for channel in Channel}
    known |= {Channel.PHONE: rates(Past(200, 15, 3)), Channel.EMAIL: rates(Past(100, 3, 1))}
    found = expected({Channel.PHONE: 20, Channel.EMAIL: 20, Channel.SOCIAL: 5}, known)
    assert (found.contacts, found.meetings, found.sales, found.blind) == (45, 2, 1, (Channel.SOCIAL,))
    assert expected({Channel.SOCIAL: 5}, known).meetings is None


@pytest.mark.parametrize(
    ("groups", "suited", "complementary"),
    [
        ([], "missing", "missing"),
        ([Chosen(0, 0, 0, 0, is_digital=False, is_spoken=False)], "missing", "missing"),
        ([Chosen(3, 0, 3, 3, is_digital=True, is_spoken=True)], "met", "met"),
        ([Chosen(3, 1, 3, 3, is_digital=True, is_spoken=True)], "partly", "met"),
        ([Chosen(3, 0, 2, 3, is_digital=False, is_spoken=True)], "partly", "partly"),
        ([Chosen(1, 0, 1, 1, is_digital=True, is_spoken=False)], "met", "partly"),
        ([Chosen(2, 0, 2, 2, is_digital=True, is_spoken=True), Chosen(0, 0, 0, 0, is_digital=False, is_spoken=False)],
         "partly", "partly"),
    ],
)  # fmt: skip
def test_plans_are_judged_by_their_actions_never_by_being_there(
    groups: list[Chosen], suited: str, complementary: str
) -> None:
    assert (suited_state(groups), complementary_state(groups)) == (suited, complementary)


def test_writing_and_speaking_complete_each_other() -> None:
    assert told(propose(Profile(30, reachable=ALL, room=ALL)).steps) == dict.fromkeys(
        ("several", "digital", "spoken"), True
    )
