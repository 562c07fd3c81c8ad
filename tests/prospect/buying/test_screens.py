"""The pages of buying centres, as the people who use them meet them."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone

from carnet.foundation.agenda.services import log_interaction
from carnet.foundation.opportunities.services import open_opportunity
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.buying import services
from carnet.prospect.buying.models import Purchase, Seat, Tie

from .conftest import Hire, Mapped, said

HTMX = {"HX-Request": "true"}
ROOM = "/e/nord/centres-d-achat/"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def form(**more: object) -> dict[str, object]:
    usual = {
        "parts": ["D"], "power": "5", "attitude": "neutral", "motives": ["S", "A"], "basis": "colleague",
        "source": "son assistante", "said_on": "2026-01-15", "notes": "",
    }  # fmt: skip
    return usual | more


def test_from_the_first_person_to_the_map(bruno_client: Client, clinic: Company, hire: Hire) -> None:
    here = f"{ROOM}societes/{clinic.pk}/"
    assert "Personne sur la carte" in page(bruno_client, here)
    assert "déjà sur la carte" in page(bruno_client, f"{here}personnes/")
    boss, adviser = hire("Hélène Roche", "Directrice"), hire("Idris Benali")
    made = bruno_client.post(f"{here}personnes/", form(person=boss.pk))
    assert (made.status_code, made.url) == (303, here)
    bruno_client.post(f"{here}personnes/", form(person=adviser.pk, parts=["P"], attitude="favourable", power="4"))
    bruno_client.post(f"{here}liens/", {"person": adviser.pk, "toward": boss.pk, "kind": "influences", "strength": "3"})
    bruno_client.post(f"{here}achat/", {"step": "choice", "kind": "new"})
    shown = page(bruno_client, here)
    assert (Seat.objects.count(), Tie.objects.count(), Purchase.objects.count()) == (2, 1, 1)
    assert "Hélène Roche, décideur, pouvoir 5 sur 5, neutre" in shown
    assert "Idris Benali <b>influence</b> Hélène Roche" in shown
    assert shown.count('<svg class="tight"') == shown.count('<svg class="roomy"') == 1
    assert "à l’étape «\u00a0choix\u00a0»" in shown
    assert f"agenda/appel/?societe={clinic.pk}&amp;personne={boss.pk}" in shown
    assert "style=" not in shown


def test_a_meeting_booked_from_the_map_leads_back_to_it_and_the_next_person_is_another(
    bruno_client: Client, mapped: Mapped
) -> None:
    here = f"{ROOM}societes/{mapped.company.pk}/"
    shown = page(bruno_client, here)
    link = re.search(r'href="(/e/nord/agenda/rendez-vous/nouveau/[^"]+)"', shown)
    assert link is not None
    path = unescape(link[1])
    assert f"personne={mapped.decider.pk}" in path
    assert f'name="next" value="{here}"' in page(bruno_client, path)
    day = timezone.localdate() + timedelta(days=7)
    given = {"title": "Premier rendez-vous", "day": day.isoformat(), "hour": "10:00", "minutes": "45", "next": here}
    assert bruno_client.post(path.split("&next")[0], given).url == here
    again = page(bruno_client, here)
    assert "prévu le" in again
    assert f"agenda/appel/?societe={mapped.company.pk}&amp;personne={mapped.decider.pk}" not in again


def test_a_refused_form_keeps_what_was_typed(bruno_client: Client, clinic: Company, hire: Hire) -> None:
    who = hire("Hélène Roche")
    here = f"{ROOM}societes/{clinic.pk}/"
    answer = bruno_client.post(f"{here}personnes/", form(person=who.pk, parts=[], source="le gardien"), headers=HTMX)
    assert answer.status_code == 422
    assert "le gardien" in answer.content.decode()
    late = bruno_client.post(f"{here}personnes/", form(person=who.pk, said_on="2999-01-01"))
    assert late.status_code == 422
    assert "pas encore passé" in late.content.decode()
    same = bruno_client.post(f"{here}liens/", {"person": who.pk, "toward": who.pk, "kind": "opposes", "strength": 2})
    assert same.status_code == 422
    assert bruno_client.post(f"{here}achat/", {"step": "never"}).status_code == 422
    assert not Seat.objects.exists()


def test_a_seat_is_changed_for_one_deal_and_taken_off(bruno: Membership, bruno_client: Client, mapped: Mapped) -> None:
    deal = open_opportunity(member=bruno, company=mapped.company, name="Mobilier")
    query = f"?affaire={deal.pk}"
    path = f"{ROOM}personnes/{mapped.seats[0].pk}/"
    answer = bruno_client.post(f"{path}{query}", form(parts=["B"], only_deal="on"))
    assert answer.url == f"{ROOM}societes/{mapped.company.pk}/{query}"
    assert Seat.objects.filter(person=mapped.decider).count() == 2
    assert "cette affaire" in page(bruno_client, answer.url)
    own = Seat.objects.get(opportunity=deal)
    bruno_client.post(f"{ROOM}personnes/{own.pk}/retirer/{query}")
    bruno_client.post(f"{ROOM}liens/{Tie.objects.get(kind='influences').pk}/retirer/")
    assert (Seat.objects.count(), Tie.objects.count()) == (3, 1)
    other = create_company(member=bruno, name="Ailleurs")
    for wrong in (f"societes/{other.pk}/{query}", f"societes/{mapped.company.pk}/?affaire=x", "societes/0/"):
        assert bruno_client.get(f"{ROOM}{wrong}").status_code == 404


def test_a_manager_sees_and_a_reader_may_not_write(
    alice_client: Client, reader_client: Client, stranger_client: Client, mapped: Mapped
) -> None:
    here = f"{ROOM}societes/{mapped.company.pk}/"
    assert "Hélène Roche" in page(alice_client, here)
    assert mapped.company.name in page(alice_client, f"{ROOM}?qui=equipe")
    seen = page(reader_client, here)
    assert "Hélène Roche" in seen
    assert "/liens/" not in seen
    assert reader_client.post(f"{here}personnes/", form()).status_code == 403
    assert reader_client.post(f"{ROOM}personnes/{mapped.seats[0].pk}/retirer/").status_code == 403
    assert stranger_client.get(here).status_code == 404


def test_the_list_tells_the_worst_gap_and_the_deals_without_a_map(
    bruno: Membership, bruno_client: Client, mapped: Mapped
) -> None:
    bare = create_company(member=bruno, name="Sans carte", owner=bruno)
    open_opportunity(member=bruno, company=bare, name="Cloisons", owner=bruno)
    shown = page(bruno_client, ROOM)
    assert "Nadia Ferrand fait barrage entre vous et Hélène Roche" in shown
    assert "Sans carte" in shown
    log_interaction(member=bruno, channel="visit", company=mapped.company, person=mapped.decider)
    assert "Nadia Ferrand fait barrage" not in page(bruno_client, ROOM)


def test_a_note_that_judges_is_kept_and_a_warning_said(bruno_client: Client, clinic: Company, hire: Hire) -> None:
    who = hire("Hélène Roche")
    bruno_client.post(f"{ROOM}societes/{clinic.pk}/personnes/", form(person=who.pk, notes="En dépression."))
    assert Seat.objects.get().notes == "En dépression."
    assert "dépression" in page(bruno_client, f"{ROOM}societes/{clinic.pk}/").split('class="toasts"')[-1]


def test_the_part_is_the_same_region_of_the_whole_page(bruno_client: Client, mapped: Mapped) -> None:
    here = f"{ROOM}societes/{mapped.company.pk}/"
    whole, piece = (bruno_client.get(here, headers=headers).content.decode() for headers in ({}, HTMX))
    token = re.compile(r'value="[A-Za-z0-9]{64}"')
    assert token.sub("", piece.strip()) in token.sub("", whole)


@pytest.mark.parametrize("count", [2, 20])
def test_a_map_costs_as_many_queries_whatever_its_people(
    bruno: Membership, bruno_client: Client, clinic: Company, hire: Hire, count: int, django_assert_num_queries: object
) -> None:
    people = [hire(f"Personne {number}") for number in range(count)]
    for person in people:
        services.save_seat(member=bruno, company=clinic, person=person, values=said())
    for one, other in pairwise(people):
        services.save_tie(member=bruno, company=clinic, person=one, toward=other, kind="influences")
    here = f"{ROOM}societes/{clinic.pk}/"
    bruno_client.get(here)
    with django_assert_num_queries(14):
        assert bruno_client.get(here).status_code == 200


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_costs_as_many_queries_whatever_its_companies(
    bruno: Membership, bruno_client: Client, hire: Hire, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        company = create_company(member=bruno, name=f"Client {number}", owner=bruno)
        who = hire(f"Personne {number}", company=company)
        services.save_seat(member=bruno, company=company, person=who, values=said())
    bruno_client.get(ROOM)
    with django_assert_num_queries(15):
        assert bruno_client.get(ROOM).status_code == 200
