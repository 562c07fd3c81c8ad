"""A campaign and its contacts: each act, its refusals and its undo; what it hears of the agenda, once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.foundation.agenda.models import Task
from carnet.foundation.agenda.services import book_appointment, complete_task, log_interaction
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.opportunities.services import open_opportunity, win_opportunity
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_person
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.campaigns.models import Campaign, Stage, Touch
from carnet.prospect.campaigns.queries import totals_of
from carnet.prospect.campaigns.services import (
    CampaignRefused,
    close_campaign,
    delete_campaign,
    edit_campaign,
    reopen_campaign,
    start_campaign,
)
from carnet.prospect.campaigns.touching import (
    TouchRefused,
    advance_touch,
    record_touch,
    record_touches,
    remove_touch,
)
from carnet.prospect.mix.launching import start_launch
from carnet.prospect.mix.models import Action, Group
from carnet.prospect.mix.services import save_terms


def test_a_campaign_of_a_group_takes_the_days_of_its_plan_and_a_free_one_four_weeks(
    bruno: Membership, group: Group
) -> None:
    of_group = start_campaign(member=bruno, name="Salon", group=group)
    assert (of_group.plan, of_group.first_on, of_group.last_on) == (group.plan, group.plan.first_on, group.plan.last_on)
    free = start_campaign(member=bruno, name="Libre")
    assert free.last_on - free.first_on == timedelta(weeks=4)


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"name": "  "}, "no_name"), ({"name": "A", "last_on": date(2020, 1, 1)}, "bad_days")],
)
def test_a_campaign_without_a_name_or_ending_before_it_begins_is_refused(
    bruno: Membership, in_nord: None, given: dict, reason: str
) -> None:
    with pytest.raises(CampaignRefused) as refused:
        start_campaign(member=bruno, **given)
    assert refused.value.reason == reason
    assert not Campaign.objects.exists()


def test_each_act_on_a_campaign_is_one_event_and_is_undone(bruno: Membership, campaign: Campaign) -> None:
    before = Event.objects.count()
    changed = edit_campaign(member=bruno, campaign=campaign, changes={"name": "Autre", "goal": "Dix."})
    assert Event.objects.count() == before + 1
    undo(member=bruno, event_id=changed.event.pk)
    campaign.refresh_from_db()
    assert (campaign.name, campaign.goal) == ("Salon de printemps", "")
    closed = close_campaign(member=bruno, campaign=campaign)
    with pytest.raises(CampaignRefused):
        edit_campaign(member=bruno, campaign=campaign, changes={"name": "Trop tard"})
    undo(member=bruno, event_id=closed.pk)
    close_campaign(member=bruno, campaign=campaign)
    opened = reopen_campaign(member=bruno, campaign=campaign)
    undo(member=bruno, event_id=opened.pk)
    campaign.refresh_from_db()
    assert campaign.closed_at is not None
    gone = delete_campaign(member=bruno, campaign=campaign)
    assert not Campaign.objects.present().exists()
    undo(member=bruno, event_id=gone.pk)
    assert Campaign.objects.present().exists()


def test_a_campaign_with_contacts_is_not_unmade(bruno: Membership, campaign: Campaign, companies) -> None:
    record_touch(member=bruno, campaign=campaign, party=companies[0], channel="phone")
    with pytest.raises(NotUndoable) as stands:
        undo(member=bruno, event_id=campaign.event.pk)
    assert stands.value.reason == "changed_since"


def test_a_contact_costs_what_its_channel_cost_on_that_day(bruno: Membership, campaign: Campaign, companies) -> None:
    terms = {"per_week": 25, "grams": None, "meetings": None, "sales": None, "source": "Facture"}
    save_terms(member=bruno, channel="phone", values=terms | {"cost_cents": 700, "read_on": timezone.localdate()})
    first = record_touch(member=bruno, campaign=campaign, party=companies[0], channel="phone", message="Script A")
    save_terms(member=bruno, channel="phone", values=terms | {"cost_cents": 900, "read_on": timezone.localdate()})
    second = record_touch(member=bruno, campaign=campaign, party=companies[0], channel="phone", cost_cents=150)
    first.refresh_from_db()
    assert (first.cost_cents, second.cost_cents, first.segment) == (700, 150, "Rencontrés au salon")


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"channel": "pigeon"}, "no_channel"), ({"channel": "phone", "stage": 9}, "no_stage"),
     ({"channel": "phone", "reason": "mood"}, "no_reason")],
)  # fmt: skip
def test_a_contact_of_unknown_codes_is_refused(
    bruno: Membership, campaign: Campaign, companies, given: dict, reason: str
) -> None:
    with pytest.raises(TouchRefused) as refused:
        record_touch(member=bruno, campaign=campaign, party=companies[0], **given)
    assert refused.value.reason == reason


def test_a_contact_with_a_person_counts_for_their_company(bruno: Membership, campaign: Campaign, companies) -> None:
    someone = create_person(member=bruno, company=companies[0], given_name="Inès", family_name="Caron")
    record_touch(member=bruno, campaign=campaign, party=someone, channel="phone")
    record_touches(member=bruno, campaign=campaign, parties=[someone, *companies[:2]], channel="email", message="V1")
    totals = totals_of(campaign)
    assert (totals.touches, totals.parties) == (4, 2)


def test_a_contact_advances_with_its_reason_never_goes_back_and_is_undone(
    bruno: Membership, campaign: Campaign, companies
) -> None:
    touch = record_touch(member=bruno, campaign=campaign, party=companies[0], channel="phone", stage=Stage.REACHED)
    moved = advance_touch(member=bruno, touch=touch, stage=Stage.MEETING, reason="need")
    with pytest.raises(TouchRefused) as refused:
        advance_touch(member=bruno, touch=touch, stage=Stage.ATTEMPTED)
    assert refused.value.reason == "backward"
    undo(member=bruno, event_id=moved.event.pk)
    touch.refresh_from_db()
    assert (touch.stage, touch.reason) == (Stage.REACHED, "")


def test_a_closed_campaign_takes_no_contact_and_none_advances(bruno: Membership, campaign: Campaign, companies) -> None:
    touch = record_touch(member=bruno, campaign=campaign, party=companies[0], channel="phone")
    close_campaign(member=bruno, campaign=campaign)
    campaign.refresh_from_db()
    for act in (
        lambda: record_touch(member=bruno, campaign=campaign, party=companies[1], channel="phone"),
        lambda: advance_touch(member=bruno, touch=touch, stage=Stage.SALE),
        lambda: remove_touch(member=bruno, touch=touch),
    ):
        with pytest.raises(TouchRefused) as refused:
            act()
        assert refused.value.reason == "closed"
    with pytest.raises(NotUndoable):
        undo(member=bruno, event_id=touch.event.pk)


def test_a_contact_taken_out_comes_back_as_it_was(bruno: Membership, campaign: Campaign, companies) -> None:
    touch = record_touch(member=bruno, campaign=campaign, party=companies[0], channel="visit", reason="known", stage=3)
    gone = remove_touch(member=bruno, touch=touch)
    assert not Touch.objects.exists()
    undo(member=bruno, event_id=gone.pk)
    back = Touch.objects.get()
    assert (back.company, back.channel, back.reason, back.stage) == (companies[0], "visit", "known", 3)


def test_a_call_with_a_company_of_the_group_joins_the_campaign_once(
    bruno: Membership, campaign: Campaign, companies
) -> None:
    call = log_interaction(member=bruno, channel="call", company=companies[0], outcome="meeting")
    touch = Touch.objects.get()
    assert (touch.campaign, touch.channel, touch.stage, touch.interaction) == (campaign, "phone", Stage.MEETING, call)
    told = record_touch(
        member=bruno, campaign=campaign, party=companies[0], channel="phone", message="Script B", stage=Stage.MEETING,
        interaction=call,
    )  # fmt: skip
    assert told.pk == touch.pk
    assert Touch.objects.get().message == "Script B"


def test_a_call_taken_back_takes_its_contact_back(bruno: Membership, campaign: Campaign, companies) -> None:
    call = log_interaction(member=bruno, channel="call", company=companies[0], outcome="no_answer")
    assert Touch.objects.get().reason == "no_answer"
    undo(member=bruno, event_id=call.event.pk)
    assert not Touch.objects.exists()


@pytest.mark.parametrize("channel", ["note", "call"])
def test_a_note_or_a_call_with_somebody_else_is_no_contact_of_it(
    bruno: Membership, campaign: Campaign, companies, channel: str
) -> None:
    log_interaction(member=bruno, channel=channel, company=companies[0 if channel == "note" else 3])
    assert not Touch.objects.exists()


def test_a_contact_of_a_year_ago_written_today_is_no_contact_of_it(
    bruno: Membership, campaign: Campaign, companies
) -> None:
    log_interaction(member=bruno, channel="call", company=companies[0], at=timezone.now() - timedelta(days=365))
    assert not Touch.objects.exists()


def test_after_the_meeting_is_agreed_a_call_to_prepare_it_is_no_more_prospecting(
    bruno: Membership, campaign: Campaign, companies
) -> None:
    log_interaction(member=bruno, channel="call", company=companies[0], outcome="meeting")
    log_interaction(member=bruno, channel="call", company=companies[0], outcome="reached")
    log_interaction(member=bruno, channel="visit", company=companies[0])
    assert Touch.objects.count() == 1


def test_who_writes_back_was_reached_and_that_is_undone_with_their_message(
    bruno: Membership, campaign: Campaign, companies
) -> None:
    log_interaction(member=bruno, channel="email", company=companies[0])
    assert Touch.objects.get().stage == Stage.ATTEMPTED
    answer = log_interaction(member=bruno, channel="email", company=companies[0], is_inbound=True)
    assert Touch.objects.get().stage == Stage.REACHED
    undo(member=bruno, event_id=answer.event.pk)
    assert Touch.objects.get().stage == Stage.ATTEMPTED


def test_a_meeting_and_a_sale_are_credited_to_the_contact_before_them(
    bruno: Membership, campaign: Campaign, companies
) -> None:
    log_interaction(member=bruno, channel="email", company=companies[0], at=timezone.now() - timedelta(days=3))
    log_interaction(member=bruno, channel="call", company=companies[0], at=timezone.now() - timedelta(days=1))
    start = timezone.now() + timedelta(days=2)
    booked = book_appointment(
        member=bruno, title="Visite", starts_at=start, ends_at=start + timedelta(hours=1), company=companies[0]
    )
    assert [one.stage for one in Touch.objects.order_by("at")] == [Stage.ATTEMPTED, Stage.MEETING]
    deal = open_opportunity(member=bruno, company=companies[0], name="Bureaux", amount_cents=100_00)
    won = win_opportunity(member=bruno, opportunity=deal)
    assert Touch.objects.order_by("at").last().stage == Stage.SALE
    totals = totals_of(campaign)
    assert (totals.parties, totals.meetings, totals.sales) == (1, 1, 1)
    undo(member=bruno, event_id=won.pk)
    undo(member=bruno, event_id=booked.event.pk)
    assert Touch.objects.order_by("at").last().stage == Stage.REACHED


def test_an_action_ticked_off_is_a_contact_and_its_call_of_the_same_day_the_same_one(
    bruno: Membership, campaign: Campaign, group: Group, companies: list[Company]
) -> None:
    start_launch(member=bruno, group=group)
    action = Action.objects.filter(company=companies[0], channel="phone").get()
    done = complete_task(member=bruno, task_id=action.task_id)
    assert (Touch.objects.get().channel, Touch.objects.get().stage) == ("phone", Stage.ATTEMPTED)
    call = log_interaction(member=bruno, channel="call", company=companies[0], outcome="reached")
    assert (Touch.objects.get().interaction, Touch.objects.get().stage) == (call, Stage.REACHED)
    other = Action.objects.filter(company=companies[1], channel="phone").get()
    log_interaction(member=bruno, channel="call", company=companies[1], outcome="reached")
    complete_task(member=bruno, task_id=other.task_id)
    assert Touch.objects.count() == 2
    assert Task.objects.filter(done_at__isnull=False).count() == 2
    undo(member=bruno, event_id=done.pk)
    assert Touch.objects.count() == 1


def test_of_two_campaigns_the_one_whose_group_holds_the_company_has_the_contact(
    bruno: Membership, campaign: Campaign, companies
) -> None:
    free = start_campaign(member=bruno, name="Libre")
    record_touch(member=bruno, campaign=free, party=companies[3], channel="email")
    log_interaction(member=bruno, channel="call", company=companies[0])
    log_interaction(member=bruno, channel="call", company=companies[3])
    told = {touch.company: touch.campaign for touch in Touch.objects.filter(channel="phone")}
    assert told == {companies[0]: campaign, companies[3]: free}


def test_a_logged_contact_costs_one_query_more_where_no_campaign_runs(bruno: Membership, companies) -> None:
    with CaptureQueriesContext(connection) as asked:
        log_interaction(member=bruno, channel="call", company=companies[0])
    assert len([one for one in asked.captured_queries if "campaigns_" in (one["sql"] or "")]) == 1
