"""Marks are computed by the rooms' checks, kept in each language, and read for a margin in one query."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.ui import screens
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.referential import queries
from carnet.referential.context import margin
from carnet.referential.evidence import Evidence, Link, State, evidence, human
from carnet.referential.models import EvidenceMark
from carnet.referential.queries import STALE_AFTER, margin_notes, readings, referential_of
from carnet.referential.services import ReferentialRefused, choose_referential, load_referential, refresh_marks
from carnet.referential.shipped import shipped

PLANNING = [f"B1.1-C3.2-{rank}" for rank in (1, 2, 3, 4)]
pytestmark = pytest.mark.usefixtures("empty_registry")


@pytest.fixture
def planning() -> list[str]:
    """Three checks and one human criterion for the planning; returns the workspaces asked."""
    asked: list[str] = []

    @evidence(PLANNING[0])
    def met(workspace: Workspace) -> Evidence:
        asked.append(workspace.slug)
        return Evidence(State.MET, (_("Evidence"),), (Link(_("Search"), "/ici/"),))

    evidence(PLANNING[1])(lambda workspace: Evidence(State.PARTLY, ("à moitié",)))
    evidence(PLANNING[2])(lambda workspace: Evidence(State.MISSING))
    human(PLANNING[3], "des gens en jugent")
    return asked


def states(workspace: Workspace, codes: list[str]) -> list[str]:
    return [mark.state for note in margin_notes(workspace, codes) for mark in note.marks]


def test_a_margin_before_any_reading_says_so_and_asks_to_be_read(nord: Workspace, planning: list[str]) -> None:
    found = margin_notes(nord, ["C3.2", "C1"])
    assert [(note.code, note.title) for note in found] == [("C.3.2", "Planning"), ("C.1", "Veille")]
    assert states(nord, ["C3.2", "C1"]) == ["unread", "unread", "unread", "human", *["uncovered"] * 4]
    assert found.refresh_url == "/e/nord/marge/?codes=C3.2,C1"


def test_marks_stand_in_the_margin_once_read(nord: Workspace, planning: list[str]) -> None:
    refresh_marks(nord, [*PLANNING, "B1.1-C1-1"])
    assert planning == ["nord"]
    found = margin_notes(nord, ["C3.2"])
    assert [mark.state for note in found for mark in note.marks] == ["met", "partly", "missing", "human"]
    assert found.refresh_url == ""
    assert found.notes[0].url == "/e/nord/referentiel/competences/C3.2/"
    assert found.notes[0].marks[1].url == "/e/nord/referentiel/competences/C3.2/#B1.1-C3.2-2"


def test_marks_older_than_ten_minutes_are_asked_again(nord: Workspace, planning: list[str]) -> None:
    refresh_marks(nord, PLANNING)
    with scopes_disabled():
        EvidenceMark.objects.update(computed_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
        assert queries.stale_checks(nord, PLANNING) == PLANNING[:3]
    assert margin_notes(nord, ["C3.2"]).refresh_url
    assert states(nord, ["C3.2"])[0] == "met"


@pytest.mark.parametrize("codes", [["C3.2"], ["C3.2", "C1", "C6", "C9", "C15.4", "CT"]])
def test_a_margin_costs_one_query(
    nord: Workspace, planning: list[str], codes: list[str], django_assert_num_queries
) -> None:
    refresh_marks(nord, PLANNING)
    with django_assert_num_queries(1):
        margin_notes(nord, codes)


def test_a_page_that_serves_nothing_costs_nothing(nord: Workspace, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert list(margin_notes(nord, [])) == []


@pytest.fixture
def served(nord: Workspace, monkeypatch: pytest.MonkeyPatch) -> HttpRequest:
    """A request for a screen that serves the planning."""
    monkeypatch.setattr(screens, "_registry", {})
    request = RequestFactory().get("/")
    request.member = Membership(workspace=nord)
    request.resolver_match = SimpleNamespace(func=screens.screen(None, serves=("C3.2",))(lambda request: None))
    return request


def test_a_page_that_draws_no_margin_pays_for_none(served: HttpRequest, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        notes = margin(served)["margin"]
    with django_assert_num_queries(1):
        assert [note.code for note in notes] == ["C.3.2"]
        assert len(notes) == 1


def test_the_margin_swapped_in_is_the_one_a_fresh_page_draws(
    served: HttpRequest, nord: Workspace, alice_client: Client, planning: list[str]
) -> None:
    swapped = alice_client.get("/e/nord/marge/?codes=C3.2", HTTP_ACCEPT_LANGUAGE="fr").content.decode()
    with translation.override("fr"):
        assert render_to_string("partials/margin.html", margin(served)) == swapped
    assert swapped.count('class="mark ') == 4


def test_a_workspace_that_certifies_nobody_has_an_empty_margin(served: HttpRequest, nord: Workspace) -> None:
    nord.is_certifying = False
    assert not margin(served)["margin"]


def test_a_page_outside_any_workspace_has_an_empty_margin(served: HttpRequest) -> None:
    served.member = None
    assert not margin(served)["margin"]
    served.resolver_match = None
    assert not margin(served)["margin"]


def test_a_second_reading_replaces_the_first(nord: Workspace, in_nord: Workspace, planning: list[str]) -> None:
    refresh_marks(nord, PLANNING)
    refresh_marks(nord, PLANNING)
    assert EvidenceMark.objects.count() == 3
    assert planning == ["nord", "nord"]


def test_marks_of_one_workspace_are_not_those_of_another(nord: Workspace, sud: Workspace, planning: list[str]) -> None:
    refresh_marks(nord, PLANNING)
    assert states(sud, ["C3.2"]) == ["unread", "unread", "unread", "human"]


def test_a_fact_is_read_in_the_language_of_the_reader(nord: Workspace, in_nord: Workspace, planning: list[str]) -> None:
    refresh_marks(nord, PLANNING)
    with translation.override("fr"):
        [reading] = readings(nord, shipped(), PLANNING[:1])
        assert list(reading.facts) == [str(_("Evidence"))]
        french = reading.links
    with translation.override("en"):
        [reading] = readings(nord, shipped(), PLANNING[:1])
        assert list(reading.facts) == ["Evidence"]
        assert reading.links == [("Search", "/ici/")]
    assert french[0][1] == "/ici/"


def test_a_criterion_declared_human_later_is_human_whatever_was_stored(
    nord: Workspace, in_nord: Workspace, planning: list[str]
) -> None:
    refresh_marks(nord, PLANNING)
    human(PLANNING[0], "finalement")
    assert states(nord, ["C3.2"])[0] == "human"


def test_a_workspace_reads_the_shipped_text_until_it_chooses(nord: Workspace, in_nord: Workspace) -> None:
    assert referential_of(nord) is shipped()


def test_another_referentiel_is_chosen_then_taken_back(
    nord: Workspace, in_nord: Workspace, alice: Membership, other_bytes: bytes
) -> None:
    load_referential(data=other_bytes)
    event = choose_referential(member=alice, slug="vente-conseil", version="2027")
    assert referential_of(nord).identity.title == "Vendeur conseil"
    assert Event.objects.filter(code="referential.chosen").count() == 1
    undo(member=alice, event_id=event.pk)
    assert referential_of(nord) is shipped()


def test_a_choice_made_since_is_not_lost_by_undo(in_nord: Workspace, alice: Membership, other_bytes: bytes) -> None:
    load_referential(data=other_bytes)
    event = choose_referential(member=alice, slug="vente-conseil", version="2027")
    choose_referential(member=alice, slug="attache-commercial", version="1")
    with pytest.raises(NotUndoable) as refusal:
        undo(member=alice, event_id=event.pk)
    assert refusal.value.reason == "changed_since"


def test_only_a_referentiel_of_this_site_can_be_chosen(in_nord: Workspace, alice: Membership) -> None:
    with pytest.raises(ReferentialRefused) as refusal:
        choose_referential(member=alice, slug="inconnu", version="1")
    assert refusal.value.reason == "unknown"


def test_under_another_referentiel_evidence_follows_the_wording(
    nord: Workspace, in_nord: Workspace, alice: Membership, planning: list[str], other_bytes: bytes, django_assert_num_queries
) -> None:  # fmt: skip
    load_referential(data=other_bytes)
    choose_referential(member=alice, slug="vente-conseil", version="2027")
    refresh_marks(nord, PLANNING)
    referential_of(nord)
    with django_assert_num_queries(2):
        found = margin_notes(nord, ["C3.2", "C1"])
    [note] = found
    assert note.code == "C.1"
    assert note.title == ""
    assert [(mark.criterion, mark.state) for mark in note.marks] == [("K1", "partly")]


def test_a_text_that_this_site_does_not_hold_gives_way_to_the_shipped_one(
    nord: Workspace, in_nord: Workspace, alice: Membership, other_bytes: bytes
) -> None:
    row = load_referential(data=other_bytes)
    choose_referential(member=alice, slug="vente-conseil", version="2027")
    row.delete()
    queries._loaded.cache_clear()
    assert referential_of(nord) is shipped()
    assert len(margin_notes(nord, ["C1"])) == 1
