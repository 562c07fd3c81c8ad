"""The trash: what stands in it and who put it there, and many records taken out of it in one act."""

import pytest

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.consents.rules import EVERY
from carnet.foundation.consents.services import object_to_prospecting
from carnet.foundation.parties.findable import COMPANY, PERSON
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person, restore, trash
from carnet.foundation.parties.trash import in_trash, restore_all, thrown, with_authors
from carnet.foundation.search.queries import find

pytestmark = pytest.mark.usefixtures("in_nord")


@pytest.fixture
def away(alice, bruno):
    """Two companies and a person in the trash; one company that is not."""
    perrin = create_company(member=alice, name="Menuiserie Perrin", city="Lyon")
    dupre = create_company(member=alice, name="Dupré", city="Bron")
    create_company(member=alice, name="Présente")
    anne = create_person(member=alice, family_name="Vial", given_name="Anne", company=perrin)
    trash(member=alice, party=perrin)
    trash(member=bruno, party=anne)
    trash(member=bruno, party=dupre)
    return perrin, dupre, anne


def test_it_tells_what_was_put_there_when_and_by_whom_the_latest_first(away):
    perrin, dupre, anne = away
    told = [(one.kind, one.pk, one.name, one.city, one.author) for one in with_authors(thrown())]
    assert told == [
        (COMPANY, dupre.pk, "Dupré", "Bron", "Bruno Petit"),
        (PERSON, anne.pk, "Anne Vial", "", "Bruno Petit"),
        (COMPANY, perrin.pk, "Menuiserie Perrin", "Lyon", "Alice Martin"),
    ]


@pytest.mark.parametrize(
    ("kind", "text", "names"),
    [
        (COMPANY, "", ["Dupré", "Menuiserie Perrin"]),
        (PERSON, "", ["Anne Vial"]),
        ("", "anne vial", ["Anne Vial"]),
        ("", "DUPRE", ["Dupré"]),
        (PERSON, "dupré", []),
        ("", "présente", []),
    ],
)
def test_it_is_narrowed_to_a_kind_and_to_words_of_the_name(away, kind, text, names):
    assert [one.name for one in with_authors(thrown(kind, text))] == names


def test_the_latest_to_put_a_record_there_is_the_one_who_is_named(away, alice):
    perrin, _dupre, _anne = away
    perrin.refresh_from_db()
    restore(member=alice, party=perrin)
    event = Event.objects.get(code="parties.company_restored")
    undo(member=alice, event_id=event.pk)
    assert (
        next(one for one in with_authors(thrown()) if (one.kind, one.pk) == (COMPANY, perrin.pk)).author
        == "Alice Martin"
    )


def test_a_creation_taken_back_is_in_the_trash_since_then_and_by_whom_took_it_back(alice):
    company = create_company(member=alice, name="Perrin")
    event = undo(member=alice, event_id=company.event.pk)
    (one,) = with_authors(thrown())
    assert one.author == "Alice Martin"
    assert abs((one.at - event.at).total_seconds()) < 5


def test_what_the_law_had_erased_is_not_in_it(away):
    Person.objects.update(erased_at="2026-01-01T00:00:00Z")
    assert [one.kind for one in with_authors(thrown())] == [COMPANY, COMPANY]


def test_many_come_back_in_one_act_and_are_found_again(away, alice):
    perrin, dupre, anne = away
    event = restore_all(member=alice, companies=[perrin.pk, dupre.pk], people=[anne.pk])
    assert event.code == "parties.restored"
    assert Event.objects.filter(code__endswith="restored").count() == 1
    assert not thrown().exists()
    assert len(find("perrin")) >= 1
    assert find("vial")[0].subtitle == "Menuiserie Perrin"


def test_its_undo_puts_them_back_with_the_moment_they_had_gone(away, alice):
    perrin, dupre, anne = away
    before = list(thrown())
    event = restore_all(member=alice, companies=[perrin.pk, dupre.pk], people=[anne.pk])
    undo(member=alice, event_id=event.pk)
    assert list(thrown()) == before
    assert find("vial") == []


def test_its_undo_leaves_alone_what_was_thrown_again_since(away, alice):
    perrin, dupre, _anne = away
    event = restore_all(member=alice, companies=[perrin.pk, dupre.pk])
    for company in Company.objects.filter(pk__in=[perrin.pk, dupre.pk]):
        trash(member=alice, party=company)
    again = list(thrown())
    with pytest.raises(NotUndoable):
        undo(member=alice, event_id=event.pk)
    assert list(thrown()) == again


def test_one_alone_is_the_act_of_one(away, alice):
    perrin, _dupre, _anne = away
    event = restore_all(member=alice, companies=[perrin.pk], people=[10**9])
    assert event.code == "parties.company_restored"
    undo(member=alice, event_id=event.pk)
    assert in_trash(Company).filter(pk=perrin.pk).exists()


def test_none_there_any_more_is_no_act(away, alice):
    assert restore_all(member=alice, companies=[10**9]) is None


@pytest.mark.parametrize("way", ["one", "many", "undo"])
def test_who_refused_under_the_same_number_meanwhile_is_marked_on_the_way_back(alice, way):
    here, gone, other = (
        create_person(member=alice, family_name=name, phone=phone)
        for name, phone in (("Vial", "0612345678"), ("Vial", "0612345678"), ("Roux", "0612345679"))
    )
    thrown_by = trash(member=alice, party=gone)
    trash(member=alice, party=other)
    object_to_prospecting(member=alice, party=here, channel=EVERY, note="")
    Person.objects.filter(pk=gone.pk).update(objected_at=None)
    gone.objections.all().delete()
    if way == "undo":
        undo(member=alice, event_id=thrown_by.pk)
    else:
        restore_all(member=alice, people=[gone.pk] if way == "one" else [gone.pk, other.pk])
    gone.refresh_from_db()
    other.refresh_from_db()
    assert gone.objected_at is not None
    assert other.objected_at is None


@pytest.mark.parametrize("count", [2, 20])
def test_many_cost_as_many_statements_for_two_as_for_twenty(alice, count, django_assert_max_num_queries):
    people = [create_person(member=alice, family_name=f"P{number}") for number in range(count)]
    for person in people:
        trash(member=alice, party=person)
    with django_assert_max_num_queries(14):
        restore_all(member=alice, people=[person.pk for person in people])
