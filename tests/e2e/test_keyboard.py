"""Work without a mouse: every step below is a key."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.foundation.workspaces.permissions import Role

from .acts import come_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser, live_server: Any, alice: Membership, in_nord: Workspace) -> Any:
    for name, city in (("Alpéo", "Lyon"), ("Bati-Confort", "Bron"), ("Confluo", "Vienne")):
        create_company(member=alice, name=name, city=city)
    context = come_in(browser, live_server.url, alice, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def city_of(page: Page, name: str) -> Locator:
    row = page.locator("table[data-list] tbody tr", has_text=name)
    return row.locator("a[data-inline*='/champ/city/']")


def begin_to_edit(page: Page, cell: Locator) -> Locator:
    cell.focus()
    page.keyboard.press("Enter")
    box = page.locator("input.inline-input")
    expect(box).to_be_focused()
    return box


def focus_is_within(page: Page, selector: str) -> bool:
    """The browser's own buttons, which come after the last field, count as no place of the page."""
    return bool(
        page.evaluate(
            "selector => document.activeElement === document.body || !!document.activeElement.closest(selector)",
            selector,
        )
    )


def test_the_first_key_offers_to_skip_to_the_page(page: Page) -> None:
    page.goto("/e/nord/societes/")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#page")).to_be_focused()


def test_the_palette_opens_is_walked_opens_what_is_chosen_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/e/nord/")
    link = page.locator("main a.btn").first
    link.focus()
    page.keyboard.press("Control+k")
    palette, box = page.locator("#palette"), page.locator("#palette-input")
    expect(box).to_be_focused()
    page.keyboard.press("Control+k")
    expect(palette).to_be_hidden()
    expect(link).to_be_focused()

    page.keyboard.press("Control+k")
    options = palette.locator("[role='option']:visible")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id") or "")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")

    page.keyboard.type("bati conf")
    expect(palette.locator("[data-palette='results'] [role='option']")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Bati-Confort")


@pytest.mark.parametrize(
    ("keys", "path"),
    [("gc", "/societes/"), ("gp", "/personnes/"), ("gd", "/affaires/"), ("gr", "/resultats/"), ("gt", "/e/nord/")],
)
def test_two_letters_lead_to_each_page(page: Page, keys: str, path: str) -> None:
    page.goto("/e/nord/droit/")
    page.keyboard.type(keys)
    page.wait_for_url(f"**{path}")


def test_a_question_mark_lists_the_keys_of_this_page_and_escape_closes_the_list(page: Page) -> None:
    page.goto("/e/nord/societes/")
    page.keyboard.press("?")
    listed = page.locator("#shortcuts-dialog")
    expect(listed).to_be_visible()
    expect(listed.locator("dl > div", has_text="Sociétés").filter(has_text="G puis C")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()


def test_a_list_is_walked_and_a_row_opened(page: Page) -> None:
    page.goto("/e/nord/societes/")
    rows = page.locator("table[data-list] tbody tr")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(rows.nth(place)).to_be_focused()
    name = rows.nth(1).locator("a.name").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)


@pytest.mark.parametrize("leaving", ["Enter", "Tab"])
def test_a_value_changed_in_its_place_is_saved_by_leaving_it_and_the_save_is_seen(page: Page, leaving: str) -> None:
    page.goto("/e/nord/societes/")
    begin_to_edit(page, city_of(page, "Alpéo"))
    page.keyboard.type("Givors")
    page.keyboard.press(leaving)
    cell = city_of(page, "Alpéo")
    expect(cell).to_have_class(re.compile("saved"))
    expect(cell).to_contain_text("Givors")
    expect(page.locator("#toasts")).to_contain_text("Enregistré")
    expect(page.locator("#toasts [data-undo] button")).to_be_visible()
    assert Company.objects.get(name="Alpéo").city == "Givors"
    if leaving == "Enter":
        expect(cell).to_be_focused()


def test_escape_leaves_the_value_as_it_was(page: Page) -> None:
    page.goto("/e/nord/societes/")
    begin_to_edit(page, city_of(page, "Alpéo"))
    page.keyboard.type("Givors")
    page.keyboard.press("Escape")
    expect(city_of(page, "Alpéo")).to_be_focused()
    expect(city_of(page, "Alpéo")).to_contain_text("Lyon")
    assert Company.objects.get(name="Alpéo").city == "Lyon"


def test_a_refused_value_says_why_beside_it(page: Page) -> None:
    page.goto(f"/e/nord/societes/{Company.objects.get(name='Alpéo').pk}/")
    begin_to_edit(page, page.locator("a[data-inline*='/champ/siren/']"))
    page.keyboard.type("123")
    page.keyboard.press("Enter")
    expect(page.locator(".inline-error[role='alert']")).to_be_visible()
    assert Company.objects.get(name="Alpéo").siren == ""


def test_a_dialog_keeps_the_focus_and_gives_it_back(page: Page) -> None:
    page.goto(f"/e/nord/societes/{Company.objects.get(name='Alpéo').pk}/")
    opener = page.locator("main a[hx-get*='/agenda/appel/']")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog).to_be_visible()
    for _ in range(14):
        assert focus_is_within(page, "#dialog")
        page.keyboard.press("Tab")
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        assert focus_is_within(page, "#dialog")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_call_is_logged_by_four_keys(page: Page) -> None:
    page.goto(f"/e/nord/societes/{Company.objects.get(name='Alpéo').pk}/")
    page.keyboard.press("a")
    expect(page.locator("#dialog")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog h2")).to_have_text("Et ensuite ?")
    expect(page.locator("#dialog button[autofocus]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".sheet.next")).to_contain_text("Alpéo")


def test_one_digit_leads_to_the_other_workspace(page: Page, alice: Membership, sud: Workspace) -> None:
    Membership.objects.create(workspace=sud, user=alice.user, role=Role.REP)
    page.goto("/e/nord/societes/")
    page.keyboard.press("2")
    page.wait_for_url("**/e/sud/")
    expect(page.locator(".who")).to_contain_text("Ateliers du Sud")
    page.keyboard.press("1")
    page.wait_for_url("**/e/nord/")
