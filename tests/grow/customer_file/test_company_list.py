import re
from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.foundation.agenda.services import plan_task
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company, trash
from carnet.foundation.ui.models import SavedView

HTMX = {"HX-Request": "true"}
URL = "/e/nord/societes/"


def names(response) -> list[str]:
    return re.findall(r'<a class="name"[^>]*>([^<]*)</a>', response.content.decode())


def region(html: str, tag: str, key: str) -> str:
    return re.search(rf'<{tag} [^>]*id="{key}".*?</{tag}>', html, re.DOTALL).group()


def test_a_company_stands_in_the_list_with_what_one_needs_to_act(alice_client, alice, company):
    plan_task(member=alice, title="Rappeler Anne", due_on=timezone.localdate() - timedelta(days=1), company=company)
    html = alice_client.get(URL).content.decode()
    for text in ("Menuiserie Perrin", "Lyon", "Prospect chaud", "Alice Martin", "Rappeler Anne", "hier"):
        assert text in html


def test_the_part_is_the_same_region_of_the_whole_page(alice_client, many):
    many(3)
    part = alice_client.get(f"{URL}?tri=-nom", headers=HTMX)
    whole = alice_client.get(f"{URL}?tri=-nom")
    hide = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert hide.sub("", part.content.decode()).strip() == hide.sub(
        "", region(whole.content.decode(), "section", "list")
    )
    assert part["HX-Push-Url"] == f"{URL}?tri=-nom"


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_asks_the_database_as_often_for_two_rows_as_for_twenty(
    alice_client, many, count, django_assert_num_queries
):
    many(count)
    # session, user, membership, owners, rows, next actions, saved views; then the workspaces and the margin of the shell.
    with django_assert_num_queries(7):
        alice_client.get(URL, headers=HTMX)


def test_a_stranger_finds_no_list_and_no_company(stranger_client, company):
    assert stranger_client.get(URL).status_code == 404
    assert stranger_client.get("/e/sud/societes/").status_code == 200
    assert stranger_client.get(f"/e/sud/societes/{company.pk}/").status_code == 404


def test_a_reader_sees_the_list_without_what_changes_it(reader_client, company):
    html = reader_client.get(URL).content.decode()
    assert "Menuiserie Perrin" in html
    assert "data-inline=" not in html
    assert 'name="ids"' not in html
    assert reader_client.post(f"{URL}{company.pk}/champ/city/", {"city": "Bron"}).status_code == 403
    assert reader_client.post(f"{URL}lot/", {"ids": [company.pk], "stage": "cold"}).status_code == 403


@pytest.mark.parametrize("count", [120])
def test_pages_follow_one_another_without_a_gap_in_either_direction(alice_client, many, count):
    many(count)
    seen, url = [], URL
    while url:
        response = alice_client.get(url)
        seen.append(names(response))
        found = re.search(r'rel="next" href="([^"]*)"', response.content.decode())
        url = URL + found.group(1).replace("&amp;", "&") if found else ""
    assert [name for page in seen for name in page] == [f"Atelier {number:03d}" for number in range(count)]
    assert [len(page) for page in seen] == [50, 50, 20]
    assert "101 à 120" in response.content.decode()
    back = re.search(r'rel="prev" href="([^"]*)"', response.content.decode()).group(1).replace("&amp;", "&")
    assert names(alice_client.get(URL + back)) == seen[1]


@pytest.mark.parametrize("sort", ["nom", "-nom", "ville", "-ville", "etape", "-etape", "contact", "-contact", "-ajout"])
def test_every_sort_walks_all_rows_once_and_back(alice_client, alice, in_nord, sort):
    stages = ["cold", "hot", "customer"]
    for number in range(115):
        row = create_company(member=alice, name=f"N{number % 7}", city="AB"[number % 2], stage=stages[number % 3])
        if number % 4:
            Company.objects.filter(pk=row.pk).update(last_contact_at=timezone.now() - timedelta(days=number % 5))
    pages, url = [], f"{URL}?tri={sort}"
    while url:
        html = alice_client.get(url).content.decode()
        pages.append(re.findall(r'<tr id="row-(\d+)"', html))
        found = re.search(r'rel="next" href="([^"]*)"', html)
        url = URL + found.group(1).replace("&amp;", "&") if found else ""
    walked = [pk for page in pages for pk in page]
    assert len(walked) == len(set(walked)) == 115
    back = re.search(r'rel="prev" href="([^"]*)"', html).group(1).replace("&amp;", "&")
    assert re.findall(r'<tr id="row-(\d+)"', alice_client.get(URL + back).content.decode()) == pages[1]


def test_stages_sort_as_one_goes_through_them(alice_client, alice, in_nord):
    for stage in ("former", "customer", "suspect", "hot"):
        create_company(member=alice, name=stage, stage=stage)
    assert names(alice_client.get(f"{URL}?tri=etape")) == ["suspect", "hot", "customer", "former"]
    html = alice_client.get(f"{URL}?tri=-etape").content.decode()
    assert 'aria-sort="descending"' in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("etape=hot", ["Menuiserie Perrin"]),
        ("etape=n-importe", ["Autre", "Menuiserie Perrin"]),
        ("suivi=moi", ["Menuiserie Perrin"]),
        ("suivi=personne", ["Autre"]),
        ("suivi=999999", ["Autre", "Menuiserie Perrin"]),
        ("ville=lyon", ["Menuiserie Perrin"]),
        ("acheteur=consumer", ["Autre"]),
        ("silence=30", ["Autre", "Menuiserie Perrin"]),
        ("q=perr", ["Menuiserie Perrin"]),
        ("q=04 72 00", ["Menuiserie Perrin"]),
        ("q=me", ["Menuiserie Perrin"]),
        ("q=zzz", []),
    ],
)
def test_filters_and_search_leave_what_answers(alice_client, alice, company, query, expected):
    create_company(member=alice, name="Autre", buyer_kind="consumer")
    assert names(alice_client.get(f"{URL}?{query}")) == expected


def test_what_is_in_the_trash_is_out_of_the_list(alice_client, alice, company):
    trash(member=alice, party=company)
    assert names(alice_client.get(URL)) == []


def test_an_empty_file_says_what_to_do_and_an_empty_answer_something_else(alice_client, nord):
    assert "Créer une société" in alice_client.get(URL).content.decode()
    assert "Afficher toutes les sociétés" in alice_client.get(f"{URL}?q=zzz").content.decode()


def test_the_file_is_counted_only_when_asked(alice_client, many):
    many(3)
    assert "3" in alice_client.get(f"{URL}compte/", headers=HTMX).content.decode()


def test_an_export_holds_the_filtered_rows_and_no_formula(alice_client, alice, company):
    create_company(member=alice, name="=HYPERLINK(1)", city="Lyon")
    create_company(member=alice, name="Ailleurs", city="Bron")
    response = alice_client.get(f"{URL}export.csv?ville=Lyon&col=nom,ville,telephone")
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeffNom;Ville;Téléphone\r\n")
    assert text.splitlines()[1:] == ["'=HYPERLINK(1);Lyon;", "Menuiserie Perrin;Lyon;04 72 00 00 00"]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert ".csv" in response["Content-Disposition"]


class TestCell:
    def cell(self, client, company, field, value, **kwargs):
        return client.post(f"{URL}{company.pk}/champ/{field}/", {field: value}, headers=HTMX, **kwargs)

    def test_leaving_it_saves_says_so_and_offers_to_undo(self, alice_client, company):
        response = self.cell(alice_client, company, "city", "Bron")
        assert response.status_code == 200
        assert "inline saved" in response.content.decode()
        assert "/historique/" in response["HX-Trigger"] or "toasts" in response["HX-Trigger"]
        company.refresh_from_db()
        assert company.city == "Bron"

    @pytest.mark.parametrize(("field", "value"), [("phone", "12"), ("siren", "123"), ("email", "a"), ("stage", "roi")])
    def test_a_wrong_value_comes_back_with_the_reason(self, alice_client, company, field, value):
        response = self.cell(alice_client, company, field, value)
        assert response.status_code == 422
        assert 'role="alert"' in response.content.decode()

    def test_an_owner_is_one_of_the_members(self, alice_client, company, bruno, stranger):
        assert self.cell(alice_client, company, "owner", str(stranger.pk)).status_code == 422
        assert self.cell(alice_client, company, "owner", str(bruno.pk)).status_code == 200
        company.refresh_from_db()
        assert company.owner == bruno
        assert self.cell(alice_client, company, "owner", "").status_code == 200

    def test_a_value_changed_meanwhile_is_shown_and_not_overwritten(self, alice_client, bruno_client, company):
        html = alice_client.get(URL).content.decode()
        url = re.search(r'data-inline="([^"]*champ/city/[^"]*)"', html).group(1)
        assert self.cell(bruno_client, company, "city", "Bron").status_code == 200
        refused = alice_client.post(url, {"city": "Paris"}, headers=HTMX)
        assert refused.status_code == 422
        assert "Bron" in refused.content.decode()
        again = re.search(r'data-inline="([^"]*)"', refused.content.decode()).group(1)
        assert alice_client.post(again, {"city": "Paris"}, headers=HTMX).status_code == 200

    def test_without_javascript_it_is_a_page_with_one_field(self, alice_client, company):
        url = f"{URL}{company.pk}/champ/stage/"
        assert "Prospect chaud" in alice_client.get(url).content.decode()
        assert alice_client.post(url, {"stage": "nope"}).status_code == 422
        assert alice_client.post(url, {"stage": "customer"}).status_code == 303

    def test_an_unknown_field_or_company_is_not_found(self, alice_client, company):
        assert self.cell(alice_client, company, "name_key", "x").status_code == 404
        assert alice_client.post(f"{URL}999999/champ/city/", {"city": "x"}).status_code == 404


class TestViews:
    def save(self, client, name="Mes chauds", query="etape=hot", **more):
        return client.post("/e/nord/vues/companies/enregistrer/", {"name": name, "query": query, "next": URL, **more})

    def test_a_view_has_a_name_a_tab_and_an_address(self, alice_client, company):
        response = self.save(alice_client)
        assert response.status_code == 303
        assert re.search(r"\?vue=\d+$", response["Location"])
        html = alice_client.get(response["Location"]).content.decode()
        assert "Mes chauds" in html
        assert names(alice_client.get(response["Location"])) == ["Menuiserie Perrin"]

    def test_ones_own_is_not_seen_by_others_until_shared(self, alice_client, bruno_client, nord):
        self.save(alice_client)
        assert "Mes chauds" not in bruno_client.get(URL).content.decode()
        self.save(alice_client, name="Pour tous", is_shared="on")
        assert "Pour tous" in bruno_client.get(URL).content.decode()

    @pytest.mark.parametrize("name", ["", "x" * 61])
    def test_a_name_is_needed_and_not_too_long(self, alice_client, in_nord, name):
        self.save(alice_client, name=name)
        assert not SavedView.objects.exists()

    def test_the_same_name_is_not_kept_twice(self, alice_client, in_nord):
        self.save(alice_client)
        self.save(alice_client)
        assert SavedView.objects.count() == 1

    def test_only_its_owner_changes_or_deletes_it(self, alice_client, bruno_client, in_nord):
        self.save(alice_client, is_shared="on")
        pk = SavedView.objects.get().pk
        assert bruno_client.post(f"/e/nord/vues/{pk}/supprimer/").status_code == 404
        assert bruno_client.post(f"/e/nord/vues/{pk}/mettre-a-jour/", {"query": ""}).status_code == 404
        alice_client.post(f"/e/nord/vues/{pk}/mettre-a-jour/", {"query": "etape=cold"})
        assert SavedView.objects.get().query == "etape=cold"
        alice_client.post(f"/e/nord/vues/{pk}/supprimer/")
        assert not SavedView.objects.exists()
