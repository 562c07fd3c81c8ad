"""The gate: who may be reached, by which channel, at what hour, and why not."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.consents import rules
from carnet.foundation.consents.rules import Basis, Channel, Facts, Limits, Permit, Purpose, may_reach

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=PARIS)
"""A Tuesday morning."""
LAW = Limits(
    consent_required=True,
    max_years=1,
    hours=((time(10), time(13)), (time(14), time(20))),
    weekdays=frozenset({1, 2, 3, 4, 5}),
    max_attempts=4,
    period_days=30,
    slot_minutes=30,
)
FREE = Limits(consent_required=False)
AGREED = Permit(Channel.PHONE, Basis.CONSENT, NOW - timedelta(days=30), expires_on=date(2027, 10, 24))
CONSUMER = Facts("consumer", has_address=True, permits=(AGREED,), zones=("Europe/Paris",))
COMPANY = Facts("company", has_address=True, zones=("Europe/Paris",))


def call(who: Facts, at: datetime = NOW, purpose: Purpose = Purpose.PROSPECTING, limits: Limits | None = LAW):  # type: ignore[no-untyped-def]
    return may_reach(who, Channel.PHONE, purpose, at, limits)


CALLS = [
    ("a consumer who agreed, on a Tuesday morning", CONSUMER, {}, "consent"),
    ("nobody agreed", replace(CONSUMER, permits=()), {}, "no_consent"),
    ("the consent has run out", replace(CONSUMER, permits=(replace(AGREED, expires_on=date(2026, 11, 1)),)), {}, "expired"),
    ("a recorded end beyond the legal year does not lengthen it",
     replace(CONSUMER, permits=(replace(AGREED, collected_at=NOW - timedelta(days=400), expires_on=None),)), {}, "expired"),
    ("it was withdrawn an hour ago",
     replace(CONSUMER, permits=(replace(AGREED, withdrawn_at=NOW - timedelta(hours=1)),)), {}, "withdrawn"),
    ("a consent without its words proves nothing", replace(CONSUMER, permits=(replace(AGREED, has_proof=False),)), {}, "no_proof"),
    ("a consent from tomorrow is none yet",
     replace(CONSUMER, permits=(replace(AGREED, collected_at=NOW + timedelta(days=1)),)), {}, "no_consent"),
    ("an e-mail consent does not open the phone",
     replace(CONSUMER, permits=(replace(AGREED, channel=Channel.EMAIL),)), {}, "no_consent"),
    ("at lunch", CONSUMER, {"at": NOW.replace(hour=13, minute=0)}, "closed_hour"),
    ("just before lunch", CONSUMER, {"at": NOW.replace(hour=12, minute=59)}, "consent"),
    ("at 20:00", CONSUMER, {"at": NOW.replace(hour=20)}, "closed_hour"),
    ("on a Saturday", CONSUMER, {"at": NOW + timedelta(days=4)}, "closed_day"),
    ("on a public holiday", replace(CONSUMER, is_holiday=lambda day: True), {}, "holiday"),
    ("afternoon here is night in Nouméa", replace(CONSUMER, zones=("Pacific/Noumea",)),
     {"at": NOW.replace(hour=15)}, "closed_day_or_hour"),
    ("two possible zones: both must be open", replace(CONSUMER, zones=("Indian/Reunion", "Indian/Mayotte")),
     {"at": datetime(2026, 11, 24, 6, 30, tzinfo=UTC)}, "closed_hour"),
    ("nobody knows where they are", replace(CONSUMER, zones=()), {}, "unknown_zone"),
    ("three attempts leave one", replace(CONSUMER, attempts=(NOW,) * 3), {}, "consent"),
    ("four attempts are enough, unanswered ones too", replace(CONSUMER, attempts=(NOW - timedelta(days=3),) * 4), {}, "too_many"),
    ("an attempt of 30 days ago no longer counts",
     replace(CONSUMER, attempts=(NOW,) * 3 + (NOW - timedelta(days=30),)), {}, "consent"),
    ("an attempt of 29 days ago still does", replace(CONSUMER, attempts=(NOW,) * 3 + (NOW - timedelta(days=29),)), {}, "too_many"),
    ("energy renovation, even with consent", replace(CONSUMER, is_banned_trade=True), {}, "banned_trade"),
    ("energy renovation, but they asked", replace(CONSUMER, is_banned_trade=True, permits=(), answer_until=date(2026, 11, 26)),
     {"purpose": Purpose.ANSWER}, "answer"),
    ("their request is too old", replace(CONSUMER, answer_until=date(2026, 11, 23)), {"purpose": Purpose.ANSWER}, "no_request"),
    ("a contract in progress needs no consent",
     replace(CONSUMER, permits=(Permit(Channel.PHONE, Basis.CONTRACT, NOW - timedelta(days=900)),)),
     {"purpose": Purpose.CONTRACT}, "contract"),
    ("but keeps the hours", replace(CONSUMER, permits=(Permit(Channel.PHONE, Basis.CONTRACT, NOW - timedelta(days=900)),)),
     {"purpose": Purpose.CONTRACT, "at": NOW.replace(hour=9)}, "closed_hour"),
    ("a sale that is over is no contract", CONSUMER, {"purpose": Purpose.CONTRACT}, "no_contract"),
    ("an hour that they chose themselves",
     replace(CONSUMER, permits=(replace(AGREED, slot_at=NOW.replace(hour=20, minute=30)),)),
     {"at": NOW.replace(hour=20, minute=45)}, "slot"),
    ("half an hour after the chosen hour",
     replace(CONSUMER, permits=(replace(AGREED, slot_at=NOW.replace(hour=20, minute=30)),)),
     {"at": NOW.replace(hour=21)}, "closed_hour"),
    ("an objection goes before a consent", replace(CONSUMER, objections=frozenset({rules.EVERY})), {}, "objected"),
    ("an objection to e-mails leaves the phone", replace(CONSUMER, objections=frozenset({"email"})), {}, "consent"),
    ("a frozen record", replace(CONSUMER, is_restricted=True), {}, "restricted"),
    ("in the trash", replace(CONSUMER, is_gone=True), {}, "gone"),
    ("without a number", replace(CONSUMER, has_address=False), {}, "no_address"),
    ("moving an appointment is no prospecting, even for who objects",
     replace(CONSUMER, objections=frozenset({rules.EVERY}), permits=()), {"purpose": Purpose.SERVICE}, "service"),
    ("a day of which the law is not known", CONSUMER, {"limits": None}, "law_unknown"),
    ("a company, on legitimate interest", COMPANY, {"limits": FREE}, "professional"),
    ("a company that said no", replace(COMPANY, objections=frozenset({"phone"})), {"limits": FREE}, "objected"),
    ("a kind of buyer that nobody named", replace(COMPANY, buyer=""), {"limits": FREE}, "unknown_buyer"),
    ("a kind of buyer that does not exist", replace(COMPANY, buyer="martian"), {"limits": FREE}, "unknown_buyer"),
]  # fmt: skip
YES = {"consent", "answer", "contract", "slot", "service", "professional"}


@pytest.mark.parametrize(("case", "who", "given_", "reason"), CALLS, ids=[row[0] for row in CALLS])
def test_a_call(case: str, who: Facts, given_: dict, reason: str) -> None:  # type: ignore[type-arg]
    decision = call(who, **given_)
    if reason == "closed_day_or_hour":
        assert decision.reason in {"closed_day", "closed_hour"}
        assert not decision.is_allowed
    else:
        assert decision.reason == reason
        assert decision.is_allowed == (reason in YES)


MAIL = replace(AGREED, channel=Channel.EMAIL)
WRITING = [
    ("a consumer who agreed", replace(CONSUMER, permits=(MAIL,)), Channel.EMAIL, LAW, "consent"),
    ("an address given at a sale", replace(CONSUMER, permits=(replace(MAIL, basis=Basis.SALE),)), Channel.EMAIL, LAW, "sale"),
    ("a bare interest does not do for a consumer", replace(CONSUMER, permits=(replace(MAIL, basis=Basis.INTEREST),)),
     Channel.EMAIL, LAW, "no_consent"),
    ("no basis", CONSUMER, Channel.EMAIL, LAW, "no_consent"),
    ("a professional", COMPANY, Channel.EMAIL, FREE, "professional"),
    ("a professional who unsubscribed", replace(COMPANY, objections=frozenset({"email"})), Channel.EMAIL, FREE, "objected"),
    ("post to anybody", CONSUMER, Channel.POST, FREE, "not_opposed"),
    ("a sticker on the door", replace(CONSUMER, objections=frozenset({"visit"})), Channel.VISIT, FREE, "objected"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "who", "channel", "limits", "reason"), WRITING, ids=[row[0] for row in WRITING])
def test_a_message_a_letter_or_a_visit(case: str, who: Facts, channel: Channel, limits: Limits, reason: str) -> None:
    assert may_reach(who, channel, Purpose.PROSPECTING, NOW, limits).reason == reason


def test_a_text_message_keeps_its_hours_for_a_professional_too() -> None:
    limits = Limits(consent_required=False, hours=((time(8), time(22)),), weekdays=frozenset(range(1, 7)))
    late = NOW.replace(hour=22)
    assert may_reach(COMPANY, Channel.SMS, Purpose.PROSPECTING, NOW, limits).is_allowed
    assert may_reach(COMPANY, Channel.SMS, Purpose.PROSPECTING, late, limits).reason == "closed_hour"


def test_the_day_of_the_next_call_is_told() -> None:
    attempts = tuple(NOW - timedelta(days=days) for days in (25, 20, 10, 1))
    decision = call(replace(CONSUMER, attempts=attempts))
    assert (decision.reason, decision.on, decision.count) == ("too_many", date(2026, 11, 29), 4)
    then = datetime(2026, 11, 30, 11, tzinfo=PARIS)
    assert call(replace(CONSUMER, attempts=attempts), at=then).is_allowed


def test_a_sole_trader_on_a_mobile_may_be_called_with_a_word_of_prudence() -> None:
    who = replace(COMPANY, buyer="sole_trader", is_personal_line=True)
    assert "mixed_line" in call(who, limits=FREE).cautions


TERMS = [
    # collected, asked until, last day, proof until
    (date(2026, 9, 1), None, date(2027, 9, 1), date(2029, 9, 1)),
    (date(2027, 3, 1), None, date(2028, 2, 29), date(2030, 3, 1)),  # 365 days end before the calendar year
    (date(2028, 2, 29), None, date(2029, 2, 28), date(2031, 3, 1)),
    (date(2026, 9, 1), date(2026, 12, 31), date(2026, 12, 31), date(2029, 9, 1)),
    (date(2026, 9, 1), date(2030, 1, 1), date(2027, 9, 1), date(2029, 9, 1)),
]


@pytest.mark.parametrize(("collected", "asked", "last", "proof"), TERMS)
def test_a_consent_ends_at_the_shorter_reading_and_its_proof_at_the_longer(
    collected: date, asked: date | None, last: date, proof: date
) -> None:
    assert rules.last_day(collected, 1, asked) == last
    assert rules.proof_until(collected, 3) == proof


@given(st.dates(date(2020, 1, 1), date(2050, 1, 1)), st.integers(1, 10))
def test_the_proof_always_outlives_the_consent(day: date, years: int) -> None:
    last = rules.last_day(day, years)
    assert last is not None
    assert last - day <= timedelta(days=365 * years)
    assert rules.proof_until(day, years) >= last
    assert rules.proof_until(day, years) - day >= timedelta(days=365 * years)


def moments(first: int, last: int) -> st.SearchStrategy[datetime]:
    """Instants from the start of one year to the start of another."""
    start = datetime(first, 1, 1, tzinfo=UTC)
    length = datetime(last, 1, 1, tzinfo=UTC) - start
    return st.timedeltas(timedelta(), length).map(lambda passed: start + passed)


permits = st.builds(
    Permit,
    channel=st.sampled_from(Channel),
    basis=st.sampled_from(Basis),
    collected_at=moments(2024, 2028),
    expires_on=st.none() | st.dates(date(2024, 1, 1), date(2029, 1, 1)),
    withdrawn_at=st.none() | moments(2024, 2028),
    has_proof=st.booleans(),
)
facts = st.builds(
    Facts,
    buyer=st.sampled_from(["consumer", "sole_trader", "company", "", "odd"]),
    has_address=st.booleans(),
    objections=st.frozensets(st.sampled_from(["", "phone", "email"])),
    permits=st.lists(permits, max_size=3).map(tuple),
    attempts=st.lists(moments(2026, 2027), max_size=6).map(tuple),
    zones=st.sampled_from([(), ("Europe/Paris",), ("Indian/Reunion", "Indian/Mayotte"), ("Pacific/Noumea",)]),
    answer_until=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    is_restricted=st.booleans(),
    is_gone=st.booleans(),
    is_banned_trade=st.booleans(),
)


@given(
    facts,
    st.sampled_from(Channel),
    st.sampled_from(Purpose),
    moments(2026, 2027),
    st.sampled_from([LAW, FREE, None]),
)
def test_a_yes_never_contradicts_what_is_known(
    who: Facts, channel: Channel, purpose: Purpose, at: datetime, limits: Limits | None
) -> None:
    """Whatever the rest: no yes to prospecting someone who refuses, is frozen, gone, unknown, or of unknown law."""
    decision = may_reach(who, channel, purpose, at, limits)
    if not decision.is_allowed:
        return
    assert not who.is_gone
    assert who.has_address
    assert who.buyer in {"consumer", "sole_trader", "company"}
    if purpose == Purpose.PROSPECTING:
        assert not who.objections & {"", channel}
        assert not who.is_restricted
        assert limits is not None
        if limits.consent_required and channel in {Channel.PHONE, Channel.EMAIL, Channel.SMS}:
            assert any(
                one.channel == channel and one.has_proof and not (one.withdrawn_at and one.withdrawn_at <= at)
                for one in who.permits
            )
        if limits.consent_required and channel == Channel.PHONE:
            assert not who.is_banned_trade
            assert who.zones
