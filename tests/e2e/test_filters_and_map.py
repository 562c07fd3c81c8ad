"""The builder of filters without a mouse, from the first condition to the saved view; the map and its words."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from carnet.foundation.parties.services import create_company
from carnet.foundation.ui.models import SavedView
from carnet.foundation.workspaces.models import Membership, Workspace

from .acts import come_in, complaints
from .test_every_page import axe_says

pytestmark = pytest.mark.django_db(transaction=True)
FARTHEST = 120
"""Presses of Tab after which a place is taken for one that no key reaches."""


@pytest.fixture
def page(browser: Browser, live_server: Any, alice: Membership, in_nord: Workspace) -> Any:
    for name, postcode, city, stage in (
        ("Alpéo", "69003", "Lyon", "hot"),
        ("Bati-Confort", "69500", "Bron", "hot"),
        ("Confluo", "38200", "Vienne", "cold"),
        ("Sans adresse", "", "", "cold"),
    ):
        create_company(member=alice, name=name, postcode=postcode, city=city, stage=stage)
    context = come_in(browser, live_server.url, alice, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _press in range(FARTHEST):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {selector}")


def choose(page: Page, selector: str, letters: str) -> None:
    """In a list that has the focus: the first letters of what one wants."""
    tab_to(page, selector)
    page.keyboard.type(letters)


def settled(page: Page) -> None:
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-settling')")


def shows(page: Page, *names: str) -> None:
    expect(page.locator("table[data-list] tbody a.name")).to_have_text(list(names))


def test_a_filter_is_built_applied_changed_and_kept_by_keys_alone(page: Page) -> None:
    page.goto("/e/nord/societes/")
    tab_to(page, "#list a.chip[hx-get*='filtre']")
    page.keyboard.press("Enter")
    expect(page.locator("#builder")).to_be_visible()

    tab_to(page, "#builder button[value='condition-0']")
    page.keyboard.press("Enter")
    expect(page.locator("#builder .condition")).to_have_count(1)
    settled(page)
    choose(page, "#builder select[name^='k']", "Ville")
    expect(page.locator("#builder select[name^='o']")).to_have_count(1)
    settled(page)
    tab_to(page, "#builder .condition input[type='text']")
    page.keyboard.type("Bron")

    tab_to(page, "#builder button[value='group-0']")
    page.keyboard.press("Enter")
    expect(page.locator("#builder fieldset.group fieldset.group")).to_have_count(1)
    settled(page)
    tab_to(page, "#builder fieldset.group fieldset.group button[value^='remove-']:not([aria-label])")
    page.keyboard.press("Enter")
    expect(page.locator("#builder fieldset.group fieldset.group")).to_have_count(0)
    settled(page)

    tab_to(page, "#builder button.go[value='apply']")
    page.keyboard.press("Enter")
    expect(page.locator("#list .chip.wrap")).to_have_count(1)
    shows(page, "Bati-Confort")

    tab_to(page, "button[popovertarget='save-view']")
    page.keyboard.press("Enter")
    tab_to(page, "#view-name")
    page.keyboard.type("Clients de Bron")
    page.keyboard.press("Enter")
    expect(page.locator("nav.tabs a[aria-current='page']")).to_have_text("Clients de Bron")
    assert SavedView.objects.get().name == "Clients de Bron"
    shows(page, "Bati-Confort")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (768, "dark"), (380, "light")])
def test_the_map_says_in_words_what_it_shows_and_axe_agrees(
    page: Page, axe_source: str, width: int, theme: str
) -> None:
    heard = complaints(page)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.goto("/e/nord/societes/?forme=carte")
    expect(page.locator(".map-mark").first).to_be_visible()
    expect(page.locator("[data-map-said]")).to_contain_text("3 sociétés")
    expect(page.locator("[data-map-list]")).to_contain_text("Alpéo")
    page.evaluate(axe_source)
    assert not axe_says(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not heard


def test_a_company_in_sight_of_the_map_is_opened_by_keys_alone(page: Page) -> None:
    page.goto("/e/nord/societes/?forme=carte")
    expect(page.locator("[data-map-list]")).to_contain_text("Alpéo")
    tab_to(page, "[data-map-list] a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Alpéo")
