"""Registers, erasure and purge: what goes, what stays, what the history still says."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carnet.foundation.agenda.models import Interaction
from carnet.foundation.agenda.services import log_interaction, plan_task
from carnet.foundation.audit.consultations import consultations, consulted
from carnet.foundation.audit.models import Consultation, Event
from carnet.foundation.audit.queries import timeline
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.consents.models import Objection, Suppression
from carnet.foundation.consents.services import object_to_prospecting
from carnet.foundation.opportunities.services import open_opportunity
from carnet.foundation.parties.models import Company, ContactPoint, Person, Provenance
from carnet.foundation.parties.services import create_company, create_person, edit_person, trash
from carnet.foundation.search.queries import containing
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.grow.imports import services as imports
from carnet.grow.privacy import services
from carnet.grow.privacy.dossier import as_json, dossier
from carnet.grow.privacy.erasing import ErasureRefused, erase, plan_erasure
from carnet.grow.privacy.jobs import look_monthly
from carnet.grow.privacy.models import Breach, PurgeItem, RightsRequest
from carnet.grow.privacy.printing import dossier_pdf
from carnet.grow.privacy.purging import scan
from carnet.grow.privacy.queries import due, purge_queue
from carnet.grow.privacy.services import PrivacyRefused
from tests.lists import own_list

pytestmark = pytest.mark.usefixtures("in_nord")
SECRET = "Ne boit que du thé"


@pytest.fixture
def anne(alice: Membership) -> Person:
    company = create_company(member=alice, name="Menuiserie Roche", phone="0478000000")
    person = create_person(
        member=alice, family_name="Vial", given_name="Anne", phone="0698765432", email="anne@roche.example",
        notes=SECRET, company=company, job_title="Gérante",
    )  # fmt: skip
    ContactPoint.objects.create(person=person, channel="phone", value="+33611111111")
    log_interaction(member=alice, channel="call", person=person, company=company, outcome="reached", text=SECRET)
    plan_task(member=alice, title=f"Rappeler Anne, {SECRET}", due_on=timezone.localdate(), person=person)
    edit_person(member=alice, person=person, changes={"phone": "0698765433"})
    return person


class TestErasure:
    def test_the_preview_changes_nothing_and_counts_what_goes(self, anne: Person) -> None:
        plan = plan_erasure(anne)
        anne.refresh_from_db()
        assert anne.notes == SECRET
        assert {line.count for line in plan.goes} >= {1}
        assert not plan.stays

    def test_nothing_that_names_is_left_anywhere(self, alice: Membership, anne: Person) -> None:
        erase(member=alice, party=anne, confirmation="anne vial", because="Demandé par lettre")
        anne.refresh_from_db()
        everything = str(
            [
                list(Person.objects.values()), list(Event.objects.values()), list(Interaction.objects.values()),
                list(ContactPoint.objects.values()), list(PurgeItem.objects.values()), list(Provenance.objects.values()),
            ]
        )  # fmt: skip
        for trace in ("Vial", "Anne", SECRET, "698765432", "698765433", "611111111", "anne@roche"):
            assert trace not in everything
        assert anne.erased_at
        assert anne.deleted_at
        assert not containing("vial")

    def test_that_a_contact_took_place_stays_for_the_figures(self, alice: Membership, anne: Person) -> None:
        erase(member=alice, party=anne, confirmation="Anne Vial", because="")
        assert Interaction.objects.filter(person=anne, outcome="reached", text="").count() == 1

    def test_the_history_says_who_and_when_and_no_longer_what(self, alice: Membership, anne: Person) -> None:
        erase(member=alice, party=anne, confirmation="Anne Vial", because="Demandé par lettre")
        entries = timeline(anne, reader=alice)
        assert len(entries) >= 4
        assert "Demandé par lettre" in entries[0].sentence.text
        assert not any(entry.can_undo for entry in entries)

    def test_an_earlier_act_cannot_bring_the_data_back(self, alice: Membership, anne: Person) -> None:
        edited = Event.objects.get(code="parties.person_edited")
        erase(member=alice, party=anne, confirmation="Anne Vial", because="")
        with pytest.raises(NotUndoable):
            undo(member=alice, event_id=edited.pk)

    def test_the_name_must_be_typed(self, alice: Membership, anne: Person) -> None:
        with pytest.raises(ErasureRefused) as refused:
            erase(member=alice, party=anne, confirmation="Anne", because="")
        assert refused.value.reason == "not_confirmed"

    def test_a_running_deal_and_a_company_that_is_no_person_are_refused(self, alice: Membership, anne: Person) -> None:
        company = Company.objects.get()
        with pytest.raises(ErasureRefused) as refused:
            erase(member=alice, party=company, confirmation=company.name, because="")
        assert refused.value.reason == "not_natural"
        open_opportunity(member=alice, company=company, person=anne, name="Fenêtres", amount_cents=100)
        with pytest.raises(ErasureRefused) as refused:
            erase(member=alice, party=anne, confirmation="Anne Vial", because="")
        assert refused.value.reason == "in_progress"

    def test_who_objected_is_still_recognised_afterwards(self, alice: Membership, anne: Person) -> None:
        object_to_prospecting(member=alice, party=anne)
        erase(member=alice, party=anne, confirmation="Anne Vial", because="")
        assert Suppression.objects.exists()
        again = create_person(member=alice, family_name="Vial", email="anne@roche.example")
        again.refresh_from_db()
        assert again.objected_at


class TestAccess:
    def test_the_dossier_tells_all_that_is_held_notes_included(self, alice: Membership, anne: Person) -> None:
        consulted(alice, anne)
        told = str(as_json(anne, dossier(anne)))
        for trace in (SECRET, "Gérante", "+33611111111", "Alice Martin", "anne@roche.example", "Menuiserie Roche"):
            assert trace in told

    def test_the_dossier_can_be_read_as_a_pdf(self, alice: Membership, anne: Person) -> None:
        assert dossier_pdf(anne, dossier(anne), alice).startswith(b"%PDF")

    def test_a_look_is_remembered_once_a_day(self, alice: Membership, bruno: Membership, anne: Person) -> None:
        for member in (alice, alice, bruno):
            consulted(member, anne)
        consulted(alice, anne, Consultation.Act.EXPORTED)
        assert len(consultations(anne)) == 3


class TestRequests:
    def asked(self, member: Membership, **more: object) -> RightsRequest:
        fields = {"right": "access", "name": "Anne Vial", "received_on": timezone.localdate()} | more
        return services.receive_request(member=member, **fields)  # type: ignore[arg-type]

    def test_the_month_runs_from_receipt_and_the_answer_closes_it(self, alice: Membership, anne: Person) -> None:
        row = self.asked(alice, received_on=date(2026, 9, 30), party=anne)
        assert row.due_on == date(2026, 10, 30)
        assert due().late == 1
        services.answer_request(
            member=alice, request=row, outcome="granted", answer="Envoyé", proof="LR", on=timezone.localdate()
        )
        assert due().requests == 0
        assert anne in [row.person for row in RightsRequest.objects.all()]

    def test_two_months_more_only_when_told_in_time(self, alice: Membership) -> None:
        row = self.asked(alice, received_on=timezone.localdate() - timedelta(days=10))
        before = row.due_on
        services.extend_request(member=alice, request=row, because="Complexe", told_on=timezone.localdate())
        assert (row.due_on.year * 12 + row.due_on.month) - (before.year * 12 + before.month) == 2
        late = self.asked(alice, received_on=timezone.localdate() - timedelta(days=60))
        with pytest.raises(PrivacyRefused) as refused:
            services.extend_request(member=alice, request=late, because="Complexe", told_on=timezone.localdate())
        assert refused.value.reason == "too_late"

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [({"name": " "}, "no_name"), ({"received_on": date(2100, 1, 1)}, "in_the_future")],
    )
    def test_what_cannot_be_is_refused(self, alice: Membership, fields: dict[str, object], reason: str) -> None:
        with pytest.raises(PrivacyRefused) as refused:
            self.asked(alice, **fields)
        assert refused.value.reason == reason


class TestBreaches:
    def test_it_is_closed_only_when_the_authority_was_told(self, alice: Membership) -> None:
        now = timezone.now()
        values = {"title": "Portable volé", "known_at": now - timedelta(hours=2), "risk": "high"}
        row = services.save_breach(member=alice, breach=None, values=values)
        assert due().breaches == 1
        for missing, change in (
            ("not_told", {"notified_at": now - timedelta(hours=1)}),
            ("people_not_told", {"people_told_on": timezone.localdate()}),
            ("no_measures", {"measures_after": "Mots de passe changés"}),
        ):
            with pytest.raises(PrivacyRefused) as refused:
                services.close_breach(member=alice, breach=Breach.objects.get(pk=row.pk))
            assert refused.value.reason == missing
            services.save_breach(member=alice, breach=Breach.objects.get(pk=row.pk), values=change)
        services.close_breach(member=alice, breach=Breach.objects.get(pk=row.pk))
        assert due().breaches == 0

    def test_beyond_72_hours_the_reasons_of_the_delay_are_asked(self, alice: Membership) -> None:
        known = timezone.now() - timedelta(hours=100)
        with pytest.raises(PrivacyRefused) as refused:
            services.save_breach(
                member=alice, breach=None,
                values={"title": "x", "known_at": known, "notified_at": known + timedelta(hours=73)},
            )  # fmt: skip
        assert refused.value.reason == "late_unsaid"


class TestPurge:
    def old(self, member: Membership, name: str, years: int = 4) -> Person:
        return create_person(member=member, family_name=name, at=timezone.now() - timedelta(days=366 * years))

    def test_only_those_whose_time_is_over_are_due(self, alice: Membership, nord: Workspace) -> None:
        old, back = self.old(alice, "Ancien"), self.old(alice, "Revenu")
        self.old(alice, "Récent", years=2)
        log_interaction(member=alice, channel="call", person=old, outcome="no_answer")
        log_interaction(member=alice, channel="email", person=back, is_inbound=True)
        create_company(member=alice, name="Vieille SAS", at=timezone.now() - timedelta(days=2000))
        household = create_company(
            member=alice, name="Foyer", buyer_kind="consumer", at=timezone.now() - timedelta(days=2000)
        )
        assert scan(nord) == 2
        assert {item.person or item.company for item in purge_queue()} == {old, household}

    def test_an_import_tells_the_day_of_collection_itself(self, alice: Membership, nord: Workspace) -> None:
        person = create_person(member=alice, family_name="Importée")
        Provenance.objects.filter(person=person).update(collected_on=date(2020, 1, 1))
        assert scan(nord) == 1

    def test_a_reply_takes_a_line_off_and_a_reason_keeps_it_a_while(self, alice: Membership, nord: Workspace) -> None:
        person, other = self.old(alice, "Ancien"), self.old(alice, "Litige")
        scan(nord)
        log_interaction(member=alice, channel="call", person=person, is_inbound=True)
        assert scan(nord) == 1
        item = PurgeItem.objects.get(person=other)
        event = services.keep(
            member=alice, item=item, because="Litige en cours", until=timezone.localdate() + timedelta(days=90)
        )
        assert not purge_queue().exists()
        assert scan(nord) == 0
        undo(member=alice, event_id=event.pk)
        assert purge_queue().count() == 1
        with pytest.raises(PrivacyRefused):
            services.keep(member=alice, item=item, because=" ", until=timezone.localdate() + timedelta(days=9))

    def test_the_erased_leave_the_queue_and_the_log_remembers_that_they_went(
        self, alice: Membership, nord: Workspace
    ) -> None:
        person = self.old(alice, "Ancien")
        scan(nord)
        erase(member=alice, party=person, confirmation="Ancien", because="Échu")
        assert not purge_queue().exists()
        assert PurgeItem.objects.get().state == "gone"
        assert scan(nord) == 0

    def test_a_rented_list_is_due_when_its_rent_is_over_but_for_those_who_came_back(
        self, alice: Membership, nord: Workspace
    ) -> None:
        day = timezone.localdate()
        rented = {name: create_company(member=alice, name=name) for name in ("Muette", "Cliente", "Revenue", "Connue")}
        for company in rented.values():
            Provenance.objects.filter(company=company, field="").update(keep_until=day - timedelta(days=1))
        Company.objects.filter(name="Cliente").update(stage="customer")
        Company.objects.filter(name="Revenue").update(last_inbound_at=timezone.now())
        Provenance.objects.create(company=rented["Connue"], source="person", collected_on=day)
        create_company(member=alice, name="Ordinaire")
        assert (scan(nord), scan(nord)) == (1, 1)
        item = purge_queue().get()
        assert (item.company, item.since, item.due_on) == (rented["Muette"], "rented", day - timedelta(days=1))

    def test_the_trash_keeps_nobody_longer_and_the_queue_says_where_they_are(
        self, alice: Membership, nord: Workspace, alice_client: Client
    ) -> None:
        person = self.old(alice, "Ancien")
        trash(member=alice, party=person)
        assert scan(nord) == 1
        assert "à la corbeille" in alice_client.get("/e/nord/vie-privee/purge/").content.decode()

    def test_the_monthly_chore_looks_once_a_month(self, alice: Membership) -> None:
        self.old(alice, "Ancien")
        assert look_monthly() == 1
        assert look_monthly() == 0

    def test_old_looks_are_forgotten(self, alice: Membership, nord: Workspace, anne: Person) -> None:
        consulted(alice, anne)
        Consultation.objects.update(day=timezone.localdate() - timedelta(days=800))
        scan(nord)
        assert not Consultation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_import_brings_an_objector_back_marked_and_can_still_be_taken_back(alice: Membership, anne: Person) -> None:
    object_to_prospecting(member=alice, party=anne)
    Person.objects.filter(pk=anne.pk).delete()
    content = "Nom;Prénom;E-mail\nVial;Anne;anne@roche.example\nNeuf;Paul;paul@roche.example\n".encode()
    file = imports.receive(member=alice, name="salon.csv", chunks=[content])
    imports.choose(member=alice, file=file, mapping=file.mapping)
    imports.verify(member=alice, file=own_list(alice, file))
    imports.launch(member=alice, file=file, policy="skip")
    marked = {person.family_name: person.objected_at is not None for person in Person.objects.all()}
    assert marked == {"Vial": True, "Neuf": False}
    assert Objection.objects.get(person__family_name="Vial").means == "recognised"
    imported = Event.objects.get(code="imports.imported")
    undo(member=alice, event_id=imported.pk)
    assert not Person.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_counts_the_notes_that_say_too_much(alice: Membership) -> None:
    content = b"Nom;Notes\nVial;En instance de divorce\nNeuf;Rappeler le matin\nBel;\n"
    file = imports.receive(member=alice, name="notes.csv", chunks=[content])
    imports.choose(member=alice, file=file, mapping=file.mapping)
    imports.verify(member=alice, file=file)
    file.refresh_from_db()
    counts = file.report["counts"]
    assert (counts["notes_read"], counts["notes_flagged"]) == (2, 1)
