"""The route sheet as its template wants it: every word and figure already written, in French. Frozen once printed."""

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.foundation.documents.frame import frame
from carnet.foundation.documents.models import Document
from carnet.foundation.documents.rendering import Template
from carnet.foundation.documents.services import freeze
from carnet.foundation.ui import formats
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of

from . import queries
from .comparing import compared
from .drawing import HEIGHT, WIDTH, spots_of
from .models import Tour
from .queries import DayShown, TourShown
from .words import hour, minutes

SHEET = Template("tours.sheet", "/prospect/tours/typst/sheet.typ", 3)
LANGUAGE = "fr"


@transaction.atomic
def freeze_sheet(*, member: Membership, tour: Tour) -> Document:
    """A new version after each plan. Raises CannotRender."""
    data = sheet_data(member, tour)
    held = tour.sheet
    previous = held if held and not Document.objects.filter(previous=held).exists() else None
    made = freeze(
        member=member,
        kind="tours.sheet",
        template=SHEET,
        data=data,
        title=data["title"],
        number=f"TOURNEE-{tour.first_on:%Y-%m-%d}-{tour.pk}",
        language=LANGUAGE,
        previous=previous,
    )
    Tour.objects.filter(pk=tour.pk).update(sheet=made)
    return made


def sheet_data(member: Membership, tour: Tour) -> dict[str, Any]:
    """Seven queries, whatever the number of visits."""
    with translation.override(LANGUAGE):
        plan = queries.shown(tour)
        return {
            **_frame(member, tour),
            "lede": str(tour.member),
            "frame": [WIDTH, HEIGHT],
            "days": [_day(one) for one in plan.days if one.stops],
            "left": [{"name": visit.name, "why": reason} for visit, reason in plan.left],
            "figures": _figures(plan),
            "ways": _ways(tour),
            "note": _("Kilometres and hours estimated from the straight line.")
            if tour.summary["travel"]["kind"] == "estimated"
            else "",
        }


def _day(one: DayShown) -> dict[str, Any]:
    day = one.day
    way = [day.start.point, *(stop.point for stop in one.stops), day.finish.point]
    return {
        "title": formats.long_day(day.on, LANGUAGE),
        "leaves": _("Leave %(place)s at %(at)s") % {"place": day.start.name, "at": hour(day.departs)},
        "back": _("At %(place)s at %(at)s") % {"place": day.finish.name, "at": hour(day.returns)},
        "lunch": _("Lunch at %(at)s") % {"at": hour(day.lunch)} if day.lunch else "",
        "sum": f"{formats.number(day.km, LANGUAGE)} km · {minutes(day.drive)}",
        "spots": spots_of(way),
        "stops": [
            {
                "at": f"{hour(stop.begins)} – {hour(stop.ends)}",
                "name": stop.name,
                "place": stop.place,
                "phone": formats.phone(stop.company.phone) if stop.company and stop.company.phone else "",
                "warned": _("To check first: %(doubt)s") % {"doubt": stop.warned.label} if stop.warned else "",
                "drive": f"{minutes(stop.drive)}, {formats.number(stop.km, LANGUAGE)} km",
            }
            for stop in one.stops
        ],
    }


def _figures(plan: TourShown) -> list[list[str]]:
    return [
        [str(plan.visits), _("visits")],
        [f"{formats.number(plan.km, LANGUAGE)} km", _("by car")],
        [minutes(plan.drive), _("of driving")],
    ]


def _ways(tour: Tour) -> list[list[str]]:
    found = compared(tour)
    if found is None:
        return []
    return [
        [way.label, "—" if way.kg is None else f"{formats.number(way.kg, LANGUAGE, 1)} kg CO2e", way.note]
        for way in found.ways
    ]


def _frame(member: Membership, tour: Tour) -> dict[str, Any]:
    period = {"first": formats.day(tour.first_on, LANGUAGE), "last": formats.day(tour.last_on, LANGUAGE)}
    named = {
        "stop": _("Visit"),
        "when": pgettext("route sheet", "Hours"),
        "drive": _("Road"),
        "left": _("Left out"),
        "carbon": _("What it costs the climate"),
    }
    title = _("Route sheet, %(first)s to %(last)s") % period
    return frame(seller_of(member.workspace), title=title, language=LANGUAGE, on=timezone.localdate(), words=named)
