"""Several records become one, and can become several again."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from carnet.foundation.agenda.models import Interaction, Task
from carnet.foundation.agenda.services import book_appointment, log_interaction, plan_task
from carnet.foundation.audit.models import Consultation, Event, kind_of
from carnet.foundation.audit.queries import timeline
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.consents.models import Consent, Objection
from carnet.foundation.consents.queries import may_reach
from carnet.foundation.consents.services import give_consent, object_to_prospecting
from carnet.foundation.documents.models import Document
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.opportunities.services import open_opportunity
from carnet.foundation.parties.models import Affiliation, Company, ContactPoint, Person, Provenance
from carnet.foundation.parties.queries import provenances
from carnet.foundation.parties.services import create_company, create_person, edit_company, trash
from carnet.foundation.search.queries import find
from carnet.foundation.workspaces.models import CompanySettings
from carnet.grow.duplicates.models import Pair
from carnet.grow.duplicates.moving import NUMBERED
from carnet.grow.duplicates.references import POLICIES, Policy, references, values_of
from carnet.grow.duplicates.services import MergeRefused, Plan, keep_separate, merge
from carnet.grow.privacy.models import PurgeItem
from carnet.sell.closing import services as closing
from carnet.sell.closing.models import Quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(alice, in_nord):
    """The same clinic written down twice, each with a life of its own."""
    one = create_company(member=alice, name="Clinique des Balmes", city="Lyon", postcode="69006", phone="0465710001",
                         siren="732829320", stage="hot", notes="Entrée par la cour.")  # fmt: skip
    other = create_company(member=alice, name="Clinique Balmes", city="Lyon", phone="0465710009", stage="customer",
                           email="accueil@balmes.example", notes="Fermé le lundi.", source="import", detail="salon.csv")  # fmt: skip
    return one, other


def state(*models_):
    """Every row of the tables, to compare before and after."""
    return {
        model._meta.label: {
            row.pk: {name: value for name, value in values_of(row).items() if name != "updated_at"}
            for row in model._default_manager.all()
        }
        for model in models_
    }


TABLES = (
    Company,
    Person,
    Affiliation,
    ContactPoint,
    Provenance,
    Task,
    Interaction,
    Opportunity,
    Quote,
    Consent,
    Objection,
    Pair,
)


def busy(alice, company, tag):
    """Something of everything on a company."""
    person = create_person(member=alice, family_name=f"Vial {tag}", given_name="Anne", company=company)
    deal = open_opportunity(member=alice, company=company, name=f"Accueil {tag}", amount_cents=100_00, person=person)
    closing.draft_quote(member=alice, company=company, opportunity=deal, lines=[], title=f"Devis {tag}")
    plan_task(member=alice, title=f"Rappeler {tag}", due_on=timezone.localdate(), company=company, person=person)
    log_interaction(member=alice, channel="call", company=company, person=person, outcome="reached", text=tag)
    now = timezone.now()
    book_appointment(
        member=alice, title=f"Visite {tag}", starts_at=now, ends_at=now + timedelta(hours=1), company=company
    )


def test_everything_of_both_is_the_survivors(alice, two):
    one, other = two
    busy(alice, one, "un")
    busy(alice, other, "deux")
    merge(member=alice, kind="company", ids=[one.pk, other.pk], plan=Plan(one.pk))
    assert not Company.objects.filter(pk=other.pk).exists()
    for model in (Task, Interaction, Opportunity, Quote, Affiliation):
        assert set(model.objects.values_list("company_id", flat=True)) == {one.pk}, model
    assert [hit.subtitle for hit in find("Vial deux")] == ["Clinique des Balmes"]
    assert find("Clinique Balmes", kinds=["parties.company"])[0].object_id == one.pk


def test_fields_are_chosen_one_by_one_and_the_rest_is_sensible(alice, two):
    one, other = two
    plan = Plan(one.pk, {"name": other.pk}, ("phone", "notes"))
    merge(member=alice, kind="company", ids=[one.pk, other.pk], plan=plan)
    one.refresh_from_db()
    assert one.name == "Clinique Balmes"
    assert one.email == "accueil@balmes.example"
    assert one.stage == "customer"
    assert one.siren == "732829320"
    assert one.postcode == "69006"
    assert one.notes == "Entrée par la cour.\n\nFermé le lundi."
    assert one.phone == "+33465710001"
    assert [point.value for point in ContactPoint.objects.filter(company=one)] == ["+33465710009"]


def test_a_value_keeps_its_own_provenance(alice, two):
    one, other = two
    merge(member=alice, kind="company", ids=[one.pk, other.pk], plan=Plan(one.pk, {"phone": one.pk}))
    found = provenances(Company.objects.get(pk=one.pk))
    assert (found["email"].source, found["email"].detail) == ("import", "salon.csv")
    assert found[""].source == "entered"
    assert found[f"merged.{other.pk}"].source == "import"
    assert "phone" not in found


def test_one_act_undone_whole(alice, two):
    one, other = two
    busy(alice, one, "un")
    busy(alice, other, "deux")
    ContactPoint.objects.create(company=one, channel="phone", value="+33465710077")
    ContactPoint.objects.create(company=other, channel="phone", value="+33465710077")
    keep_separate(member=alice, kind="company", ids=[other.pk, create_company(member=alice, name="Tierce").pk])
    before, events = state(*TABLES), Event.objects.count()
    threads = [[entry.event.pk for entry in timeline(party, reader=alice)] for party in two]
    plan = Plan(one.pk, {"name": other.pk}, ("phone", "email", "address", "notes"))
    event = merge(member=alice, kind="company", ids=[one.pk, other.pk], plan=plan)
    assert Event.objects.count() == events + 1
    assert {*threads[0], *threads[1]} | {event.pk} == {entry.event.pk for entry in timeline(one, reader=alice)}
    undo(member=alice, event_id=event.pk)
    assert state(*TABLES) == before
    for party, thread in zip(two, threads, strict=True):
        assert [pk for pk in (entry.event.pk for entry in timeline(party, reader=alice)) if pk <= max(thread)] == thread
    assert find("Clinique Balmes", kinds=["parties.company"])[0].object_id == other.pk
    assert [hit.subtitle for hit in find("Vial deux")] == ["Clinique Balmes"]


def test_an_undo_refuses_and_names_what_changed_since(alice, two):
    one, other = two
    busy(alice, other, "deux")
    event = merge(member=alice, kind="company", ids=[one.pk, other.pk], plan=Plan(one.pk))
    edit_company(member=alice, company=Company.objects.get(pk=one.pk), changes={"city": "Bron"})
    Task.objects.all().delete()
    with pytest.raises(NotUndoable) as refusal:
        undo(member=alice, event_id=event.pk)
    assert refusal.value.reason == "changed_since"
    assert {"ville", "tâches"} <= set(refusal.value.detail.split(", "))
    assert not Company.objects.filter(pk=other.pk).exists()


def test_work_done_since_on_the_survivor_stays_with_it(alice, two):
    one, other = two
    event = merge(member=alice, kind="company", ids=[one.pk, other.pk], plan=Plan(one.pk))
    task = plan_task(member=alice, title="Depuis", due_on=timezone.localdate(), company=Company.objects.get(pk=one.pk))
    undo(member=alice, event_id=event.pk)
    task.refresh_from_db()
    assert task.company_id == one.pk


def test_a_survivor_in_the_trash_is_not_undone(alice, two):
    one, other = two
    event = merge(member=alice, kind="company", ids=[one.pk, other.pk], plan=Plan(one.pk))
    trash(member=alice, party=Company.objects.get(pk=one.pk))
    with pytest.raises(NotUndoable) as refusal:
        undo(member=alice, event_id=event.pk)
    assert refusal.value.reason == "gone"


def test_three_records_and_more_become_one(alice, two):
    one, other = two
    third = create_company(member=alice, name="Clin. des Balmes", phone="0465710033")
    keep_separate(member=alice, kind="company", ids=[other.pk, third.pk])
    before = state(*TABLES)
    plan = Plan(one.pk, {}, ("phone",))
    event = merge(member=alice, kind="company", ids=[one.pk, other.pk, third.pk], plan=plan)
    assert Company.objects.count() == 1
    assert {point.value for point in ContactPoint.objects.all()} == {"+33465710009", "+33465710033"}
    undo(member=alice, event_id=event.pk)
    assert state(*TABLES) == before


def test_people_are_merged_with_their_roles(alice, two):
    one = create_person(member=alice, family_name="Vial", given_name="Anne", company=two[0], phone="0612345678")
    other = create_person(member=alice, family_name="Viale", given_name="Anne", company=two[1], job_title="DRH")
    twice = create_person(member=alice, family_name="Vial", given_name="A.", company=two[0])
    before = state(*TABLES)
    event = merge(member=alice, kind="person", ids=[one.pk, other.pk, twice.pk], plan=Plan(one.pk))
    roles = Affiliation.objects.filter(person=one)
    assert {role.company_id for role in roles} == {two[0].pk, two[1].pk}
    assert roles.count() == 2
    undo(member=alice, event_id=event.pk)
    assert state(*TABLES) == before


def test_a_frozen_document_does_not_change(alice, two):
    one, other = two
    CompanySettings.objects.create(legal_name="Ateliers Rhodanis", legal_form="SAS", capital_cents=50_000_00,
                                   siren="901234564", siret="90123456400017", rcs_city="Lyon", vat_number="FR32901234564",
                                   street="12 quai Perrache", postcode="69002", city="Lyon")  # fmt: skip
    quote = closing.draft_quote(member=alice, company=other, title="Hall", lines=[line()])
    closing.send_quote(member=alice, quote=quote)
    document = Document.objects.get(quote=quote.pk)
    frozen = (document.sha256, document.data)
    event = merge(member=alice, kind="company", ids=[one.pk, other.pk], plan=Plan(one.pk))
    document.refresh_from_db()
    assert (document.sha256, document.data) == frozen
    assert Quote.objects.get(pk=quote.pk).company_id == one.pk
    undo(member=alice, event_id=event.pk)
    assert Quote.objects.get(pk=quote.pk).company_id == other.pk


def line():
    from decimal import Decimal

    from carnet.sell.closing.drafting import LineInput

    return LineInput("Cloison", Decimal(1), 100_00, Decimal(20))


@pytest.mark.parametrize("survivor", [0, 1])
def test_an_objection_to_prospecting_survives_every_merge(alice, two, survivor):
    object_to_prospecting(member=alice, party=two[1])
    ids = [party.pk for party in two]
    event = merge(member=alice, kind="company", ids=ids, plan=Plan(ids[survivor]))
    kept = Company.objects.get(pk=ids[survivor])
    assert kept.objected_at is not None
    assert not may_reach(kept, "email").is_allowed
    assert not Company.objects.prospectable().filter(pk=kept.pk).exists()
    undo(member=alice, event_id=event.pk)
    assert Company.objects.get(pk=two[1].pk).objected_at is not None
    assert Company.objects.get(pk=two[0].pk).objected_at is None


@pytest.mark.parametrize("owners", [(0,), (1,), (0, 1)])
def test_a_row_that_a_record_has_once_stays_single_and_comes_back(alice, two, owners):
    for place in owners:
        PurgeItem.objects.create(company=two[place], base_on=timezone.localdate(), due_on=timezone.localdate())
    before = state(PurgeItem)
    event = merge(member=alice, kind="company", ids=[party.pk for party in two], plan=Plan(two[0].pk))
    assert PurgeItem.objects.get().company_id == two[0].pk
    undo(member=alice, event_id=event.pk)
    assert state(PurgeItem) == before


def test_who_saw_either_record_has_seen_the_one_that_stays(alice, bruno, two):
    day = timezone.localdate()
    for member, party in ((alice, two[0]), (alice, two[1]), (bruno, two[1])):
        Consultation.objects.create(member=member, kind="parties.company", object_id=party.pk, day=day)
    before = state(Consultation)
    event = merge(member=alice, kind="company", ids=[party.pk for party in two], plan=Plan(two[0].pk))
    seen = Consultation.objects.filter(object_id=two[0].pk)
    assert {one.member_id for one in seen} == {alice.pk, bruno.pk}
    undo(member=alice, event_id=event.pk)
    assert state(Consultation) == before


def test_consents_go_with_the_person_and_come_back(alice, two):
    one = create_person(member=alice, family_name="Vial", company=two[0])
    other = create_person(member=alice, family_name="Viale", company=two[0])
    give_consent(member=alice, party=other, channel="email", source="person", wording="Oui, écrivez-moi.")
    event = merge(member=alice, kind="person", ids=[one.pk, other.pk], plan=Plan(one.pk))
    assert Consent.objects.get().person_id == one.pk
    undo(member=alice, event_id=event.pk)
    assert Consent.objects.get().person_id == other.pk


class TestRefusals:
    def refused(self, member, ids, survivor, **more):
        with pytest.raises(MergeRefused) as refusal:
            merge(member=member, kind="company", ids=ids, plan=Plan(survivor, **more.pop("plan", {})), **more)
        return refusal.value.reason

    def test_one_record_is_no_merge(self, alice, two):
        assert self.refused(alice, [two[0].pk, two[0].pk], two[0].pk) == "too_few"

    def test_twenty_one_records_are_too_many(self, alice, two):
        assert self.refused(alice, range(21), 0) == "too_many"

    def test_a_record_in_the_trash_or_of_another_workspace_is_gone(self, alice, two):
        trash(member=alice, party=two[1])
        assert self.refused(alice, [two[0].pk, two[1].pk], two[0].pk) == "gone"

    def test_the_survivor_is_one_of_them(self, alice, two):
        assert self.refused(alice, [two[0].pk, two[1].pk], 0) == "gone"

    def test_a_choice_names_one_of_them(self, alice, two):
        plan = {"choices": {"name": 10**6}}
        assert self.refused(alice, [two[0].pk, two[1].pk], two[0].pk, plan=plan) == "unknown_choice"

    def test_a_record_saved_since_it_was_shown_is_looked_at_again(self, alice, two):
        assert self.refused(alice, [two[0].pk, two[1].pk], two[0].pk, stamp="old") == "changed"

    def test_a_rep_leaves_the_records_of_others_alone(self, alice, bruno, two):
        Company.objects.filter(pk=two[1].pk).update(owner=alice)
        assert self.refused(bruno, [two[0].pk, two[1].pk], two[0].pk) == "not_yours"

    def test_a_rep_merges_their_own_and_nobodys(self, bruno, two):
        Company.objects.filter(pk=two[1].pk).update(owner=bruno)
        assert merge(member=bruno, kind="company", ids=[two[0].pk, two[1].pk], plan=Plan(two[0].pk))

    def test_a_reader_merges_nothing(self, reader, two):
        assert self.refused(reader, [two[0].pk, two[1].pk], two[0].pk) == "not_yours"


class TestEveryReference:
    """A foreign key that a merge forgot would lose rows: each one here is moved, or has its word."""

    @pytest.mark.parametrize("kind", [Company, Person])
    def test_every_foreign_key_is_found(self, kind):
        walked = {
            (model, field.name)
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField)
            and field.related_model is kind
        }
        assert {(one.model, one.field) for one in references(kind)} == walked

    def test_a_row_of_which_a_record_may_have_one_only_is_known_by_its_key(self):
        alone = {(one.model._meta.label, one.field) for one in references(Company) if one.policy == Policy.ONE}
        assert ("privacy.PurgeItem", "company") in alone
        assert ("agenda.Task", "company") not in alone

    def test_every_row_that_names_a_record_by_number_alone_is_known(self):
        """Beside foreign keys: threads and search entries follow; an import and a bulk act keep the number that they made
        or changed, and take nothing back from a record that is gone."""
        named = {
            model._meta.label
            for model in apps.get_models()
            if {"kind", "object_id"} <= {field.name for field in model._meta.get_fields()}
        }
        keeping = {"search.SearchEntry", "imports.Touched", "bulk.ActRow"}
        assert named == {*(model._meta.label for model in NUMBERED), *keeping}

    def test_the_words_of_the_policies_are_used(self):
        assert set(POLICIES.values()) == set(Policy) - {Policy.MOVE, Policy.ONE}


def test_what_was_kept_separate_from_the_one_stays_so_from_the_survivor(alice, two):
    third = create_company(member=alice, name="Clinique du Parc")
    keep_separate(member=alice, kind="company", ids=[two[1].pk, third.pk])
    merge(member=alice, kind="company", ids=[two[0].pk, two[1].pk], plan=Plan(two[0].pk))
    pair = Pair.objects.get()
    assert (pair.state, pair.one_id, pair.other_id) == ("kept", two[0].pk, third.pk)


def test_the_thread_shows_the_merge_and_an_act_about_both_once(alice, two):
    person = create_person(member=alice, family_name="Vial", company=two[0])
    event = merge(member=alice, kind="company", ids=[party.pk for party in two], plan=Plan(two[0].pk))
    entries = timeline(two[0], reader=alice)
    assert entries[0].event == event
    assert "Clinique Balmes" in entries[0].sentence.title
    assert len({entry.event.pk for entry in entries}) == len(entries)
    assert kind_of(person) == "parties.person"
