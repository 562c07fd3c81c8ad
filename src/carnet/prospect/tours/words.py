"""Why a case was refused, why a visit is left out, in sentences that say what to do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from carnet.foundation.ui.templatetags.carnet import day as written_day

from .rules.case import CASE_SCHEMA, MOST_DAYS, MOST_VISITS
from .rules.reading import CaseInvalid
from .rules.writing import clock


def refused(problem: CaseInvalid) -> str:
    """The place, the value, what to do."""
    return f"{problem.place}\u00a0: {_refusal(problem.reason) % {'value': problem.value}}"


def _refusal(reason: str) -> str:
    sentences = {
        "not_an_object": _("an object with keys is expected here."),
        "schema": _("“%(value)s” is not a schema that is known: write “{schema}”.").replace("{schema}", CASE_SCHEMA),
        "missing": _("this is missing: add it."),
        "unknown_key": _("“%(value)s” is not a key of this object: take it out, or look how it is spelt."),
        "not_text": _("“%(value)s” is no text one can use."),
        "not_number": _("“%(value)s” is not a number."),
        "not_flag": _("“%(value)s” is neither true nor false."),
        "not_a_list": _("a list is expected here."),
        "not_clock": _("“%(value)s” is not an hour: write 09:30."),
        "not_day": _("“%(value)s” is not a day: write 2026-11-23."),
        "not_moment": _("“%(value)s” is not a moment: write 2026-11-23T09:30."),
        "out_of_range": _("“%(value)s” is out of bounds."),
        "reversed": _("“%(value)s” comes before the beginning: the end comes after, with room for what it must hold."),
        "twice": _("“%(value)s” stands there twice: each needs an id of its own."),
        "unknown_base": _("no base is called “%(value)s”: add it to the bases."),
        "no_day": _("there is no day to plan: add one."),
        "days_order": _("%(value)s does not come after the day before it: write each day once, in order."),
        "too_many": _too_many(),
        "coordinates": _("“%(value)s” is no coordinate: latitude from -90 to 90, longitude from -180 to 180."),
        "matrix_size": _("as many rows and columns as places are expected, %(value)s: the bases, then the visits."),
        "energy": _("“%(value)s” is not an energy: petrol, diesel, hybrid, plug_in or electric."),
        "at_sea": _("no French commune is near %(value)s: look whether latitude and longitude are swapped, or at sea."),
    }
    return sentences[reason]


def _too_many() -> str:
    return (
        _("%(value)s are too many at once: {visits} visits and {days} days at most. Plan week by week.")
        .format(visits=MOST_VISITS, days=MOST_DAYS)
        .replace("%%", "%")
    )


def minutes(count: int) -> str:
    """`1 h 25`, `40 min`."""
    hours, rest = divmod(count, 60)
    if hours:
        return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"
    return f"{rest}\u00a0min"


def hour(minute: int | None) -> str:
    """`8 h 30` in French, `08:30` else; empty for none."""
    if minute is None:
        return ""
    if (get_language() or "fr").startswith("en"):
        return clock(minute)
    return f"{minute // 60}\u00a0h\u00a0{minute % 60:02d}"


def why(conflict: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The sentence of one entry of `left_out` or `warnings`; `names` are those of the visits by their id."""
    on = date.fromisoformat(conflict["on"]) if conflict["on"] else None
    told = {
        "day": written_day(on) if on else "",
        "others": ", ".join(names.get(code, code) for code in conflict["with"]),
        "minutes": minutes(conflict["minutes"] or 0),
        "until": hour(_minute(conflict["until"])),
    }
    return _why(conflict, bool(told["others"])) % told


def _minute(text: str | None) -> int | None:
    return None if not text else int(text[:2]) * 60 + int(text[3:])


def _why(conflict: Mapping[str, Any], has_others: bool) -> str:  # noqa: FBT001 (read beside its only call)
    reason = conflict["reason"]
    if reason == "no_room":
        return _no_room(conflict, has_others)
    sentences = {
        "longer_than_day": _("It lasts %(minutes)s, longer than any of the days: shorten it, or lengthen a day."),
        "outside_days": _("The appointment is on %(day)s, a day that is not planned: add the day, or move it."),
        "outside_hours": _("The appointment of %(day)s is outside the hours of that day: widen them, or move it."),
        "closed": _("Its opening hours leave no room on any of the days: mend them, or add a day."),
        "no_date": _("It must be made between two dates that hold none of the days: change the dates, or the week."),
        "too_far": _("There and back takes %(minutes)s of driving: no day is long enough. Plan a night on the spot."),
        "leave_earlier": _(
            "To be there on time on %(day)s, one would leave at %(until)s: begin the day earlier, or move it."
        ),
        "back_late": _("On %(day)s one would be back at %(until)s: lengthen the day, or move it."),
        "overlaps": _("It is at the same time as %(others)s on %(day)s: move one of them."),
        "too_far_in_time": _(
            "%(minutes)s lack between it and %(others)s on %(day)s, the drive counted: move one of them."
        ),
        "no_lunch": _("On %(day)s this appointment leaves no time for lunch: say that you eat there, or move it."),
        "not_worth": _("It would lengthen %(day)s by %(minutes)s of driving, more than it is said to be worth."),
    }
    return sentences[reason]


def _no_room(conflict: Mapping[str, Any], has_others: bool) -> str:  # noqa: FBT001 (read beside its only call)
    if conflict["until"] is None:
        if has_others:
            return _("It fits nowhere beside %(others)s: move one, or open its hours.")
        return _("It fits nowhere among the others: open its hours, or take another visit out.")
    if has_others:
        return _("On %(day)s, beside %(others)s, it lacks %(minutes)s: you would be back at %(until)s.")
    return _("The days are full. At best, on %(day)s, it lacks %(minutes)s: you would be back at %(until)s.")


def visits(count: int) -> str:
    return ngettext("%(count)d visit", "%(count)d visits", count) % {"count": count}


def broken(reason: str) -> str:
    """Why the planner gave no plan."""
    if reason == "too_long":
        return _("The planner took too long and was stopped. Take some visits out, or plan fewer weeks at once.")
    return _("The planner broke down. The log of the server says where.")


def no_day_left() -> str:
    return _("All the days of this tour are over or off: make a tour of a coming week.")


def other_days_broken() -> str:
    return _("With what changed since, another day no longer holds as it is: plan the whole tour again.")
