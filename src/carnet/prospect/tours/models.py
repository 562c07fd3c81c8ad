"""How a member travels, how a customer is visited, and the tours that come of both."""

from datetime import date, time

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.documents.models import Document
from carnet.foundation.geo.rules import Point
from carnet.foundation.jobs.models import Job
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped

from .rules.warned import Warned
from .words import hour, minutes


class Driver(ScopedModel):
    """How a member travels: car, hours, lunch. Clock times are minutes since midnight; `most_minutes`: `WorkDay`."""

    class Energy(models.TextChoices):
        PETROL = "petrol", pgettext_lazy("car", "Petrol")
        DIESEL = "diesel", pgettext_lazy("car", "Diesel")
        HYBRID = "hybrid", pgettext_lazy("car", "Hybrid")
        PLUG_IN = "plug_in", pgettext_lazy("car", "Plug-in hybrid")
        ELECTRIC = "electric", pgettext_lazy("car", "Electric")

    member = models.OneToOneField(Membership, models.CASCADE, related_name="+")
    energy = models.CharField(_("your car runs on"), max_length=8, choices=Energy, default=Energy.DIESEL)
    per_100 = models.DecimalField(_("litres or kWh in 100 km"), max_digits=4, decimal_places=1, null=True, blank=True)
    begins = models.PositiveSmallIntegerField(default=8 * 60 + 30)
    ends = models.PositiveSmallIntegerField(default=18 * 60)
    lunch_from = models.PositiveSmallIntegerField(default=12 * 60)
    lunch_until = models.PositiveSmallIntegerField(default=14 * 60)
    lunch_minutes = models.PositiveSmallIntegerField(default=60)
    most_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    weekdays = models.CharField(max_length=7, default="12345")
    visit_minutes = models.PositiveSmallIntegerField(default=45)

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="driver_ends_after_beginning"),
        ]

    def __str__(self) -> str:
        return str(self.member)


class Start(ScopedModel):
    """A place where a member's days begin or end: home, an office, the town of a night. Good to the commune."""

    member = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    city = models.CharField(_("commune"), max_length=100)
    latitude = models.FloatField()
    longitude = models.FloatField()
    is_usual = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("starting place")
        verbose_name_plural = _("starting places")
        ordering = ["-is_usual", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(is_usual=True), name="start_one_usual"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)


class Habit(ScopedModel):
    """How one customer is visited. `every_days`: the rhythm agreed; `openings`: `[{days, begin, end}]`, in minutes.

    `value`: the minutes of driving that a visit is worth where it is optional.
    """

    company = models.OneToOneField(Company, models.CASCADE, related_name="visit_habit")
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    value = models.PositiveSmallIntegerField(default=30)
    openings = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("visiting habit")
        verbose_name_plural = _("visiting habits")
        indexes = [
            models.Index(fields=["workspace", "every_days"], name="habit_rhythm", condition=Q(every_days__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.every_days}"


class TourQuerySet(models.QuerySet["Tour"]):
    def accepted(self) -> "TourQuerySet":
        return self.filter(accepted_at__isnull=False)


class Tour(ScopedModel):
    """Some weeks of visits of one member. `is_stale`: something changed since it was planned.

    `summary` is what the plan says of itself (`rules.writing`): totals, travel, CO2, warnings.
    """

    member = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    planned_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    is_stale = models.BooleanField(default=False)
    summary = models.JSONField(default=dict, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    sheet = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")

    barred: list[str] | None = None
    objects = scoped(TourQuerySet)

    class Meta:
        verbose_name = _("tour")
        verbose_name_plural = _("tours")
        indexes = [models.Index(fields=["workspace", "member", "-first_on"], name="tour_of_member")]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="tour_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%d/%m/%Y}"

    @property
    def named(self) -> str:
        """`23/11/2026`, or from the first day to the last."""
        return str(self) if self.first_on == self.last_on else f"{self} – {self.last_on:%d/%m/%Y}"


class TourDay(ScopedModel):
    """A day of a tour. What the plan says of it is null while it has none, or nobody drives that day."""

    tour = models.ForeignKey(Tour, models.CASCADE, related_name="days")
    on = models.DateField()
    is_off = models.BooleanField(default=False)
    begins = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()
    start = models.ForeignKey(Start, models.RESTRICT, related_name="+")
    finish = models.ForeignKey(Start, models.RESTRICT, related_name="+")
    departs = models.PositiveSmallIntegerField(null=True, blank=True)
    returns = models.PositiveSmallIntegerField(null=True, blank=True)
    lunch = models.PositiveSmallIntegerField(null=True, blank=True)
    drive = models.PositiveSmallIntegerField(default=0)
    km = models.FloatField(default=0)

    class Meta:
        verbose_name = _("day of a tour")
        verbose_name_plural = _("days of tours")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["tour", "on"], name="tour_day_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="tour_day_ends_after_beginning"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"

    @property
    def leaves(self) -> str:
        return hour(self.departs)

    @property
    def is_back(self) -> str:
        return hour(self.returns)

    @property
    def eats(self) -> str:
        return hour(self.lunch)

    @property
    def driving(self) -> str:
        return minutes(self.drive)


class TourVisit(ScopedModel):
    """A visit wanted in a tour. `fixed`: the meeting that it is; `booked`: the one that the accepted plan made.

    `day` and what follows are the plan's; `conflict` says why it is in none. `company` null: no customer's meeting.
    """

    tour = models.ForeignKey(Tour, models.CASCADE, related_name="visits")
    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    is_exact = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_mandatory = models.BooleanField(_("must be made"), default=True)
    value = models.PositiveSmallIntegerField(default=30)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=45)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    is_lunch = models.BooleanField(_("one eats there"), default=False)
    fixed = models.ForeignKey(Appointment, models.CASCADE, null=True, blank=True, related_name="+")
    booked = models.ForeignKey(Appointment, models.SET_NULL, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    day = models.ForeignKey(TourDay, models.SET_NULL, null=True, blank=True, related_name="stops")
    rank = models.PositiveSmallIntegerField(default=0)
    arrives = models.PositiveSmallIntegerField(null=True, blank=True)
    begins = models.PositiveSmallIntegerField(null=True, blank=True)
    ends = models.PositiveSmallIntegerField(null=True, blank=True)
    drive = models.PositiveSmallIntegerField(default=0)
    km = models.FloatField(default=0)
    conflict = models.JSONField(default=dict, blank=True)

    warned: Warned | None = None

    class Meta:
        verbose_name = _("visit of a tour")
        verbose_name_plural = _("visits of tours")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)

    @property
    def at(self) -> str:
        return hour(self.begins)

    @property
    def until(self) -> str:
        return hour(self.ends)

    @property
    def driving(self) -> str:
        return minutes(self.drive)

    @property
    def length(self) -> str:
        return minutes(self.minutes)


def clock(minute: int) -> time:
    return time(*divmod(min(minute, 24 * 60 - 1), 60))


def week_of(day: date) -> int:
    return day.isocalendar().week
