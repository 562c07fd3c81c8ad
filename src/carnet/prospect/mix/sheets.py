"""A plan as tables of words and figures: what its page, its CSV and its PDF say alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from carnet.foundation.csr.queries import ask
from carnet.foundation.ui import formats
from carnet.foundation.ui.templatetags.carnet import day, language

from . import words
from .board import Board, Line
from .rules.channels import Channel

DASH = "—"


@dataclass(frozen=True, slots=True)
class Table:
    """`words`: how many columns at the left are text, the others are figures. `foot`: the sums, empty without any."""

    key: str
    title: str
    head: list[str]
    rows: list[list[str]]
    foot: list[str]
    words: int = 1
    note: str = ""

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """Each row with the heading of each cell, for a phone."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]

    @property
    def sums(self) -> list[tuple[str, str]]:
        return list(zip(self.head, self.foot, strict=True))


def tables(board: Board) -> list[Table]:
    return [calendar(board), budget(board), indicators(board), carbon(board)]


def targets(board: Board) -> Table:
    """Who, by which criteria, in which order, and what is done."""
    rows = [
        [
            str(number),
            line.group.name,
            words.source(line.seen),
            _count(line.seen.count),
            sequence(line),
            _count(sum(line.contacts.values())),
        ]
        for number, line in enumerate(board.lines, 1)
    ]
    head = [
        pgettext("plan", "Rank"),
        _("Target group"),
        _("Criteria"),
        _("Companies"),
        _("Actions"),
        _("Contacts"),
    ]
    return Table("targets", _("Targets and actions"), head, rows, [], 6)


def sequence(line: Line) -> str:
    """« J0 Courrier, J+3 Téléphone »."""
    return ", ".join(f"{day_word(step.day)} {words.channel(step.channel)}" for step in line.steps) or DASH


def day_word(days: int) -> str:
    return _("D+%(day)s") % {"day": days} if days else _("D0")


def calendar(board: Board) -> Table:
    """Contacts of each week by channel, the sums both ways."""
    used = _used(board)
    rows = [
        [
            str(week.number),
            day(week.first),
            *(_count(week.contacts.get(channel, 0), empty="") for channel in used),
            _count(week.total),
        ]
        for week in board.weeks
    ]
    sums = [sum(week.contacts.get(channel, 0) for week in board.weeks) for channel in used]
    foot = [_("Total"), "", *map(_count, sums), _count(sum(sums))]
    head = [_("Week"), pgettext("week", "From"), *map(words.channel, used), _("Total")]
    return Table("calendar", _("Calendar"), head, rows, foot, 2, " ".join(_shortages(board)))


def _shortages(board: Board) -> Iterable[str]:
    late, short = sum(line.late for line in board.lines), sum(line.short for line in board.lines)
    if short:
        told = ngettext(
            "%(count)d company, the last by rank, gets fewer actions: the scarcest channel has no room left.",
            "%(count)d companies, the last by rank, get fewer actions: the scarcest channel has no room left.",
            short,
        )
        yield told % {"count": short}
    if late:
        told = ngettext(
            "%(count)d company finds no place before the end: add weeks, or raise a capacity.",
            "%(count)d companies find no place before the end: add weeks, or raise a capacity.",
            late,
        )
        yield told % {"count": late}


def budget(board: Board) -> Table:
    """Euros of each group by channel, the sums both ways."""
    used = _used(board)
    rows = [
        [
            line.group.name,
            *(money(cells[channel].cents) if channel in cells else "" for channel in used),
            money(total.cents),
        ]
        for line, cells, total in zip(board.lines, board.budget.cells, board.budget.by_group, strict=True)
    ]
    foot = [
        _("Total"),
        *(money(board.budget.by_channel[channel].cents) for channel in used),
        money(board.budget.total.cents),
    ]
    head = [_("Target group"), *map(words.channel, used), _("Total")]
    return Table("budget", _("Budget"), head, rows, foot, 1, _budget_note(board))


def _budget_note(board: Board) -> str:
    notes = []
    allowed = board.plan.budget_cents
    if allowed is not None:
        gap = allowed - board.budget.total.cents
        if gap < 0:
            notes.append(_("%(amount)s more than the budget of %(budget)s.") % _gap(-gap, allowed))
        else:
            notes.append(_("%(amount)s are left of the budget of %(budget)s.") % _gap(gap, allowed))
    if board.budget.uncosted:
        names = ", ".join(map(words.channel, board.budget.uncosted))
        notes.append(_("Not counted, for want of a cost: %(names)s.") % {"names": names})
    return " ".join(notes)


def _gap(cents: int, allowed: int) -> dict[str, str]:
    return {"amount": money(cents), "budget": money(allowed)}


def indicators(board: Board) -> Table:
    """What is aimed at, what the plan should bring by what the past brought, what it brought."""
    plan, foreseen, actual = board.plan, board.expected, board.actual
    rows = [
        [_("Contacts"), _maybe(plan.contacts_goal), _count(foreseen.contacts), _maybe(actual and actual.contacts)],
        [_("Meetings"), _maybe(plan.meetings_goal), _maybe(foreseen.meetings), _maybe(actual and actual.meetings)],
        [_("Sales"), _maybe(plan.sales_goal), _maybe(foreseen.sales), _maybe(actual and actual.sales)],
        [
            _("Cost"),
            DASH if plan.budget_cents is None else money(plan.budget_cents),
            money(board.budget.total.cents),
            money(actual.cents) if actual else DASH,
        ],
        [
            _("Cost of a meeting"),
            _ratio(plan.budget_cents, plan.meetings_goal),
            _ratio(board.budget.total.cents, foreseen.meetings),
            _ratio(actual.cents, actual.meetings) if actual else DASH,
        ],
    ]
    head = [_("Indicator"), _("Aimed at"), _("Foreseen"), pgettext("indicator", "Actual")]
    return Table("indicators", _("Indicators"), head, rows, [], 1, _indicator_note(board))


def _indicator_note(board: Board) -> str:
    notes = []
    if board.expected.blind:
        names = ", ".join(map(words.channel, board.expected.blind))
        notes.append(
            _("Nothing is foreseen of %(names)s: too little history, and no assumption of yours.") % {"names": names}
        )
    if board.actual is None:
        notes.append(_("The actual figures begin once a group is put into the agenda."))
    return " ".join(notes)


def carbon(board: Board) -> Table:
    """Kilograms by channel, and what the visits would emit otherwise."""
    used = _used(board)
    rows = []
    for channel in used:
        told = board.ground.channels[channel]
        cell = board.budget.by_channel[channel]
        each = DASH if told.terms.kg is None else kilograms(told.terms.kg)
        total = DASH if told.terms.kg is None else kilograms(cell.kg)
        rows.append([words.channel(channel), words.origin(told.carbon), _count(cell.contacts), each, total])
    foot = [_("Total"), "", _count(board.contacts), "", kilograms(board.carbon.total)]
    head = [_("Channel"), _("Factor"), _("Contacts"), _("CO2e of one"), _("CO2e")]
    return Table("carbon", _("Environmental impact"), head, rows, foot, 2, " ".join(alternatives(board)))


def alternatives(board: Board) -> list[str]:
    """What else the visits could be."""
    found, one = [], board.carbon
    if one.visits:
        road = board.ground.road
        km = formats.number(road.km, language(), 0)
        if road.count:
            found.append(
                _("%(km)s km for a visit, from %(total)s visits of your tours.")
                % {"km": km, "total": _count(road.count)}
            )
        else:
            found.append(_("%(km)s km for a visit: a convention, until your tours tell.") % {"km": km})
        if one.by_train is not None:
            found.append(_("By regional train, these visits: %(kg)s.") % {"kg": kilograms(one.by_train)})
        if one.by_video is not None:
            found.append(_("By video: %(kg)s.") % {"kg": kilograms(one.by_video)})
    if board.budget.unweighed:
        names = ", ".join(map(words.channel, board.budget.unweighed))
        found.append(_("Not counted, for want of a factor: %(names)s.") % {"names": names})
    if ask(board.plan.workspace, "train_over_km", board.plan.first_on) is not None:
        found.append(_("Your commitment wants the train beyond its distance: the tours hold you to it."))
    return found


def _used(board: Board) -> list[Channel]:
    return [channel for channel in Channel if channel in board.budget.by_channel]


def csv_rows(board: Board) -> Iterable[list[str]]:
    """Every table with its title, one after the other."""
    yield [board.plan.name]
    yield [period(board), board.plan.goal]
    for table in [targets(board), *tables(board)]:
        yield []
        yield [table.title]
        yield table.head
        yield from table.rows
        if table.foot:
            yield table.foot
        if table.note:
            yield [table.note]


def period(board: Board) -> str:
    return _("from %(first)s to %(last)s") % {"first": day(board.plan.first_on), "last": day(board.plan.last_on)}


def _count(value: int, empty: str | None = None) -> str:
    return empty if not value and empty is not None else formats.number(value, language())


def _maybe(value: int | None) -> str:
    return DASH if value is None else _count(value)


def money(cents: int) -> str:
    return formats.money(cents, language())


def _ratio(cents: int | None, count: int | None) -> str:
    return money(round(cents / count)) if cents is not None and count else DASH


def kilograms(kg: Decimal) -> str:
    """Grams below a kilogram."""
    if kg < 1:
        return _("%(number)s g") % {"number": formats.number(kg * 1000, language())}
    return _("%(number)s kg") % {"number": formats.number(kg, language(), 1)}


def reasons(line: Line) -> Sequence[tuple[str, str, list[str]]]:
    """Each action: its day, its channel, why."""
    return [(day_word(step.day), words.channel(step.channel), words.why(step)) for step in line.steps]
