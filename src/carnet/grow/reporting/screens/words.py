"""The words around the figures of a period."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.opportunities.models import LostReason
from carnet.foundation.ui.templatetags.carnet import euros, number, percent
from carnet.grow.reporting.models import Measure
from carnet.grow.reporting.queries import Actuals
from carnet.grow.reporting.rules import Gap, average, change, share


@dataclass(frozen=True, slots=True)
class Figure:
    value: str
    label: str
    note: str = ""
    tone: str = ""


def figures(done: Actuals, before: Actuals, *, is_over: bool) -> list[Figure]:
    """What was done, beside the period before at the same age; a rate names its base, and says "too few" where so."""
    closed = done.sales + done.lost
    rate = share(done.sales, closed)
    basket = average(done.signed, done.sales)
    base = ngettext("of %(count)d closed deal", "of %(count)d closed deals", closed) % {"count": closed}
    return [
        Figure(euros(done.signed), _("signed before VAT"), *_versus(done.signed, before.signed, is_over=is_over)),
        Figure(
            number(done.sales),
            ngettext("sale won", "sales won", done.sales),
            *_versus(done.sales, before.sales, is_over=is_over),
        ),
        Figure(euros(basket) if basket is not None else "–", _("average sale")),
        Figure(percent(rate) if rate is not None else _("too few"), _("won, %(base)s") % {"base": base}),
        Figure(
            number(done.calls),
            ngettext("call", "calls", done.calls),
            *_versus(done.calls, before.calls, is_over=is_over),
        ),
        Figure(
            number(done.visits),
            ngettext("visit", "visits", done.visits),
            *_versus(done.visits, before.visits, is_over=is_over),
        ),
    ]


def _versus(now: int, before: int, *, is_over: bool) -> tuple[str, str]:
    ratio = change(now, before)
    if ratio is None:
        return "", ""
    sign = "+" if ratio > 0 else ""
    text = _("%(change)s on the period before") if is_over else _("%(change)s at the same date")
    return text % {"change": sign + percent(ratio)}, "ok" if ratio > 0 else "bad" if ratio < 0 else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target's line: the bar in whole percent, and one sentence that says where one stands."""

    label: str
    actual: str
    target: str
    percent: int
    tick: int | None
    sentence: str
    tone: str


def verdict(gaps: dict[str, Gap], *, is_over: bool) -> list[Verdict]:
    """The gap of each measure in words; over a finished period the date does not count any more."""
    return [_verdict(measure, gap, is_over=is_over) for measure, gap in gaps.items()]


def _verdict(measure: str, gap: Gap, *, is_over: bool) -> Verdict:
    write = euros if measure == Measure.SIGNED else number
    if gap.left <= 0:
        sentence, tone = _("Reached, with %(more)s beyond the objective.") % {"more": write(-gap.left)}, "ok"
        if gap.left == 0:
            sentence = _("Reached exactly.")
    elif is_over:
        sentence, tone = _("Not reached: %(left)s short.") % {"left": write(gap.left)}, "bad"
    elif gap.lead >= 0:
        sentence, tone = (
            _("%(lead)s ahead of the date, %(left)s to go.") % {"lead": write(gap.lead), "left": write(gap.left)},
            "ok",
        )
    else:
        sentence, tone = (
            _("%(late)s behind the date, %(left)s to go.") % {"late": write(-gap.lead), "left": write(gap.left)},
            "warn",
        )
    return Verdict(
        label=str(Measure(measure).label),
        actual=write(gap.actual),
        target=write(gap.target),
        percent=int(gap.ratio * 100),
        tick=None if is_over else int(gap.pace * 100),
        sentence=sentence,
        tone=tone,
    )


@dataclass(frozen=True, slots=True)
class Loss:
    count: int
    label: str
    cents: int


def losses(rows: list[tuple[str, int, int]]) -> list[Loss]:
    return [Loss(count, str(LostReason(reason).label), cents) for reason, count, cents in rows]
