"""Queries written once: the same rows as their queryset's, for every argument, each time."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event, EventSubject
from carnet.foundation.audit.services import record
from carnet.foundation.parties.models import Affiliation, Company
from carnet.foundation.parties.services import create_company, create_person
from carnet.prepared import Prepared, insert, insert_all

by_city = Prepared(
    lambda workspace, city: Company.objects.filter(workspace=workspace, city=city).order_by("name"),
    workspace=int,
    city=str,
)
names_since = Prepared(
    lambda workspace, since: (
        Company.objects.filter(workspace=workspace, created_at__gte=since)
        .order_by("name")
        .values_list("name", "created_at", "country")
    ),
    workspace=int,
    since=datetime,
)


@pytest.fixture
def three(alice, in_nord):
    for name, city in [("Perrin", "Lyon"), ("Morel", "Bron"), ("Faure", "Lyon")]:
        create_company(member=alice, name=name, city=city)
    return alice.workspace


def test_each_call_gives_the_rows_of_its_own_arguments(three):
    assert [row.name for row in by_city.instances(workspace=three.pk, city="Lyon")] == ["Faure", "Perrin"]
    assert [row.name for row in by_city.instances(workspace=three.pk, city="Bron")] == ["Morel"]
    assert by_city.instances(workspace=three.pk, city="%") == []
    assert by_city.instances(workspace=three.pk + 1, city="Lyon") == []


def test_an_instance_is_that_of_the_queryset_whole(three):
    prepared = by_city.instance(workspace=three.pk, city="Bron")
    read = Company.objects.get(city="Bron")
    assert prepared == read
    for field in Company._meta.concrete_fields:
        assert getattr(prepared, field.attname) == getattr(read, field.attname), field.name
    assert not prepared._state.adding


def test_a_moment_is_compared_as_the_database_keeps_it(three):
    old = Company.objects.get(name="Morel")
    Company.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=3))
    rows = names_since.rows(workspace=three.pk, since=timezone.now() - timedelta(days=1))
    assert [row[0] for row in rows] == ["Faure", "Perrin"]
    assert all(row[1].tzinfo is not None for row in rows)
    assert len(names_since.rows(workspace=three.pk, since=datetime(2000, 1, 1, tzinfo=UTC))) == 3


def test_what_is_joined_comes_without_another_query(alice, three, django_assert_num_queries):
    company = Company.objects.get(name="Perrin")
    create_person(member=alice, company=company, family_name="Roux", given_name="Léa")
    roles = Prepared(
        lambda company: Affiliation.objects.filter(company=company).select_related("person", "company__owner"),
        company=int,
    )
    with django_assert_num_queries(1):
        [role] = roles.instances(company=company.pk)
        assert (str(role.person), role.company.name, role.company.owner) == ("Léa Roux", "Perrin", None)


def test_a_day_is_compared_as_the_database_keeps_it(alice, three):
    company = Company.objects.get(name="Perrin")
    person = create_person(member=alice, company=company, family_name="Roux", since=date(2026, 3, 1))
    since = Prepared(
        lambda person, day: Affiliation.objects.filter(person=person, started_on__gte=day).values_list("started_on"),
        person=int,
        day=date,
    )
    assert since.rows(person=person.pk, day=date(2026, 3, 1)) == [(date(2026, 3, 1),)]
    assert since.rows(person=person.pk, day=date(2026, 3, 2)) == []


def test_json_comes_as_python_values(alice, three):
    events = Prepared(
        lambda workspace: Event.objects.filter(workspace=workspace).order_by("pk").values_list("after"), workspace=int
    )
    assert [row[0]["name"] for row in events.rows(workspace=three.pk)] == ["Perrin", "Morel", "Faure"]


def test_one_query_is_asked_each_time_and_none_before(three, django_assert_num_queries):
    with django_assert_num_queries(0):
        fresh = Prepared(lambda city: Company.objects.filter(city=city).values_list("pk"), city=str)
    with django_assert_num_queries(1):
        assert len(fresh.rows(city="Lyon")) == 2
    with django_assert_num_queries(1):
        assert fresh.first(city="Nice") is None


def test_an_argument_that_the_query_does_not_use_is_refused(db):
    forgotten = Prepared(lambda city, stage: Company.objects.filter(city=city).values_list("pk"), city=str, stage=str)
    with pytest.raises(ValueError, match="each of its arguments"):
        forgotten.rows(city="Lyon", stage="hot")


def test_an_argument_may_stand_twice(three):
    twice = Prepared(
        lambda text: Company.objects.filter(city=text).union(Company.objects.filter(name=text)).values_list("name"),
        text=str,
    )
    assert sorted(row[0] for row in twice.rows(text="Lyon")) == ["Faure", "Perrin"]
    assert [row[0] for row in twice.rows(text="Morel")] == ["Morel"]


@pytest.mark.django_db(transaction=True)
def test_threads_share_what_was_written(transactional_db, nord):
    """What one thread has written serves another, over that other's own connection."""
    query = Prepared(lambda pk: type(nord).objects.filter(pk=pk).values_list("name", "created_at"), pk=int)
    assert query.first(pk=nord.pk) is not None
    found = []

    def ask():
        found.append(query.first(pk=nord.pk))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if connection.vendor == "postgresql" or not connection.is_in_memory_db():
        assert [row[0] for row in found if row] == ["Ateliers du Nord"] * 4
    assert len(found) == 4


def test_a_row_added_is_the_one_that_save_would_add(alice, in_nord):
    made = Event(member=alice, code="tests.made", after={"n": 1, "day": "2026-11-23"}, is_undoable=True)
    insert(made)
    saved = Event.objects.create(member=alice, at=made.at, code="tests.made", after=made.after, is_undoable=True)
    for field in Event._meta.concrete_fields:
        if not field.primary_key:
            mine, its = (getattr(Event.objects.get(pk=row.pk), field.attname) for row in (made, saved))
            assert mine == its, field.name
    assert not made._state.adding
    assert made.pk != saved.pk


def test_many_rows_are_added_in_few_statements(alice, in_nord, django_assert_num_queries):
    event = record(member=alice, code="tests.made")
    rows = [EventSubject(event=event, kind="tests.thing", object_id=n, at=event.at) for n in range(2500)]
    with django_assert_num_queries(3):
        insert_all(rows)
    assert EventSubject.objects.filter(kind="tests.thing").count() == 2500
    with django_assert_num_queries(0):
        insert_all([])


def test_a_row_that_the_database_refuses_raises_and_is_not_kept(alice, in_nord):
    nameless = Company(name="", name_key="")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(nameless)
    assert nameless.pk is None
    assert not Company.objects.exists()
