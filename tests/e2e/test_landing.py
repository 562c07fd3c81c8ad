"""A public page published on screen, filled in by a stranger, confirmed by e-mail, a lead with a task; judged by axe."""

import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from carnet.foundation.consents.models import Consent
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.prospect.landing.confirming import send_waiting
from carnet.prospect.landing.models import Page as PublicPage
from carnet.prospect.landing.qualifying import qualify_waiting
from tests.prospect.landing.conftest import begun, house  # noqa: F401 (fixtures)

from .acts import come_in
from .test_every_page import STICKS_OUT, axe_says

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = ((380, "dark"), (768, "light"), (1440, "light"))


@pytest.fixture
def page(browser: Browser, live_server: Any, bruno: Membership, in_nord: Workspace) -> Any:
    context = come_in(browser, live_server.url, bruno, viewport={"width": 1280, "height": 1000})
    yield context.new_page()
    context.close()


def sound(stranger: Page, axe: str) -> list[str]:
    stranger.evaluate(axe)
    faults = []
    for width, theme in WIDTHS:
        stranger.emulate_media(color_scheme=theme)
        stranger.set_viewport_size({"width": width, "height": 900})
        faults += [*axe_says(stranger), *stranger.evaluate(STICKS_OUT)]
    return faults


@pytest.mark.usefixtures("house")
def test_a_page_brings_a_lead(
    page: Page,
    browser: Browser,
    live_server: Any,
    begun: PublicPage,  # noqa: F811 (the fixture)
    axe_source: str,
) -> None:
    page.goto(f"/e/nord/pages/{begun.pk}/")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("La page est publique.")).to_be_visible()

    # No script runs on a public page: nothing of it may need one.
    context = browser.new_context(base_url=live_server.url, locale="fr-FR", bypass_csp=True, reduced_motion="reduce")
    stranger = context.new_page()
    stranger.goto("/p/nord/bureaux-calmes/?utm_source=linkedin")
    assert sound(stranger, axe_source) == []
    assert context.cookies() == []
    stranger.get_by_label("Votre nom").fill("Jeanne Roy")
    stranger.get_by_label("Votre entreprise").fill("Cabinet Roy")
    stranger.get_by_label("Votre e-mail").fill("jeanne@cabinet-roy.example")
    stranger.get_by_label("Votre besoin").fill("Deux bureaux à isoler du bruit.")
    stranger.get_by_label(re.compile("J’accepte de recevoir")).check()
    stranger.wait_for_timeout(2100)
    stranger.get_by_role("button", name="Recevoir mon étude gratuite").click()
    expect(stranger.get_by_role("heading", name=re.compile("Merci"))).to_be_visible()
    assert sound(stranger, axe_source) == []

    assert qualify_waiting() == 1
    assert send_waiting() == 1
    stranger.goto(re.search(r"/p/nord/confirmer/\S+", mail.outbox[0].body)[0])
    assert sound(stranger, axe_source) == []
    stranger.get_by_role("button", name="Oui, je confirme").click()
    expect(stranger.get_by_role("heading", name=re.compile("confirmé"))).to_be_visible()
    assert Consent.objects.get().channel == "email"
    context.close()

    page.goto("/e/nord/contacts-recus/")
    page.get_by_role("link", name="Jeanne Roy").click()
    expect(page.get_by_text("Deux bureaux à isoler du bruit.")).to_be_visible()
    page.goto("/e/nord/")
    expect(page.get_by_text(re.compile("Répondre à Jeanne Roy")).first).to_be_visible()
