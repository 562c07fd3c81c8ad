"""The shell and the components as a person meets them: keys, palette, themes, toasts, without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from carnet.foundation.workspaces.models import Membership

from .acts import FRENCH_AND_STILL, complaints

pytestmark = pytest.mark.django_db(transaction=True)

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Opener = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, live_server: Any, alice: Membership) -> Any:
    """Open an address as Alice; keyword arguments go to the browser's context."""
    contexts: list[BrowserContext] = []
    client = Client()
    client.force_login(alice.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open_page(path: str = "/e/nord/composants/", **options: Any) -> Page:
        context = browser.new_context(**{**FRENCH_AND_STILL, **options})
        contexts.append(context)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def faults(page: Page, axe_source: str) -> list[str]:
    page.evaluate(axe_source)
    # What still fades in has not its own contrast yet.
    page.wait_for_timeout(400)
    found = page.evaluate("tags => axe.run({runOnly: tags})", AXE_TAGS)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("width", [380, 768, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_sticks_out(opened: Opener, axe_source: str, width: int, theme: str) -> None:
    page = opened(viewport={"width": width, "height": 900}, color_scheme=theme)
    assert faults(page, axe_source) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_nothing_in_what_opens_over_the_page(opened: Opener, axe_source: str) -> None:
    page = opened()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    assert faults(page, axe_source) == []
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts-dialog")).to_be_visible()
    assert faults(page, axe_source) == []
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts-dialog")).to_be_hidden()
    page.locator(".who").click()
    expect(page.locator("#who-menu")).to_be_visible()
    assert faults(page, axe_source) == []


def test_the_palette_goes_where_one_types(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("Control+k")
    page.keyboard.type("referen")
    chosen = page.locator("#palette [role='option'][aria-selected='true']")
    expect(chosen).to_contain_text("Référentiel")
    expect(page.locator("#palette-input")).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    page.keyboard.press("Enter")
    page.wait_for_url("**/referentiel/")


def test_keys_lead_to_pages_but_never_while_typing(opened: Opener) -> None:
    page = opened()
    page.locator("#id_name").focus()
    page.keyboard.type("gc?")
    expect(page.locator("#id_name")).to_have_value("gc?")
    expect(page.locator("#shortcuts-dialog")).to_be_hidden()
    page.locator("#page").focus()
    page.once("dialog", lambda dialog: dialog.accept())  # The form's guard: what was typed is not saved.
    page.keyboard.type("gc")
    page.wait_for_url("**/societes/")


def test_the_list_of_keys_names_what_this_page_offers(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("?")
    rows = page.locator("#shortcuts-dialog dl")
    expect(rows).to_contain_text("Sociétés")
    expect(rows).to_contain_text("Appel")


def test_the_theme_changes_at_once_and_stays(opened: Opener) -> None:
    page = opened(color_scheme="light")
    page.locator(".who").click()
    page.locator("[data-theme-form] button[value='dark']").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_inline_edit_opens_on_enter_and_escape_gives_up(opened: Opener) -> None:
    page = opened()
    cell = page.locator("a.inline").first
    cell.focus()
    page.keyboard.press("Enter")
    box = page.locator("input.inline-input")
    expect(box).to_be_focused()
    expect(box).to_have_value("+33472000000")
    page.keyboard.type("06")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(cell).to_be_focused()


def test_rows_are_walked_and_ticked_by_keys(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("j")
    expect(page.locator("table[data-list] tbody tr").first).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("input[name='rows'][value='1']")).to_be_checked()


def test_a_menu_opens_beside_its_button_and_arrows_walk_it(opened: Opener) -> None:
    page = opened()
    page.locator("[popovertarget='menu-example']").click()
    shown = page.locator("#menu-example a:visible")
    expect(shown.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(shown.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#menu-example")).to_be_hidden()


def test_a_toast_of_an_answer_shows_and_an_error_stays_until_read(opened: Opener) -> None:
    page = opened()
    page.evaluate(
        """document.body.dispatchEvent(new CustomEvent("carnet:toasts", {bubbles: true, detail: {toasts: [
            {text: "Appel noté", tone: "ok", undo: "/e/nord/annuler/"}, {text: "<b>Refusé</b>", tone: "bad", undo: ""}]}}))"""
    )
    toasts = page.locator("#toasts [data-toast]")
    expect(toasts).to_have_count(2)
    assert page.locator("#toasts form").get_attribute("action") == "/e/nord/annuler/"
    expect(page.locator("#toasts [role='alert'] p")).to_have_text("<b>Refusé</b>")
    page.locator("#toasts [role='alert'] [data-dismiss]").click()
    expect(toasts).to_have_count(1)


def test_every_file_of_the_page_is_served_and_the_policy_refuses_none(opened: Opener) -> None:
    page = opened("/compte/email/")
    refused = complaints(page)
    page.goto(page.url.replace("/compte/email/", "/e/nord/composants/"))
    page.wait_for_load_state("networkidle")
    assert refused == []


def test_the_page_works_without_javascript(opened: Opener) -> None:
    page = opened(java_script_enabled=False)
    page.locator(".who").click()
    page.locator("#who-menu button[value='dark']").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#who-menu")).to_be_hidden()
    expect(page.locator(".needs-js").first).to_be_hidden()


def test_the_first_load_weighs_little(opened: Opener) -> None:
    """DESIGN §5: 200 KB compressed; here the parts that every page loads, fonts included."""
    import gzip
    from pathlib import Path

    names = [path.name for path in Path(str(finders.find("carnet/js"))).glob("*.js")]
    texts = ["carnet/carnet.css", "carnet/icons.svg", "vendor/htmx.min.js", *[f"carnet/js/{name}" for name in names]]
    weight = sum(len(gzip.compress(Path(str(finders.find(name))).read_bytes())) for name in texts)
    weight += Path(str(finders.find("vendor/inter/inter-latin-wght-normal.woff2"))).stat().st_size
    weight += len(gzip.compress(opened().content().encode()))
    assert weight < 130_000
