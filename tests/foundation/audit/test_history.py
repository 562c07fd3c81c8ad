"""The history: who did what, filtered, paged, taken back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carnet.foundation.administration.queries import HISTORY_PAGE
from carnet.foundation.administration.services import members
from carnet.foundation.audit.models import Event, EventFrozen
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Role

pytestmark = pytest.mark.usefixtures("in_nord")
HERE = "/e/nord/historique/"


def rows(page: str) -> list[str]:
    return re.findall(r'<div class="row">.*?</b>', page, re.DOTALL)


def test_the_newest_act_comes_first_with_its_author(alice_client: Client, alice: Membership, bruno: Membership) -> None:
    members.change_role(member=alice, target=bruno, role=Role.CARE)
    members.deactivate(member=alice, target=bruno)
    first, second = rows(alice_client.get(HERE).content.decode())
    assert "n’a plus accès" in first
    assert "Rôle de Bruno Petit modifié" in second


def test_it_is_filtered_by_member_kind_and_day(alice_client: Client, alice: Membership, bruno: Membership) -> None:
    record(member=alice, code="parties.company_created", after={"source": "entered"})
    record(member=bruno, code="workspaces.created", at=timezone.now() - timedelta(days=3))
    today = timezone.localdate()
    for query, count in [
        (f"member={alice.pk}", 1),
        (f"member={bruno.pk}", 1),
        ("kind=parties", 1),
        (f"day={today:%Y-%m-%d}", 1),
        (f"day={today - timedelta(days=3):%Y-%m-%d}&kind=workspaces", 1),
        (f"member={alice.pk}&kind=workspaces", 0),
        ("member=999&kind=zzz&day=hier&page=%00", 2),
    ]:
        assert len(rows(alice_client.get(f"{HERE}?{query}").content.decode())) == count, query


def test_a_long_history_comes_in_pages(alice_client: Client, alice: Membership) -> None:
    for _ in range(HISTORY_PAGE + 1):
        record(member=alice, code="workspaces.created")
    assert len(rows(alice_client.get(HERE).content.decode())) == HISTORY_PAGE
    assert len(rows(alice_client.get(f"{HERE}?page=2").content.decode())) == 1


@pytest.mark.parametrize("number", [2, 20])
def test_the_number_of_queries_does_not_grow(
    alice_client: Client, alice: Membership, django_assert_num_queries, number: int
) -> None:
    for _ in range(number):
        record(member=alice, code="workspaces.created")
    alice_client.get(HERE)
    with django_assert_num_queries(7):
        alice_client.get(HERE)


def test_the_part_is_the_same_region_of_a_whole_page(alice_client: Client, alice: Membership) -> None:
    record(member=alice, code="workspaces.created")
    whole = alice_client.get(HERE).content.decode()
    part = alice_client.get(HERE, headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in whole


def test_an_act_is_taken_back_and_says_so_next_page(alice_client: Client, alice: Membership, bruno: Membership) -> None:
    event = members.change_role(member=alice, target=bruno, role=Role.CARE)
    response = alice_client.post(f"{HERE}{event.pk}/annuler/", {"next": "/e/nord/membres/"})
    assert (response.status_code, response.url) == (303, "/e/nord/membres/")
    bruno.refresh_from_db()
    assert bruno.role == Role.REP
    assert "Annulé" in alice_client.get(HERE).content.decode()


def test_it_returns_to_no_other_site(alice_client: Client, alice: Membership, bruno: Membership) -> None:
    event = members.change_role(member=alice, target=bruno, role=Role.CARE)
    assert alice_client.post(f"{HERE}{event.pk}/annuler/", {"next": "https://evil.example/"}).url == HERE


@pytest.mark.parametrize("code", ["workspaces.created", "nothing.known"])
def test_an_act_that_stands_says_why(alice_client: Client, alice: Membership, code: str) -> None:
    event = record(member=alice, code=code, is_undoable=code == "nothing.known")
    response = alice_client.post(f"{HERE}{event.pk}/annuler/", follow=True)
    assert "ne peut pas être annulé" in response.content.decode()
    assert Event.objects.count() == 1


def test_an_act_is_not_taken_back_twice(alice_client: Client, alice: Membership, bruno: Membership) -> None:
    event = members.change_role(member=alice, target=bruno, role=Role.CARE)
    for _ in range(2):
        response = alice_client.post(f"{HERE}{event.pk}/annuler/", follow=True)
    assert "déjà été annulé" in response.content.decode()


def test_what_was_written_is_neither_changed_nor_deleted(alice: Membership) -> None:
    event = record(member=alice, code="workspaces.created")
    for attempt in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(code="workspaces.exported"),
        lambda: Event.objects.bulk_update([event], ["code"]),
    ):
        with pytest.raises(EventFrozen):
            attempt()
    assert Event.objects.get().code == "workspaces.created"
