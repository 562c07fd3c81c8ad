"""The référentiel as its readers see it: official words, marks with words, the same cost whatever the work done."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.foundation.ui.screens import Screen
from carnet.foundation.ui.screens import registry as screens
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.foundation.workspaces.permissions import Permission
from carnet.referential import registry
from carnet.referential.doors import doors
from carnet.referential.evidence import Evidence, Link, State, evidence, human
from carnet.referential.models import EvidenceMark
from carnet.referential.queries import STALE_AFTER, competency_url
from carnet.referential.screens import views
from carnet.referential.services import choose_referential, load_referential, refresh_marks
from carnet.referential.shipped import shipped

ROOT = "/e/nord/referentiel/"
PAGES = [ROOT, f"{ROOT}?q=planning", f"{ROOT}couverture/", f"{ROOT}livrables/", f"{ROOT}competences/C3.2/"]
PLANNING = [f"B1.1-C3.2-{rank}" for rank in (1, 2, 3, 4)]
FRENCH = {"HTTP_ACCEPT_LANGUAGE": "fr"}


@pytest.fixture
def planning(own_registry: None) -> list[str]:
    """One check that counts how often it is asked."""
    asked: list[str] = []
    for code in PLANNING:
        registry._checks.pop(code, None)

    @evidence(PLANNING[0])
    def met(workspace: Workspace) -> Evidence:
        asked.append(workspace.slug)
        return Evidence(State.MET, ("4 semaines sur 4 suivent la méthode",), (Link("Le planning", "/e/nord/plan/"),))

    evidence(PLANNING[1])(lambda workspace: Evidence(State.PARTLY, ("la moitié a un rang",)))
    return asked


def body(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, **{**FRENCH, **headers})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_every_role_that_reads_may_open_it(reader_client: Client, address: str) -> None:
    assert "<h1>" in body(reader_client, address)


@pytest.mark.parametrize("address", [*PAGES, "/e/nord/marge/?codes=C1"])
def test_strangers_find_nothing_there(nord: Workspace, stranger_client: Client, address: str) -> None:
    assert stranger_client.get(address).status_code == 404


def test_all_competencies_stand_with_their_official_words(alice_client: Client) -> None:
    page = body(alice_client, ROOT)
    for one in shipped().competencies.values():
        assert one.wording.replace("'", "&#x27;") in page
        assert competency_url(Workspace(slug="nord"), one.code) in page
    assert "3 blocs, 15 activités, 31 + 1 compétences, 17 livrables, 75 critères." in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("C.3.2", ["C3.2"]), ("ECO-CONDUITE", []), ("resultats atteints", []), ("ethique", ["CT"]),
     ("B2-C9-7", ["C9"]), ("réclamations litiges", ["C12.2"]), ("A10", ["C10"])],
)  # fmt: skip
def test_the_filter_needs_no_script_and_no_accent(alice_client: Client, query: str, found: list[str]) -> None:
    page = alice_client.get(ROOT, {"q": query}, **FRENCH).content.decode()
    listed = set(re.findall(r'href="/e/nord/referentiel/competences/([^/"]+)/"', page))
    assert found == sorted(listed)
    assert ("Rien dans le référentiel" in page) == (not found)
    assert f'value="{query}"' in page


def test_a_filter_is_shown_back_as_text(alice_client: Client) -> None:
    assert "<script>alert" not in body(alice_client, f"{ROOT}?q=<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("address", "part"), [(f"{ROOT}?q=planning", "results"), (f"{ROOT}couverture/?etat=human", "results")]
)
def test_what_htmx_swaps_is_what_a_full_page_shows(alice_client: Client, address: str, part: str) -> None:
    page, swapped = body(alice_client, address), body(alice_client, address, HTTP_HX_REQUEST="true")
    assert "<html" not in swapped
    assert swapped.strip() in page


def test_a_competency_shows_criteria_evidence_facts_and_links(alice_client: Client, planning: list[str]) -> None:
    page = body(alice_client, f"{ROOT}competences/C3.2/")
    assert "les actions à mettre en œuvre sont hiérarchisées et priorisées" in page
    assert "4 semaines sur 4 suivent la méthode" in page
    assert '<a class="link" href="/e/nord/plan/">Le planning</a>' in page
    assert "Établi" in page
    assert "Établi en partie" in page
    assert "Aucune partie de Carnet ne parle encore pour ce critère." in page
    assert 'id="B1.1-C3.2-1"' in page
    assert "Qualité du planning d&#x27;activité" in page


def test_fresh_evidence_is_not_asked_twice_and_stale_evidence_is(alice_client: Client, planning: list[str]) -> None:
    for _time in range(2):
        body(alice_client, f"{ROOT}competences/C3.2/")
    assert planning == ["nord"]
    with scopes_disabled():
        EvidenceMark.objects.update(computed_at=timezone.now() - 2 * STALE_AFTER)
    body(alice_client, f"{ROOT}competences/C3.2/")
    assert planning == ["nord", "nord"]


def test_anyone_may_ask_again_at_once(reader_client: Client, planning: list[str]) -> None:
    address = f"{ROOT}competences/C3.2/"
    body(reader_client, address)
    response = reader_client.post(f"{address}relire/")
    assert (response.status_code, response.url) == (303, address)
    part = reader_client.post(f"{address}relire/", **FRENCH, HTTP_HX_REQUEST="true").content.decode()
    assert planning == ["nord"] * 3
    assert "4 semaines sur 4" in part
    assert "<html" not in part
    assert reader_client.get(f"{address}relire/").status_code == 405


def test_every_criterion_is_asked_again_in_one_go(reader_client: Client, planning: list[str]) -> None:
    response = reader_client.post(f"{ROOT}relire/", {"next": f"{ROOT}couverture/"}, **FRENCH)
    assert (response.status_code, response.url) == (303, f"{ROOT}couverture/")
    assert planning == ["nord"]
    page = body(reader_client, f"{ROOT}couverture/")
    assert "critères relus." in page
    assert "Établi en partie" in page
    assert reader_client.post(f"{ROOT}relire/", {"next": "https://ailleurs.example/"}).url == ROOT


@pytest.mark.parametrize("code", ["C99", "c3.2", "B1", "..%2f", "C3.2 "])
def test_an_unknown_competency_is_not_found(alice_client: Client, code: str) -> None:
    assert alice_client.get(f"{ROOT}competences/{code}/").status_code == 404


def test_the_transversal_competency_has_its_page(alice_client: Client) -> None:
    page = body(alice_client, f"{ROOT}competences/CT/")
    assert page.count('id="B1.1-CT-1"') == 1
    assert "4 critères et leurs preuves ici" in page


def sums(page: str) -> list[list[int]]:
    table = page[page.index("<tbody>") : page.index("</table>")]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [[int(cell) for cell in re.findall(r'<td class="num"[^>]*>(\d+)</td>', row)] for row in rows]


@pytest.mark.usefixtures("empty_registry")
def test_coverage_adds_up_to_75_and_filters(alice_client: Client) -> None:
    human("B2-C9-1", "parce que cela se voit")
    evidence("B2-C9-4")(lambda workspace: Evidence(State.MISSING))
    rows = sums(body(alice_client, f"{ROOT}couverture/"))
    assert rows[-1] == [1, 1, 73, 75]
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]
    assert all(sum(row[:3]) == row[3] for row in rows)
    only = body(alice_client, f"{ROOT}couverture/?etat=human")
    assert "parce que cela se voit" in only
    assert only.count('<article class="row') == 1
    assert body(alice_client, f"{ROOT}couverture/?etat=nimporte").count('<article class="row') == 75


def test_coverage_of_the_product_as_it_stands(alice_client: Client) -> None:
    automatic, people, nobody, total = sums(body(alice_client, f"{ROOT}couverture/"))[-1]
    assert automatic + people + nobody == total == 75
    assert people == 12


def test_the_seventeen_deliverables_stand_with_the_criteria_they_answer(alice_client: Client) -> None:
    page = body(alice_client, f"{ROOT}livrables/")
    for code in shipped().deliverables:
        assert f'id="{code}"' in page
    assert "La source ne le dit pas." in page
    assert "B3-C12.1-3" in page


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_the_same_before_and_after_much_was_read(
    alice_client: Client, nord: Workspace, planning: list[str], address: str, django_assert_max_num_queries: Callable
) -> None:
    body(alice_client, address)
    with django_assert_max_num_queries(20) as few:
        body(alice_client, address)
    refresh_marks(nord, shipped().criteria)
    now = timezone.now()
    others = [code for code in shipped().criteria if code not in PLANNING[:2]]
    with scopes_disabled():
        EvidenceMark.objects.filter(criterion__in=others).delete()
        EvidenceMark.objects.bulk_create(
            EvidenceMark(workspace=nord, criterion=code, state="missing", computed_at=now) for code in others
        )
    with django_assert_max_num_queries(len(few)):
        body(alice_client, address)
    own = [query["sql"] for query in few if "referential_" in (query["sql"] or "")]
    assert len(own) <= 3, own


def test_the_margin_comes_back_read_and_asks_no_more(alice_client: Client, planning: list[str]) -> None:
    part = body(alice_client, "/e/nord/marge/?codes=C3.2,C99,CT")
    assert planning == ["nord"]
    assert "hx-get" not in part
    assert part.count('class="note"') == 2
    assert 'class="mark met"' in part
    assert ">Établi en partie<" in part or "Établi en partie" in part
    body(alice_client, "/e/nord/marge/?codes=C3.2")
    assert planning == ["nord"]


@pytest.mark.parametrize("codes", ["", "C99", "," * 5000, "C1," * 500])
def test_any_list_of_codes_gets_a_short_answer(alice_client: Client, codes: str) -> None:
    response = alice_client.get("/e/nord/marge/", {"codes": codes})
    assert response.status_code == 200
    assert response.content.count(b'class="note"') <= 20


def test_a_screen_opens_from_its_competency_when_its_address_needs_no_record(
    alice: Membership, reader: Membership
) -> None:
    serving = {code for one in screens().values() for code in one.serves}
    assert serving <= set(shipped().competencies), "a screen serves a competency that does not exist"
    for code in shipped().competencies:
        for door in doors(alice, code):
            assert door.url == "" or door.url.startswith("/e/nord/")
            assert str(door.room)


def test_pages_under_another_are_left_out_of_the_doors(alice: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    own = [views.home, views.coverage, views.deliverables, views.competency, views.margin]
    serving = {str(rank): Screen(None, ("C3.2",), view) for rank, view in enumerate(own)}
    monkeypatch.setattr("carnet.foundation.ui.screens._registry", serving)
    assert [(str(door.room), door.path) for door in doors(alice, "C3.2")] == [
        ("Référentiel", "/marge/"),
        ("Référentiel", "/referentiel/"),
    ]
    assert doors(alice, "C1") == []


def test_today_which_serves_many_competencies_hides_no_other_page(alice: Membership) -> None:
    assert {"/", "/resultats/", "/affaires/"} <= {door.path for door in doors(alice, "C15.4")}


def test_a_door_stays_shut_for_a_role_that_may_not_enter(reader: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    shut = {"x": Screen(Permission.WORKSPACE_MANAGE, ("C3.2",), views.home)}
    monkeypatch.setattr("carnet.foundation.ui.screens._registry", shut)
    assert [door.url for door in doors(reader, "C3.2")] == [""]


@pytest.fixture
def second(alice: Membership, in_nord: Workspace, other_bytes: bytes) -> None:
    load_referential(data=other_bytes)
    choose_referential(member=alice, slug="vente-conseil", version="2027")


@pytest.mark.usefixtures("second")
def test_another_referentiel_is_browsed_the_same_way(alice_client: Client, planning: list[str]) -> None:
    assert "Vendeur conseil" in body(alice_client, ROOT)
    page = body(alice_client, f"{ROOT}competences/C1/")
    assert "la moitié a un rang" in page, "evidence follows the wording"
    assert sums(body(alice_client, f"{ROOT}couverture/"))[-1] == [1, 0, 1, 2]
    assert "un planning" in body(alice_client, f"{ROOT}livrables/")
    assert alice_client.get(f"{ROOT}competences/C3.2/").status_code == 404
    assert body(alice_client, "/e/nord/marge/?codes=C3.2").count('class="note"') == 1


def test_a_manager_chooses_and_a_rep_does_not(alice_client: Client, bruno_client: Client, other_bytes: bytes) -> None:
    load_referential(data=other_bytes)
    choice = {"referential": "vente-conseil 2027"}
    assert "Lire celui-ci" not in body(bruno_client, ROOT)
    assert bruno_client.post(f"{ROOT}choix/", choice).status_code == 403
    assert "Lire celui-ci" in body(alice_client, ROOT)
    assert alice_client.post(f"{ROOT}choix/", choice).status_code == 303
    page = body(alice_client, ROOT)
    assert "Vendeur conseil" in page
    assert "Cet espace lit maintenant" in page


def test_a_choice_this_site_does_not_hold_is_told(alice_client: Client) -> None:
    assert alice_client.post(f"{ROOT}choix/", {"referential": "rien 9"}, **FRENCH).status_code == 303
    assert "Ce site n’a pas ce référentiel." in body(alice_client, ROOT)
