"""The set of fields: changed in numbered versions, previewed, taken back; and values written through the parties."""

from typing import Any

import pytest

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.queries import timeline
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.fields.models import Field, Version
from carnet.foundation.fields.queries import current_set, field_set, preview
from carnet.foundation.fields.rules.changes import Effect, moved
from carnet.foundation.fields.rules.checking import FieldInvalid, choices_from_lines
from carnet.foundation.fields.services import SetRefused, change_set, erase_field, proposed
from carnet.foundation.fields.words import said
from carnet.foundation.parties.custom import RequiredMissing
from carnet.foundation.parties.models import Company, CompanyValue, Provenance
from carnet.foundation.parties.rules import PartyInvalid
from carnet.foundation.parties.services import create_company, create_person, edit_company, edit_person
from carnet.foundation.workspaces.models import Membership, Workspace

from .making import USUAL, make_field

pytestmark = pytest.mark.usefixtures("in_nord")


def changed(code: str, **values: Any) -> list[dict[str, Any]]:
    return proposed({"holder": "company", **values}, code=code)


def test_a_new_field_is_a_version_and_an_event_that_says_so(alice: Membership) -> None:
    field = make_field(alice, "Surface (m²)", kind="number")
    assert field.code == "surface-m2"
    version = Version.objects.get()
    assert (version.number, version.member, version.fields[0]["label"]) == (1, alice, "Surface (m²)")
    event = Event.objects.get(code="fields.changed")
    assert event.is_undoable
    assert [one.code for one in field_set("company")] == ["surface-m2"]


def test_a_workspace_without_fields_asks_the_database_nothing(
    alice: Membership, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert not field_set("company")
    make_field(alice, "Surface")
    field_set("company")
    with django_assert_num_queries(0):
        assert len(field_set("company")) == 1


def test_another_workspace_has_its_own_set(alice: Membership, sud: Workspace) -> None:
    make_field(alice, "Surface")
    assert not field_set("company", sud)


def test_a_value_is_kept_found_told_and_taken_back(alice: Membership) -> None:
    make_field(alice, "Fin de contrat", kind="date", retention_from="collected", retention_months=12, basis="contract")
    company = create_company(member=alice, name="Clinique")
    event = edit_company(member=alice, company=company, changes={"custom": {"fin-de-contrat": "31/12/2027"}})
    assert event is not None
    company.refresh_from_db()
    assert company.custom == {"fin-de-contrat": "2027-12-31"}
    assert str(CompanyValue.objects.get().day) == "2027-12-31"
    source = Provenance.objects.get(field="c-fin-de-contrat")
    assert source.basis == "contract"
    assert source.keep_until is not None
    assert (source.keep_until.year, source.keep_until.month) == (
        source.collected_on.year + 1,
        source.collected_on.month,
    )
    line = timeline(company, reader=alice)[0].sentence
    assert "Fin de contrat" in line.title
    assert line.text == "31/12/2027"
    undo(member=alice, event_id=event.pk)
    company.refresh_from_db()
    assert company.custom == {}
    assert not CompanyValue.objects.exists()


def test_nothing_is_written_when_the_value_is_the_same(alice: Membership) -> None:
    make_field(alice, "Surface", kind="number")
    company = create_company(member=alice, name="Clinique", custom={"surface": "12"})
    assert edit_company(member=alice, company=company, changes={"custom": {"surface": "12,0"}}) is None


def test_an_undo_refuses_to_lose_what_was_written_since(alice: Membership) -> None:
    make_field(alice, "Surface", kind="number")
    company = create_company(member=alice, name="Clinique")
    first = edit_company(member=alice, company=company, changes={"custom": {"surface": "12"}})
    edit_company(member=alice, company=company, changes={"custom": {"surface": "14"}})
    assert first is not None
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=alice, event_id=first.pk)


@pytest.mark.parametrize("value", ["douze", "12 m"])
def test_a_value_of_another_kind_is_refused_by_its_name(alice: Membership, value: str) -> None:
    make_field(alice, "Surface", kind="number")
    with pytest.raises(PartyInvalid) as refused:
        create_company(member=alice, name="Clinique", custom={"surface": value})
    assert (refused.value.field, refused.value.reason) == ("c-surface", "number")
    assert not Company.objects.exists()


def test_a_stage_that_asks_for_a_field_waits_for_it(alice: Membership) -> None:
    make_field(alice, "Besoin", required_at=["hot", "customer"])
    make_field(alice, "Budget", kind="money", required_at=["hot"])
    company = create_company(member=alice, name="Clinique")
    with pytest.raises(RequiredMissing) as refused:
        edit_company(member=alice, company=company, changes={"stage": "hot", "custom": {"besoin": "Cloisons"}})
    assert [one.code for one in refused.value.missing] == ["budget"]
    edit_company(member=alice, company=company, changes={"stage": "hot", "custom": {"besoin": "x", "budget": "5000"}})
    with pytest.raises(RequiredMissing):
        edit_company(member=alice, company=company, changes={"custom": {"besoin": ""}})
    with pytest.raises(RequiredMissing):
        create_company(member=alice, name="Autre", stage="customer")


def test_a_person_is_named_by_their_whole_name_and_follows_their_change_of_name(alice: Membership) -> None:
    make_field(alice, "Prescripteur", kind="person")
    anne = create_person(member=alice, family_name="Vial", given_name="Anne")
    company = create_company(member=alice, name="Clinique", custom={"prescripteur": "VIAL Anne"})
    assert company.custom["prescripteur"]["id"] == anne.pk
    assert CompanyValue.objects.get().person == anne
    edit_person(member=alice, person=anne, changes={"family_name": "Martin"})
    company.refresh_from_db()
    assert company.custom["prescripteur"]["name"] == "Anne Martin"
    with pytest.raises(PartyInvalid, match="person"):
        edit_company(member=alice, company=company, changes={"custom": {"prescripteur": "Personne"}})


def test_what_not_everybody_sees_is_named_and_not_told(alice: Membership, bruno: Membership) -> None:
    make_field(alice, "Marge", kind="money", roles=["manager"])
    company = create_company(member=alice, name="Clinique")
    event = edit_company(member=alice, company=company, changes={"custom": {"marge": "1200"}})
    assert event is not None
    told = timeline(company, reader=alice)[0].sentence
    assert "1" not in told.text
    assert "Marge" in told.title
    assert not field_set("company").visible_to(bruno.role, is_owner=False)
    with pytest.raises(PartyInvalid, match="hidden"):
        edit_company(member=bruno, company=company, changes={"custom": {"marge": "1"}})
    with pytest.raises(NotUndoable, match="not_allowed"):
        undo(member=bruno, event_id=event.pk)


def test_archiving_hides_and_keeps_and_a_preview_says_how_many(alice: Membership) -> None:
    make_field(alice, "Surface", kind="number")
    create_company(member=alice, name="A", custom={"surface": "1"})
    create_company(member=alice, name="B")
    wanted = changed("surface", is_archived=True)
    [counted] = preview(current_set(), wanted).counted
    assert (counted.change.effect, counted.concerned, counted.lost) == (Effect.HIDDEN, 1, 0)
    event = change_set(member=alice, wanted=wanted)
    assert not field_set("company")
    assert Company.objects.get(name="A").custom == {"surface": 1}
    assert event is not None
    undo(member=alice, event_id=event.pk)
    assert len(field_set("company")) == 1


def test_newly_required_counts_the_records_that_lack_it(alice: Membership) -> None:
    make_field(alice, "Besoin")
    for number in range(3):
        create_company(member=alice, name=f"C{number}", stage="hot")
    create_company(member=alice, name="D", stage="hot", custom={"besoin": "x"})
    [counted] = preview(current_set(), changed("besoin", required_at={"stages": ["hot"]})).counted
    assert (counted.change.effect, counted.concerned) == (Effect.REQUIRED, 3)
    assert "Besoin" in said(counted.change)


def test_another_kind_reads_the_values_anew_and_says_what_is_lost(alice: Membership) -> None:
    make_field(alice, "Effectif")
    rows = [create_company(member=alice, name=str(v), custom={"effectif": v}) for v in ("12", "une douzaine")]
    wanted = changed("effectif", kind="number")
    [counted] = preview(current_set(), wanted).counted
    assert (counted.concerned, counted.lost) == (2, 1)
    event = change_set(member=alice, wanted=wanted)
    assert [Company.objects.get(pk=row.pk).custom for row in rows] == [{"effectif": 12}, {}]
    assert event is not None
    undo(member=alice, event_id=event.pk)
    assert Company.objects.get(pk=rows[1].pk).custom == {"effectif": "une douzaine"}
    assert CompanyValue.objects.filter(text__isnull=False).count() == 2


def test_a_choice_that_goes_stays_where_it_was_chosen(alice: Membership) -> None:
    field = make_field(alice, "Matière", kind="choice", choices=["Bois", "PVC", "Métal"])
    company = create_company(member=alice, name="A", custom={"matiere": "PVC"})
    wanted = changed("matiere", choices=choices_from_lines("Bois\nMétal\nVerre", field.choices))
    effects = {one.change.effect: one.concerned for one in preview(current_set(), wanted).counted}
    assert effects == {Effect.CHOICES_ADDED: 1, Effect.CHOICES_ARCHIVED: 1}
    change_set(member=alice, wanted=wanted)
    edit_company(member=alice, company=company, changes={"custom": {"matiere": "pvc"}, "city": "Lyon"})
    assert company.custom == {"matiere": "pvc"}
    with pytest.raises(PartyInvalid, match="archived"):
        create_company(member=alice, name="B", custom={"matiere": "pvc"})


def test_erasing_takes_the_values_away_and_only_from_an_archived_field(alice: Membership) -> None:
    field = make_field(alice, "Surface", kind="number")
    make_field(alice, "Besoin")
    company = create_company(member=alice, name="A", custom={"surface": "1", "besoin": "x"})
    with pytest.raises(SetRefused, match="in_use"):
        erase_field(member=alice, field=field)
    change_set(member=alice, wanted=changed("surface", is_archived=True))
    field.refresh_from_db()
    event = erase_field(member=alice, field=field)
    company.refresh_from_db()
    assert company.custom == {"besoin": "x"}
    assert not Field.objects.filter(code="surface").exists()
    assert not event.is_undoable
    assert [one["lost"] for one in (event.after or {})["changes"]] == [1]


def test_fields_change_places_without_a_mouse(alice: Membership) -> None:
    for label in "ABC":
        make_field(alice, label)
    change_set(member=alice, wanted=moved(current_set(), "company", "c", -2))
    assert [one.code for one in field_set("company")] == ["c", "a", "b"]
    assert Version.objects.order_by("number").last() is not None


def test_an_undo_of_the_set_refuses_after_a_later_change(alice: Membership) -> None:
    make_field(alice, "A")
    first = Event.objects.get(code="fields.changed")
    make_field(alice, "B")
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=alice, event_id=first.pk)


@pytest.mark.parametrize(
    ("values", "name", "reason"),
    [
        ({"label": " "}, "label", "empty"),
        ({"purpose": ""}, "purpose", "empty"),
        ({"label": "x" * 61}, "label", "too_long"),
        ({"retention_months": 0}, "retention_months", "range"),
        ({"kind": "choice", "choices": [{"label": "Seul"}]}, "choices", "too_few_choices"),
        ({"kind": "choice", "choices": [{"label": "a"}, {"label": "A"}]}, "choices", "twice"),
    ],
)
def test_a_field_badly_made_is_refused(values: dict[str, Any], name: str, reason: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        proposed({**USUAL, "label": "X", **values})
    assert (refused.value.name, refused.value.reason) == (name, reason)
