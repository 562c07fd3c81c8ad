"""Every page of a workspace that has data: what axe, the console, the edges of the window and the French say of it."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from carnet.foundation.workspaces.models import CompanySettings, Membership
from tests.furnished import Furnished, furnish, readable

from .acts import come_in, complaints
from .words_of_ours import english_among

pytestmark = pytest.mark.django_db(transaction=True)

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Light on a desk and dark on a phone say as much as the four pairs: a colour does not depend on the width.
JUDGED = ((1440, "light"), (380, "dark"))
MEASURED = (768, 1920)
HEIGHT = 900
TEXTS = """() => {
  const found = [document.title.replace(/ · Carnet$/, '')];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (!at.closest('script, style, template, code, pre, [lang]:not(html)')) found.push(walker.currentNode.textContent);
  }
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder]'))
    for (const name of ['aria-label', 'title', 'placeholder'])
      if (one.hasAttribute(name)) found.push(one.getAttribute(name));
  return found.map(text => text.trim()).filter(text => text.length > 1);
}"""
SETTLED = "() => !document.querySelector('.htmx-request, #margin-notes[hx-trigger=load]')"
STICKS_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1
    && !one.parentElement.closest('.scroll, .board')).slice(-3).map(one => one.outerHTML.slice(0, 120)).concat('sticks out')"""


@pytest.fixture
def known(alice: Membership, bruno: Membership, seller: CompanySettings) -> Furnished:
    return furnish(alice, bruno)


@pytest.fixture
def page(browser: Browser, live_server: Any, alice: Membership) -> Any:
    context = come_in(browser, live_server.url, alice)
    yield context.new_page()
    context.close()


def whole_pages(client: Any, addresses: list[str]) -> list[str]:
    """Those that answer a page: the others are parts, files and the way to another page."""
    kept = []
    for address in addresses:
        answer = client.get(address)
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        # Data that a page asks for by its choices refuses an address without any; it is no page.
        expected = {200, 302, 303} if is_html else {200, 302, 303, 422}
        assert answer.status_code in expected, f"{address}: {answer.status_code}"
        if answer.status_code == 200 and is_html and b"<html" in answer.content:
            kept.append(address)
    return kept


def faults_of(page: Page, axe: str) -> list[str]:
    """What is wrong with the page that is open, at each width and in both themes."""
    found = [f"English: {text}" for text in english_among(page.evaluate(TEXTS))]
    page.evaluate(axe)
    for width, theme in JUDGED:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found += [f"{width} {theme}: {fault}" for fault in axe_says(page)]
        found += [f"{width}: {fault}" for fault in page.evaluate(STICKS_OUT)]
    for width in MEASURED:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found += [f"{width}: {fault}" for fault in page.evaluate(STICKS_OUT)]
    return found


def axe_says(page: Page) -> list[str]:
    said = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", AXE_TAGS)
    return [
        f"{one['id']} {' '.join(map(str, node['target']))} {node['failureSummary']}"
        for one in said["violations"]
        for node in one["nodes"][:3]
    ]


def test_an_english_word_of_ours_is_told_from_a_french_one() -> None:
    shown = ["Nouvelle société", "New company", "Select Alpéo", "Isle of Man", "3 sur 4", "Pôle New Company"]
    assert english_among(shown) == ["New company", "Select Alpéo"]


def test_every_page_is_sound_at_every_width_in_both_themes_and_in_french(
    page: Page, alice_client: Any, known: Furnished, axe_source: str
) -> None:
    screens = whole_pages(alice_client, readable(known))
    states = whole_pages(alice_client, [f"/e/nord/{address}" for address in known.more])
    heard = complaints(page)
    faults: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for address in [*screens, *states]:
        page.goto(address)
        page.wait_for_function(SETTLED)
        found = faults_of(page, axe_source)
        title = page.title()
        if address in screens and titles.setdefault(title, address) != address:
            found.append(f"same title as {titles[title]}: {title}")
        found += heard
        heard.clear()
        if found:
            faults[address] = found
    assert not faults, "\n".join(f"{address}\n    " + "\n    ".join(found) for address, found in faults.items())
