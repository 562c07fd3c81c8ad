from datetime import date
from decimal import Decimal

import pytest

from carnet.foundation.law.rules import Buyer, Confidence, LegalValue, Territory, Unit


@pytest.fixture
def legal_value():
    """Make a value of a made-up rule; only what a test is about needs saying."""

    def make(**more):
        return LegalValue(
            **{
                "code": "snow.days",
                "theme": "snow",
                "label": "Jours de neige",
                "label_en": "Snow days",
                "value": 5,
                "unit": Unit.DAYS,
                "in_force_from": date(2020, 1, 1),
                "in_force_to": None,
                "buyers": frozenset(Buyer),
                "territories": frozenset(Territory),
                "source": "Code de la neige, art. 1",
                "read_on": date(2026, 11, 23),
                "confidence": Confidence.SECONDARY,
                **more,
            }
        )

    return make


@pytest.fixture
def percent(legal_value):
    return legal_value(code="snow.rate", value=Decimal("5.5"), unit=Unit.PERCENT)
