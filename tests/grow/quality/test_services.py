"""Records measured from what stands in the file, and verified by who has looked."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.queries import timeline
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.jobs.services import perform, start
from carnet.foundation.parties.models import Company, Person, Provenance, Source
from carnet.foundation.parties.services import create_company, create_person, edit_company, trash
from carnet.grow.quality.jobs import KIND, measure_aged
from carnet.grow.quality.models import Assessment
from carnet.grow.quality.queries import Wish, outdated, queue, summary
from carnet.grow.quality.reading import qualities, quality_of
from carnet.grow.quality.rules import Kind
from carnet.grow.quality.services import NothingToVerify, catch_up, measure, verify


@pytest.fixture
def clinic(alice, in_nord):
    company = create_company(
        member=alice, name="Clinique des Balmes", street="155 boulevard de Stalingrad", postcode="69006", city="Lyon",
        phone="0465710001", siren="732829320", naf_code="86.10Z", owner=alice,
    )  # fmt: skip
    create_person(member=alice, company=company, family_name="Vial", given_name="Anne", phone="0465710002")
    return company


def findings(party):
    return {one.field: one.kind for one in quality_of(party).findings}


def test_a_company_is_read_with_its_people_and_its_origins(clinic):
    assert findings(clinic) == {"email": Kind.MISSING}
    assert quality_of(clinic).verify_on == date(
        timezone.localdate().year + 1, timezone.localdate().month, timezone.localdate().day
    )


def test_one_read_alone_and_many_read_together_say_the_same(alice, clinic):
    others = [create_company(member=alice, name=f"Atelier {n}", postcode="69003", city="Lille") for n in range(3)]
    together = qualities([clinic, *others])
    assert together == {company.pk: quality_of(company) for company in [clinic, *others]}
    people = list(Person.objects.all())
    assert qualities(people) == {person.pk: quality_of(person) for person in people}


def test_a_thousand_cost_no_more_queries_than_two(alice, clinic, django_assert_num_queries):
    for number in range(20):
        create_company(member=alice, name=f"Atelier {number}")
    for count in (2, 20):
        companies = list(Company.objects.all()[:count])
        with django_assert_num_queries(2):
            qualities(companies)


def test_a_city_that_the_postcode_does_not_serve_is_told(alice, in_nord):
    company = create_company(member=alice, name="Perrin", postcode="69003", city="Lille")
    assert findings(company)["city"] == Kind.CONTRADICTORY


def test_the_worst_records_come_first_and_the_trash_waits_for_nobody(alice, clinic):
    bare = create_company(member=alice, name="Bare")
    gone = create_company(member=alice, name="Gone")
    trash(member=alice, party=gone)
    assert catch_up(Company) == 2
    assert [line.party for line in queue(Wish())[0]] == [bare, clinic]
    assert catch_up(Company) == 0


def test_the_queue_is_narrowed_by_what_is_the_matter_by_field_and_by_who_follows(alice, bruno, clinic):
    bare = create_company(member=alice, name="Bare", email="a@bare.example", owner=bruno)
    catch_up(Company)

    def names(**wish):
        return {line.party for line in queue(Wish(**wish))[0]}

    assert names(kind="missing") == {bare, clinic}
    assert names(field="siren") == {bare}
    assert names(owner=alice.pk) == {clinic}
    assert names(kind="stale") == set()
    assert names(is_due=True) == set()


def test_pages_follow_each_other_without_losing_or_repeating_one(alice, in_nord):
    made = {create_company(member=alice, name=f"Atelier {number:02}").pk for number in range(30)}
    catch_up(Company)
    first, edge = queue(Wish())
    second, end = queue(Wish(after=edge))
    assert end is None
    assert sorted(line.party.pk for line in [*first, *second]) == sorted(made)


def test_a_mended_record_leaves_the_queue_at_once(alice, clinic):
    catch_up(Company)
    edit_company(member=alice, company=clinic, changes={"email": "accueil@balmes.example"})
    assert Assessment.objects.get(company=clinic).score == 100
    assert queue(Wish())[0] == []


def test_the_summary_counts_what_the_queue_shows(alice, clinic):
    create_company(member=alice, name="Bare")
    before = summary(Company)
    assert (before.measured, before.mean, before.unmeasured) == (0, None, 2)
    catch_up(Company)
    after = summary(Company)
    assert (after.measured, after.good, after.by_kind["missing"], after.unmeasured) == (2, 1, 2, 0)


def test_what_one_has_verified_is_fresh_and_its_undo_makes_it_old_again(alice, clinic):
    Provenance.objects.filter(company=clinic).update(collected_on=date(2023, 1, 1))
    measure([clinic])
    assert findings(clinic)["phone"] == Kind.STALE
    event = verify(member=alice, party=clinic, fields=["phone", "city"], source=Source.PERSON)
    assert {"phone", "city"}.isdisjoint(findings(clinic))
    assert findings(clinic)["street"] == Kind.STALE
    [line, *_rest] = timeline(clinic, reader=alice)
    assert "phone" in line.sentence.title or "téléphone" in line.sentence.title
    undo(member=alice, event_id=event.pk)
    assert findings(clinic)["phone"] == Kind.STALE
    assert Assessment.objects.get(company=clinic).kinds == " missing stale "


def test_a_verification_already_gone_cannot_be_taken_back(alice, clinic):
    event = verify(member=alice, party=clinic, fields=["phone"], source=Source.SIRENE)
    Provenance.objects.filter(pk__in=event.after["origins"]).delete()
    with pytest.raises(NotUndoable):
        undo(member=alice, event_id=event.pk)


@pytest.mark.parametrize(
    ("fields", "source"), [([], "person"), (["email"], "person"), (["siren"], "person"), (["phone"], "guess")]
)
def test_what_is_empty_or_does_not_age_is_not_verified(alice, clinic, fields, source):
    with pytest.raises(NothingToVerify):
        verify(member=alice, party=clinic, fields=fields, source=source)
    assert not Event.objects.filter(code="quality.verified").exists()


def test_the_whole_file_is_measured_in_the_background(alice, clinic):
    create_company(member=alice, name="Bare")
    job = start(member=alice, kind=KIND, title="Qualité", payload={}, enqueue=False)
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.result) == ("done", 3, {"measured": 3})
    assert Assessment.objects.count() == 3


def test_what_ages_overnight_is_found_in_every_workspace(alice, stranger, clinic):
    catch_up(Company)
    catch_up(Person)
    with scope(workspace=stranger.workspace):
        create_company(member=stranger, name="Ailleurs")
    assert measure_aged() == 1
    assert measure_aged() == 0
    yesterday = timezone.now() - timedelta(days=2)
    Company.objects.filter(pk=clinic.pk).update(updated_at=yesterday - timedelta(days=1))
    Assessment.objects.filter(company=clinic).update(
        computed_at=yesterday, verify_on=timezone.localdate() - timedelta(days=1)
    )
    assert not outdated(Company).filter(pk=clinic.pk).exists()
    assert measure_aged() == 1
