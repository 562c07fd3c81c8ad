"""Values of own fields past their term: found by what the field counts from, told, emptied; the record stays."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.agenda.services import log_interaction
from carnet.foundation.audit.models import Event
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.opportunities.services import lose_opportunity, open_opportunity
from carnet.foundation.parties.models import Company, CompanyValue, Person, Provenance
from carnet.foundation.parties.services import create_company, create_person
from carnet.grow.bulk.models import ActRow
from carnet.grow.bulk.services import start_act
from carnet.grow.imports.models import Import, RefusedRow
from carnet.grow.privacy.erasing import erase, plan_erasure
from carnet.grow.privacy.models import PrivacySettings
from carnet.grow.privacy.purging import scan
from carnet.grow.privacy.queries import due
from carnet.grow.privacy.rules import Known, tells_of
from carnet.grow.privacy.values import empty_overdue, tally
from tests.foundation.fields.making import make_field

URL = "/e/nord/vie-privee/purge/"
today = timezone.localdate


@pytest.fixture
def field(alice, nord, in_nord):
    def make(since="collected", months=12, holder="company"):
        make_field(alice, "Besoin", holder=holder, retention_from=since, retention_months=months)
        nord.refresh_from_db()
        alice.workspace.refresh_from_db()

    return make


def old(alice, name, days=500, **more):
    """A company whose value was collected so many days ago."""
    company = create_company(
        member=alice, name=name, custom={"besoin": "Chaises"}, at=timezone.now() - timedelta(days=days), **more
    )
    Provenance.objects.filter(company=company).update(collected_on=today() - timedelta(days=days))
    return company


def counted():
    return {(holder, code): count for holder, code, count in tally(today())}


def test_a_value_is_due_from_the_last_time_it_was_collected(alice, field):
    field()
    one, again = old(alice, "Vieille"), old(alice, "Redite")
    old(alice, "Récente", days=100)
    Provenance.objects.create(company=again, field="c-besoin", source="person", collected_on=today())
    assert counted() == {("company", "besoin"): 1}
    assert one.pk


def test_a_contact_from_them_keeps_what_counts_from_it(alice, field):
    field("contact")
    old(alice, "Silence")
    heard = old(alice, "Parle")
    log_interaction(member=alice, channel="call", company=heard, is_inbound=True)
    log_interaction(member=alice, channel="call", company=Company.objects.get(name="Silence"), outcome="no_answer")
    assert counted() == {("company", "besoin"): 1}


def test_what_counts_from_the_end_of_the_relation_waits_for_it(alice, field):
    field("relation")
    old(alice, "Cliente", stage="customer")
    assert counted() == {}
    old(alice, "Ancienne", stage="former")
    assert counted() == {("company", "besoin"): 1}


def test_within_its_term_a_value_stays(alice, field):
    field(months=120)
    old(alice, "Vieille")
    assert counted() == {}


def test_those_of_deals_count_from_their_end(alice, field):
    field("relation", holder="opportunity")
    company = create_company(member=alice, name="Clinique")
    deals = [
        open_opportunity(member=alice, company=company, name=name, custom={"besoin": "x"})
        for name in ("Finie", "Court")
    ]
    lose_opportunity(member=alice, opportunity=deals[0], reason="price", detail="")
    past = timezone.now() - timedelta(days=600)
    Opportunity.objects.update(created_at=past)
    Opportunity.objects.filter(pk=deals[0].pk).update(closed_on=past.date())
    assert counted() == {("opportunity", "besoin"): 1}
    empty_overdue(member=alice, holder="opportunity", code="besoin")
    assert {one.name: one.custom for one in Opportunity.objects.all()} == {"Finie": {}, "Court": {"besoin": "x"}}


def test_the_scan_counts_them_and_the_deadlines_say_so(alice, nord, alice_client, field):
    field()
    old(alice, "Vieille")
    scan(nord)
    assert PrivacySettings.objects.get().values_due == [["company", "besoin", 1]]
    assert due().total == 1
    assert "1 champ au-delà de sa durée" in alice_client.get("/e/nord/").content.decode()
    assert "1 champ au-delà de sa durée" in alice_client.get("/e/nord/vie-privee/").content.decode()


def test_a_manager_empties_them_on_the_page_and_the_record_stays(alice, nord, alice_client, bruno_client, field):
    field()
    one, recent = old(alice, "Vieille"), old(alice, "Récente", days=10)
    scan(nord)
    page = alice_client.get(URL).content.decode()
    assert "Besoin" in page
    assert "1 fiche" in page
    chosen = {"champ": ["company.besoin"]}
    assert alice_client.post(f"{URL}valeurs/", chosen).status_code == 422
    assert alice_client.post(f"{URL}valeurs/", {"confirmation": "EFFACER"}).status_code == 422
    assert bruno_client.post(f"{URL}valeurs/", chosen | {"confirmation": "EFFACER"}).status_code == 403
    assert alice_client.post(f"{URL}valeurs/", chosen | {"confirmation": "effacer"}).status_code == 303
    one.refresh_from_db()
    recent.refresh_from_db()
    assert (one.custom, recent.custom) == ({}, {"besoin": "Chaises"})
    assert CompanyValue.objects.count() == 1
    assert not Provenance.objects.filter(company=one, field="c-besoin").exists()
    assert Event.objects.get(code="privacy.values_purged").after["count"] == 1
    assert PrivacySettings.objects.get().values_due == []
    assert "Besoin" not in alice_client.get(URL).content.decode().split("Ce qui a été effacé")[0]


class TestWhatAnImportStillNames:
    @pytest.mark.parametrize(
        ("cells", "told"),
        [
            (["Anne", "Vial", ""], True),
            (["VIAL Anne", "x"], True),
            (["Anne", "Martin"], False),
            (["ANNE@Example.org"], True),
            (["06.12.34.56.78"], True),
            (["0033612345678"], True),
            (["06 12 34 56 79"], False),
            ([], False),
        ],
    )
    def test_a_row_tells_of_somebody_however_it_is_written(self, cells, told):
        known = Known("anne@example.org", "612345678", frozenset({"anne", "vial"}))
        assert tells_of(cells, known) is told

    @given(st.lists(st.text(max_size=20), max_size=6))
    def test_of_whom_nothing_is_known_no_row_tells(self, cells):
        assert not tells_of(cells, Known())

    def test_an_erasure_takes_their_refused_rows_and_leaves_the_others(self, alice, in_nord):
        anne = create_person(member=alice, family_name="Vial", given_name="Élodie", phone="0612345678")
        file = Import.objects.create(member=alice, file_name="salon.csv", state="done")
        for line, cells in enumerate((["Élodie Vial", "x"], ["", "06.12.34.56.78"], ["Élodie Martin", "y"])):
            RefusedRow.objects.create(file=file, line=line, cells=cells, problems=[])
        assert any(line.count == 2 for line in plan_erasure(anne).goes)
        erase(member=alice, party=anne, confirmation="Élodie Vial", because="Demandé")
        assert [row.cells for row in RefusedRow.objects.all()] == [["Élodie Martin", "y"]]


def test_what_a_bulk_act_kept_of_them_goes_with_them(alice, in_nord):
    people = [create_person(member=alice, family_name=name, civility="mme") for name in ("Vial", "Kaci")]
    wanted = {"values": {"civility": ""}}
    start_act(member=alice, party="person", kind="edit", wanted=wanted, ids=[one.pk for one in people])
    erase(member=alice, party=people[0], confirmation="Vial", because="Demandé")
    assert [row.object_id for row in ActRow.objects.all()] == [people[1].pk]
    assert Event.objects.get(code="bulk.done").after["count"] == 2
    assert Person.objects.present().count() == 1
