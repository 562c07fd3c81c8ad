"""The results page compares what was asked with what was done."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.translation import override
from django_scopes import scope

from carnet.foundation.agenda.services import log_interaction
from carnet.foundation.audit.sentences import read
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.opportunities.services import lose_opportunity, open_opportunity, win_opportunity
from carnet.foundation.parties.services import create_company
from carnet.grow.reporting.evidence import gaps_to_objectives_are_seen
from carnet.grow.reporting.models import Measure, Objective
from carnet.grow.reporting.queries import actuals, months, pipeline
from carnet.grow.reporting.rules import PeriodUnknown, around, parse
from carnet.grow.reporting.services import ObjectiveInvalid, set_objective
from carnet.referential.evidence import State

URL = "/e/nord/resultats/"
NOVEMBER = parse("2026-11")


def sale(member, cents, on=date(2026, 11, 10), name="Pose"):
    company = create_company(member=member, name=f"Client {cents}")
    deal = open_opportunity(member=member, company=company, name=name, amount_cents=cents)
    win_opportunity(member=member, opportunity=deal, on=on)
    return deal


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ").split())


@pytest.fixture
def twentieth(time_machine):
    time_machine.move_to("2026-11-20T10:00:00+01:00")


@pytest.mark.usefixtures("in_nord", "twentieth")
def test_sales_are_counted_in_the_period_of_their_day_and_for_their_seller(alice, bruno):
    sale(alice, 1000_00)
    sale(bruno, 500_00)
    sale(alice, 9000_00, on=date(2026, 10, 31))
    assert actuals(NOVEMBER).signed == 1500_00
    assert actuals(NOVEMBER, bruno).signed == 500_00
    assert [month.signed for month in months(date(2026, 11, 20))][-2:] == [9000_00, 1500_00]


@pytest.mark.usefixtures("in_nord", "twentieth")
def test_only_open_deals_expected_in_time_are_in_the_pipeline(alice):
    company = create_company(member=alice, name="Perrin")
    for day, cents in [(date(2026, 11, 28), 1000_00), (date(2026, 12, 2), 7000_00)]:
        open_opportunity(member=alice, company=company, name="Pose", amount_cents=cents, expected_on=day)
    lost = open_opportunity(
        member=alice, company=company, name="Perdue", amount_cents=1, expected_on=date(2026, 11, 28)
    )
    lose_opportunity(member=alice, opportunity=lost, reason="price")
    found = pipeline(NOVEMBER)
    assert (found.count, found.amount, found.weighted) == (1, 1000_00, 100_00)


@pytest.mark.usefixtures("in_nord")
def test_an_objective_is_set_changed_withdrawn_and_taken_back(alice, bruno):
    set_objective(member=alice, measure=Measure.SIGNED, period="2026-11", target=100, assignee=bruno)
    second = set_objective(member=alice, measure=Measure.SIGNED, period="2026-11", target=200, assignee=bruno)
    assert Objective.objects.get().target == 200
    undo(member=alice, event_id=second.pk)
    assert Objective.objects.get().target == 100
    third = set_objective(member=alice, measure=Measure.SIGNED, period="2026-11", target=0, assignee=bruno)
    assert not Objective.objects.exists()
    set_objective(member=alice, measure=Measure.SIGNED, period="2026-11", target=300, assignee=bruno)
    with pytest.raises(NotUndoable):
        undo(member=alice, event_id=third.pk)


@pytest.mark.usefixtures("in_nord")
@pytest.mark.parametrize(
    ("language", "period", "said"),
    [
        ("fr", "2026-11", "novembre 2026"),
        ("fr", "2026-T4", "4e trimestre 2026"),
        ("fr", "2026", "année 2026"),
        ("en", "2026-11", "November 2026"),
    ],
)
def test_the_history_names_the_period_as_one_says_it(alice, bruno, language, period, said):
    event = set_objective(member=alice, measure=Measure.SIGNED, period=period, target=100, assignee=bruno)
    with override(language):
        title = str(read(event).title)
    assert title.endswith(f" {said}")


@pytest.mark.usefixtures("in_nord")
def test_an_objective_that_means_nothing_is_refused(alice):
    with pytest.raises(ObjectiveInvalid):
        set_objective(member=alice, measure="bonheur", period="2026-11", target=1)
    with pytest.raises(ObjectiveInvalid):
        set_objective(member=alice, measure=Measure.CALLS, period="2026-11", target=-1)
    with pytest.raises(PeriodUnknown):
        set_objective(member=alice, measure=Measure.CALLS, period="novembre", target=1)


@pytest.mark.usefixtures("in_nord", "twentieth")
def test_the_page_says_objective_actual_and_gap(alice, alice_client):
    sale(alice, 600_00)
    set_objective(member=alice, measure=Measure.SIGNED, period="2026-11", target=1000_00)
    page = text(alice_client.get(URL))
    assert "600 € sur 1 000 €" in page
    assert "reste 400" in page
    assert "60 %" in page


@pytest.mark.usefixtures("in_nord", "twentieth")
def test_the_queries_do_not_grow_with_the_sales(alice, alice_client, django_assert_num_queries):
    for cents in range(2):
        sale(alice, 1000 + cents)
    alice_client.get(URL)
    with django_assert_num_queries(16):
        alice_client.get(URL)
    for cents in range(18):
        sale(alice, 2000 + cents)
    with django_assert_num_queries(16):
        alice_client.get(URL)


@pytest.mark.usefixtures("in_nord")
def test_calls_and_visits_are_counted_apart(alice):
    company = create_company(member=alice, name="Perrin")
    for channel in ["call", "call", "visit", "email", "note"]:
        log_interaction(member=alice, channel=channel, company=company)
    done = actuals(around(timezone.localdate(), 1))
    assert (done.calls, done.visits) == (2, 1)


def test_a_period_that_does_not_exist_is_not_found(alice_client):
    alice_client.raise_request_exception = False
    assert alice_client.get(URL, {"periode": "2026-13"}).status_code == 404


def test_a_rep_reads_results_and_does_not_set_objectives(bruno_client, alice):
    assert bruno_client.get(URL).status_code == 200
    assert bruno_client.get(f"{URL}objectifs/").status_code == 403


def test_objectives_are_typed_in_euros_the_french_way(alice_client, alice, nord):
    answer = alice_client.post(f"{URL}objectifs/?periode=2026-11", {"signed": "18 000,50", "calls": "60"})
    assert answer.status_code == 303
    with scope(workspace=nord):
        assert dict(Objective.objects.values_list("measure", "target")) == {"signed": 18_000_50, "calls": 60}


def test_an_objective_below_zero_comes_back_with_its_reason(alice_client):
    answer = alice_client.post(f"{URL}objectifs/?periode=2026-11", {"calls": "-3"})
    assert answer.status_code == 422
    assert BeautifulSoup(answer.content, "html.parser").select_one(".errorlist")


@pytest.mark.usefixtures("in_nord", "twentieth")
def test_the_criterion_on_gaps_asks_for_objectives_of_finished_months(alice, nord):
    assert gaps_to_objectives_are_seen(nord).state == State.MISSING
    for period in ["2026-10", "2026-09"]:
        set_objective(member=alice, measure=Measure.SIGNED, period=period, target=1000_00)
    sale(alice, 250_00, on=date(2026, 10, 6))
    assert gaps_to_objectives_are_seen(nord).state == State.PARTLY
    set_objective(member=alice, measure=Measure.SIGNED, period="2026-08", target=1000_00)
    found = gaps_to_objectives_are_seen(nord)
    assert found.state == State.MET
    assert "25" in str(found.facts[0])
