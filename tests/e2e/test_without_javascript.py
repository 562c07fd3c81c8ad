"""The job with a browser that runs no script: slower, and whole."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import CompanySettings, Membership

from .acts import come_in, toast_says, undo_from_the_toast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser, live_server: Any, alice: Membership, seller: CompanySettings) -> Any:
    for name, city in (("Alpéo", "Lyon"), ("Bati-Confort", "Bron"), ("Confluo", "Vienne")):
        create_company(member=alice, name=name, city=city)
    context = come_in(browser, live_server.url, alice, java_script_enabled=False)
    yield context.new_page()
    context.close()


def names(page: Page) -> list[str]:
    return page.locator("table[data-list] a.name").all_inner_texts()


def filter_the_list(page: Page, city: str) -> None:
    page.goto("/e/nord/societes/")
    page.locator("#filters").get_by_role("button", name="Filtres").click()
    page.locator("#filters [name='ville']").fill(city)
    page.get_by_role("button", name="Filtrer", exact=True).click()
    page.wait_for_url("**ville=*")


def create_a_company(page: Page, name: str) -> None:
    page.goto("/e/nord/societes/nouvelle/")
    page.locator("#id_name").fill(name)
    page.locator("main form button.go").click()
    expect(page.locator("h1")).to_have_text(name)
    toast_says(page, name)


def log_a_call(page: Page) -> None:
    page.get_by_role("link", name="Noter un appel").click()
    expect(page.locator("h1")).to_have_text("Noter un appel")
    page.get_by_role("button", name="Joint").click()
    expect(page.locator("h1")).to_have_text("Et ensuite ?")
    page.get_by_role("button", name="Prévoir").click()
    toast_says(page, "Prochaine action prévue.")


def draft_a_quote(page: Page) -> None:
    page.get_by_role("button", name="Nouveau devis").click()
    page.get_by_role("button", name="Ajouter une ligne libre").click()
    page.locator("[name='lines-0-label']").fill("Étude")
    page.locator("[name='lines-0-quantity']").fill("2")
    page.locator("[name='lines-0-unit_price_cents']").fill("1 250,50")
    page.get_by_role("button", name="Enregistrer").last.click()
    toast_says(page, "Enregistré.")
    expect(page.locator("main")).to_contain_text(re.compile(r"2\s501,00\s€"))


def change_the_city_on_its_own_page(page: Page, city: str) -> None:
    page.locator("a.inline[href*='/champ/city/']").first.click()
    page.locator("main input[name='city']").fill(city)
    page.locator("main form button.go").click()


def test_the_list_is_filtered_by_its_button(page: Page) -> None:
    filter_the_list(page, "Bron")
    assert names(page) == ["Bati-Confort"]


def test_a_value_of_the_list_is_changed_on_a_page_of_its_own(page: Page) -> None:
    filter_the_list(page, "Bron")
    change_the_city_on_its_own_page(page, "Givors")
    toast_says(page, "Bati-Confort")
    assert Company.objects.get(name="Bati-Confort").city == "Givors"


def test_from_a_new_company_to_the_results(page: Page) -> None:
    create_a_company(page, "Novaltis")
    log_a_call(page)
    draft_a_quote(page)
    page.get_by_role("button", name="Numéroter et figer").click()
    expect(page.locator("h1")).to_contain_text("Envoyé")
    page.get_by_role("button", name="Gagné : accord donné").click()
    expect(page.locator("h1")).to_contain_text("Accepté")
    page.goto("/e/nord/resultats/")
    expect(page.locator("h1")).to_have_text("Résultats")
    expect(page.locator("main")).to_contain_text("Pas d’objectif sur cette période")


def test_an_act_is_taken_back_from_its_toast(page: Page) -> None:
    create_a_company(page, "Novaltis")
    undo_from_the_toast(page)
    filter_the_list(page, "")
    assert "Novaltis" not in names(page)


def test_the_search_is_a_page(page: Page) -> None:
    page.goto("/e/nord/")
    page.locator("a[data-opens-palette]").click()
    page.locator("main #q").fill("confluo")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Confluo").click()
    expect(page.locator("h1")).to_have_text("Confluo")
