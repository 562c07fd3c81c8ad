"""How the acts of tours read, and how they are taken back."""

from collections.abc import Callable
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership

from .drivers import HABIT_FIELDS, plain
from .models import Habit, Tour, TourVisit

# Code, title, the key of the event that gives the text, tone.
_PLAIN = (
    ("tours.driver_saved", gettext_noop("Way of travelling saved"), "", "neutral"),
    ("tours.start_added", gettext_noop("Starting place added"), "name", "neutral"),
    ("tours.start_made_usual", gettext_noop("Usual starting place"), "name", "neutral"),
    ("tours.start_removed", gettext_noop("Starting place removed"), "name", "warn"),
    ("tours.habit_saved", gettext_noop("Visiting habit saved"), "", "neutral"),
    ("tours.created", gettext_noop("Tour begun"), "", "neutral"),
    ("tours.visit_changed", gettext_noop("Visit of a tour changed"), "name", "neutral"),
    ("tours.visit_removed", gettext_noop("Visit taken out of a tour"), "name", "warn"),
    ("tours.day_changed", gettext_noop("Day of a tour changed"), "on", "neutral"),
    ("tours.deleted", gettext_noop("Tour deleted"), "", "warn"),
    ("tours.visit_cancelled", gettext_noop("Visit called off"), "name", "warn"),
)


def _values(event: Event) -> dict[str, Any]:
    return {**(event.before or {}), **(event.after or {})}


def _reads(title: str, key: str, tone: str) -> Callable[[Event], Sentence]:
    def read(event: Event) -> Sentence:
        return Sentence(title=_(title), text=str(_values(event).get(key, "")) if key else "", tone=tone)

    return read


for _code, _title, _key, _tone in _PLAIN:
    sentence(_code)(_reads(_title, _key, _tone))


@sentence("tours.visits_added")
def _added(event: Event) -> Sentence:
    after = event.after or {}
    count = len(after["ids"])
    title = ngettext("%(count)d visit added to a tour", "%(count)d visits added to a tour", count) % {"count": count}
    return Sentence(title=title, text=", ".join(after["names"]))


@sentence("tours.planned")
def _planned(event: Event) -> Sentence:
    after = event.after or {}
    count = after["visits"]
    title = ngettext("Tour planned: %(count)d visit", "Tour planned: %(count)d visits", count) % {"count": count}
    return Sentence(title=title, text=_("%(km)s km") % {"km": round(after["km"])}, tone="ok")


@sentence("tours.accepted")
def _accepted(event: Event) -> Sentence:
    count = (event.after or {})["visits"]
    title = ngettext(
        "Tour put into the agenda: %(count)d visit", "Tour put into the agenda: %(count)d visits", count
    ) % {"count": count}
    return Sentence(title=title, tone="ok")


@undoable("tours.created")
def _undo_created(event: Event, member: Membership) -> None:
    tour = Tour.objects.filter(pk=(event.after or {})["id"]).first()
    if tour is None:
        raise NotUndoable("gone")
    if tour.accepted_at:
        raise NotUndoable("changed_since", str(tour))
    tour.delete()


@undoable("tours.visits_added")
def _undo_added(event: Event, member: Membership) -> None:
    rows = TourVisit.objects.filter(pk__in=(event.after or {})["ids"])
    if booked := rows.filter(booked__isnull=False).order_by("pk").first():
        raise NotUndoable("changed_since", booked.name)
    tours = set(rows.values_list("tour", flat=True))
    rows.delete()
    Tour.objects.filter(pk__in=tours, planned_at__isnull=False).update(is_stale=True)


@undoable("tours.visit_changed")
def _undo_changed(event: Event, member: Membership) -> None:
    before, after = event.before or {}, event.after or {}
    visit = TourVisit.objects.filter(pk=after["id"]).first()
    if visit is None:
        raise NotUndoable("gone")
    if any(getattr(visit, name) != after[name] for name in before):
        raise NotUndoable("changed_since", visit.name)
    TourVisit.objects.filter(pk=visit.pk).update(**before)
    Tour.objects.filter(pk=visit.tour_id, planned_at__isnull=False).update(is_stale=True)


@undoable("tours.habit_saved")
def _undo_habit(event: Event, member: Membership) -> None:
    after = dict(event.after or {})
    habit = Habit.objects.filter(company=after.pop("company")).first()
    if habit is None:
        raise NotUndoable("gone")
    if plain(habit, HABIT_FIELDS) != after:
        raise NotUndoable("changed_since")
    if event.before is None:
        habit.delete()
        return
    for name in HABIT_FIELDS:
        setattr(habit, name, event.before[name])
    habit.save()


@undoable("tours.visit_cancelled")
def _undo_cancelled(event: Event, member: Membership) -> None:
    after = event.after or {}
    visit = TourVisit.objects.filter(pk=after["id"]).first()
    if visit is None:
        raise NotUndoable("gone")
    TourVisit.objects.filter(pk=visit.pk).update(cancelled_at=None)
    if after["appointment"]:
        Appointment.objects.filter(pk=after["appointment"]).update(cancelled_at=None)


@undoable("tours.accepted")
def _undo_accepted(event: Event, member: Membership) -> None:
    """Meetings that it made go, those that it moved go back; none that somebody has moved or called off since."""
    before, after = event.before or {}, event.after or {}
    were = {one["id"]: one for one in before["appointments"]}
    made = {one["id"]: one for one in after["appointments"]}
    rows = {row.pk: row for row in Appointment.objects.filter(pk__in={*were, *made})}
    for pk, told in made.items():
        row = rows.get(pk)
        if row is None or row.cancelled_at or row.starts_at != parse_datetime(told["starts_at"]):
            raise NotUndoable("changed_since", str(row.company or row.title) if row else "")
    for pk, row in rows.items():
        if pk not in were:
            row.delete()
            continue
        row.starts_at, row.ends_at = (parse_datetime(were[pk][name]) for name in ("starts_at", "ends_at"))
        row.cancelled_at = row.cancelled_at if were[pk]["is_cancelled"] else None
        row.save(update_fields=["starts_at", "ends_at", "cancelled_at"])
    was = before["accepted_at"]
    Tour.objects.filter(pk=after["id"]).update(accepted_at=parse_datetime(was) if was else None)
