"""What an import writes, what it leaves alone, and how it is taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.queries import timeline
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.jobs.daily import do_chores
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.services import JobLost, Progress, cancel, perform, restart
from carnet.foundation.parties.models import Affiliation, Company, ContactPoint, Person, Provenance
from carnet.foundation.parties.services import attach, create_company, create_person, edit_company, edit_person
from carnet.foundation.search.models import SearchEntry
from carnet.foundation.search.queries import find
from carnet.foundation.workspaces import statistics
from carnet.grow.duplicates.models import Pair
from carnet.grow.imports import chunks, running, services
from carnet.grow.imports.models import FilePiece, HeaderChoice, Import, RefusedRow, Touched
from carnet.grow.imports.queries import kept_parties
from carnet.grow.imports.services import ImportNotReady, choose, launch, receive, verify
from carnet.grow.privacy.models import RightsRequest
from carnet.grow.quality.models import Assessment
from tests.lists import own_list

# Long work has transactions of its own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_nord")]

TWO = "Société;Ville;Téléphone;Secteur\nRoux;Lyon;04 72 00 00 01;Bois\nPetit;Mâcon;;Fer\n"


def is_known(table):
    """Whether the database has statistics of the table's rows."""
    source = {"sqlite": "sqlite_stat1 WHERE tbl", "postgresql": "pg_stats WHERE tablename"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {source} = %s", [table])
        return bool(cursor.fetchone()[0])


def counts(file):
    file.refresh_from_db()
    return file.companies_created, file.people_created, file.updated, file.skipped, file.refused


def take_back(member, file):
    undo(member=member, event_id=Event.objects.get(code="imports.imported", after__id=file.pk).pk)
    file.refresh_from_db()


def test_accounts_of_salesforce_become_companies_and_go_again(alice, shared, bring_in):
    file = bring_in(alice, shared("crm/salesforce-portfolio/Accounts.csv"), "Accounts.csv")
    assert counts(file) == (10, 0, 0, 0, 0)
    first = Company.objects.get(name="BrightPath Customer 1")
    assert (first.industry, first.phone, first.city, first.country) == ("Retail", "+441615552001", "Manchester", "GB")
    assert Provenance.objects.get(company=first).detail == "Accounts.csv"
    assert find("brightpath customer 1")[0].title == "BrightPath Customer 1"
    take_back(alice, file)
    assert Company.objects.count() == Provenance.objects.count() == SearchEntry.objects.count() == 0
    assert (file.state, file.kept) == ("reverted", [])
    assert (file.pieces.count(), "problems" in file.report) == (0, False)


def test_contacts_join_the_companies_that_are_there(alice, shared, bring_in):
    bring_in(alice, shared("crm/salesforce-portfolio/Accounts.csv"), "Accounts.csv")
    contacts = bring_in(alice, shared("crm/salesforce-portfolio/Contacts.csv"), "Contacts.csv")
    made, people, *rest = counts(contacts)
    assert (people, rest) == (15, [0, 0, 0])
    alex = Person.objects.get(email="alex.green@customer2.com")
    role = Affiliation.objects.get(person=alex)
    assert (role.company.name, role.job_title) == ("BrightPath Customer 2", "Head of Analytics")
    assert Company.objects.count() == 10 + made
    assert [entry.title for entry in find("alex green")][:1] == ["Alex Green"]
    take_back(alice, contacts)
    assert (Person.objects.count(), Affiliation.objects.count(), Company.objects.count()) == (0, 0, 10)


def test_leads_make_company_and_person_at_once(alice, shared, bring_in):
    file = bring_in(alice, shared("crm/salesforce-portfolio/Leads.csv"), "Leads.csv")
    assert counts(file)[:2] == (20, 20)
    assert Affiliation.objects.filter(company__country="GB", company__industry="Retail").exists()


@pytest.mark.parametrize(
    ("name", "target", "companies", "refused"),
    [
        ("a_test_file.csv", {"NOMCOM": "company.name", "NUMCOM": "notes.append"}, None, 0),
        ("b_test_file.csv", {"code_departement": "company.name"}, None, 0),
        ("c_test_file.csv", {"colmmun A": "company.name"}, 0, 1),
    ],
)
def test_files_of_another_trade_go_through_once_a_name_is_chosen(
    alice, shared, bring_in, name, target, companies, refused
):
    file = bring_in(alice, shared(f"csv/{name}"), name, targets=target)
    made, _people, _updated, skipped, bad = counts(file)
    assert bad == refused
    assert (made == companies) if companies is not None else made > 0
    assert made + skipped + bad == file.position == file.report["counts"]["rows"]


def test_the_same_file_twice_adds_nothing(alice, bring_in):
    bring_in(alice, TWO)
    assert counts(bring_in(alice, TWO)) == (0, 0, 0, 2, 0)
    assert Company.objects.count() == 2


def test_fill_touches_blanks_only_and_is_taken_back(alice, bring_in):
    roux = create_company(member=alice, name="ROUX", city="Lyon", industry="Charpente")
    file = bring_in(alice, TWO, policy="fill")
    roux.refresh_from_db()
    assert counts(file) == (1, 0, 1, 0, 0)
    assert (roux.phone, roux.industry, roux.name) == ("+33472000001", "Charpente", "ROUX")
    assert roux.provenances.get(field="phone").detail == "clients.csv"
    assert [entry.title for entry in find("0472000001")] == ["ROUX"]
    take_back(alice, file)
    roux.refresh_from_db()
    assert (roux.phone, roux.industry) == ("", "Charpente")
    assert not roux.provenances.filter(field="phone").exists()
    assert find("0472000001") == []
    assert list(Company.objects.all()) == [roux]


def test_what_one_chunk_made_and_another_filled_goes_as_a_whole(alice, small_chunks):
    rows = "Roux;Lyon;\nPetit;Lyon;\nRoux;Lyon;0472000001\nRoux;Lyon;0472000002\n"
    text = f"Société;Ville;Téléphone\n{rows}"
    file = own_list(alice, receive(member=alice, name="x.csv", chunks=[text.encode()]))
    choose(member=alice, file=file, mapping=file.mapping)
    perform(verify(member=alice, file=file).pk)
    perform(launch(member=alice, file=file, policy="fill").pk)
    assert counts(file) == (2, 0, 2, 0, 0)
    assert (Company.objects.get(name="Roux").phone, ContactPoint.objects.get().value) == (
        "+33472000001",
        "+33472000002",
    )
    take_back(alice, file)
    perform(file.job_id)
    assert not Company.objects.exists()
    assert Touched.objects.count() == ContactPoint.objects.count() == Provenance.objects.count() == 0


def test_fill_puts_further_numbers_beside_those_that_are_there_and_takes_them_back(alice, bring_in):
    roux = create_company(member=alice, name="Roux", city="Lyon", phone="0472000001", email="a@roux.fr")
    text = "Société;Ville;Téléphone;E-mail\nRoux;Lyon;0472000009;A@roux.fr\nRoux;Lyon;0472000009;b@roux.fr\n"
    file = bring_in(alice, text, policy="fill")
    assert counts(file) == (0, 0, 2, 0, 0)
    points = ContactPoint.objects.order_by("value").values_list("channel", "value", "company__name")
    assert list(points) == [("phone", "+33472000009", "Roux"), ("email", "b@roux.fr", "Roux")]
    assert counts(bring_in(alice, text, policy="fill")) == (0, 0, 0, 2, 0)
    take_back(alice, file)
    roux.refresh_from_db()
    assert (ContactPoint.objects.count(), roux.phone, roux.email) == (0, "+33472000001", "a@roux.fr")
    assert not Provenance.objects.filter(field__startswith="contactpoint").exists()
    assert not Touched.objects.filter(file=file).exists()


def test_fill_puts_the_second_number_of_a_person_beside_the_first(alice, bring_in):
    bring_in(alice, "Nom;Prénom;E-mail;Téléphone\nNuñez;José;jose@oeuvre.fr;0472000001\n")
    text = "Nom;Prénom;E-mail;Téléphone;Mobile\nNuñez;José;jose@oeuvre.fr;0472000001;0612345678\n"
    file = bring_in(alice, text, policy="fill")
    point = ContactPoint.objects.get()
    assert (str(point.person), point.use, point.value) == ("José Nuñez", "mobile", "+33612345678")
    edit_person(member=alice, person=point.person, changes={"given_name": "Josep"})
    take_back(alice, file)
    assert ContactPoint.objects.count() == 1
    assert [str(one) for one in kept_parties(file)] == ["Josep Nuñez"]


def test_fill_completes_a_row_of_the_same_file(alice, bring_in):
    file = bring_in(alice, "Société;Ville;Téléphone\nRoux;Lyon;\nRoux;Lyon;0472000001\nRoux;Lyon;\n", policy="fill")
    assert counts(file) == (1, 0, 1, 1, 0)
    assert Company.objects.get().phone == "+33472000001"


def test_create_anyway_creates(alice, bring_in):
    create_company(member=alice, name="Roux", city="Lyon")
    assert counts(bring_in(alice, TWO, policy="create")) == (2, 0, 0, 0, 0)


def test_ten_people_of_one_company_make_one_company(alice, bring_in):
    rows = "".join(f"Roux;Nom{number};Prénom\n" for number in range(10))
    assert counts(bring_in(alice, f"Entreprise;Nom;Prénom\n{rows}")) == (1, 10, 0, 0, 0)


def test_refused_rows_wait_while_the_rest_goes_on(alice, bring_in):
    file = bring_in(alice, "Société;SIRET\nRoux;12\n;\nPetit;73282932000074\n;73282932000074\n")
    assert counts(file) == (1, 0, 0, 0, 2)
    assert [(row.line, row.problems[0][1]) for row in RefusedRow.objects.order_by("line")] == [
        (2, "siret"),
        (5, "name"),
    ]


def test_choices_of_columns_are_remembered(alice, bring_in):
    bring_in(alice, "Boîte;Branche\nRoux;Bois\n", targets={"Boîte": "company.name"})
    assert (
        receive(member=alice, name="b.csv", chunks=[b"Bo\xc3\xaete;Ville\nPetit;Lyon\n"]).mapping[0] == "company.name"
    )
    assert HeaderChoice.objects.count() == 2


def test_a_row_changed_since_stays_and_is_named(alice, bring_in):
    file = bring_in(alice, "Société;Ville\nRoux;Lyon\nPetit;Mâcon\nMoreau;Dijon\n")
    edit_company(member=alice, company=Company.objects.get(name="Roux"), changes={"city": "Bron"})
    attach(
        member=alice,
        person=create_person(member=alice, family_name="Nuñez"),
        company=Company.objects.get(name="Petit"),
    )
    take_back(alice, file)
    assert sorted(Company.objects.values_list("name", flat=True)) == ["Petit", "Roux"]
    assert sorted(str(one) for one in kept_parties(file)) == ["Petit", "Roux"]
    assert file.report["kept"] == 2
    with pytest.raises(NotUndoable):
        take_back(alice, file)


def test_what_carnet_works_out_by_itself_keeps_no_row_and_what_people_decided_does(alice, bring_in):
    file = bring_in(alice, "Société;Ville\nRoux;Lyon\nPetit;Mâcon\nMoreau;Dijon\nBlanc;Lyon\nNoir;Bron\n")
    roux, petit, moreau, blanc, noir = Company.objects.order_by("pk")
    alike = {"kind": "company", "probability": 0.9, "weight": 3.0, "fingerprint": "x"}
    Assessment.objects.create(company=roux, score=40)
    Pair.objects.create(one_company=roux, other_company=petit, **alike)
    Pair.objects.create(one_company=moreau, other_company=blanc, state="kept", **alike)
    # A right has no name of its own on the company, and is found all the same.
    RightsRequest.objects.create(company=noir, right="access", name="N", received_on="2026-11-03", due_on="2026-12-03")
    take_back(alice, file)
    assert sorted(Company.objects.values_list("name", flat=True)) == ["Blanc", "Moreau", "Noir"]
    assert sorted(str(one) for one in kept_parties(file)) == ["Blanc", "Moreau", "Noir"]
    assert not Assessment.objects.exists()


def test_taking_back_asks_as_much_for_twenty_rows_as_for_two(alice, bring_in):
    def rows(first, count):
        return "Société;Nom\n" + "".join(f"Société {number};Nom{number}\n" for number in range(first, first + count))

    two, twenty = bring_in(alice, rows(0, 2)), bring_in(alice, rows(100, 20))
    with CaptureQueriesContext(connection) as few:
        take_back(alice, two)
    with CaptureQueriesContext(connection) as many:
        take_back(alice, twenty)
    assert len(few) == len(many)
    assert not Company.objects.exists()


def test_the_database_knows_its_tables_anew_after_an_import(alice, bring_in):
    statistics.refresh()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_stat1")
        assert not is_known(Company._meta.db_table)
    bring_in(alice, TWO.encode(), "deux.csv")
    assert is_known(Company._meta.db_table)


def test_a_few_rows_more_do_not_have_postgresql_look_at_a_large_table_anew(alice, bring_in):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite looks at a few hundred rows only")
    bring_in(alice, "Société\n" + "".join(f"Société {number}\n" for number in range(40)))
    with CaptureQueriesContext(connection) as few:
        statistics.refresh(Company, rows=3)
    with CaptureQueriesContext(connection) as many:
        statistics.refresh(Company, rows=4)
    assert [len(few), len(many)] == [1, 2]


def test_the_import_stands_in_the_history(alice, bring_in):
    entry = timeline(bring_in(alice, TWO), reader=alice)[0]
    assert entry.can_undo
    assert "clients.csv" in entry.sentence.title


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(chunks, "SIZE", 2)
    monkeypatch.setattr(services, "SMALL", 0)


def prepared(member, rows=7):
    text = "Société;Ville\n" + "".join(f"Société {number};Lyon\n" for number in range(rows))
    file = own_list(member, receive(member=member, name="clients.csv", chunks=[text.encode()]))
    choose(member=member, file=file, mapping=file.mapping)
    perform(verify(member=member, file=file).pk)
    file.refresh_from_db()
    return file


class Killed(BaseException):
    pass


def test_a_killed_import_goes_on_where_it_stopped(alice, small_chunks, monkeypatch):
    file = prepared(alice)
    job = launch(member=alice, file=file, policy="skip")
    whole = running.carry_out

    def killed_in_the_middle(file, frame, progress):
        if frame.lines[0] > 5:
            with monkeypatch.context() as patch:
                patch.setattr(running.Batch, "write", lambda batch: (_ for _ in ()).throw(Killed()))
                whole(file, frame, progress)
        whole(file, frame, progress)

    monkeypatch.setattr(running, "carry_out", killed_in_the_middle)
    with pytest.raises(Killed):
        perform(job.pk)
    file.refresh_from_db()
    assert (file.state, file.position, Company.objects.count()) == ("running", 4, 4)
    Job.objects.update(beat_at="2020-01-01T00:00:00Z")
    monkeypatch.setattr(running, "carry_out", whole)
    job.refresh_from_db()
    assert job.is_interrupted()
    restart(member=alice, job=job)
    perform(job.pk)
    assert counts(file) == (7, 0, 0, 0, 0)
    assert (file.state, Event.objects.filter(code="imports.imported").count()) == ("done", 1)
    take_back(alice, file)
    perform(file.job_id)
    assert Company.objects.count() == Touched.objects.count() == 0


def test_a_cancelled_import_keeps_what_is_whole_and_can_be_taken_back(alice, small_chunks, monkeypatch):
    file = prepared(alice)
    job = launch(member=alice, file=file, policy="skip")
    monkeypatch.setattr("carnet.foundation.jobs.progress.WRITE_EVERY", 0)
    whole = running.carry_out

    def then_cancel(file, frame, progress):
        whole(file, frame, progress)
        cancel(member=alice, job=job)

    monkeypatch.setattr(running, "carry_out", then_cancel)
    perform(job.pk)
    file.refresh_from_db()
    assert (file.state, file.position, file.report["is_partial"]) == ("done", 2, True)
    assert Event.objects.filter(code="imports.imported").count() == 1


def test_a_worker_believed_dead_writes_nothing_more(alice, small_chunks):
    file = prepared(alice)
    job = launch(member=alice, file=file, policy="skip")
    Job.objects.filter(pk=job.pk).update(state="running", attempt=1)
    old = Job.objects.get(pk=job.pk)
    Job.objects.filter(pk=job.pk).update(attempt=2)
    with pytest.raises(JobLost):
        running.carry_out(file, next(chunks.frames(file)), Progress(old))
    assert Company.objects.count() == 0


def test_one_import_cannot_be_launched_twice(alice, bring_in):
    file = bring_in(alice, TWO)
    with pytest.raises(ImportNotReady) as error:
        launch(member=alice, file=file, policy="skip")
    assert error.value.reason == "running"


def test_without_a_name_nothing_is_checked(alice):
    file = receive(member=alice, name="x.csv", chunks=[b"a;b\n1;2\n"])
    with pytest.raises(ImportNotReady) as error:
        choose(member=alice, file=file, mapping=["", "company.city"])
    assert error.value.reason == "nameless"


def test_the_file_goes_at_the_end_of_its_retention_and_what_it_brought_stays(alice, bring_in, settings):
    file = bring_in(alice, "Société;SIRET\nRoux;12\nPetit;\n")
    Import.objects.update(created_at="2020-01-01T00:00:00Z")
    assert services.purge() == 1
    file.refresh_from_db()
    assert (file.pieces.count(), file.refused_rows.count(), "problems" in file.report) == (0, 0, False)
    assert Company.objects.count() == 1
    take_back(alice, file)
    assert Company.objects.count() == 0


def test_a_file_goes_by_itself_in_every_workspace_without_another_one_coming_in(alice, stranger, bring_in, sud):
    with scope(workspace=sud):
        other = receive(member=stranger, name="x.csv", chunks=["Société\nRoux\n".encode()])
        young = receive(member=stranger, name="y.csv", chunks=["Société\nPetit\n".encode()])
    with scopes_disabled():
        Import.objects.exclude(pk=young.pk).update(created_at="2020-01-01T00:00:00Z")
    assert do_chores()["imports.expired_files"] == 1
    with scopes_disabled():
        assert set(FilePiece.objects.values_list("file", flat=True)) == {young.pk}
        assert Import.objects.get(pk=other.pk).file_deleted_at


def test_the_queries_do_not_grow_with_the_rows(alice, bring_in):
    def rows(first, count):
        return "Société;Ville;SIRET\n" + "".join(f"Société {number};Lyon;\n" for number in range(first, first + count))

    with CaptureQueriesContext(connection) as two:
        bring_in(alice, rows(0, 2))
    with CaptureQueriesContext(connection) as twenty:
        bring_in(alice, rows(100, 20))
    assert len(two) == len(twenty)


def test_what_is_written_without_asking_each_constraint_keeps_them_all(alice, bring_in):
    rows = "".join(f"Société {number};client;{number % 7 or ''}\n" for number in range(300))
    bring_in(alice, f"Société;Statut commercial;Ville\n{rows}")
    assert Company.objects.filter(stage="customer").count() == 300
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]
            cursor.execute("PRAGMA ignore_check_constraints")
            assert cursor.fetchone() == (0,)


def test_rows_read_ahead_come_in_their_order_and_what_fails_is_told(alice, small_chunks):
    assert list(chunks.ahead(str, iter(range(5)))) == ["0", "1", "2", "3", "4"]
    with pytest.raises(ZeroDivisionError):
        list(chunks.ahead(lambda number: 1 // number, iter([1, 1, 0, 1])))
