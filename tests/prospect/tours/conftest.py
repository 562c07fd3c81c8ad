"""Bruno drives from Lyon; six companies stand around, one nowhere."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from carnet.foundation.geo.rules import Point
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.prospect.tours.drivers import DRIVER_FIELDS, add_start, driver_of, save_driver
from carnet.prospect.tours.models import Start, Tour
from carnet.prospect.tours.services import create_tour

TOWNS = {
    "Villefranche-sur-Saône": "69400", "Vienne": "38200", "Bourgoin-Jallieu": "38300", "Givors": "69700",
    "Tarare": "69170", "Mâcon": "71000",
}  # fmt: skip


@pytest.fixture
def start(in_nord: Workspace, bruno: Membership) -> Start:
    return add_start(member=bruno, name="Maison", city="Lyon", point=Point(45.758, 4.835))


@pytest.fixture
def companies(in_nord: Workspace, bruno: Membership) -> list[Company]:
    return [
        create_company(member=bruno, name=f"Atelier de {city}", city=city, postcode=postcode, owner=bruno)
        for city, postcode in TOWNS.items()
    ]


def coming_monday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


def travelling(member: Membership, **changed: Any) -> None:
    driver = driver_of(member)
    save_driver(member=member, values={name: getattr(driver, name) for name in DRIVER_FIELDS} | changed)


@pytest.fixture
def tour(start: Start, bruno: Membership) -> Tour:
    """Next week, without a visit yet."""
    return create_tour(member=bruno, first_on=coming_monday(), weeks=1)
