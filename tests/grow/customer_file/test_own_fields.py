"""The workspace's own fields where reps work: lists, records, forms, bulk acts, exports."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.fields import finding
from carnet.foundation.filters import selecting
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.workspaces.models import Membership, Workspace
from tests.foundation.fields.making import make_field

HTMX = {"HX-Request": "true"}


@pytest.fixture
def fields(nord: Workspace, alice: Membership) -> None:
    with scope(workspace=nord):
        make_field(alice, "Surface", kind="number")
        make_field(alice, "Matière", kind="choice", choices=["Bois", "Métal"])
        make_field(alice, "Fin de contrat", kind="date")
        make_field(alice, "Normes", kind="choices", choices=["NF", "CE", "ISO"])
        make_field(alice, "Encours", kind="money", roles=["manager"])
        make_field(alice, "Rôle d’achat", kind="choice", choices=["Décideur", "Prescripteur"], holder="person")


@pytest.fixture
def companies(nord: Workspace, alice: Membership, fields: None) -> list[Company]:
    rows: list[dict[str, Any]] = [
        {"surface": "300", "matiere": "Métal", "fin-de-contrat": "31/12/2026", "encours": "918273"},
        {"surface": "20,5", "matiere": "Bois", "normes": ["ISO", "NF"]},
        {"surface": "1000", "fin-de-contrat": "01/06/2027"},
        {},
    ]
    with scope(workspace=nord):
        return [create_company(member=alice, name=f"C{n}", custom=own) for n, own in enumerate(rows)]


def names(client: Client, query: str) -> list[str]:
    page = client.get(f"/e/nord/societes/?{query}", headers=HTMX).content.decode()
    return [part.split("<")[0] for part in page.split('class="name" href=')[1:] for part in [part.split(">", 1)[1]]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tri=c-surface", ["C1", "C0", "C2", "C3"]),
        ("tri=-c-surface", ["C2", "C0", "C1", "C3"]),
        ("tri=c-matiere", ["C1", "C0", "C2", "C3"]),
        ("tri=-c-matiere", ["C0", "C1", "C3", "C2"]),
        ("tri=c-fin-de-contrat", ["C0", "C2", "C1", "C3"]),
        ("c-surface=>%20100", ["C0", "C2"]),
        ("c-surface=10-300", ["C0", "C1"]),
        ("c-matiere=bois", ["C1"]),
        ("c-normes=iso", ["C1"]),
        ("c-fin-de-contrat=2026", ["C0"]),
        ("c-surface=>%20100&c-fin-de-contrat=2027&tri=c-surface", ["C2"]),
        ("c-surface=beaucoup", ["C0", "C1", "C2", "C3"]),
    ],
)
def test_a_list_is_sorted_and_filtered_by_own_fields(
    alice_client: Client, companies: list[Company], query: str, found: list[str]
) -> None:
    assert names(alice_client, query) == found


BOIS = "c-matiere=bois"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("c-surface=>%20100", ["C0", "C2"]),
        ("c-normes=iso", ["C1"]),
        ("c-surface=>%20100&c-fin-de-contrat=2027", ["C2"]),
        ("f=1.et(c-surface:min:100,c-matiere:hors:bois)", ["C0", "C2"]),
    ],
)
def test_what_many_answer_is_tested_row_by_row_and_gives_the_same_rows(
    alice_client: Client, companies: list[Company], monkeypatch: pytest.MonkeyPatch, query: str, found: list[str]
) -> None:
    monkeypatch.setattr(finding, "FEW", 0)
    monkeypatch.setattr(selecting, "FEW", 0)
    with CaptureQueriesContext(connection) as asked:
        assert names(alice_client, query) == found
    listed = next(one["sql"] for one in asked if one["sql"] and 'ORDER BY "parties_company"."name_key"' in one["sql"])
    # Not EXISTS: PostgreSQL would be free to make a join of it.
    assert "IS NOT NULL)" in listed
    assert "EXISTS" not in listed


def test_what_many_answered_a_moment_ago_is_asked_of_the_rows_of_now(
    nord: Workspace, alice: Membership, alice_client: Client, companies: list[Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FEW", 0)
    assert names(alice_client, BOIS) == ["C1"]
    with scope(workspace=nord):
        create_company(member=alice, name="C4", custom={"matiere": "Bois"})
    assert names(alice_client, BOIS) == ["C1", "C4"]


@pytest.mark.parametrize("sort", ["c-surface", "-c-surface", "c-matiere", "-c-matiere", "c-fin-de-contrat"])
def test_pages_of_an_own_sort_miss_nobody_and_repeat_nobody(
    nord: Workspace, alice: Membership, fields: None, sort: str
) -> None:
    from carnet.foundation.ui.lists import page_of
    from carnet.foundation.ui.rules import read_state
    from carnet.grow.customer_file.company_list import company_list

    with scope(workspace=nord):
        for n in range(23):
            own = (
                {}
                if n % 4 == 0
                else {"surface": n % 5, "matiere": ["bois", "metal"][n % 2], "fin-de-contrat": f"{1 + n % 3}/6/2027"}
            )
            create_company(member=alice, name=f"C{n:02}", custom=own)
        spec, seen, after = company_list(alice, {}), [], None
        whole = [row["id"] for row in page_of(spec, read_state(spec.shape, {"tri": [sort]}), size=100).rows]
        while True:
            given = {"tri": [sort], "page": ["2"], **({"apres": [str(after)]} if after else {})}
            page = page_of(spec, read_state(spec.shape, given), size=5)
            seen += [row["id"] for row in page.rows]
            if page.after is None:
                break
            after = page.after
        assert seen == whole
        assert len(set(seen)) == 23
        back = page_of(spec, read_state(spec.shape, {"tri": [sort], "avant": [str(whole[10])], "page": ["2"]}), size=5)
        assert [row["id"] for row in back.rows] == whole[5:10]


def test_the_list_costs_no_more_with_twenty_rows_nor_with_ten_columns(
    nord: Workspace,
    alice: Membership,
    alice_client: Client,
    companies: list[Company],
    django_assert_max_num_queries: Any,
) -> None:
    url = "/e/nord/societes/?col=nom,c-surface,c-matiere,c-fin-de-contrat,c-normes,c-encours&tri=c-surface"
    alice_client.get(url)
    with CaptureQueriesContext(connection) as few:
        alice_client.get(url)
    wanted = len(few.captured_queries)
    with scope(workspace=nord):
        for n in range(16):
            create_company(member=alice, name=f"D{n}", custom={"surface": n, "matiere": "bois"})
    with django_assert_max_num_queries(wanted):
        alice_client.get(url)


def test_values_are_shown_as_french_people_write_them(alice_client: Client, companies: list[Company]) -> None:
    page = alice_client.get("/e/nord/societes/?col=nom,c-surface,c-matiere,c-fin-de-contrat,c-normes,c-encours").content
    shown = page.decode()
    for text in ("20,5", "1\u202f000", "31/12/2026", "Métal", "NF, ISO", "918\u202f273\u00a0€"):
        assert text in shown


def test_what_a_role_does_not_see_is_nowhere(bruno_client: Client, companies: list[Company]) -> None:
    company = companies[0]
    for url in (
        "/e/nord/societes/?col=nom,c-encours",
        f"/e/nord/societes/{company.pk}/",
        "/e/nord/societes/?c-encours=918273",
    ):
        page = bruno_client.get(url).content.decode().replace("c-encours=918273", "")
        assert "Encours" not in page
        assert "918273" not in page
        assert "918\u202f273" not in page
    export = b"".join(bruno_client.get("/e/nord/societes/export.csv?col=nom,c-encours").streaming_content).decode()  # type: ignore[arg-type]
    assert "Encours" not in export
    assert bruno_client.get(f"/e/nord/societes/{company.pk}/champ/c-encours/").status_code == 404


def test_the_export_gives_figures_that_a_spreadsheet_adds_up(alice_client: Client, companies: list[Company]) -> None:
    answer = alice_client.get("/e/nord/societes/export.csv?col=nom,c-surface,c-matiere,c-normes,c-encours")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[arg-type] # of a plain view
    assert lines[0].lstrip("\ufeff") == "Nom;Surface;Matière;Normes;Encours"
    assert lines[1] == "C0;300;Métal;;918273"
    assert lines[2] == "C1;20,5;Bois;NF, ISO;"


def test_a_cell_is_changed_in_place_refused_with_a_sentence_and_taken_back(
    nord: Workspace, alice: Membership, alice_client: Client, companies: list[Company]
) -> None:
    url = f"/e/nord/societes/{companies[3].pk}/champ/c-surface/"
    wrong = alice_client.post(url, {"c-surface": "grande"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "n’est pas un nombre" in wrong.content.decode()
    saved = alice_client.post(url, {"c-surface": "1 250,5"}, headers=HTMX)
    assert "1\u202f250,5" in saved.content.decode()
    with scope(workspace=nord):
        undo(member=alice, event_id=Event.objects.get(code="parties.company_edited").pk)
        assert Company.objects.get(pk=companies[3].pk).custom == {}


def test_several_choices_have_a_page_with_boxes(alice_client: Client, companies: list[Company]) -> None:
    url = f"/e/nord/societes/{companies[1].pk}/champ/c-normes/"
    page = alice_client.get(url).content.decode()
    assert page.count('type="checkbox" name="c-normes"') == 3
    assert page.count("checked") >= 2
    assert alice_client.post(url, {"c-normes": ["ce"]}).status_code == 303
    companies[1].refresh_from_db()
    assert companies[1].custom["normes"] == ["ce"]


def test_the_record_shows_own_fields_with_where_they_come_from(alice_client: Client, companies: list[Company]) -> None:
    page = alice_client.get(f"/e/nord/societes/{companies[0].pk}/").content.decode()
    assert "Nos champs" in page
    assert 'id="source-c-surface"' in page


def test_the_whole_record_is_edited_with_own_fields(
    nord: Workspace, alice_client: Client, companies: list[Company]
) -> None:
    url = f"/e/nord/societes/{companies[1].pk}/modifier/"
    page = alice_client.get(url).content.decode()
    assert 'name="c-surface" value="20,5"' in page
    posted = {
        "name": "C1", "stage": "suspect", "buyer_kind": "company", "c-surface": "21", "c-matiere": "metal",
        "c-normes": ["ce", "nf"], "c-fin-de-contrat": "2027-03-01", "c-encours": "12,50",
    }  # fmt: skip
    assert alice_client.post(url, posted).status_code == 303
    companies[1].refresh_from_db()
    assert companies[1].custom == {
        "surface": 21, "matiere": "metal", "normes": ["nf", "ce"], "fin-de-contrat": "2027-03-01", "encours": 1250,
    }  # fmt: skip
    wrong = alice_client.post(url, {**posted, "c-fin-de-contrat": "hier"})
    assert wrong.status_code == 422
    assert "n’est pas une date" in wrong.content.decode()


def test_two_editors_settle_their_own_fields_too(alice_client: Client, companies: list[Company]) -> None:
    company = companies[1]
    posted = {"name": "C1", "stage": "suspect", "buyer_kind": "company", "c-normes": ["ce"], "initial-c-normes": ["nf", "iso"],
              "seen": "2020-01-01T00:00:00Z"}  # fmt: skip
    page = alice_client.post(f"/e/nord/societes/{company.pk}/modifier/", posted)
    assert page.status_code == 409
    assert "NF, ISO" in page.content.decode()


def test_creating_asks_for_what_the_stage_needs_and_only_that(
    nord: Workspace, alice: Membership, alice_client: Client
) -> None:
    with scope(workspace=nord):
        make_field(alice, "Besoin", required_at=["hot"])
        make_field(alice, "Surface", kind="number")
    page = alice_client.get("/e/nord/societes/nouvelle/").content.decode()
    assert 'name="c-besoin"' in page
    assert 'name="c-surface"' not in page
    refused = alice_client.post("/e/nord/societes/nouvelle/", {"name": "A", "stage": "hot"})
    assert refused.status_code == 422
    assert "Cette étape exige" in refused.content.decode()
    made = alice_client.post("/e/nord/societes/nouvelle/", {"name": "A", "stage": "hot", "c-besoin": "Cloisons"})
    assert made.status_code == 303
    with scope(workspace=nord):
        assert Company.objects.get(name="A").custom == {"besoin": "Cloisons"}


def test_people_have_own_fields_as_companies_do(
    nord: Workspace, alice: Membership, alice_client: Client, fields: None
) -> None:
    with scope(workspace=nord):
        anne = create_person(member=alice, family_name="Vial", custom={"role-d-achat": "Décideur"})
        create_person(member=alice, family_name="Kaci")
    page = alice_client.get("/e/nord/personnes/?c-role-d-achat=decideur&col=nom,c-role-d-achat").content.decode()
    assert "Vial" in page
    assert "Kaci" not in page
    url = f"/e/nord/personnes/{anne.pk}/champ/c-role-d-achat/"
    assert alice_client.post(url, {"c-role-d-achat": "prescripteur"}).status_code == 303
    with scope(workspace=nord):
        assert Person.objects.get(pk=anne.pk).custom == {"role-d-achat": "prescripteur"}


def test_many_companies_get_a_value_at_once_and_give_it_back(
    nord: Workspace, alice: Membership, alice_client: Client, companies: list[Company]
) -> None:
    ids = [company.pk for company in companies]
    url = "/e/nord/societes/lot/"
    asked = alice_client.post(url, {"ids": ids, "own": "c-matiere", "stage": "-", "owner": "-"}).content.decode()
    assert 'name="c-matiere"' in asked
    given = {"ids": ids, "own": "c-matiere", "own_given": "1", "c-matiere": "bois"}
    shown = alice_client.post(url, given).content.decode()
    assert "Métal" in shown
    assert "3 sociétés vont changer" in shown
    assert alice_client.post(url, {**given, "apply": "1"}).status_code == 303
    assert names(alice_client, "c-matiere=bois") == ["C0", "C1", "C2", "C3"]
    with scope(workspace=nord):
        undo(member=alice, event_id=Event.objects.get(code="customer_file.bulk_edited").pk)
        assert [Company.objects.get(pk=pk).custom.get("matiere") for pk in ids] == ["metal", "bois", None, None]
    assert names(alice_client, "c-matiere=bois") == ["C1"]


def test_a_bulk_stage_leaves_those_that_lack_what_it_asks_for_and_names_them(
    nord: Workspace, alice: Membership, alice_client: Client
) -> None:
    with scope(workspace=nord):
        make_field(alice, "Besoin", required_at=["hot"])
        one = create_company(member=alice, name="Prête", custom={"besoin": "x"})
        other = create_company(member=alice, name="Vide")
    shown = alice_client.post("/e/nord/societes/lot/", {"ids": [one.pk, other.pk], "stage": "hot"}).content.decode()
    assert "Laissées comme elles sont" in shown
    assert "Besoin" in shown


def test_a_stage_that_lacks_something_leads_to_the_form_of_just_that(
    nord: Workspace, alice: Membership, alice_client: Client
) -> None:
    with scope(workspace=nord):
        make_field(alice, "Besoin", required_at=["hot"])
        make_field(alice, "Surface", kind="number")
        company = create_company(member=alice, name="Clinique")
    url = f"/e/nord/societes/{company.pk}/champ/stage/"
    cell = alice_client.post(url, {"stage": "hot"}, headers=HTMX)
    assert cell.status_code == 422
    assert "Cette étape exige" in cell.content.decode()
    assert f"{url}?vers=hot" in cell.content.decode()
    page = alice_client.get(f"{url}?vers=hot").content.decode()
    assert 'name="c-besoin"' in page
    assert 'name="c-surface"' not in page
    assert 'value="hot" selected' in page
    refused = alice_client.post(url, {"stage": "hot", "c-besoin": ""})
    assert refused.status_code == 422
    assert 'name="c-besoin"' in refused.content.decode()
    assert alice_client.post(url, {"stage": "hot", "c-besoin": "Cloisons"}).status_code == 303
    company.refresh_from_db()
    assert (company.stage, company.custom) == ("hot", {"besoin": "Cloisons"})
