"""Companies and people are created, edited and taken back, and the search follows."""

import pytest

from carnet.foundation.audit.queries import timeline
from carnet.foundation.audit.sentences import read
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.parties.models import Company, Stage
from carnet.foundation.parties.queries import possible_duplicates
from carnet.foundation.parties.rules import PartyInvalid
from carnet.foundation.parties.services import (
    PartyChanged,
    attach,
    create_company,
    create_person,
    detach,
    edit_company,
    trash,
)
from carnet.foundation.search.queries import find

pytestmark = pytest.mark.usefixtures("in_nord")


def test_a_company_is_stored_in_one_form(alice):
    company = create_company(
        member=alice,
        name="  Société   Générale\u00a0d’Été ",
        siret="732 829 320 00074",
        phone="04 72 00 00 00",
        email="Contact@Exemple.FR",
        website="www.exemple.fr",
    )
    assert company.name == "Société Générale d’Été"
    assert company.siren == "732829320"
    assert company.phone == "+33472000000"
    assert company.email == "Contact@exemple.fr"
    assert company.website == "https://www.exemple.fr"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("siret", "732 829 320 00075", "checksum"),
        ("siren", "12345", "length"),
        ("phone", "06 12", "length"),
        ("email", "pas une adresse", "format"),
        ("name", "   ", "empty"),
        ("name", "x" * 201, "too_long"),
        ("website", "pas d’adresse", "format"),
    ],
)
def test_a_bad_value_is_refused_by_field_and_reason(alice, field, value, reason):
    with pytest.raises(PartyInvalid) as error:
        create_company(member=alice, **{"name": "Perrin", field: value})
    assert (error.value.field, error.value.reason) == (field, reason)
    assert Company.objects.count() == 0


def test_what_was_typed_finds_the_company_whatever_accents_and_spaces(alice):
    create_company(
        member=alice, name="Menuiserie Périn & Fils", siret="732 829 320 00074", phone="0472000000", city="Bron"
    )
    for typed in ["perin", "PÉRIN", "04 72 00 00 00", "+33 4 72 00 00 00", "732 829 320", "bron", "menuis per", "me"]:
        assert [entry.title for entry in find(typed)] == ["Menuiserie Périn & Fils"], typed
    assert find("dupont") == []


def test_the_beginning_of_a_name_comes_first(alice):
    for name in ["Atelier Martin", "Martin SA", "Saint-Martin Distribution"]:
        create_company(member=alice, name=name)
    assert [entry.title for entry in find("martin")] == ["Martin SA", "Atelier Martin", "Saint-Martin Distribution"]


def test_an_edit_is_undone_to_what_stood_before(alice):
    company = create_company(member=alice, name="Perrin", city="Lyon")
    event = edit_company(member=alice, company=company, changes={"city": "Bron", "stage": Stage.WARM})
    undo(member=alice, event_id=event.pk)
    company.refresh_from_db()
    assert (company.city, company.stage) == ("Lyon", Stage.SUSPECT)
    assert [entry.title for entry in find("lyon")] == ["Perrin"]


def test_an_edit_is_not_undone_over_later_work(alice):
    company = create_company(member=alice, name="Perrin", city="Lyon")
    first = edit_company(member=alice, company=company, changes={"city": "Bron"})
    edit_company(member=alice, company=company, changes={"city": "Vénissieux"})
    with pytest.raises(NotUndoable) as error:
        undo(member=alice, event_id=first.pk)
    assert error.value.reason == "changed_since"


def test_an_act_is_undone_once(alice):
    company = create_company(member=alice, name="Perrin")
    event = edit_company(member=alice, company=company, changes={"city": "Bron"})
    undo(member=alice, event_id=event.pk)
    with pytest.raises(NotUndoable) as error:
        undo(member=alice, event_id=event.pk)
    assert error.value.reason == "already"


def test_saving_what_is_already_there_writes_nothing(alice):
    company = create_company(member=alice, name="Perrin", phone="0472000000")
    assert edit_company(member=alice, company=company, changes={"phone": "04 72 00 00 00"}) is None


def test_a_second_editor_is_told(alice, bruno):
    company = create_company(member=alice, name="Perrin")
    seen = company.updated_at
    edit_company(member=bruno, company=company, changes={"city": "Bron"})
    with pytest.raises(PartyChanged):
        edit_company(member=alice, company=company, changes={"city": "Lyon"}, seen_at=seen)


def test_the_trash_hides_and_gives_back(alice):
    company = create_company(member=alice, name="Perrin")
    event = trash(member=alice, party=company)
    assert not Company.objects.present().exists()
    assert find("perrin") == []
    undo(member=alice, event_id=event.pk)
    assert Company.objects.present().get() == company
    assert len(find("perrin")) == 1


def test_a_person_who_moves_keeps_both_histories(alice):
    before, after = create_company(member=alice, name="Perrin"), create_company(member=alice, name="Dupré")
    anne = create_person(member=alice, family_name="Vial", given_name="Anne", company=before, job_title="Gérante")
    detach(member=alice, affiliation=anne.affiliations.get())
    attach(member=alice, person=anne, company=after, job_title="Directrice")
    assert anne.affiliations.count() == 2
    assert find("vial")[0].subtitle == "Dupré"
    assert len(timeline(before, reader=alice)) == 3
    assert len(timeline(after, reader=alice)) == 2


def test_a_duplicate_is_seen_with_its_reasons(alice):
    known = create_company(
        member=alice, name="SARL Menuiserie Perrin", city="Lyon", siren="732829320", phone="0472000000"
    )
    create_company(member=alice, name="Boulangerie Perrin", city="Lyon")
    assert [m.object_id for m in possible_duplicates(name="menuiserie perin", city="LYON")] == [known.pk]
    assert possible_duplicates(name="Autre", siren="732 829 320")[0].reasons == ("siren",)
    assert possible_duplicates(name="Autre", phone_number="04.72.00.00.00")[0].reasons == ("phone",)
    assert possible_duplicates(name="Menuiserie Bertrand", city="Lyon") == []


def test_a_timeline_is_read_in_one_query(alice, django_assert_num_queries):
    company = create_company(member=alice, name="Perrin")
    for city in ["Lyon", "Bron", "Vénissieux", "Villeurbanne"]:
        edit_company(member=alice, company=company, changes={"city": city})
    with django_assert_num_queries(1):
        entries = timeline(company, reader=alice)
        assert [entry.author for entry in entries] == ["Alice Martin"] * 5
    assert entries[0].event.before["city"] == "Vénissieux"


def test_a_change_of_owner_is_told_by_names(alice, bruno):
    company = create_company(member=alice, name="Perrin", owner=alice)
    event = edit_company(member=alice, company=company, changes={"owner": bruno})
    assert "Bruno Petit" in read(event).text
    assert "Alice Martin" in read(event).text
    undo(member=alice, event_id=event.pk)
    company.refresh_from_db()
    assert company.owner == alice
