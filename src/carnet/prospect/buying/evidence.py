"""What the buying centres say for C4.1: complementary information that adapts the action and names whom to meet."""

from datetime import datetime, time, timedelta
from typing import cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carnet.foundation.agenda.models import Appointment, Interaction, Task
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.workspaces.models import Workspace
from carnet.referential.evidence import Evidence, Link, State, evidence

from .models import Purchase, Seat
from .rules.centre import Basis
from .rules.standing import Known, known_state

BEHIND = timedelta(days=180)


@evidence("B1.2-C4.1-3")
def who_is_to_be_met_is_known(workspace: Workspace) -> Evidence:
    """Of the companies with a deal under way, how many have a map: people with roles, told by somebody, a purchase with
    its step, and somebody of it met or to be met? Four queries.
    """
    active = set(Opportunity.objects.open().filter(company__deleted_at=None).values_list("company_id", flat=True))
    seats = Seat.objects.filter(opportunity=None, person__deleted_at=None)
    people = seats.values_list("company_id").annotate(
        every=Count("pk"),
        sourced=Count("pk", filter=~Q(basis=Basis.GUESS.value)),
        decides=Count("pk", filter=Q(parts__contains="D")),
    )
    rows = {company: (every, sourced, decides) for company, every, sourced, decides in people.order_by()}
    mapped = {company for company, (every, _sourced, _decides) in rows.items() if every >= 2}
    if active:
        mapped &= active
    known = Known(
        active=max(len(active), len(mapped)),
        mapped=len(mapped),
        sourced=sum(2 * rows[company][1] >= rows[company][0] for company in mapped),
        placed=len(mapped & set(Purchase.objects.order_by().values_list("company_id", flat=True))),
        acted=len(mapped & _acted(seats)),
    )
    decided = sum(rows[company][2] > 0 for company in mapped)
    facts = (
        _n(_("{part} of {total} companies with a deal under way have a map of their buying centre."),
           known.mapped, known.active),
        _n(_("In {part} of {total} maps, the decider is known."), decided, known.mapped),
        _n(_("In {part} of {total}, at least half of what is said was told, seen or read, not guessed."),
           known.sourced, known.mapped),
        _n(_("In {part} of {total}, the step and the kind of the purchase are known."), known.placed, known.mapped),
        _n(_("In {part} of {total}, somebody of the centre was met in the last six months or is to be met."),
           known.acted, known.mapped),
    )  # fmt: skip
    link = Link(_("Buying centres"), reverse("buying:home", args=[workspace.slug]) + "?qui=equipe")
    return Evidence(State(known_state(known)), facts, (link,))


def _acted(seats: QuerySet[Seat]) -> set[int]:
    """The companies of which somebody on the map was spoken with, or has a meeting or a task ahead. One query."""
    since = timezone.make_aware(datetime.combine(timezone.localdate() - BEHIND, time.min))
    spoken = Interaction.objects.filter(person=OuterRef("person"), at__gte=since).exclude(channel="note")
    booked = Appointment.objects.filter(person=OuterRef("person"), cancelled_at=None, starts_at__gte=timezone.now())
    planned = Task.objects.open().filter(person=OuterRef("person"))
    rows = seats.filter(Exists(spoken) | Exists(booked) | Exists(planned))
    return set(rows.order_by().values_list("company_id", flat=True))


def _n(sentence: Promise, part: int, total: int) -> str | Promise:
    """A fact that is put into words in the language of whoever reads it."""
    return format_lazy(cast("str", sentence), part=part, total=total)
