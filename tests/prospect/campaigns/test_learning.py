"""Trials looked at when it was planned, adjustments decided and carried on, the review frozen; and their pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.documents.models import Document
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import CompanySettings, Membership
from carnet.prospect.campaigns.learning import AdjustmentRefused, decide, follow_on, withdraw
from carnet.prospect.campaigns.models import Adjustment, Campaign, Touch, Trial
from carnet.prospect.campaigns.queries import analysis_of, lessons, message_for, next_drawn, proposals_of
from carnet.prospect.campaigns.rules.adjusting import Proposal
from carnet.prospect.campaigns.services import start_campaign
from carnet.prospect.campaigns.trials import TrialRefused, plan_trial, stop_trial, take_look
from carnet.prospect.campaigns.words import ADJUST, adjustment

HOME = "/e/nord/campagnes/"
HTMX = {"HX-Request": "true"}
WEEKS = timedelta(weeks=4)


@pytest.fixture
def old(bruno: Membership, in_nord: None) -> Campaign:
    today = timezone.localdate()
    return start_campaign(member=bruno, name="Automne", first_on=today - WEEKS, last_on=today)


def plan(bruno: Membership, campaign: Campaign, **more: object) -> Trial:
    told = {"first": "A", "second": "B", "base": Decimal(20), "gain": Decimal(50), "looks": 2, "wait_days": 7}
    return plan_trial(member=bruno, campaign=campaign, at=timezone.now() - WEEKS, **told | more)


def contacts(campaign: Campaign, message: str, stages: list[int], days: int = 20, **more: object) -> None:
    """One company for each stage, contacted so many days ago."""
    begun = Company.objects.count()
    firms = Company.objects.bulk_create(
        Company(workspace=campaign.workspace, name=f"Société {begun + number}", name_key=f"societe {begun + number}")
        for number in range(len(stages))
    )
    at = timezone.now() - timedelta(days=days)
    Touch.objects.bulk_create(
        Touch(workspace=campaign.workspace, campaign=campaign, company=firm, channel="email", message=message, at=at,
              stage=stage, **more)
        for firm, stage in zip(firms, stages, strict=True)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"first": " "}, "no_message"), ({"second": "A"}, "same_message"), ({"base": Decimal(0)}, "bad_rate"),
     ({"gain": Decimal(80)}, "bad_rate"), ({"looks": 6}, "bad_looks")],
)  # fmt: skip
def test_a_trial_that_cannot_be_read_is_refused_before_it_begins(bruno, old, given: dict, reason: str) -> None:
    with pytest.raises(TrialRefused) as refused:
        plan(bruno, old, **given)
    assert refused.value.reason == reason
    assert not Trial.objects.exists()


def test_one_trial_at_a_time_and_its_plan_is_undone_until_the_first_look(bruno, old) -> None:
    trial = plan(bruno, old)
    with pytest.raises(TrialRefused) as refused:
        plan(bruno, old)
    assert refused.value.reason == "running"
    undo(member=bruno, event_id=trial.event.pk)
    again = plan(bruno, old)
    contacts(old, "A", [1] * again.each)
    contacts(old, "B", [1] * again.each)
    take_look(member=bruno, trial=again)
    with pytest.raises(NotUndoable):
        undo(member=bruno, event_id=again.event.pk)


def test_no_look_before_its_numbers_and_their_days_and_none_twice(bruno, old) -> None:
    trial = plan(bruno, old)
    contacts(old, "A", [4] * (trial.each // 2))
    contacts(old, "B", [1] * (trial.each // 2 - 1))
    contacts(old, "B", [1], days=2)
    before = Event.objects.count()
    with pytest.raises(TrialRefused) as refused:
        take_look(member=bruno, trial=trial)
    assert refused.value.reason == "too_soon"
    assert Event.objects.count() == before
    contacts(old, "B", [1, 1, 4, 4])
    taken = take_look(member=bruno, trial=trial)
    assert (taken.number, taken.each, taken.first, taken.second) == (1, trial.each // 2, trial.each // 2, 0)
    assert taken.said == "first"
    with pytest.raises(TrialRefused) as refused:
        take_look(member=bruno, trial=trial)
    assert refused.value.reason == "over"


def test_the_last_look_ends_a_trial_without_a_difference(bruno, old) -> None:
    trial = plan(bruno, old)
    contacts(old, "A", [4, 1] * trial.each)
    contacts(old, "B", [4, 1] * trial.each)
    assert take_look(member=bruno, trial=trial).said == "go_on"
    assert take_look(member=bruno, trial=trial).said == "alike"
    trial.refresh_from_db()
    assert trial.said == "alike"
    assert trial.ended_at is not None


def test_a_trial_given_up_concludes_nothing_and_is_taken_up_again(bruno, old) -> None:
    trial = plan(bruno, old)
    event = stop_trial(member=bruno, trial=trial)
    trial.refresh_from_db()
    assert (trial.said, trial.ended_at is None) == ("", False)
    undo(member=bruno, event_id=event.pk)
    assert Trial.objects.get().ended_at is None


def test_the_lot_says_who_of_the_group_receives_which(bruno, campaign, companies) -> None:
    trial = plan(bruno, campaign)
    drawn = next_drawn(trial, campaign.group)
    assert [company for company, _message in drawn] == companies[:3]
    assert all(message == message_for(trial, company) for company, message in drawn)
    assert next_drawn(trial, None) == []


def price(old: Campaign) -> Proposal:
    contacts(old, "A", [3] * 40, reason="price")
    return next(one for one in proposals_of(old, analysis_of(old)) if one.code == "price")


def test_a_proposal_is_kept_in_ones_own_words_dropped_or_taken_back(bruno, old) -> None:
    proposal = price(old)
    kept = decide(member=bruno, campaign=old, text="Annoncer le prix après la visite.", proposal=proposal)
    assert proposal not in proposals_of(old, analysis_of(old))
    dropped = decide(member=bruno, campaign=old, text="Autrement.", proposal=proposal, accept=False)
    assert (dropped.pk, Adjustment.objects.get().state) == (kept.pk, "dropped")
    undo(member=bruno, event_id=dropped.event.pk)
    assert (Adjustment.objects.get().state, Adjustment.objects.get().text) == ("accepted", kept.text)
    gone = withdraw(member=bruno, adjustment=kept)
    assert proposal in proposals_of(old, analysis_of(old))
    undo(member=bruno, event_id=gone.pk)
    assert Adjustment.objects.get().text == kept.text
    with pytest.raises(AdjustmentRefused):
        decide(member=bruno, campaign=old, text="  ")


def test_the_next_campaign_holds_what_was_accepted_and_nothing_else(bruno, old) -> None:
    decide(member=bruno, campaign=old, text="Autrement.", proposal=price(old), accept=False)
    kept = decide(member=bruno, campaign=old, text="Appeler avant neuf heures.")
    following = follow_on(member=bruno, campaign=old, name="Hiver")
    held = following.adjustments.get()
    assert (following.previous, held.text, held.state, held.origin) == (old, kept.text, "held", kept)


def test_lessons_are_those_of_the_last_campaign_closed(bruno, old) -> None:
    assert lessons() is None
    contacts(old, "A", [3] * 3, reason="price")
    contacts(old, "A", [2])
    kept = decide(member=bruno, campaign=old, text="Appeler avant neuf heures.")
    decide(member=bruno, campaign=old, text="Autre chose.")
    withdraw(member=bruno, adjustment=kept)
    follow_on(member=bruno, campaign=old, name="Hiver")
    told = lessons()
    assert told is not None
    assert (told.campaign, told.parties, told.coded, told.accepted, told.carried) == (old, 4, 3, 1, 1)


def test_each_proposal_has_its_words_with_its_figures(in_nord: None) -> None:
    figures = dict.fromkeys(
        ("part", "whole", "gap", "low", "high", "share", "dear", "cheap", "each", "gain", "few"), 40
    )
    keys = {"dear_channel": "visit:phone", "repeat": "need", "channel_more": "phone", "channel_less": "phone"}
    for code in ADJUST:
        text = adjustment(Proposal(code, keys.get(code, "A"), figures))
        assert text
        assert "%(" not in text


def test_the_pages_lead_from_the_figures_to_the_next_campaign_and_its_review(
    bruno: Membership, bruno_client: Client, old: Campaign
) -> None:
    CompanySettings.objects.create(workspace=old.workspace, legal_name="Ateliers du Nord", siren="732829320")
    contacts(old, "A", [4] * 12 + [3] * 30, reason="price", cost_cents=350, segment="PME")
    contacts(old, "B", [1] * 45, reason="no_answer", cost_cents=350, segment="TPE")
    here = f"{HOME}{old.pk}/"
    page = bruno_client.get(f"{here}analyse/").content.decode()
    for said in ("Jusqu’où elles sont allées", "Mieux", "Moins bien", "Trop cher", "convention, à vérifier"):
        assert said in page
    page = bruno_client.get(f"{here}ajustements/").content.decode()
    assert "Gardez le message" in page
    empty = bruno_client.post(f"{here}ajustements/decision/", {"code": "price", "key": "", "text": ""}, headers=HTMX)
    assert empty.status_code == 422
    given = {"code": "price", "key": "", "text": "Parler du gain avant le prix."}
    assert bruno_client.post(f"{here}ajustements/decision/", given).status_code == 303
    stale = bruno_client.post(f"{here}ajustements/decision/", given)
    assert (stale.status_code, Adjustment.objects.count()) == (303, 1)
    left = {"code": "no_answer", "key": "", "text": "Peu importe.", "laisser": "1"}
    assert bruno_client.post(f"{here}ajustements/decision/", left).status_code == 303
    assert "Parler du gain avant le prix." in bruno_client.get(f"{here}suite/").content.decode()
    first = timezone.localdate() + timedelta(days=3)
    next_one = {"name": "Hiver", "first_on": first.isoformat(), "last_on": (first + WEEKS).isoformat()}
    made = bruno_client.post(f"{here}suite/", next_one)
    assert made.status_code == 303
    assert "Parler du gain avant le prix." in bruno_client.get(f"{made.url}ajustements/").content.decode()
    frozen = bruno_client.post(f"{here}bilan/")
    assert frozen.url == f"/e/nord/documents/{Document.objects.get().pk}/"
    assert bruno_client.get(frozen.url)["Content-Type"] == "application/pdf"
    bruno_client.post(f"{here}bilan/")
    assert Document.objects.order_by("pk").last().version == 2


def test_a_trial_under_way_tells_how_many_and_never_what_came_of_them(
    bruno: Membership, bruno_client: Client, old: Campaign
) -> None:
    here = f"{HOME}{old.pk}/essai/"
    assert bruno_client.get(here).status_code == 200
    assert bruno_client.get(f"{here}nouveau/").status_code == 200
    given = {"first": "A", "second": "A", "goal": 4, "base": "20", "gain": "50", "looks": 2,
             "boundary": "obrien_fleming", "wait_days": 0}  # fmt: skip
    assert bruno_client.post(f"{here}nouveau/", given, headers=HTMX).status_code == 422
    assert bruno_client.post(f"{here}nouveau/", given | {"second": "B"}).status_code == 303
    trial = Trial.objects.get()
    Trial.objects.update(began_at=timezone.now() - WEEKS)
    contacts(old, "A", [4] * trial.each)
    contacts(old, "B", [1] * (trial.each - 1))
    page = bruno_client.get(here).content.decode()
    assert "Faire le point 1" in page
    assert "rapporte plus que" not in page
    assert bruno_client.post(f"{HOME}essais/{trial.pk}/etape/").status_code == 303
    assert "« A » rapporte plus que « B »".replace(" ", "\u00a0") in bruno_client.get(here).content.decode().replace(
        " ", "\u00a0"
    )
    assert bruno_client.post(f"{HOME}essais/{trial.pk}/arret/").status_code == 303


@pytest.mark.parametrize("count", [2, 20])
@pytest.mark.parametrize("page", ["analyse", "ajustements", "essai"])
def test_the_pages_of_what_was_learnt_cost_the_same_with_2_and_20(
    bruno_client: Client, old: Campaign, page: str, count: int, django_assert_num_queries
) -> None:
    contacts(old, "A", [3] * count, reason="price")
    with django_assert_num_queries(QUERIES[page]):
        assert bruno_client.get(f"{HOME}{old.pk}/{page}/").status_code == 200


QUERIES = {"analyse": 8, "ajustements": 9, "essai": 7}


def test_nothing_to_analyse_is_told_as_such(bruno_client: Client, old: Campaign) -> None:
    assert "Rien à analyser pour l’instant" in bruno_client.get(f"{HOME}{old.pk}/analyse/").content.decode()
