"""After each load the register is compared with the file: closed, moved, unknown, no longer to be prospected."""

import pytest
from django.core.management import call_command
from django_scopes import scope
from stdnum import luhn

from carnet.foundation.agenda.services import log_interaction
from carnet.foundation.audit.models import Event
from carnet.foundation.consents.models import Suppression
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company, edit_company
from carnet.foundation.sirene import after
from carnet.prospect.sourcing import queries, services
from carnet.prospect.sourcing.models import Doubt
from carnet.prospect.sourcing.reviewing import review
from carnet.prospect.sourcing.rules import Advice
from tests.foundation.sirene.files import stock

from .conftest import AROUND, establishment, firm, siren, siret, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(alice, in_nord, three):
    """Three suspects from the register."""
    services.add_targets(member=alice, criteria=AROUND, top=50)
    return {company.siren: company for company in Company.objects.all()}


@pytest.fixture
def next_month(register):
    def make(firms, units=None):
        return after.tell(register(firms, units))

    return make


CLOSED = {"etatAdministratifEtablissement": "F", "dateDebut": "2026-09-15"}


def test_a_closed_establishment_is_flagged_with_its_day_and_source(file, next_month):
    said = next_month([firm(1, **CLOSED), firm(2), firm(3)])
    (doubt,) = Doubt.objects.standing()
    assert (doubt.company.siren, doubt.kind, str(doubt.since), doubt.source) == (
        siren(1),
        "closed",
        "2026-09-15",
        "Insee, Sirene, 12/10/2026",
    )
    assert said == ["3 fiches des fichiers comparées.", "1 nouvelle alerte."]
    assert queries.advice_for([one.pk for one in file.values()]) == {doubt.company_id: Advice.DO_NOT}


def test_one_that_has_its_head_office_elsewhere_has_moved(file, next_month):
    new = f"{siren(1)}00029"
    next_month(
        [firm(1, **CLOSED), establishment(new), firm(2), firm(3)],
        [unit(siren(1), nicSiegeUniteLegale="00029"), unit(siren(2)), unit(siren(3))],
    )
    (doubt,) = Doubt.objects.standing()
    assert (doubt.kind, doubt.detail) == ("moved", new)
    assert queries.advice_for([doubt.company_id]) == {doubt.company_id: Advice.CHECK}


def test_one_that_the_register_does_not_know_is_flagged(alice, file, next_month):
    next_month([firm(2), firm(3)])
    assert Doubt.objects.standing().get().kind == "unknown"


def test_a_company_that_has_ceased_counts_as_closed(file, next_month):
    ceased = unit(siren(1), etatAdministratifUniteLegale="C", dateDebut="2026-08-01")
    next_month([firm(1), firm(2), firm(3)], [ceased, unit(siren(2)), unit(siren(3))])
    doubt = Doubt.objects.standing().get()
    assert (doubt.kind, str(doubt.since)) == ("closed", "2026-08-01")


def test_the_same_fact_is_told_once_and_ends_when_the_register_says_otherwise(file, next_month):
    next_month([firm(1, **CLOSED), firm(2), firm(3)])
    next_month([firm(1, **CLOSED), firm(2), firm(3)])
    assert Doubt.objects.count() == 1
    next_month([firm(1), firm(2), firm(3)])
    assert not Doubt.objects.standing().exists()
    next_month([firm(1, **CLOSED), firm(2), firm(3)])
    assert Doubt.objects.standing().count() == Doubt.objects.count() == 1


def test_what_somebody_cleared_up_is_not_told_again(alice, file, next_month):
    next_month([firm(1, **CLOSED), firm(2), firm(3)])
    services.set_aside(member=alice, doubt=Doubt.objects.get(), because="Ils ont changé d’étage")
    next_month([firm(1, **CLOSED), firm(2), firm(3)])
    assert not Doubt.objects.standing().exists()


class TestDiffusion:
    PARTIAL = {"statutDiffusionEtablissement": "P"}

    def test_a_prospect_from_the_register_goes_and_only_a_fingerprint_stays(self, alice, file, next_month):
        said = next_month([firm(1, **self.PARTIAL), firm(2), firm(3)])
        assert not Company.objects.filter(siren=siren(1)).exists()
        assert Suppression.objects.count() == 1
        event = Event.objects.get(code="sourcing.diffusion_honoured")
        assert (event.after["purged"], siren(1) in str(event.after)) == (1, False)
        assert "1 prospect ne peut plus être prospecté" in said[-1]

    def test_it_does_not_come_back_should_it_be_open_again(self, alice, file, next_month):
        next_month([firm(1, **self.PARTIAL), firm(2), firm(3)])
        next_month([firm(1), firm(2), firm(3), firm(4)])
        added = services.add_targets(member=alice, criteria=AROUND, top=50)
        assert [one.siren for one in Company.objects.filter(pk__in=added.companies)] == [siren(4)]

    def test_the_legal_unit_may_refuse_too(self, alice, file, next_month):
        next_month(
            [firm(1), firm(2), firm(3)],
            [unit(siren(1), statutDiffusionUniteLegale="P"), unit(siren(2)), unit(siren(3))],
        )
        assert not Company.objects.filter(siren=siren(1)).exists()

    def test_one_that_somebody_called_objects_from_now_on(self, alice, file, next_month):
        log_interaction(member=alice, company=file[siren(1)], channel="call")
        next_month([firm(1, **self.PARTIAL), firm(2), firm(3)])
        assert Company.objects.get(siren=siren(1)).objected_at is not None

    def test_a_customer_and_a_card_from_elsewhere_stay(self, alice, file, next_month):
        edit_company(member=alice, company=file[siren(1)], changes={"stage": "customer"})
        create_company(member=alice, name="Carte de visite", siret=valid_siret(9))
        next_month([firm(1, **self.PARTIAL), firm(2), firm(3), establishment(valid_siret(9), **self.PARTIAL)])
        assert Company.objects.filter(siren__in=[siren(1), siren(9)], objected_at=None).count() == 2

    def test_another_workspace_is_reviewed_on_its_own(self, alice, stranger, file, sud, next_month):
        with scope(workspace=sud):
            services.add_targets(member=stranger, criteria=AROUND, top=50)
        next_month([firm(1, **self.PARTIAL), firm(2), firm(3)])
        with scope(workspace=sud):
            assert not Company.objects.filter(siren=siren(1)).exists()
            assert Company.objects.count() == 2


def valid_siret(number):
    base = f"{siren(number)}0001"
    return base + luhn.calc_check_digit(base)


def test_the_command_reviews_after_loading(alice, file, tmp_path, capsys):
    call_command("sirene", "load", *map(str, stock(tmp_path / "next", [firm(1, **CLOSED), firm(2), firm(3)])))
    assert "1 nouvelle alerte." in capsys.readouterr().out


def test_the_record_says_so_and_takes_an_answer(bruno_client, bruno, file, next_month, nord):
    next_month([firm(1, **CLOSED), firm(2), firm(3)])
    doubt = Doubt.objects.get()
    page = f"/e/nord/societes/{doubt.company_id}/"
    assert "Établissement fermé" in bruno_client.get(page).content.decode()
    answer = bruno_client.post(f"/e/nord/cibles/alertes/{doubt.pk}/levee/", {"because": "", "next": page})
    assert "Dites en quelques mots" in bruno_client.get(answer["Location"]).content.decode()
    bruno_client.post(f"/e/nord/cibles/alertes/{doubt.pk}/levee/", {"because": "Ouvert, j’y suis passé", "next": page})
    after_ = bruno_client.get(page).content.decode()
    assert "Alerte levée" in after_
    assert "J’ai vérifié" not in after_


@pytest.mark.parametrize("count", [2, 20])
def test_reviewing_asks_as_often_for_two_as_for_twenty(alice, in_nord, register, count, django_assert_num_queries):
    firms = [firm(number) for number in range(count)]
    register(firms)
    services.add_targets(member=alice, criteria=AROUND, top=50)
    version = register([firm(number, **CLOSED) for number in range(count)])
    with django_assert_num_queries(7):
        review(in_nord, version)


def test_siret_of_the_examples_is_one(file):
    assert siret(1)[:9] == siren(1)
