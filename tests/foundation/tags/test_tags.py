"""Tags: named freely, put on many records at once, taken back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import read
from carnet.foundation.audit.services import undo
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.tags.models import CompanyTag, PersonTag, Tag
from carnet.foundation.tags.queries import tags_in, tags_of
from carnet.foundation.tags.rules import LONGEST, MOST, named
from carnet.foundation.tags.services import tag


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" , ;", []),
        ("VIP", ["VIP"]),
        ("Salon  2026, vip ; VIP", ["Salon 2026", "vip"]),
        ("Été, ete", ["Été"]),
        ("x" * 99, ["x" * LONGEST]),
        (",".join(f"t{n}" for n in range(15)), [f"t{n}" for n in range(MOST)]),
    ],
)
def test_a_text_names_its_tags_once(text, names):
    assert list(named(text).values()) == names


@given(st.text(max_size=200))
def test_no_text_names_a_tag_that_cannot_be_kept(text):
    for key, name in named(text).items():
        assert 0 < len(key) <= LONGEST
        assert 0 < len(name) <= LONGEST


@pytest.fixture
def companies(alice, in_nord):
    return [create_company(member=alice, name=name) for name in ("Perrin", "Vial")]


def test_tags_are_put_on_and_taken_off_in_one_act_that_can_be_undone(alice, companies):
    tag(member=alice, parties=companies[:1], add="VIP")
    vip = Tag.objects.get()
    event = tag(member=alice, parties=companies, add="Salon 2026, vip", remove=[])
    assert Tag.objects.count() == 2
    assert event.after["count"] == 2
    assert tags_of(Company, [one.pk for one in companies]) == {one.pk: ["Salon 2026", "VIP"] for one in companies}
    off = tag(member=alice, parties=companies, remove=[vip.pk])
    assert tags_in(Company, [companies[0].pk]) == [(Tag.objects.get(key="salon 2026").pk, "Salon 2026")]
    undo(member=alice, event_id=off.pk)
    undo(member=alice, event_id=event.pk)
    assert tags_of(Company, [one.pk for one in companies]) == {companies[0].pk: ["VIP"]}
    assert "VIP" in read(event).title


def test_what_is_so_already_writes_no_event(alice, companies):
    tag(member=alice, parties=companies, add="VIP")
    count = Event.objects.count()
    assert tag(member=alice, parties=companies, add="vip") is None
    assert tag(member=alice, parties=companies) is None
    assert tag(member=alice, parties=[]) is None
    assert Event.objects.count() == count
    assert CompanyTag.objects.count() == 2


def test_people_have_tags_too(alice, in_nord):
    anne = create_person(member=alice, family_name="Vial", given_name="Anne")
    tag(member=alice, parties=[anne], add="Décideuse")
    assert tags_of(Person, [anne.pk]) == {anne.pk: ["Décideuse"]}
    assert PersonTag.objects.count() == 1
