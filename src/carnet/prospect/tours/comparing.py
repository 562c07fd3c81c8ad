"""The CO2 of a tour beside the same week otherwise: figures, and where each comes from."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from carnet.foundation.csr.queries import ask
from carnet.foundation.csr.rules import train_wanted
from carnet.foundation.law.rules import LegalValue
from carnet.foundation.law.words import amount

from .factors import in_force
from .models import Tour


@dataclass(frozen=True, slots=True)
class Way:
    """`kg` None where no factor allows to count; `note` says what the figure is and is not."""

    label: str
    km: float
    kg: float | None
    note: str
    is_plan: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    ways: list[Way]
    sources: list[str]
    is_unverified: bool
    train_days: list[Any]


def compared(tour: Tour) -> Compared | None:
    """None while there is no plan. Two queries."""
    told = tour.summary.get("co2")
    if not told or not tour.planned_at:
        return None
    labels = {
        "plan": (_("This tour"), _basis(told["plan"]["basis"])),
        "list_order": (
            _("In the order of the list"),
            _("The same visits from the top of the list, as many a day. Nobody checked that it would hold."),
        ),
        "train": (
            _("By regional train"),
            _("As many kilometres by train. Whether a station stands there, nobody looked."),
        ),
        "video": (
            _("By video"),
            _("The same visits as online meetings of three quarters of an hour, with picture."),
        ),
    }
    ways = [Way(*_first(labels[code], told[code]), is_plan=code == "plan") for code in labels]
    codes = dict.fromkeys(factor for code in labels for factor in told[code]["factors"])
    known = in_force(tour.first_on)
    used = [known[code] for code in codes if code in known]
    return Compared(ways, [_source(one) for one in used], any(one.is_unverified for one in used), train_days(tour))


def _first(label: tuple[str, str], told: dict[str, Any]) -> tuple[str, float, float | None, str]:
    return label[0], told["km"], told["kg"], label[1]


def _basis(basis: str) -> str:
    if basis == "own":
        return _("With the consumption of your car.")
    if basis == "typical":
        return _("With a typical car of that energy: give your consumption for a truer figure.")
    return _("Say what your car runs on to know.")


def _source(one: LegalValue) -> str:
    return f"{one.label} : {amount(one)} ({one.source})"


def train_days(tour: Tour) -> list[Any]:
    """The days that the company's commitment would rather see made by train. Two queries."""
    pledge = ask(tour.workspace, "train_over_km", tour.first_on)
    if pledge is None or pledge.target is None:
        return []
    return [day.on for day in tour.days.filter(km__gt=0) if train_wanted(day.km, int(pledge.target))]
