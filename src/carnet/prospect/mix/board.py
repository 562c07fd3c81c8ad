"""A whole plan reckoned: its groups, its weeks, its budget, what it should bring and what it brought."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from carnet.foundation.geo.days import is_working_day

from .history import past_of_channels
from .models import Action, Group, Launch, Plan
from .queries import Ground, Seen, ground_of, groups_of, seen_groups
from .rules import figures, scheduling
from .rules.channels import Channel, Past
from .rules.figures import Budget, Expected
from .rules.proposing import Step
from .rules.scheduling import Asked, Move, Placed


@dataclass(slots=True)
class Line:
    """A group in the plan. `late`: companies that no week is left for; `short`: that get some of the actions only, for
    want of capacity; `unreached`: that no step may reach."""

    seen: Seen
    steps: tuple[Step, ...]
    launch: Launch | None
    placed: dict[int, tuple[Move, ...]] = field(default_factory=dict)
    late: int = 0
    short: int = 0
    unreached: int = 0
    moves: list[Move] = field(default_factory=list)

    @property
    def group(self) -> Group:
        return self.seen.group

    @property
    def contacts(self) -> dict[Channel, int]:
        found = Counter(move.channel for move in self.moves)
        return {channel: found[channel] for channel in Channel if found[channel]}


@dataclass(frozen=True, slots=True)
class Week:
    number: int
    first: date
    contacts: Mapping[Channel, int]

    @property
    def total(self) -> int:
        return sum(self.contacts.values())


@dataclass(frozen=True, slots=True)
class Actual:
    """What was done with those put into the agenda, since the plan began."""

    past: Mapping[Channel, Past]
    contacts: int
    meetings: int
    sales: int
    cents: int


@dataclass(frozen=True, slots=True)
class Carbon:
    """Kilograms of CO2e. `visits`: how many there are; the others are the same visits made otherwise, None unknown."""

    total: Decimal
    visits: int
    by_car: Decimal
    by_train: Decimal | None
    by_video: Decimal | None


@dataclass(slots=True)
class Board:
    ground: Ground
    lines: list[Line]
    weeks: list[Week]
    budget: Budget
    expected: Expected
    actual: Actual | None
    carbon: Carbon

    @property
    def plan(self) -> Plan:
        return self.ground.plan

    @property
    def contacts(self) -> int:
        return self.budget.total.contacts

    def line(self, group: Group) -> Line:
        return next(line for line in self.lines if line.group.pk == group.pk)


def board_of(plan: Plan) -> Board:
    """Some twenty-five queries, one for each group besides (a few more for a saved view)."""
    ground = ground_of(plan)
    groups = groups_of(plan)
    lines = [_line(seen) for seen in seen_groups(ground, groups)]
    _place(ground, lines)
    budget = figures.budget(
        [line.contacts for line in lines], {channel: told.terms for channel, told in ground.channels.items()}
    )
    contacts = {channel: cell.contacts for channel, cell in budget.by_channel.items()}
    return Board(
        ground=ground,
        lines=lines,
        weeks=_weeks(plan, lines),
        budget=budget,
        expected=figures.expected(contacts, {channel: told.rates for channel, told in ground.channels.items()}),
        actual=_actual(ground) if any(line.launch for line in lines) else None,
        carbon=_carbon(ground, budget),
    )


def _line(seen: Seen) -> Line:
    steps = seen.sequence.read if seen.sequence else seen.proposal.steps
    running = (Launch.State.DONE, Launch.State.STOPPED, Launch.State.WAITING)
    launch = next((one for one in seen.group.launches.all() if one.state in running), None)
    return Line(seen, steps, launch)


def _place(ground: Ground, lines: list[Line]) -> None:
    """Those in the agenda where they stand there, the others in the room that is left."""
    _booked(ground.plan, lines)
    waiting = [line for line in lines if line.launch is None]
    capacity = {channel: told.terms.per_week for channel, told in ground.channels.items()}
    found = scheduling.schedule(
        [asked_of(line) for line in waiting],
        capacity,
        first=ground.plan.first_on,
        weeks=ground.plan.weeks,
        is_off=lambda day: not is_working_day(day),
        begins=timezone.localdate(),
        taken=[move for line in lines for move in line.moves],
    )
    for one in found:
        _keep(waiting[one.group], one)


def asked_of(line: Line) -> Asked:
    return Asked(
        tuple((step.channel, step.day) for step in line.steps),
        [line.seen.may(company) for company in line.seen.companies],
    )


def _keep(line: Line, one: Placed) -> None:
    if one.moves is None:
        line.late += 1
    elif not one.moves:
        line.unreached += 1
    else:
        company = line.seen.companies[one.member]
        may = line.seen.may(company)
        line.short += len(one.moves) < sum(step.channel in may for step in line.steps)
        line.placed[company.pk] = one.moves
        line.moves.extend(one.moves)


def _booked(plan: Plan, lines: list[Line]) -> None:
    """What launches have put into the agenda. One query."""
    by_launch = {line.launch.pk: line for line in lines if line.launch}
    if not by_launch:
        return
    rows = Action.objects.filter(launch__in=by_launch, due_on__isnull=False).exclude(state=Action.State.BACK)
    for launch, company, channel, on in rows.values_list("launch_id", "company_id", "channel", "due_on"):
        line = by_launch[launch]
        move = Move(0, Channel(channel), on)
        line.moves.append(move)
        line.placed[company] = (*line.placed.get(company, ()), move)
    for line in by_launch.values():
        line.unreached = line.launch.refused if line.launch else 0


def _weeks(plan: Plan, lines: list[Line]) -> list[Week]:
    first = scheduling.monday_of(plan.first_on)
    found: Counter[tuple[int, Channel]] = Counter()
    for line in lines:
        found.update(((move.on - first).days // 7, move.channel) for move in line.moves)
    last = max((number for number, _channel in found), default=0)
    return [
        Week(
            number + 1,
            first + timedelta(days=7 * number),
            {channel: found[number, channel] for channel in Channel if found[number, channel]},
        )
        for number in range(max(plan.weeks, last + 1))
    ]


def _actual(ground: Ground) -> Actual:
    """Three queries."""
    since = timezone.make_aware(datetime.combine(ground.plan.first_on, time.min))
    launched = Action.objects.filter(launch__group__plan=ground.plan, state=Action.State.PLANNED)
    past = past_of_channels(launched.values("company"), since)
    return Actual(
        past=past,
        contacts=sum(one.contacts for one in past.values()),
        meetings=max((one.meetings for one in past.values()), default=0),
        sales=max((one.sales for one in past.values()), default=0),
        cents=sum(one.contacts * (ground.channels[key].terms.cost_cents or 0) for key, one in past.items()),
    )


def _carbon(ground: Ground, budget: Budget) -> Carbon:
    visits = budget.by_channel.get(Channel.VISIT, figures.Cell())
    return Carbon(
        total=budget.total.kg,
        visits=visits.contacts,
        by_car=visits.kg,
        by_train=_times(visits.contacts, ground.road.train_kg),
        by_video=_times(visits.contacts, ground.road.video_kg),
    )


def _times(count: int, kg: float | None) -> Decimal | None:
    return None if kg is None else count * Decimal(str(kg))
