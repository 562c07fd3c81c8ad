"""The pages of a prospecting plan, as the people who use them meet them."""

import re

import pytest
from django.test import Client

from carnet.foundation.agenda.models import Task
from carnet.foundation.documents.models import Document
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.services import tag
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mix.models import ChannelTerms, Group, Plan
from carnet.prospect.mix.services import add_group, save_plan

from .conftest import VALUES, coming_monday, firm

HTMX = {"HX-Request": "true"}


def test_from_nothing_to_a_plan_in_the_agenda_and_on_paper(bruno_client: Client, bruno: Membership, companies) -> None:
    tag(member=bruno, parties=companies, add="Salon")
    assert bruno_client.get("/e/nord/prospection/").status_code == 200
    given = {"name": "Printemps", "goal": "", "first_on": coming_monday().isoformat(), "weeks": 8}
    made = bruno_client.post("/e/nord/prospection/nouveau/", given)
    plan = Plan.objects.get()
    assert (made.status_code, made.url) == (303, f"/e/nord/prospection/{plan.pk}/")
    assert bruno_client.get(made.url).status_code == 200
    source = f"tag-{Tag.objects.get().pk}"
    added = bruno_client.post(f"{made.url}groupes/nouveau/", {"source": source, "name": "", "why": "Vus au salon."})
    group = Group.objects.get()
    assert (group.name, added.status_code) == ("Salon", 303)
    assert bruno_client.get(added.url).status_code == 200
    assert bruno_client.get(f"{added.url}agenda/").status_code == 200
    assert not Task.objects.exists()
    assert bruno_client.post(f"{added.url}agenda/").status_code == 303
    assert Task.objects.exists()
    assert bruno_client.get(added.url).status_code == 200
    csv = bruno_client.get(f"{made.url}csv/").content.decode()
    assert "Salon" in csv
    frozen = bruno_client.post(f"{made.url}document/")
    assert frozen.url == f"/e/nord/documents/{Document.objects.get().pk}/"
    assert bruno_client.get(frozen.url)["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("count", [2, 20])
@pytest.mark.parametrize("page", ["", "csv/"])
def test_a_plan_costs_as_many_queries_whatever_its_companies(
    bruno: Membership, bruno_client: Client, plan: Plan, page: str, count: int, django_assert_num_queries
) -> None:
    rows = [firm(bruno, number) for number in range(count)]
    tag(member=bruno, parties=rows, add="Salon")
    group = add_group(member=bruno, plan=plan, name="Salon", tag=Tag.objects.get())
    with django_assert_num_queries(QUERIES[page]):
        assert bruno_client.get(f"/e/nord/prospection/{plan.pk}/{page}").status_code == 200
    if not page:
        with django_assert_num_queries(QUERIES["group"]):
            assert bruno_client.get(f"/e/nord/prospection/groupes/{group.pk}/").status_code == 200


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_of_plans_costs_the_same_with_2_and_20(
    bruno: Membership, bruno_client: Client, in_nord: None, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        save_plan(member=bruno, values=VALUES | {"name": f"Plan {number}"})
    with django_assert_num_queries(QUERIES["list"]):
        assert bruno_client.get("/e/nord/prospection/").status_code == 200


QUERIES = {"": 25, "csv/": 23, "group": 24, "list": 6}


def test_the_actions_are_changed_on_their_page_and_a_bad_day_is_told_in_place(
    bruno_client: Client, group: Group
) -> None:
    here = f"/e/nord/prospection/groupes/{group.pk}/actions/"
    kept = {"s0-channel": "email", "s0-day": "0", "s0-proposed": "email:cheap,digital", "s0-note": "",
            "s1-channel": "", "s1-day": "3", "s2-channel": "visit", "s2-day": "12", "s2-note": "Sur place."}  # fmt: skip
    answer = bruno_client.post(here, kept | {"s3-channel": "event", "s3-day": ""})
    assert answer.status_code == 422
    assert "Dites combien de jours après le premier contact" in answer.content.decode()
    assert bruno_client.post(here, kept).status_code == 303
    steps = group.sequences.first().read
    assert [(step.channel, step.day, step.reasons, step.note) for step in steps] == [
        ("email", 0, ("cheap", "digital"), ""),
        ("visit", 12, (), "Sur place."),
    ]
    part = bruno_client.post(here, kept | {"s0-day": "400"}, headers=HTMX)
    assert part.status_code == 422
    assert "<html" not in part.content.decode()
    assert bruno_client.post(here, {"s0-channel": ""}).status_code == 422


def test_a_part_is_the_same_region_of_a_fresh_page(bruno_client: Client, plan: Plan, group: Group) -> None:
    for path in ("nouveau/", "canaux/phone/", f"{plan.pk}/groupes/nouveau/", f"groupes/{group.pk}/actions/"):
        part = bruno_client.get(f"/e/nord/prospection/{path}", headers=HTMX).content.decode()
        assert _plain(part) in _plain(bruno_client.get(f"/e/nord/prospection/{path}").content.decode())


def _plain(text: str) -> str:
    return " ".join(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text).split())


def test_figures_need_a_source(bruno_client: Client, in_nord: None) -> None:
    here = "/e/nord/prospection/canaux/phone/"
    given = {"cost_cents": "7,50", "per_week": "", "read_on": coming_monday().isoformat()}
    answer = bruno_client.post(here, given)
    assert answer.status_code == 422
    assert "Dites d’où viennent ces chiffres" in answer.content.decode()
    assert bruno_client.post(here, given | {"source": "Mon relevé"}).status_code == 303
    assert ChannelTerms.objects.get().cost_cents == 750
    assert "votre chiffre, Mon relevé" in bruno_client.get("/e/nord/prospection/canaux/").content.decode()
    assert bruno_client.get("/e/nord/prospection/canaux/pigeon/").status_code == 404


def test_a_plan_without_a_name_or_of_a_hundred_weeks_is_refused_in_place(bruno_client: Client, in_nord: None) -> None:
    answer = bruno_client.post("/e/nord/prospection/nouveau/", {"name": "", "first_on": "hier", "weeks": 100})
    assert answer.status_code == 422
    assert not Plan.objects.exists()


def test_who_only_reads_sees_the_plan_and_changes_nothing(reader_client: Client, plan: Plan, group: Group) -> None:
    page = reader_client.get(f"/e/nord/prospection/{plan.pk}/")
    assert page.status_code == 200
    assert "Ajouter un groupe" not in page.content.decode()
    assert reader_client.post(f"/e/nord/prospection/groupes/{group.pk}/agenda/").status_code == 403


def test_a_group_whose_tag_is_gone_says_so(bruno_client: Client, plan: Plan, group: Group) -> None:
    Tag.objects.all().delete()
    page = bruno_client.get(f"/e/nord/prospection/groupes/{group.pk}/").content.decode()
    assert "choisissez à nouveau" in page
    assert bruno_client.get(f"/e/nord/prospection/groupes/{group.pk}/agenda/").status_code == 200
    refused = bruno_client.post(f"/e/nord/prospection/groupes/{group.pk}/agenda/", follow=True)
    assert "Personne de ce groupe" in refused.content.decode()


def test_the_spreadsheet_is_cross_footed(bruno_client: Client, plan: Plan, group: Group) -> None:
    lines = bruno_client.get(f"/e/nord/prospection/{plan.pk}/csv/").content.decode().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("Budget"))
    head, row, total = (line.split(";") for line in lines[start + 1 : start + 4])
    assert (head[0], head[-1], total[0]) == ("Groupe de cibles", "Total", "Total")
    assert row[1:] == total[1:]
