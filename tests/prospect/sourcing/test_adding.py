"""The best of the register become suspects: once, with their origin, and not who refuses."""

from datetime import date

import pytest
from django.utils import timezone

from carnet.foundation.agenda.services import log_interaction
from carnet.foundation.audit.models import Event, EventSubject
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.consents.services import object_to_prospecting
from carnet.foundation.parties.models import Company, Provenance
from carnet.foundation.parties.services import create_company, edit_company, trash
from carnet.foundation.search.models import SearchEntry
from carnet.prospect.sourcing import queries, services
from carnet.prospect.sourcing.models import Target, Targeting
from carnet.prospect.sourcing.services import SourcingRefused

from .conftest import AROUND, firm, siren, siret

pytestmark = pytest.mark.usefixtures("in_nord", "three")


def add(alice, **more):
    return services.add_targets(member=alice, criteria=AROUND, top=50, **more)


def test_each_company_comes_once_with_what_the_register_tells(alice):
    added = add(alice, place="Lyon (69)")
    assert len(added.companies) == 3
    company = Company.objects.get(siren=siren(1))
    assert (company.name, company.siret, company.stage) == (f"PLOMBERIE {siren(1)}", siret(1), "suspect")
    assert (company.naf_code, company.naf_version, company.staff_band, company.staff_year) == (
        "43.22A",
        "rev2",
        "11",
        2024,
    )
    assert (company.street, company.postcode, company.city) == ("12 RUE DE LA REPUBLIQUE", "69001", "LYON 1")
    assert (company.phone, company.email, company.website) == ("", "", "")
    assert Company.objects.get(siren=siren(2)).buyer_kind == "sole_trader"


def test_each_datum_says_its_source_its_day_and_its_basis(alice):
    added = add(alice)
    found = Provenance.objects.get(company_id=added.companies[0])
    assert (found.source, found.detail) == ("sirene", "Insee, Sirene, 12/10/2026")
    assert (found.collected_on, found.basis) == (date(2026, 10, 12), "interest")


def test_a_choice_keeps_its_question_its_criteria_and_why_each_has_its_rank(alice, grid):
    added = add(alice, grid=grid, place="Lyon (69)")
    chosen = Targeting.objects.get()
    assert (chosen.found, chosen.added, chosen.stock_on, chosen.place) == (4, 3, date(2026, 10, 12), "Lyon (69)")
    assert chosen.asked.naf == ("43.22A",)
    assert chosen.asked.near == pytest.approx(AROUND.near)
    targets = list(queries.targets_of(chosen))
    assert [one.rank for one in targets] == [1, 2, 3]
    assert [one.score for one in targets] == sorted((one.score for one in targets), reverse=True)
    assert targets[0].parts[0] == {"kind": "staff", "points": 75.0, "most": 75.0, "known": True}
    assert added.event is not None


def test_they_are_found_by_the_search(alice):
    add(alice)
    assert SearchEntry.objects.filter(text__contains=siren(2)).count() == 1


def test_one_event_tells_the_act_on_each_company(alice):
    added = add(alice)
    assert Event.objects.filter(code="sourcing.targets_added").count() == 1
    told = EventSubject.objects.filter(event=added.event, kind="parties.company").values_list("object_id", flat=True)
    assert set(told) == set(added.companies)


def test_who_is_in_the_file_or_in_the_trash_is_never_added_again(alice):
    create_company(member=alice, name="Déjà là", siren=siren(1))
    trash(member=alice, party=create_company(member=alice, name="Jetée", siren=siren(2)))
    added = add(alice)
    assert [one.siren for one in Company.objects.filter(pk__in=added.companies)] == [siren(3)]
    with pytest.raises(SourcingRefused) as refused:
        add(alice)
    assert refused.value.reason == "nothing"


def test_who_refused_to_be_prospected_is_left_out_even_once_erased(alice):
    company = create_company(member=alice, name="Plomberie", siren=siren(1))
    object_to_prospecting(member=alice, party=company)
    Company.objects.filter(pk=company.pk).delete()
    assert {one.siren for one in Company.objects.filter(pk__in=add(alice).companies)} == {siren(2), siren(3)}


def test_only_those_ticked_are_added(alice):
    added = add(alice, only={siret(2)})
    assert [one.siren for one in Company.objects.filter(pk__in=added.companies)] == [siren(2)]


@pytest.mark.parametrize("top", [0, 501])
def test_too_many_at_once_are_refused(alice, top):
    with pytest.raises(SourcingRefused) as refused:
        services.add_targets(member=alice, criteria=AROUND, top=top)
    assert refused.value.reason == "too_many"


class TestUndo:
    def test_takes_back_those_that_nobody_worked_on(self, alice):
        added = add(alice)
        undo(member=alice, event_id=added.event.pk)
        assert not Company.objects.exists()
        assert not SearchEntry.objects.filter(kind="parties.company").exists()
        assert Targeting.objects.get().undone_at is not None
        assert len(add(alice).companies) == 3

    def test_leaves_who_was_called_or_edited(self, alice):
        added = add(alice)
        one, two, _three = Company.objects.order_by("siren")
        log_interaction(member=alice, company=one, channel="call", at=timezone.now())
        edit_company(member=alice, company=two, changes={"phone": "0465710001"})
        undo(member=alice, event_id=added.event.pk)
        assert set(Company.objects.values_list("siren", flat=True)) == {siren(1), siren(2)}
        assert Target.objects.count() == 2

    def test_refuses_when_all_were_worked_on(self, alice):
        added = add(alice)
        for company in Company.objects.all():
            edit_company(member=alice, company=company, changes={"phone": "0465710001"})
        with pytest.raises(NotUndoable, match="changed_since"):
            undo(member=alice, event_id=added.event.pk)


def test_places_are_those_of_the_register(alice):
    added = add(alice)
    point, is_exact = queries.places_of(added.companies)[added.companies[0]]
    assert (round(point.lat, 3), round(point.lon, 3), is_exact) == (45.764, 4.836, True)


def test_the_offer_says_who_is_known_and_counts_all(alice):
    company = create_company(member=alice, name="Déjà là", siren=siren(1))
    everyone = queries.offer(AROUND, [], top=50, workspace_id=alice.workspace_id, only_new=False)
    assert (everyone.count, len(everyone.lines), everyone.new) == (4, 4, 3)
    assert [line.company for line in everyone.lines if not line.is_new] == [company.pk]
    new = queries.offer(AROUND, [], top=50, workspace_id=alice.workspace_id)
    assert (new.count, new.new) == (3, 3)


@pytest.mark.parametrize("count", [2, 20])
def test_adding_costs_the_same_number_of_queries_for_2_and_for_20(
    alice, register, count, django_assert_max_num_queries, in_nord
):
    register([firm(number) for number in range(count)])
    with django_assert_max_num_queries(14):
        add(alice)
