"""A tour as iCalendar (RFC 5545): one event for each visit, at its time, with its place."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.utils import timezone

from .models import Tour, TourVisit, clock
from .queries import TourShown

WIDTH = 75


def written(tour: Tour, plan: TourShown, workspace: str) -> str:
    """CRLF, lines folded at 75 octets, instants in UTC. The same visit keeps its UID: a later file replaces it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Carnet//Tours//FR", "METHOD:PUBLISH"]
    stamp = _utc(tour.planned_at or tour.created_at)
    for one in plan.days:
        for stop in one.stops:
            lines += _event(one.day.on, stop, stamp, workspace)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def _event(on: date, stop: TourVisit, stamp: str, workspace: str) -> list[str]:
    starts, ends = (
        timezone.make_aware(datetime.combine(on, clock(minute or 0))) for minute in (stop.begins, stop.ends)
    )
    return [
        "BEGIN:VEVENT",
        f"UID:visite-{stop.pk}@{workspace}.carnet",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{_utc(starts)}",
        f"DTEND:{_utc(ends)}",
        f"SUMMARY:{escaped(stop.name)}",
        f"LOCATION:{escaped(stop.place)}",
        f"GEO:{stop.latitude:.5f};{stop.longitude:.5f}",
        "END:VEVENT",
    ]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """As RFC 5545, 3.3.11 wants texts."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """The line in pieces of 75 octets at most, each after the first begun with a space; no character is cut."""
    piece, room = "", WIDTH
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", WIDTH - 1
        piece += character
        room -= size
    yield piece
