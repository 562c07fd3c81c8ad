"""A session: whom it opens, what one key writes down, what a refusal does at once."""

from datetime import timedelta

import pytest

from carnet.foundation.agenda.models import Interaction, Task
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.consents.models import Consent, Objection
from carnet.foundation.consents.queries import may_reach
from carnet.foundation.consents.services import object_to_prospecting, save_trades
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.services import tag
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.calling import queries, services
from carnet.prospect.calling.models import Call, CallBack, CallSession
from carnet.prospect.calling.outcomes import record_call, refuse_on_call
from carnet.prospect.calling.services import CallingRefused, open_next, start_session
from carnet.prospect.campaigns.models import Touch
from carnet.prospect.campaigns.services import start_campaign
from tests.prospect.calling.conftest import MORNING

pytestmark = pytest.mark.usefixtures("in_nord")


def opened(bruno: Membership, session: CallSession) -> Call:
    call, _passed = open_next(member=bruno, session=session)
    assert call
    return call


def test_the_most_overdue_comes_first_and_one_outcome_settles_contact_and_task(
    bruno: Membership, session: CallSession
) -> None:
    call = opened(bruno, session)
    assert str(call) == "Anne Vial"
    assert opened(bruno, session) == call
    made = record_call(member=bruno, call=call, outcome="reached", text="Refait ses bureaux", is_argued=True)
    contact = Interaction.objects.get()
    assert (contact.outcome, contact.text, contact.minutes) == ("reached", "Refait ses bureaux", 1)
    assert Task.objects.get(pk=call.task_id).done_at
    assert str(opened(bruno, session)) == "Clinique des Balmes"
    Call.objects.exclude(pk=call.pk).update(opened_at=None)
    undo(member=bruno, event_id=made.event.pk)
    assert not Interaction.objects.exists()
    assert Task.objects.get(pk=call.task_id).done_at is None
    assert opened(bruno, session) == call


def test_nobody_there_leaves_the_task_for_another_day(bruno: Membership, session: CallSession) -> None:
    call = opened(bruno, session)
    record_call(member=bruno, call=call, outcome="no_answer")
    task = Task.objects.get(pk=call.task_id)
    assert (task.done_at, task.due_on) == (None, (MORNING + timedelta(days=1)).date())


def test_who_may_not_be_called_is_passed_over_counted_and_told(
    bruno: Membership, session: CallSession, clinic: Company, household: Company, roche: Company
) -> None:
    object_to_prospecting(member=bruno, party=roche.affiliations.get().person)
    clinic.phone = ""
    clinic.save()
    call, passed = open_next(member=bruno, session=session)
    assert [(str(one), one.gate) for one in passed] == [
        ("Anne Vial", "objected"),
        ("Clinique des Balmes", "no_address"),
    ]
    assert call
    assert call.company == household
    assert queries.passed_over(session) == [("no_address", 1), ("objected", 1)]
    assert queries.tally_of(session, MORNING).skipped == 2


def test_an_hour_that_is_closed_is_taken_up_again_with_the_session(
    bruno: Membership, session: CallSession, household: Company
) -> None:
    Call.objects.exclude(company=household).delete()
    night = MORNING.replace(hour=21)
    call, passed = open_next(member=bruno, session=session, at=night)
    assert (call, [one.gate for one in passed]) == (None, ["closed_hour"])
    services.end_session(member=bruno, session=session, at=night)
    services.resume_session(member=bruno, session=session)
    assert opened(bruno, session).company == household


def test_a_banned_trade_calls_no_consumer_but_for_their_contract(
    alice: Membership, bruno: Membership, session: CallSession, household: Company
) -> None:
    Call.objects.exclude(company=household).delete()
    save_trades(member=alice, banned_trades=["renewable_energy"])
    call, passed = open_next(member=bruno, session=session)
    assert (call, passed[0].gate) == (None, "banned_trade")


def test_a_subject_that_is_not_their_job_calls_no_professional(bruno: Membership, session: CallSession) -> None:
    CallSession.objects.update(is_job_related=False)
    session.refresh_from_db()
    call, passed = open_next(member=bruno, session=session)
    assert [one.gate for one in passed] == ["not_job_related", "not_job_related"]
    assert call


def test_a_call_back_agreed_with_a_consumer_is_a_task_with_its_hour_and_a_proof(
    bruno: Membership, session: CallSession, household: Company
) -> None:
    Call.objects.exclude(company=household).delete()
    Consent.objects.all().delete()
    call = Call.objects.get()
    Call.objects.update(opened_at=MORNING)
    evening = (MORNING + timedelta(days=1)).replace(hour=20, minute=30)
    for hour, reason in ((None, "no_hour"), (MORNING, "past_hour")):
        with pytest.raises(CallingRefused) as refused:
            record_call(member=bruno, call=call, outcome="call_back", call_back_at=hour)
        assert refused.value.reason == reason
    made = record_call(member=bruno, call=call, outcome="call_back", call_back_at=evening)
    back = CallBack.objects.select_related("task", "consent").get()
    assert back.task.title == "Rappeler Foyer Girard à 20:30"
    assert "vos fenêtres" in back.consent.wording
    assert may_reach(household, "phone").reason == "out_of_slot"
    assert may_reach(household, "phone", at=evening).reason == "slot"
    assert queries.due_calls(bruno, evening.date())[-1].due_at == evening
    undo(member=bruno, event_id=made.event.pk)
    assert not CallBack.objects.exists()
    assert not Consent.objects.exists()


def test_an_agreed_hour_that_has_come_goes_before_the_others(
    bruno: Membership, session: CallSession, clinic: Company
) -> None:
    Call.objects.filter(company=clinic).update(due_at=MORNING + timedelta(hours=1))
    assert queries.next_hour(session) == MORNING + timedelta(hours=1)
    assert str(queries.next_call(session, MORNING)) == "Anne Vial"
    assert queries.next_call(session, MORNING + timedelta(hours=1)).company == clinic


@pytest.mark.parametrize(("every", "channel"), [(False, "phone"), (True, "")])
def test_a_refusal_said_out_loud_holds_at_once(
    bruno: Membership, session: CallSession, household: Company, every: bool, channel: str
) -> None:
    Call.objects.exclude(company=household).delete()
    refuse_on_call(member=bruno, call=opened(bruno, session), every=every)
    objection = Objection.objects.get()
    assert (objection.channel, objection.means) == (channel, "oral")
    assert Consent.objects.get().withdrawn_at
    assert Call.objects.get().outcome == "refused"
    assert may_reach(household, "phone").reason == "objected"


def test_only_a_card_that_was_opened_is_recorded_and_only_once(bruno: Membership, session: CallSession) -> None:
    call = Call.objects.order_by("rank")[0]
    for outcome, reason in (("reached", "not_open"), ("odd", "no_outcome")):
        with pytest.raises(CallingRefused) as refused:
            record_call(member=bruno, call=call, outcome=outcome)
        assert refused.value.reason == reason
        opened(bruno, session)
    record_call(member=bruno, call=call, outcome="reached")
    with pytest.raises(CallingRefused):
        record_call(member=bruno, call=call, outcome="reached")


def test_each_call_joins_the_campaign_once_with_how_far_it_came(
    bruno: Membership, session: CallSession, roche: Company
) -> None:
    campaign = start_campaign(member=bruno, name="Automne")
    CallSession.objects.update(campaign=campaign)
    record_call(member=bruno, call=opened(bruno, session), outcome="refused", is_argued=True)
    touch = Touch.objects.get()
    assert (touch.company, touch.channel, touch.stage, touch.reason) == (roche, "phone", 3, "not_interested")
    assert touch.interaction == Interaction.objects.get()


def test_the_clock_runs_rests_and_a_session_once_used_is_not_unmade(bruno: Membership, session: CallSession) -> None:
    services.pause_session(member=bruno, session=session, at=MORNING + timedelta(minutes=10))
    services.resume_session(member=bruno, session=session, at=MORNING + timedelta(hours=1))
    services.end_session(member=bruno, session=session, at=MORNING + timedelta(minutes=65))
    session.refresh_from_db()
    assert session.seconds == 15 * 60
    with pytest.raises(CallingRefused):
        services.end_session(member=bruno, session=session)
    other = start_session(member=bruno, name="", subject="x", wanted=[queries.Wanted(Company.objects.first(), None)])
    undo(member=bruno, event_id=other.event.pk)
    services.resume_session(member=bruno, session=session)
    record_call(member=bruno, call=opened(bruno, session), outcome="reached")
    with pytest.raises(NotUndoable):
        undo(member=bruno, event_id=session.event.pk)


def test_a_tag_makes_a_session_of_its_companies_and_their_main_contacts(bruno: Membership, roche: Company) -> None:
    tag(member=bruno, parties=[roche, create_company(member=bruno, name="Seule")], add="Salon")
    code = f"tag-{Tag.objects.get().pk}"
    group, campaign = queries.group_of(code)
    assert group
    assert campaign is None
    wanted = queries.of_group(group, "Salon")
    assert [str(one.person or one.company) for one in wanted] == ["Anne Vial", "Seule"]
    assert [rows for kind, rows in queries.sources(bruno) if kind == "tag"] == [[(code, "Salon")]]
    for odd in ("tag-x", "group-0", "view-9", "campaign-1", ""):
        assert queries.group_of(odd) == (None, None)
    with pytest.raises(CallingRefused):
        start_session(member=bruno, name="", subject="x", wanted=[])
