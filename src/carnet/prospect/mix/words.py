"""Reasons, refusals and sources of a plan, as sentences."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carnet.foundation.ui import formats
from carnet.foundation.ui.templatetags.carnet import day, language

from . import models
from .board import Line
from .queries import Seen
from .rules.channels import Channel, Past, Rates
from .rules.proposing import Profile, Step
from .terms import Origin, Sure

SAID: dict[str, Promise] = {
    "cheap": gettext_lazy("It reaches the whole group in a few minutes each, and leaves a trace to come back to."),
    "announces": gettext_lazy("Sent first, it announces the call: nobody is disturbed by an unknown voice."),
    "letter_value": gettext_lazy("Letters have become rare: for sales of this size, one is read."),
    "letter_lawful": gettext_lazy("For private persons it is the one writing that needs no prior consent."),
    "letter_no_email": gettext_lazy("No e-mail may be sent here: the letter says the same lawfully."),
    "reminds": gettext_lazy("It reminds them of the letter and of the call, with a link to what proves the offer."),
    "digital": gettext_lazy("It is the digital side of the plan."),
    "asks_meeting": gettext_lazy("The call asks for a meeting, not for an order."),
    "call_consented": gettext_lazy("Only those who consented are called, within the permitted hours."),
    "after_writing": gettext_lazy("Three days later: the message has been seen and is not yet forgotten."),
    "known_warm": gettext_lazy("They know us already: speaking first is shorter than writing."),
    "known_customer": gettext_lazy("They are or were customers: a voice they know opens better than a message."),
    "writes_down": gettext_lazy("Two days later, it puts what was said in writing, with the next step."),
    "face_known": gettext_lazy("A comment or a message there makes the face known before the meeting."),
    "publishes": gettext_lazy(
        "What is published there reaches them without any private message, which would need consent."
    ),
    "visit_near": gettext_lazy("They are near: face to face convinces best, once writing and voice have prepared it."),
    "visit_worth": gettext_lazy("Far, but the mean sale is worth the trip."),
    "visit_best": gettext_lazy("The weeks leave no room to see all of them: the best ranked come first."),
    "grouped": gettext_lazy("Grouped by zone in a tour, ten days after the first contact."),
    "event_many": gettext_lazy("One morning shows the offer to many of them at once."),
    "no_trips": gettext_lazy("It spares as many trips, their cost and their carbon."),
}
LEFT: dict[str, Promise] = {
    "unlawful": gettext_lazy("Nobody of the group may lawfully be reached this way."),
    "no_room": gettext_lazy("The capacity of this channel is nil."),
    "too_far": gettext_lazy(
        "They are too far for what a mean sale brings: a trip each is not worth its cost and carbon."
    ),
    "home_uninvited": gettext_lazy("One does not ring at private persons’ doors without having been asked in."),
    "known_already": gettext_lazy("They know us already: nothing needs announcing."),
    "email_does": gettext_lazy("An e-mail says the same, faster and for less."),
    "meets_already": gettext_lazy("The visits meet them already."),
    "too_few": gettext_lazy("They are too few for an event."),
    "covered": gettext_lazy("Another channel already does this work; one more would tire them."),
    "taken_out": gettext_lazy("Proposed, and taken out by you."),
}
REFUSED: dict[str, Promise] = {
    "gone": gettext_lazy("in the trash or erased"),
    "restricted": gettext_lazy("frozen at their request"),
    "objected": gettext_lazy("object to prospecting"),
    "no_address": gettext_lazy("no number or address known"),
    "unknown_buyer": gettext_lazy("kind of buyer unknown"),
    "law_unknown": gettext_lazy("the table of law has no rule"),
    "banned_trade": gettext_lazy("your trade may not call consumers"),
    "no_proof": gettext_lazy("consent without proof"),
    "no_consent": gettext_lazy("no prior consent (consumers)"),
    "withdrawn": gettext_lazy("consent withdrawn"),
    "expired": gettext_lazy("consent expired"),
    "too_many": gettext_lazy("called too often this month"),
    "unknown_zone": gettext_lazy("time zone unknown"),
    "no_channel": gettext_lazy("no channel of the sequence may reach them"),
    "no_week": gettext_lazy("no week of the plan has room left"),
    "already": gettext_lazy("in the agenda already by this plan"),
}
SURE: dict[str, Promise] = {
    Sure.OWN: gettext_lazy("your figure"),
    Sure.OBSERVED: gettext_lazy("from your tours"),
    Sure.VERIFIED: gettext_lazy("verified"),
    Sure.SECONDARY: gettext_lazy("second-hand source"),
    Sure.UNVERIFIED: gettext_lazy("convention, to verify"),
    Sure.UNKNOWN: gettext_lazy("unknown"),
}


def channel(code: str) -> str:
    return str(models.Channel(code).label)


def refused(reason: str) -> str:
    """The sentence of a MixRefused."""
    return {
        "no_name": _("Give it a name."),
        "no_source": _("Choose whom the group is made of."),
        "no_steps": _("Keep at least one action."),
        "too_many_steps": _("Eight actions at most: more would be harassment."),
        "bad_day": _("An action stands between day 0 and day 60."),
        "gone": _("Somebody changed it meanwhile. Reload the page."),
        "launched": _("This group is in the agenda already: take that back first."),
        "nobody": _("Nobody of this group can be put into the agenda: see the reasons below."),
        "over": _("The last week of the plan has passed. Move its first day."),
        "not_alone": _("The group moves no further."),
    }[reason]


def why(step: Step) -> list[str]:
    """What argues for a step: one's own words first."""
    return [*([step.note] if step.note else []), *(str(SAID[code]) for code in step.reasons if code in SAID)]


def why_not(code: str) -> str:
    return str(LEFT[code])


def refusals(counts: Mapping[str, int]) -> str:
    """« 3 : objection ; 2 : aucun numéro », the most frequent first."""
    rows = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return " · ".join(
        _("%(total)s: %(reason)s") % {"total": formats.number(count, language()), "reason": REFUSED[code]}
        for code, count in rows
    )


def origin(one: Origin) -> str:
    """« convention, à vérifier ; Usage : … (23/11/2026) »."""
    parts = [str(SURE[one.sure]), one.source, day(one.on) if one.on else ""]
    return ", ".join(part for part in parts if part)


def past(one: Past) -> str:
    if not one.contacts:
        return _("no history yet")
    told = ngettext("%(count)d company contacted", "%(count)d companies contacted", one.contacts)
    met = ngettext("%(count)d met", "%(count)d met", one.meetings) % {"count": one.meetings}
    sold = ngettext("%(count)d sale", "%(count)d sales", one.sales) % {"count": one.sales}
    text = " · ".join([told % {"count": one.contacts}, met, sold])
    return text if one.is_enough else _("%(counts)s: too few to foresee") % {"counts": text}


def rates(one: Rates) -> str:
    """« 12 % de rendez-vous, 3 % de ventes »; empty where there are none."""
    if one.basis == "none":
        return ""
    parts = []
    if one.meetings is not None:
        parts.append(_("%(rate)s of meetings") % {"rate": formats.percent(one.meetings / 100, language(), 1)})
    if one.sales is not None:
        parts.append(_("%(rate)s of sales") % {"rate": formats.percent(one.sales / 100, language(), 1)})
    text = ", ".join(parts)
    return _("%(rates)s (assumed)") % {"rates": text} if one.basis == "assumed" and text else text


def traits(who: Profile) -> list[tuple[str, str]]:
    """What the choice of channels looked at, and what it found."""
    stages = {
        "cold": _("mostly unknown to us"),
        "warm": _("mostly warm or hot prospects"),
        "customer": _("mostly customers, present or former"),
    }
    sizes = {"small": _("mostly fewer than 20 employees"), "large": _("mostly 20 employees or more"), "": _("unknown")}
    private = formats.percent(who.consumers, language())
    buyers = {0.0: _("professionals"), 1.0: _("private persons")}.get(
        who.consumers, _("%(share)s of private persons") % {"share": private}
    )
    distance = _("unknown: give your starting place in Tours")
    if who.km is not None:
        distance = _("%(km)s km from your start, in the middle") % {"km": formats.number(who.km, language())}
    sale = _("unknown: no deal with them yet")
    if who.sale_cents is not None:
        sale = formats.money(who.sale_cents, language(), 0)
    return [
        (_("Who buys"), buyers),
        (_("How well they know us"), stages[who.stage]),
        (_("Size"), sizes[who.size]),
        (_("Distance"), distance),
        (_("Mean sale"), sale),
    ]


def source(seen: Seen) -> str:
    """Whom a group is made of: « choix du 12/11/2026, critères « Installateurs », version 2 »."""
    group = seen.group
    if group.targeting:
        told = _("targets chosen on %(day)s") % {"day": day(group.targeting.made_at)}
        grid = group.targeting.grid
        return f"{told}, {_grid(grid)}" if grid else _("%(choice)s, without criteria") % {"choice": told}
    if group.grid:
        return _("all targets chosen by %(criteria)s") % {"criteria": _grid(group.grid)}
    if group.tag:
        return _("companies tagged “%(name)s”") % {"name": group.tag.name}
    if group.view:
        return _("saved view “%(name)s”") % {"name": group.view.name}
    return _("what it was made of is gone: choose again")


def _grid(grid: models.Grid) -> str:
    return _("criteria “%(name)s”, version %(version)s") % {"name": grid.name, "version": grid.version}


def left(line: Line) -> list[tuple[Channel, str]]:
    """Each channel that the actions do not use, and why."""
    used = {step.channel for step in line.steps}
    proposed = dict(line.seen.proposal.left)
    return [(one, why_not(proposed.get(one, "taken_out"))) for one in Channel if one not in used]
