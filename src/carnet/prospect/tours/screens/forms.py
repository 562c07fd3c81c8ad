"""The forms of tours. Clock times are asked as hours and kept as minutes since midnight."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.prospect.tours.models import Driver, Start, Tour, TourDay, clock

WEEKDAYS = (
    ("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday")), ("4", _("Thursday")), ("5", _("Friday")),
    ("6", _("Saturday")),
)  # fmt: skip
WORTH = (
    (15, _("little: a detour of 15 min")),
    (30, _("usual: a detour of 30 min")),
    (60, _("much: a detour of 1 h")),
    (120, _("very much: a detour of 2 h")),
)


def clock_field(label: Any, **options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **options)


def minutes(moment: time | None) -> int | None:
    return None if moment is None else moment.hour * 60 + moment.minute


class DriverForm(forms.Form):
    energy = forms.ChoiceField(label=_("Your car runs on"), choices=Driver.Energy)
    per_100 = forms.DecimalField(
        label=_("Its consumption in 100 km"), help_text=_("Litres, or kWh if electric."), required=False,
        min_value=0, max_value=99, max_digits=4, decimal_places=1, localize=True,
    )  # fmt: skip
    weekdays = forms.MultipleChoiceField(
        label=_("Days on the road"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    begins = clock_field(_("You leave from"))
    ends = clock_field(_("You are back by"))
    lunch_from = clock_field(_("Lunch from"))
    lunch_until = clock_field(_("Lunch until"))
    lunch_minutes = forms.IntegerField(
        label=_("Lunch in minutes"), help_text=_("0 for none."), min_value=0, max_value=180
    )
    most_minutes = forms.IntegerField(
        label=_("Longest day in hours"), help_text=_("From departure to return, lunch not counted."), required=False,
        min_value=1, max_value=16,
    )  # fmt: skip
    visit_minutes = forms.IntegerField(label=_("A visit lasts, in minutes"), min_value=5, max_value=480)

    @classmethod
    def of(cls, driver: Driver) -> dict[str, Any]:
        values: dict[str, Any] = {
            name: clock(getattr(driver, name)) for name in ("begins", "ends", "lunch_from", "lunch_until")
        }
        plain = ("energy", "per_100", "lunch_minutes", "visit_minutes")
        most = driver.most_minutes // 60 if driver.most_minutes else None
        return (
            values
            | {name: getattr(driver, name) for name in plain}
            | {
                "weekdays": list(driver.weekdays),
                "most_minutes": most,
            }
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        begins, ends = minutes(found.get("begins")), minutes(found.get("ends"))
        early, late = minutes(found.get("lunch_from")), minutes(found.get("lunch_until"))
        if begins is not None and ends is not None and ends <= begins:
            self.add_error("ends", _("You are back after you leave: choose a later hour."))
        lunch = found.get("lunch_minutes") or 0
        if early is not None and late is not None and late - early < max(1, lunch):
            self.add_error("lunch_until", _("Lunch does not fit in between: leave more room, or make it shorter."))
        if found.get("per_100") == 0:
            self.add_error("per_100", _("No car runs on nothing: leave it empty if you do not know."))
        return found

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        for name in ("begins", "ends", "lunch_from", "lunch_until"):
            given[name] = minutes(given[name])
        given["weekdays"] = "".join(sorted(given["weekdays"]))
        given["most_minutes"] = given["most_minutes"] * 60 if given["most_minutes"] else None
        return given


class StartForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, initial=_("Home"))
    city = forms.CharField(label=_("Commune or postcode"), max_length=100)


class NewForm(forms.Form):
    first_on = forms.DateField(
        label=_("Week of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )  # fmt: skip
    weeks = forms.TypedChoiceField(
        label=_("How many weeks"), coerce=int, choices=[(number, number) for number in range(1, 7)]
    )


class JoinForm(forms.Form):
    """Which of the member's tours to come a company joins."""

    tour = forms.TypedChoiceField(label=_("Tour"))
    is_mandatory = forms.BooleanField(label=_("Must be made"), required=False, initial=True)

    def __init__(self, tours: list[Tour], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tours = {str(tour.pk): tour for tour in tours}
        named = [(key, tour.named) for key, tour in self.tours.items()]
        self.fields["tour"].choices = named  # type: ignore[attr-defined] # a choice field has them

    def clean_tour(self) -> Tour:
        return self.tours[self.cleaned_data["tour"]]


class VisitForm(forms.Form):
    is_mandatory = forms.BooleanField(label=_("Must be made"), required=False)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=720)
    value = forms.TypedChoiceField(label=_("If optional, it is worth"), coerce=int, choices=WORTH)
    is_lunch = forms.BooleanField(label=_("You have lunch there"), required=False)


class DayForm(forms.Form):
    """A day of a tour: off, its hours, where it begins and ends."""

    is_off = forms.BooleanField(label=_("Not on the road that day"), required=False)
    begins = clock_field(_("You leave from"))
    ends = clock_field(_("You are back by"))
    start = forms.TypedChoiceField(label=_("The day begins at"), coerce=int)
    finish = forms.TypedChoiceField(
        label=_("It ends at"), coerce=int, help_text=_("Elsewhere: a night away; the next day begins there.")
    )

    def __init__(self, day: TourDay, *args: Any, **kwargs: Any) -> None:
        usual = {"is_off": day.is_off, "begins": clock(day.begins), "ends": clock(day.ends)}
        super().__init__(*args, initial={**usual, "start": day.start_id, "finish": day.finish_id}, **kwargs)
        self.starts = {one.pk: one for one in Start.objects.filter(member=day.tour.member_id)}
        for name in ("start", "finish"):
            self.fields[name].choices = [(pk, f"{one.name} ({one.city})") for pk, one in self.starts.items()]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        begins, ends = minutes(found.get("begins")), minutes(found.get("ends"))
        if begins is not None and ends is not None and ends <= begins:
            self.add_error("ends", _("You are back after you leave: choose a later hour."))
        return found

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        hours = {name: minutes(given[name]) for name in ("begins", "ends")}
        return given | hours | {name: self.starts[given[name]] for name in ("start", "finish")}


class HabitForm(forms.Form):
    """How a customer is visited; hours that close at noon are two lines."""

    every_days = forms.IntegerField(
        label=_("Seen every … days"), help_text=_("Empty: only when you ask for it."), required=False,
        min_value=1, max_value=730,
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Length in minutes"), required=False, min_value=5, max_value=720)
    value = forms.TypedChoiceField(label=_("If optional, it is worth"), coerce=int, choices=WORTH)
    morning_from = clock_field(_("Open in the morning from"), required=False)
    morning_until = clock_field(_("It closes for lunch at"), required=False)
    afternoon_from = clock_field(_("Open in the afternoon from"), required=False)
    afternoon_until = clock_field(_("It closes in the evening at"), required=False)
    weekdays = forms.MultipleChoiceField(
        label=_("On"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for half in ("morning", "afternoon"):
            begin, end = found.get(f"{half}_from"), found.get(f"{half}_until")
            if bool(begin) != bool(end):
                self.add_error(f"{half}_until", _("Give both hours, or neither."))
            elif begin and end and end <= begin:
                self.add_error(f"{half}_until", _("It closes after it opens: choose a later hour."))
        return found

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        days = [int(one) for one in given["weekdays"]] or [1, 2, 3, 4, 5]
        halves = [(given[f"{half}_from"], given[f"{half}_until"]) for half in ("morning", "afternoon")]
        openings = [
            {"days": days, "begin": minutes(begin), "end": minutes(end)} for begin, end in halves if begin and end
        ]
        if not openings and given["weekdays"]:
            openings = [{"days": days, "begin": 0, "end": 24 * 60}]
        return {name: given[name] for name in ("every_days", "minutes", "value")} | {"openings": openings}

    @staticmethod
    def of(habit: Any) -> dict[str, Any]:
        told: dict[str, Any] = {name: getattr(habit, name) for name in ("every_days", "minutes", "value")}
        whole = [one for one in habit.openings if one["end"] - one["begin"] < 24 * 60]
        for half, one in zip(("morning", "afternoon"), _halves(whole), strict=True):
            if one:
                told |= {f"{half}_from": clock(one["begin"]), f"{half}_until": clock(one["end"])}
        if habit.openings:
            told["weekdays"] = [str(day) for day in habit.openings[0]["days"]]
        return told


def _halves(openings: list[dict[str, Any]]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Hours that begin before one o'clock belong to the morning."""
    morning = next((one for one in openings if one["begin"] < 13 * 60), None)
    return morning, next((one for one in openings if one is not morning), None)
