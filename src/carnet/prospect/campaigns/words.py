"""Refusals, stages and states of campaigns, as sentences."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from carnet.foundation.ui import formats
from carnet.foundation.ui.templatetags.carnet import language
from carnet.prospect.mix.models import Channel

from .models import Campaign, Reason
from .rules.adjusting import Proposal
from .rules.analysing import By, Line
from .rules.rates import Difference, Rate, Verdict
from .rules.stages import Stage


def refused(reason: str) -> str:
    """The sentence of a CampaignRefused or a TouchRefused."""
    return {
        "no_name": _("Give the campaign a name."),
        "bad_days": _("The last day comes before the first: change one of them."),
        "gone": _("Somebody deleted it meanwhile. Reload the page."),
        "closed": _("This campaign is closed: open it again first."),
        "open": _("This campaign is open already."),
        "nobody": _("Say with whom the contact was."),
        "no_channel": _("Choose one of the six channels."),
        "no_stage": _("Say how far it came."),
        "no_reason": _("Choose a reason of the list."),
        "backward": _("A contact does not go back: undo its last step, or take it out and write it anew."),
    }[reason]


def state(campaign: Campaign, today: date) -> tuple[str, str]:
    """A word and its tone."""
    return {
        "closed": (pgettext("campaign", "Closed"), ""),
        "coming": (pgettext("campaign", "To come"), ""),
        "running": (pgettext("campaign", "Running"), "ok"),
        "over": (pgettext("campaign", "Over, to be closed"), "warn"),
    }[campaign.state(today)]


def trial_refused(reason: str) -> str:
    """The sentence of a TrialRefused or an AdjustmentRefused."""
    return {
        "no_message": _("Name both messages."),
        "same_message": _("Compare two different messages."),
        "bad_rate": _("Today’s rate and the gain are above 0 %, and below 100 % together."),
        "bad_looks": _("One to five looks."),
        "running": _("A trial is running already: end it first."),
        "closed": _("This campaign is closed: open it again first."),
        "gone": _("Somebody deleted it meanwhile. Reload the page."),
        "too_soon": _("Too soon: this look is taken once both messages have the contacts it was planned for."),
        "over": _("This trial has ended."),
        "no_text": _("Write what is to be changed."),
    }[reason]


def label(by: By, key: str) -> str:
    """What a line is about, in words."""
    if by is By.ACTION:
        rank, _colon, code = key.partition(":")
        told = {"rank": rank, "channel": Channel(code).label}
        return (_("Rank %(rank)s and later: %(channel)s") if rank == "4" else _("Rank %(rank)s: %(channel)s")) % told
    if by is By.CHANNEL:
        return str(Channel(key).label)
    if key:
        return key
    return _("No segment named") if by is By.SEGMENT else _("No message named")


def cut(by: By) -> str:
    return {
        By.ACTION: _("By action"),
        By.SEGMENT: _("By segment"),
        By.CHANNEL: _("By channel"),
        By.MESSAGE: _("By message"),
    }[by]


def percent(share: float) -> str:
    """Tenths of a percent under 10 %, where they matter."""
    return formats.percent(share, language(), 1 if share < 0.1 else 0)


def rate(one: Rate) -> str:
    """« 12 % (8 % à 17 %) »; the counts alone where there are too few."""
    if one.value is None:
        return "–"
    if one.interval is None:
        return _("%(part)s of %(whole)s, too few") % {"part": one.part, "whole": one.whole}
    told = {"rate": percent(one.value), "low": percent(one.interval.low), "high": percent(one.interval.high)}
    return _("%(rate)s (%(low)s to %(high)s)") % told


def points(share: float) -> str:
    """« +3,2 »: points of percentage."""
    text = formats.number(round(share * 100, 1), language(), 1)
    return f"+{text}" if share > 0 else text


def beside(one: Difference) -> str:
    """How a line stands beside the others of its table."""
    if one.value is None or one.interval is None:
        return _("Too few to compare") if one.verdict is Verdict.FEW else _("The same companies: not compared")
    told = {"gap": points(one.value), "low": points(one.interval.low), "high": points(one.interval.high)}
    return {
        Verdict.BETTER: _("Better: %(gap)s points (%(low)s to %(high)s)"),
        Verdict.WORSE: _("Worse: %(gap)s points (%(low)s to %(high)s)"),
    }.get(one.verdict, _("Not told apart: %(gap)s points (%(low)s to %(high)s)")) % told


def cost(line: Line, stage: Stage) -> str:
    """« 182 € »; with a word where few of them say so."""
    cents = line.cost_of(stage)
    if cents is None:
        return "–"
    text = formats.money(cents, language(), 2 if cents < 100_00 else 0)
    return _("%(cost)s (few)") % {"cost": text} if line.is_fragile(stage) else text


ADJUST: dict[str, Promise] = {
    "channel_more": gettext_lazy(
        "Do more by %(key)s: %(part)s of %(whole)s companies came to a meeting, %(gap)s points beside the "
        "other channels (%(low)s to %(high)s)."
    ),
    "channel_less": gettext_lazy(
        "Do less by %(key)s, or in another way: %(part)s of %(whole)s companies came to a meeting, %(gap)s "
        "points beside the other channels (%(low)s to %(high)s)."
    ),
    "segment_more": gettext_lazy(
        "Put “%(key)s” first: %(part)s of %(whole)s came to a meeting, %(gap)s points beside the other "
        "segments (%(low)s to %(high)s)."
    ),
    "segment_less": gettext_lazy(
        "Leave “%(key)s” out or write for them alone: %(part)s of %(whole)s came to a meeting, %(gap)s points"
        " beside the other segments (%(low)s to %(high)s)."
    ),
    "message_more": gettext_lazy(
        "Keep the message “%(key)s”: %(part)s of %(whole)s came to a meeting, %(gap)s points beside the "
        "others (%(low)s to %(high)s)."
    ),
    "message_less": gettext_lazy(
        "Give the message “%(key)s” up: %(part)s of %(whole)s came to a meeting, %(gap)s points beside the "
        "others (%(low)s to %(high)s)."
    ),
    "price": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) are about the price: tell what it saves before "
        "saying it, and have the answer to “too expensive” ready in the script."
    ),
    "budget": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) lack a budget: contact them before they set it, "
        "and offer to spread the payment."
    ),
    "competitor": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) are content with their supplier: note when that "
        "contract ends, contact them three months before, and say what differs."
    ),
    "no_need": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) have no need: tighten the criteria of targeting, "
        "and ask about the need before presenting anything."
    ),
    "wrong_time": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) say “not now”: agree on a date each time, and plan"
        " the call of that day in the agenda."
    ),
    "trust": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) were not convinced: open with a proof, such as a "
        "customer of their trade and town."
    ),
    "gatekeeper": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) stop at the switchboard: find the decision-maker’s"
        " name first, and call early or late in the day."
    ),
    "wrong_contact": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) are wrong numbers, addresses or people: have the "
        "file verified before the first contact."
    ),
    "no_answer": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) never answered: change the hours of the calls, and"
        " write before calling."
    ),
    "not_interested": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) are not interested and do not say why: rewrite the"
        " opening, and ask one more question to know the reason."
    ),
    "objected": gettext_lazy(
        "%(share)s of the failures (%(part)s of %(whole)s) want no more contact: contact fewer people, who "
        "are better chosen, and less often."
    ),
    "repeat": gettext_lazy(
        "Build on what works: “%(key)s” explains %(share)s of the meetings (%(part)s of %(whole)s). Look for "
        "more companies in that case."
    ),
    "dear_channel": gettext_lazy(
        "A meeting costs %(dear)s by %(key)s and %(cheap)s by %(other)s: move part of the contacts to the cheaper one."
    ),
    "low_reach": gettext_lazy(
        "Only %(part)s of %(whole)s companies were reached (%(share)s): vary hours and channels before "
        "judging the message."
    ),
    "code_reasons": gettext_lazy(
        "%(part)s of %(whole)s companies ended without a reason: choose one after each contact, or nobody "
        "will know why."
    ),
    "test_messages": gettext_lazy(
        "No message is better for sure. To see a gain of %(gain)s points, a trial takes %(each)s companies "
        "for each message: plan it before beginning."
    ),
    "more_contacts": gettext_lazy(
        "%(part)s companies are too few to conclude: contact %(few)s at least before changing anything."
    ),
}


def adjustment(one: Proposal) -> str:
    """A proposal in words, with its figures."""
    told: dict[str, object] = {"key": _key(one), "other": ""}
    if one.code == "dear_channel":
        dear, _colon, cheap = one.key.partition(":")
        told |= {"key": Channel(dear).label, "other": Channel(cheap).label}
    for name, value in one.figures.items():
        told[name] = _figure(name, value)
    return str(ADJUST[one.code] % told)


def _key(one: Proposal) -> str:
    if one.code.startswith("channel_"):
        return str(Channel(one.key).label)
    if one.code == "repeat":
        return str(Reason(one.key).label)
    return one.key or _("no name")


def _figure(name: str, value: int) -> str:
    if name in {"gap", "low", "high"}:
        return points(value / 1000)
    if name == "gain":
        return formats.number(value / 10, language(), 0)
    if name == "share":
        return formats.percent(value / 1000, language())
    if name in {"dear", "cheap"}:
        return formats.money(value, language(), 0)
    return formats.number(value, language())
