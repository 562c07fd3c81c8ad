"""The law of the telephone case by case, each answered by the gate from the shipped table of law, with its source.

A row: the situation, the moment, what one calls for, the answer, the article that it rests on, and how sure the table is of
that article (`secondary`: read in a text that quotes it, on the day that stands in the table; `unverified`: not read).
`law/data/prospecting.yaml` holds the figures; what Carnet leaves to people stands in NOT_DECIDED.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.agenda.services import log_interaction
from carnet.foundation.audit.services import undo
from carnet.foundation.consents import rules
from carnet.foundation.consents.models import Objection
from carnet.foundation.consents.queries import is_banned_trade, limits_of, may_reach, of_holidays
from carnet.foundation.consents.rules import Basis, Channel, Decision, Facts, Permit, Purpose
from carnet.foundation.consents.services import give_consent, object_to_prospecting, save_trades
from carnet.foundation.consents.sources import BEHIND, sources_of
from carnet.foundation.consents.words import _NO, _YES
from carnet.foundation.geo.days import is_holiday
from carnet.foundation.law.table import table
from carnet.foundation.parties.services import create_company, create_person

PARIS = ZoneInfo("Europe/Paris")


def at(text: str, zone: str = "Europe/Paris") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


NOW = at("2026-11-24 11:00")
"""A Tuesday morning, three months after the law changed."""
AGREED = Permit(Channel.PHONE, Basis.CONSENT, at("2026-10-01 15:00"), expires_on=date(2027, 10, 1))
CONTRACT = Permit(Channel.PHONE, Basis.CONTRACT, at("2024-01-15 09:00"))
CONSUMER = Facts("consumer", has_address=True, permits=(AGREED,), zones=("Europe/Paris",), is_holiday=is_holiday)
STRANGER = replace(CONSUMER, permits=())
COMPANY = Facts("company", has_address=True, zones=("Europe/Paris",))
TRADER = replace(COMPANY, buyer="sole_trader")
SLOT = at("2026-11-24 20:30")
CALL_BACK = replace(AGREED, slot_at=SLOT, is_slot_only=True, expires_on=date(2026, 11, 24))


def has(**changes: Any) -> Facts:
    return replace(CONSUMER, permits=(replace(AGREED, **changes),))


def called(*days_ago: float) -> Facts:
    return replace(CONSUMER, attempts=tuple(NOW - timedelta(days=days) for days in days_ago))


def living(zone: str, department: str = "") -> Facts:
    return replace(CONSUMER, zones=(zone,), is_holiday=lambda day: is_holiday(day, department))


@dataclass(frozen=True)
class Case:
    situation: str
    who: Facts
    reason: str
    article: str = ""
    confidence: str = "secondary"
    at: datetime = NOW
    purpose: Purpose = Purpose.PROSPECTING
    channel: Channel = Channel.PHONE
    is_allowed: bool = field(init=False, default=False)


CONSENT, HOURS = "L223-1", "D223-9"
CONSUMERS = [
    # L223-1 and R223-1: a consent, its length, its proof
    Case("nobody asked them anything", STRANGER, "no_consent", CONSENT),
    Case("they agreed two months ago", CONSUMER, "consent", CONSENT),
    Case("before the law changed, the table has no rule: nobody is called on a guess", CONSUMER, "law_unknown",
         at=at("2026-08-10 11:00")),
    Case("on the day on which it changed", replace(CONSUMER, permits=(replace(AGREED, collected_at=at("2026-08-11 09:00")),)),
         "consent", CONSENT, at=at("2026-08-11 11:00")),
    Case("on the last day of the year that it lasts", has(collected_at=at("2025-11-24 15:00"), expires_on=None), "consent", CONSENT),
    Case("on the day after: no tacit renewal", has(collected_at=at("2025-11-23 15:00"), expires_on=None), "expired", "R223-1"),
    Case("they set a shorter period, which is over", has(expires_on=date(2026, 11, 20)), "expired", "R223-1"),
    Case("somebody recorded two years: the law gives one", has(collected_at=at("2025-10-01 15:00"), expires_on=date(2027, 10, 1)),
         "expired", "R223-1"),
    Case("the words of the request were not kept: it proves nothing", has(has_proof=False), "no_proof", "R223-2"),
    Case("a line at the foot of a form is a basis of our own, no consent", has(basis=Basis.INTEREST), "no_consent", CONSENT),
    Case("a number given at a sale is for messages, not for calls", has(basis=Basis.SALE), "no_consent", CONSENT),
    Case("they agreed to e-mails", has(channel=Channel.EMAIL), "no_consent", CONSENT),
    # R223-3: it is taken back as easily, out loud too
    Case("they took it back out loud an hour ago", has(withdrawn_at=NOW - timedelta(hours=1)), "withdrawn", "R223-3"),
    Case("they took it back, and gave it anew since", replace(CONSUMER, permits=(
        replace(AGREED, withdrawn_at=at("2026-11-01 10:00")), replace(AGREED, collected_at=at("2026-11-20 10:00")))),
        "consent", CONSENT),
    # D223-9: days, holidays, hours, in their own zone
    Case("at 10:00 sharp", CONSUMER, "consent", HOURS, at=at("2026-11-24 10:00")),
    Case("a minute too soon", CONSUMER, "closed_hour", HOURS, at=at("2026-11-24 09:59")),
    Case("at 12:59", CONSUMER, "consent", HOURS, at=at("2026-11-24 12:59")),
    Case("at 13:00, lunch begins", CONSUMER, "closed_hour", HOURS, at=at("2026-11-24 13:00")),
    Case("at 14:00, it ends", CONSUMER, "consent", HOURS, at=at("2026-11-24 14:00")),
    Case("at 19:59", CONSUMER, "consent", HOURS, at=at("2026-11-24 19:59")),
    Case("at 20:00", CONSUMER, "closed_hour", HOURS, at=at("2026-11-24 20:00")),
    Case("on a Saturday", CONSUMER, "closed_day", HOURS, at=at("2026-11-28 11:00")),
    Case("on a Sunday", CONSUMER, "closed_day", HOURS, at=at("2026-11-29 11:00")),
    Case("on Christmas Day, a Friday", CONSUMER, "holiday", HOURS, at=at("2026-12-25 11:00")),
    Case("on 8 May of a working week", CONSUMER, "consent", HOURS, at=at("2027-05-07 11:00")),
    Case("on Easter Monday", CONSUMER, "holiday", HOURS, at=at("2027-03-29 11:00")),
    Case("on 26 December 2028 in Lyon", replace(CONSUMER, permits=(replace(
        AGREED, collected_at=at("2028-06-01 10:00"), expires_on=None),)), "consent", HOURS, at=at("2028-12-26 11:00")),
    Case("the same day in Strasbourg, where it is a holiday", replace(living("Europe/Paris", "67"), permits=(replace(
        AGREED, collected_at=at("2028-06-01 10:00"), expires_on=None),)), "holiday", HOURS, at=at("2028-12-26 11:00")),
    Case("11:00 in Paris is 14:00 in Réunion: open", living("Indian/Reunion", "974"), "consent", HOURS),
    Case("10:30 in Paris is lunch in Réunion", living("Indian/Reunion", "974"), "closed_hour", HOURS, at=at("2026-11-24 10:30")),
    Case("11:00 in Paris is dawn in Guadeloupe", living("America/Guadeloupe", "971"), "closed_hour", HOURS),
    Case("15:00 in Paris is 10:00 there", living("America/Guadeloupe", "971"), "consent", HOURS, at=at("2026-11-24 15:00")),
    Case("20 December, feast of the abolition in Réunion, a Monday", replace(living("Indian/Reunion", "974"), permits=(
        replace(AGREED, collected_at=at("2027-06-01 10:00"), expires_on=None),)), "holiday", HOURS, at=at("2027-12-20 11:00")),
    Case("a number that may ring in Réunion or in Mayotte, one of them at lunch",
         replace(CONSUMER, zones=("Indian/Reunion", "Indian/Mayotte")), "closed_hour", HOURS, at=at("2026-11-24 10:30")),
    Case("nothing says where they are", replace(CONSUMER, zones=()), "unknown_zone", HOURS),
    # D223-9: four attempts in thirty days, answered or not
    Case("three attempts this month", called(1, 2, 3), "consent", HOURS),
    Case("four: none is left", called(1, 2, 3, 4), "too_many", HOURS),
    Case("four, the oldest 29 days ago", called(1, 2, 3, 29), "too_many", HOURS),
    Case("four, the oldest 30 days ago", called(1, 2, 3, 30), "consent", HOURS),
    Case("the agreed hour does not give a fifth attempt", replace(called(1, 2, 3, 4), permits=(replace(AGREED, slot_at=NOW),)),
         "too_many", HOURS),
    # D223-9: the exact date and hour that they agreed to
    Case("at half past eight in the evening, as they asked", has(slot_at=SLOT), "slot", HOURS, at=SLOT),
    Case("a quarter of an hour late", has(slot_at=SLOT), "slot", HOURS, at=SLOT + timedelta(minutes=15)),
    Case("before the hour", has(slot_at=SLOT), "closed_hour", HOURS, at=SLOT - timedelta(minutes=10)),
    Case("an hour later", has(slot_at=SLOT), "closed_hour", HOURS, at=SLOT + timedelta(hours=1)),
    Case("the agreement to the hour has no words: no proof, no hour", has(slot_at=SLOT, has_proof=False), "no_proof", "R223-2", at=SLOT),
    Case("they agreed to one call back and to nothing else: at its hour", replace(CONSUMER, permits=(CALL_BACK,)), "slot", HOURS, at=SLOT),
    Case("to one call back, and it is the morning", replace(CONSUMER, permits=(CALL_BACK,)), "out_of_slot", "R223-1"),
    Case("one call back agreed beside a consent: the hours stay open", replace(CONSUMER, permits=(AGREED, CALL_BACK)), "consent", HOURS),
    Case("the same, at the agreed hour", replace(CONSUMER, permits=(AGREED, CALL_BACK)), "slot", HOURS, at=SLOT),
    # L223-1: a contract in progress
    Case("a contract in progress, on its object", replace(STRANGER, permits=(CONTRACT,)), "contract", CONSENT, purpose=Purpose.CONTRACT),
    Case("a contract in progress, on something else", replace(STRANGER, permits=(CONTRACT,)), "no_consent", CONSENT),
    Case("a sale that is over: a dormant customer is no contract", STRANGER, "no_contract", CONSENT, purpose=Purpose.CONTRACT),
    Case("a contract opens no hour", replace(STRANGER, permits=(CONTRACT,)), "closed_hour", HOURS, purpose=Purpose.CONTRACT,
         at=at("2026-11-24 21:00")),
    Case("a contract gives no fifth attempt", replace(called(1, 2, 3, 4), permits=(CONTRACT,)), "too_many", HOURS, purpose=Purpose.CONTRACT),
    # L223-5: the press
    Case("a press subscription needs no consent", STRANGER, "press", "L223-5", purpose=Purpose.PRESS),
    Case("but keeps the hours", STRANGER, "closed_hour", HOURS, purpose=Purpose.PRESS, at=at("2026-11-24 21:00")),
    Case("and the attempts", replace(called(1, 2, 3, 4), permits=()), "too_many", HOURS, purpose=Purpose.PRESS),
    Case("and who objects", replace(STRANGER, objections=frozenset({"phone"})), "objected", "RGPD, art. 21", "unverified",
         purpose=Purpose.PRESS),
    # L223-1, al. 5, L223-8, R223-4: trades that may not call at all
    Case("energy renovation, with a consent", replace(CONSUMER, is_banned_trade=True), "banned_trade", CONSENT),
    Case("energy renovation, at an hour that they chose", replace(has(slot_at=SLOT), is_banned_trade=True), "banned_trade", CONSENT, at=SLOT),
    Case("energy renovation, for the contract in progress", replace(STRANGER, permits=(CONTRACT,), is_banned_trade=True),
         "contract", CONSENT, purpose=Purpose.CONTRACT),
    Case("energy renovation, they asked five working days ago", replace(STRANGER, is_banned_trade=True, answer_until=date(2026, 11, 24)),
         "answer", "R223-4", purpose=Purpose.ANSWER),
    Case("energy renovation, they asked six working days ago", replace(STRANGER, is_banned_trade=True, answer_until=date(2026, 11, 23)),
         "no_request", "R223-4", purpose=Purpose.ANSWER),
    Case("energy renovation, nobody logged a request", replace(STRANGER, is_banned_trade=True), "no_request", "R223-4", purpose=Purpose.ANSWER),
    Case("energy renovation, by e-mail with a consent", replace(has(channel=Channel.EMAIL), is_banned_trade=True),
         "banned_trade_message", "L223-8", channel=Channel.EMAIL),
    # Outside the regime
    Case("moving an appointment is no prospecting, whatever they refused", replace(STRANGER, objections=frozenset({rules.EVERY})),
         "service", purpose=Purpose.SERVICE),
    Case("moving it at nine in the evening: no text on hours", STRANGER, "service", purpose=Purpose.SERVICE, at=at("2026-11-24 21:00")),
    Case("they object to everything", replace(CONSUMER, objections=frozenset({rules.EVERY})), "objected", "RGPD, art. 21", "unverified"),
    Case("they object to e-mails alone", replace(CONSUMER, objections=frozenset({"email"})), "consent", CONSENT),
    Case("the record is frozen at their request", replace(CONSUMER, is_restricted=True), "restricted", "RGPD, art. 18", "unverified"),
]  # fmt: skip
PROFESSIONALS = [
    Case("a company, about its trade", COMPANY, "professional", "RGPD, art. 6"),
    Case("a company, about something else", replace(COMPANY, is_job_related=False), "not_job_related", "RGPD, art. 6"),
    Case("a company, at 20:30: no hours for professionals", COMPANY, "professional", "RGPD, art. 6", at=at("2026-11-24 20:30")),
    Case("a company, for the fifth time this month", replace(COMPANY, attempts=called(1, 2, 3, 4).attempts), "professional", "RGPD, art. 6"),
    Case("a company that objects to calls", replace(COMPANY, objections=frozenset({"phone"})), "objected", "RGPD, art. 21", "unverified"),
    Case("a small business is a professional on the phone", replace(COMPANY, buyer="small_business"), "professional", "RGPD, art. 6"),
    Case("a public body", replace(COMPANY, buyer="public_body"), "professional", "RGPD, art. 6"),
    Case("a sole trader on a landline, at 21:00", TRADER, "professional", "RGPD, art. 6", at=at("2026-11-24 21:00")),
    Case("a sole trader on a mobile, in consumers’ hours", replace(TRADER, is_personal_line=True), "professional", "RGPD, art. 6"),
    Case("a sole trader on a mobile, at lunch", replace(TRADER, is_personal_line=True), "mixed_hours", HOURS, "unverified",
         at=at("2026-11-24 13:15")),
    Case("a sole trader on a mobile, on a Saturday", replace(TRADER, is_personal_line=True), "mixed_hours", HOURS, "unverified",
         at=at("2026-11-28 11:00")),
    Case("a sole trader on a mobile, about something else", replace(TRADER, is_personal_line=True, is_job_related=False),
         "not_job_related", "RGPD, art. 6"),
    Case("a banned trade binds towards consumers alone", replace(COMPANY, is_banned_trade=True), "professional", "RGPD, art. 6"),
    Case("nobody said what kind of buyer it is", replace(COMPANY, buyer=""), "unknown_buyer"),
]  # fmt: skip
NOT_DECIDED = {
    "whether the words of a request say the five things of R223-1, I": "Carnet keeps the words; people read them.",
    "whether a call truly concerns the object of the contract, or the trade of the professional": "the rep says so.",
    "whether a number shown is one of a platform (0162, 0270…)": "a rep on an ordinary line is not concerned.",
    "an automatic calling system (CPCE, art. L34-5)": "Carnet dials nothing by itself.",
    "whether the contract itself states the ban (L223-2)": "the table of mentions has it, for the quote and the order.",
    "whether an AI voice is an automatic calling system": "no authority has said; Carnet has none.",
}
"""What the gate cannot know, and who answers for it."""


def decided(case: Case) -> Decision:
    limits = limits_of(case.channel, case.who.buyer, case.at.date())
    return rules.may_reach(case.who, case.channel, case.purpose, case.at, limits)


@pytest.mark.parametrize("case", CONSUMERS + PROFESSIONALS, ids=lambda case: case.situation)
def test_the_law_of_the_telephone(case: Case) -> None:
    decision = decided(case)
    assert decision.reason == case.reason
    assert decision.is_allowed == (case.reason in _YES)
    if not case.article:
        assert sources_of(case.reason, case.at.date()) == []
        return
    found = [line for line in sources_of(case.reason, case.at.date()) if case.article in line.source]
    assert found, f"no line of the table behind {case.reason} names {case.article}"
    assert found[0].confidence == case.confidence
    assert (found[0].read_on is None) == (case.confidence == "unverified")


def test_every_reason_of_the_gate_has_a_case_here_or_is_none_of_the_telephone() -> None:
    told = {case.reason for case in CONSUMERS + PROFESSIONALS}
    others = {"gone", "no_address", "not_opposed", "sale", "in_hours"}
    assert {*_YES, *_NO, "too_many"} - told == others


def test_every_line_behind_a_reason_is_in_the_table_today() -> None:
    for reason, lines in BEHIND.items():
        assert len(sources_of(reason, NOW.date())) == len(lines), reason


def test_bloctel_is_nowhere_in_the_rules() -> None:
    """Abolished on 11 August 2026 (L223-3 and L223-4 repealed): no list to consult, none to pretend to."""
    assert not [line.code for line in table().values if "bloctel" in line.code]


def test_what_is_left_to_people_is_written_down() -> None:
    assert all(question and answer for question, answer in NOT_DECIDED.items())


START = datetime(2026, 8, 11, 4, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(days=380)).map(lambda passed: START + passed)


@given(moments, st.sampled_from(["75", "67", "971", "974", "988"]), st.lists(st.integers(0, 45), max_size=6))
def test_no_consumer_is_ever_called_outside_the_law(moment: datetime, department: str, ago: list[int]) -> None:
    """Whoever and whenever, with the best of consents: a yes is inside the hours there, on a working day, and the fifth
    attempt of thirty days never comes."""
    zone = {"971": "America/Guadeloupe", "974": "Indian/Reunion", "988": "Pacific/Noumea"}.get(
        department, "Europe/Paris"
    )
    local = moment.astimezone(PARIS)
    who = replace(
        living(zone, department),
        permits=(replace(AGREED, collected_at=local - timedelta(days=1), expires_on=None),),
        attempts=tuple(local - timedelta(days=days) for days in ago),
    )
    limits = limits_of("phone", "consumer", local.date())
    decision = rules.may_reach(who, Channel.PHONE, Purpose.PROSPECTING, local, limits)
    if decision.is_allowed:
        there = moment.astimezone(ZoneInfo(zone))
        assert there.isoweekday() <= 5
        assert not is_holiday(there.date(), department)
        assert there.hour in {10, 11, 12, 14, 15, 16, 17, 18, 19}
        assert sum(days < 30 for days in ago) < 4


# With the rows of a workspace: what the gate reads of them.


@pytest.mark.usefixtures("in_nord")
class TestRows:
    def test_the_calls_of_a_household_and_of_its_people_are_one_consumers(self, bruno, household, person):
        give_consent(member=bruno, party=person, channel="phone", source="person", wording="Oui.",
                     collected_at=at("2026-10-01 10:00"))  # fmt: skip
        for number in range(2):
            log_interaction(member=bruno, channel="call", company=household, at=NOW - timedelta(days=number + 1))
            log_interaction(member=bruno, channel="call", person=person, at=NOW - timedelta(days=number + 5))
        assert may_reach(person, "phone", at=NOW).reason == "too_many"

    def test_a_company_that_objects_keeps_its_people_from_prospecting(self, bruno, person_at_work):
        person, company = person_at_work
        assert may_reach(person, "phone", at=NOW).reason == "professional"
        object_to_prospecting(member=bruno, party=company)
        person.refresh_from_db()
        assert may_reach(person, "phone", at=NOW).reason == "objected"

    def test_the_trade_that_the_workspace_says_bans_its_calls_to_consumers(self, alice, bruno, household):
        give_consent(member=bruno, party=household, channel="phone", source="person", wording="Oui.",
                     collected_at=at("2026-10-01 10:00"))  # fmt: skip
        assert may_reach(household, "phone", at=NOW).reason == "consent"
        event = save_trades(member=alice, banned_trades=["energy_renovation"])
        assert is_banned_trade("phone", NOW.date())
        assert not is_banned_trade("post", NOW.date())
        assert may_reach(household, "phone", at=NOW).reason == "banned_trade"
        assert save_trades(member=alice, banned_trades=["energy_renovation"]) is None
        undo(member=alice, event_id=event.pk)
        assert may_reach(household, "phone", at=NOW).reason == "consent"

    def test_a_consumers_refusal_on_the_phone_is_a_withdrawal_and_a_professionals_is_not(
        self, bruno, household, person_at_work
    ):
        person, company = person_at_work
        log_interaction(member=bruno, channel="call", company=company, person=person, outcome="refused", at=NOW)
        assert not Objection.objects.exists()
        log_interaction(member=bruno, channel="call", company=household, outcome="refused", at=NOW)
        assert Objection.objects.get().channel == "phone"
        assert may_reach(household, "phone", at=NOW + timedelta(hours=1)).reason == "objected"
        log_interaction(member=bruno, channel="call", company=household, outcome="refused", at=NOW)
        assert Objection.objects.count() == 1

    def test_an_hour_agreed_to_is_kept_as_that_call_alone(self, bruno, household):
        slot = at("2026-11-25 20:30")
        give_consent(member=bruno, party=household, channel="phone", source="person", wording="Rappelez mercredi à 20 h 30.",
                     collected_at=at("2026-11-20 10:00"), slot_at=slot, is_slot_only=True, asked_until=slot.date())  # fmt: skip
        told = may_reach(household, "phone", at=NOW)
        assert (told.reason, told.on, told.at) == ("out_of_slot", slot.date(), slot)
        assert may_reach(household, "phone", at=slot).reason == "slot"
        assert of_holidays(household)(date(2026, 12, 25))


@pytest.fixture
def household(bruno):
    return create_company(
        member=bruno, name="Foyer Girard", buyer_kind="consumer", phone="0478123456", postcode="69003"
    )


@pytest.fixture
def person(bruno, household):
    return create_person(member=bruno, family_name="Girard", given_name="Zoé", phone="0612345678", company=household)


@pytest.fixture
def person_at_work(bruno):
    company = create_company(member=bruno, name="Menuiserie Roche", phone="0478000000")
    return create_person(member=bruno, family_name="Vial", phone="0478000001", company=company), company
