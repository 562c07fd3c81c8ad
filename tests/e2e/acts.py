"""What a person does with a page, named as they would say it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from carnet.foundation.workspaces.models import Membership

WAIT = 10_000
"""Milliseconds: a loaded machine is slow, not wrong."""

FRENCH_AND_STILL = {"locale": "fr-FR", "timezone_id": "Europe/Paris", "reduced_motion": "reduce"}
"""Options of every browser context: what moves is no target for a click."""


def come_in(browser: Browser, address: str, member: Membership, **options: Any) -> BrowserContext:
    """A context signed in as `member`, whose pages take addresses without their host."""
    client = Client()
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=address, **{**FRENCH_AND_STILL, **options})
    context.set_default_timeout(WAIT)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    return context


def complaints(page: Page) -> list[str]:
    """What the browser complains of from now on: errors, refusals of the content policy, failed requests.

    A request given up because its page was left is none of them.
    """
    heard: list[str] = []

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":
            heard.append(f"{request.url}: {request.failure}")

    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("requestfailed", failed)
    return heard


def find_by_the_palette(page: Page, typed: str, expected: str) -> None:
    """Ctrl+K, some letters, Enter on the first answer, which must be the expected one."""
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    first = page.locator("#palette [data-palette='results'] [role='option']").first
    expect(first).to_contain_text(expected)
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(expected)


def toast_says(page: Page, words: str) -> None:
    expect(page.locator("#toasts [data-toast]").last).to_contain_text(words)


def undo_from_the_toast(page: Page) -> None:
    page.locator("#toasts [data-undo] button").last.click()


@contextmanager
def clicks_counted(page: Page, at_most: int) -> Iterator[None]:
    """No more than `at_most` clicks of the mouse between here and there, page changes included."""
    count = 0

    def counted() -> None:
        nonlocal count
        count += 1

    page.expose_function("aClickWasMade", counted)
    page.evaluate("addEventListener('pointerdown', () => aClickWasMade(), true)")
    yield
    assert count <= at_most, f"{count} clicks"
