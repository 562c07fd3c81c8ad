"""A campaign's analysis as tables and pictures: what its page and its document say alike."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.foundation.ui import formats
from carnet.foundation.ui.templatetags.carnet import language
from carnet.prospect.mix.sheets import Table

from . import words
from .models import Reason
from .rules.analysing import Analysis, By, Cause, Compared
from .rules.stages import Stage


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a picture: a share of the width. `low` and `high` where an interval is drawn, all in per cent of it."""

    label: str
    text: str
    value: float
    low: float = 0.0
    span: float = 0.0


def funnel(told: Analysis) -> list[Bar]:
    """Each stage with how many came to it, the contacted being the whole width."""
    whole = told.whole
    rows = [Bar(_("Contacted"), formats.number(whole.parties, language()), 100.0 if whole.parties else 0.0)]
    named = {
        Stage.REACHED: _("Reached"),
        Stage.ARGUED: pgettext("funnel", "Heard the offer"),
        Stage.MEETING: _("Meetings"),
        Stage.SALE: _("Sales"),
    }
    for stage, name in named.items():
        one = whole.rate(stage)
        text = f"{formats.number(one.part, language())} · {words.rate(one)}" if one.whole else "0"
        rows.append(Bar(name, text, 100 * (one.value or 0.0)))
    return rows


def intervals(cut: list[Compared], by: By) -> list[Bar]:
    """The rate of meetings of each line with its interval, to one scale; none where fewer than two can be told."""
    rates = [(one.line.key, one.line.rate(Stage.MEETING)) for one in cut]
    known = [(key, one, one.interval) for key, one in rates if one.interval is not None]
    if len(known) < 2:
        return []
    top = max(interval.high for _key, _one, interval in known)
    return [
        Bar(
            words.label(by, key),
            words.rate(one),
            round(100 * (one.value or 0) / top, 2),
            round(100 * interval.low / top, 2),
            round(100 * (interval.high - interval.low) / top, 2),
        )
        for key, one, interval in known
    ]


HEADS = (Stage.REACHED, Stage.MEETING, Stage.SALE)


def table(told: Analysis, by: By) -> Table:
    """Lines of one kind: how far they came, how sure that is, and what it cost."""
    rows = [
        [
            words.label(by, one.line.key),
            formats.number(one.line.parties, language()),
            *(formats.number(one.line.came(stage), language()) for stage in HEADS),
            words.rate(one.line.rate(Stage.MEETING)),
            words.beside(one.beside) if len(told.cuts[by]) > 1 else "–",
        ]
        for one in told.cuts[by]
    ]
    head = [
        pgettext("column", "Line"),
        _("Contacted"),
        _("Reached"),
        _("Meetings"),
        _("Sales"),
        _("Rate of meetings"),
        _("Beside the others"),
    ]
    return Table(by.value, words.cut(by), head, rows, [])


def costs(told: Analysis) -> Table:
    """What a contact, a meeting and a sale cost, by channel and in all."""
    rows = [
        [
            words.label(By.CHANNEL, one.line.key),
            formats.number(one.line.touches, language()),
            formats.money(one.line.cost_cents, language(), 0),
            *(words.cost(one.line, stage) for stage in (Stage.ATTEMPTED, Stage.MEETING, Stage.SALE)),
        ]
        for one in told.cuts[By.CHANNEL]
    ]
    whole = told.whole
    foot = [
        pgettext("sum", "All"),
        formats.number(whole.touches, language()),
        formats.money(whole.cost_cents, language(), 0),
        *(words.cost(whole, stage) for stage in (Stage.ATTEMPTED, Stage.MEETING, Stage.SALE)),
    ]
    head = [
        _("Channel"),
        _("Contacts"),
        _("Spent"),
        _("For one contacted"),
        _("For one meeting"),
        _("For one sale"),
    ]
    note = ""
    if whole.uncosted:
        note = _("Of %(total)s contacts nobody knows the cost: give it under “Channels and costs”.") % {
            "total": formats.number(whole.uncosted, language())
        }
    return Table("costs", _("What they cost"), head, rows, foot, note=note)


def causes(rows: list[Cause]) -> list[Bar]:
    """Why, the most frequent first; the text says the share of all so far."""
    return [
        Bar(
            str(Reason(one.reason.value).label),
            _("%(total)s · %(share)s (%(running)s in all so far)")
            % {
                "total": one.count,
                "share": formats.percent(one.share, language()),
                "running": formats.percent(one.running, language()),
            },
            round(100 * one.share, 1),
        )
        for one in rows
    ]
