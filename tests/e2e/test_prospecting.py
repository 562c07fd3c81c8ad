"""From a zone drawn on the map to suspects, and from a week of visits to the agenda, in a browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.prospect.sourcing.models import Targeting
from carnet.prospect.tours.models import Tour
from carnet.prospect.tours.services import add_visits
from tests.foundation.geo.conftest import atlas, build_geo, communes, communes_file, rows  # noqa: F401 (fixtures)
from tests.prospect.sourcing.conftest import register, three  # noqa: F401 (fixtures)
from tests.prospect.tours.conftest import companies, start, tour  # noqa: F401 (fixtures)

from .acts import come_in, complaints
from .test_every_page import AXE_TAGS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser, live_server: Any, bruno: Membership, in_nord: Workspace) -> Any:
    context = come_in(browser, live_server.url, bruno, viewport={"width": 1280, "height": 1000})
    yield context.new_page()
    context.close()


def draw(page: Page, kind: str, *places: tuple[float, float]) -> None:
    """Press the tool, then these places, as parts of the map's width and height."""
    page.locator(".map").scroll_into_view_if_needed()
    page.locator(f".map button[data-kind='{kind}']").click()
    box = page.locator(".map").bounding_box()
    assert box is not None
    for right, down in places:
        page.mouse.click(box["x"] + box["width"] * right, box["y"] + box["height"] * down)


@pytest.mark.usefixtures("three")
def test_a_zone_is_drawn_counted_and_its_best_are_added(page: Page, axe_source: str) -> None:
    heard = complaints(page)
    page.goto("/e/nord/cibles/?naf=43.22A&lieu=45.764,4.8357&km=30")
    expect(page.locator("#count")).to_contain_text("4 établissements conviennent")
    expect(page.locator("[data-map-said]")).to_have_text("4 établissements en vue")

    page.fill("#id_km", "20")
    expect(page.locator("#count")).to_contain_text("4 établissements conviennent")

    draw(page, "circle", (0.5, 0.5), (0.62, 0.5))
    # The address changes once the answer is there.
    expect(page).to_have_url(re.compile(r"lieu=45\.\d+%2C.{1,3}4\.\d+"))
    expect(page.locator("#results header h2")).to_contain_text("4 établissements conviennent")

    draw(page, "area", (0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7))
    page.locator(".map-hint .btn.go").click()
    expect(page).to_have_url(re.compile(r"zone=4"))
    expect(page.get_by_role("link", name="Retirer la zone")).to_be_visible()
    expect(page.locator("#results header h2")).to_contain_text("4 établissements conviennent")
    page.evaluate(axe_source)
    faults = page.evaluate("tags => axe.run('#results', {runOnly: tags, resultTypes: ['violations']})", AXE_TAGS)
    assert [one["id"] for one in faults["violations"]] == []

    page.get_by_role("button", name="Ajouter les cochés comme suspects").click()
    expect(page.locator("h1")).to_contain_text("Cibles choisies le")
    assert Targeting.objects.get().asked.area
    assert Company.objects.count() == 3
    assert heard == []


def test_a_tour_is_planned_and_put_into_the_agenda(
    page: Page,
    bruno: Membership,
    tour: Tour,  # noqa: F811 (the fixture)
    companies: list[Company],  # noqa: F811 (the fixture)
) -> None:
    add_visits(member=bruno, tour=tour, companies=companies[:3])
    page.goto(f"/e/nord/tournees/{tour.pk}/")
    page.get_by_role("button", name="Planifier").click()
    expect(page.locator(".timeline li")).to_have_count(3)
    page.get_by_role("button", name="Mettre dans l’agenda").click()
    expect(page.locator(".page header.lede")).to_contain_text("Dans l’agenda")
    assert Appointment.objects.filter(cancelled_at=None).count() == 3
    page.get_by_role("button", name="A annulé").first.click()
    page.get_by_role("button", name="Replanifier ce jour seul").click()
    expect(page.locator(".timeline li")).to_have_count(2)
