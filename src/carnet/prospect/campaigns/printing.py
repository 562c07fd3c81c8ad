"""The document « bilan de campagne » as its template wants it: every word and figure written, in French."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from carnet.foundation.documents.frame import frame
from carnet.foundation.documents.rendering import Template
from carnet.foundation.ui import formats
from carnet.foundation.ui.templatetags.carnet import day, language
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of
from carnet.prospect.mix.sheets import Table

from . import sheets
from .models import Adjustment, Campaign, Stage, Trial
from .queries import analysis_of, sources_of, trials_of
from .rules.analysing import Analysis, By

REPORT = Template("campaigns.report", "/prospect/campaigns/typst/report.typ", 1)
LANGUAGE = "fr"


def report_data(member: Membership, campaign: Campaign) -> dict[str, Any]:
    """Seven queries."""
    with translation.override(LANGUAGE):
        told = analysis_of(campaign)
        state = Adjustment.State
        rows = list(campaign.adjustments.order_by("pk"))
        period = _("From %(first)s to %(last)s") % {"first": day(campaign.first_on), "last": day(campaign.last_on)}
        return {
            **_frame(member, _("Campaign review: %(name)s") % {"name": campaign.name}),
            "lede": " · ".join(filter(None, [period, str(campaign.member.user) if campaign.member else ""])),
            "goal": campaign.goal,
            "funnel": [[bar.label, bar.text, round(bar.value, 1)] for bar in sheets.funnel(told)],
            "tables": [_table(one) for one in _tables(told)],
            "sources": sources_of(told),
            "trials": [_trial(one) for one in trials_of(campaign)],
            "failures": [[bar.label, bar.text, bar.value] for bar in sheets.causes(told.failures)],
            "successes": [[bar.label, bar.text, bar.value] for bar in sheets.causes(told.successes)],
            "uncoded": uncoded(told),
            "held": [row.text for row in rows if row.state == state.HELD],
            "accepted": [row.text for row in rows if row.state == state.ACCEPTED],
            "dropped": [row.text for row in rows if row.state == state.DROPPED],
        }


def uncoded(told: Analysis) -> str:
    if not told.uncoded:
        return ""
    counts = {"total": told.uncoded, "whole": told.whole.parties}
    numbers = {name: formats.number(value, language()) for name, value in counts.items()}
    return _("%(total)s of %(whole)s ended without a reason that says why.") % numbers


def _tables(told: Analysis) -> list[Table]:
    cuts = [sheets.table(told, by) for by in By if len(told.cuts[by]) > 1 or by is By.CHANNEL]
    return [*cuts, sheets.costs(told)]


def _table(one: Table) -> dict[str, Any]:
    return {"title": one.title, "head": one.head, "rows": one.rows, "foot": one.foot, "note": one.note}


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "title": f"{trial.first} / {trial.second}",
        "plan": plan_of(trial),
        "looks": [look_of(trial, taken) for taken in trial.taken.all()],
        "said": verdict_of(trial),
    }


def plan_of(trial: Trial) -> str:
    told = {
        "each": formats.number(trial.each, language()),
        "goal": Stage(trial.goal).label,
        "base": formats.number(trial.base, language(), 1),
        "gain": formats.number(trial.gain, language(), 1),
        "looks": trial.looks,
        "boundary": trial.get_boundary_display(),
    }
    return (
        _(
            "Success: %(goal)s. %(each)s companies for each message, to see %(gain)s points more than %(base)s %% in "
            "8 cases of 10, with 5 %% of false alarms. Looks planned: %(looks)s (%(boundary)s)."
        )
        % told
    )


def look_of(trial: Trial, taken: Any) -> str:
    told = {
        "number": taken.number,
        "looks": trial.looks,
        "day": day(taken.at),
        "first": taken.first,
        "second": taken.second,
        "each": taken.each,
        "z": formats.number(taken.z, language(), 2),
        "beyond": formats.number(taken.beyond, language(), 2),
        "said": taken.get_said_display(),
    }
    return (
        _(
            "Look %(number)s of %(looks)s, %(day)s: %(first)s and %(second)s successes of %(each)s each; "
            "z = %(z)s, where %(beyond)s decides. %(said)s."
        )
        % told
    )


def verdict_of(trial: Trial) -> str:
    if trial.ended_at is None:
        return _("Under way: nothing is concluded before the next look.")
    if not trial.said:
        return _("Given up before its last look: nothing is concluded.")
    return {
        "first": _("“%(first)s” brings more than “%(second)s”."),
        "second": _("“%(second)s” brings more than “%(first)s”."),
    }.get(trial.said, _("No difference shown between “%(first)s” and “%(second)s”.")) % {
        "first": trial.first,
        "second": trial.second,
    }


def _frame(member: Membership, title: str) -> dict[str, Any]:
    named = {
        "funnel": _("How far they came"),
        "sources": _("Where the costs come from"),
        "trials": _("Trials of two messages"),
        "failures": _("Why it failed"),
        "successes": _("Why it succeeded"),
        "held": _("Adjustments carried from the campaign before"),
        "accepted": _("Adjustments for the next campaign"),
        "dropped": _("Proposed and left aside"),
        "method": _("How to read it"),
        "method_text": _(
            "Rates are of the companies contacted, each counted once. Intervals are at 95 % (Wilson for a rate, "
            "Newcombe for a difference, all comparisons of a table together). "
            "Under 30 companies only counts are told."
        ),
    }
    return frame(seller_of(member.workspace), title=title, language=LANGUAGE, on=timezone.localdate(), words=named)
