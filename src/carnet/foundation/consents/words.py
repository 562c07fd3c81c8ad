"""The gate's reasons, as sentences that say what to do."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from carnet.foundation import law
from carnet.foundation.agenda.gate import Answer
from carnet.foundation.ui.templatetags.carnet import day

from .models import Channel
from .rules import Decision, Purpose
from .sources import sources_of

PURPOSES = {
    Purpose.PROSPECTING: gettext_lazy("Prospecting"),
    Purpose.CONTRACT: gettext_lazy("A contract in progress, on its object"),
    Purpose.ANSWER: gettext_lazy("Their own request, on its object"),
    Purpose.SERVICE: gettext_lazy("An appointment, a delivery: not prospecting"),
    Purpose.PRESS: gettext_lazy("A press subscription"),
}
_CONFIDENCE = {
    law.Confidence.VERIFIED: pgettext_lazy("law", "read at the source"),
    law.Confidence.SECONDARY: pgettext_lazy("law", "read in a text that quotes it"),
    law.Confidence.UNVERIFIED: pgettext_lazy("law", "to be verified"),
}


def told(decision: Decision, on: date | None = None) -> Answer:
    """The decision as one reads it, with what it rests on."""
    rests = sources_of(decision.reason, on or timezone.localdate())
    return Answer(
        is_allowed=decision.is_allowed,
        reason=decision.reason,
        said=said(decision),
        cautions=tuple(cautions(decision)),
        sources=tuple(source(one) for one in rests),
    )


def source(line: law.LegalValue) -> str:
    """« C. conso., art. D223-9 (lu le 14/09/2026 dans un texte qui le cite) »."""
    values = {"source": line.source, "confidence": _CONFIDENCE[line.confidence], "day": day(line.read_on)}
    if line.read_on is None:
        return _("%(source)s (%(confidence)s)") % values
    return _("%(source)s (%(confidence)s on %(day)s)") % values


def said(decision: Decision) -> str:
    """Why one may, or may not."""
    values = {
        "day": day(decision.on) if decision.on else "",
        "hour": f"{decision.at:%H:%M}" if decision.at else "",
        "total": decision.count,
    }
    if decision.reason == "too_many":
        return ngettext(
            "Called %(count)d time already within the period: next call from %(day)s.",
            "Called %(count)d times already within the period: next call from %(day)s.",
            decision.count,
        ) % {"count": decision.count, **values}
    sentence = _YES[decision.reason]() if decision.is_allowed else _NO[decision.reason]()
    return sentence % values


def cautions(decision: Decision) -> list[str]:
    return [_CAUTIONS[code]() for code in decision.cautions]


_YES = {
    "service": lambda: _("Yes: this is not prospecting."),
    "not_opposed": lambda: _("Yes: nobody has objected."),
    "professional": lambda: _("Yes: a professional, on legitimate interest."),
    "contract": lambda: _("Yes: to perform the contract in progress, on its object only."),
    "answer": lambda: _("Yes: to answer their own request, on its object only, until %(day)s."),
    "press": lambda: _("Yes: press subscriptions need no consent; hours and attempts count."),
    "slot": lambda: _("Yes: at the date and hour that they agreed to."),
    "consent": lambda: _("Yes: they agreed to it."),
    "sale": lambda: _("Yes: address given at a sale, for like products."),
    "in_hours": lambda: _("Yes, within the permitted days and hours."),
}
_NO = {
    "gone": lambda: _("No: this record is in the trash or has been erased."),
    "restricted": lambda: _("No: this record is frozen at the person’s request."),
    "objected": lambda: _("No: this person objects to prospecting."),
    "no_address": lambda: _("No: no number or address is known for this channel."),
    "unknown_buyer": lambda: _("No: say first what kind of buyer this is."),
    "law_unknown": lambda: _("No: the table of law has no rule for that day; nothing is sent on a guess."),
    "no_contract": lambda: _("No: no contract in progress is recorded. A sale that is over is not one."),
    "no_request": lambda: _("No: no request from them is recent enough. Log theirs first."),
    "banned_trade": lambda: _("No: your trade may not call consumers, even with their consent."),
    "banned_trade_message": lambda: _(
        "No: your trade may not write to consumers to prospect, even with their consent."
    ),
    "not_job_related": lambda: _("No: a professional is called about what concerns their job, and this does not."),
    "mixed_hours": lambda: _("No: this line is perhaps private too, and it is outside the hours of consumers."),
    "out_of_slot": lambda: _("No: they agreed to one call only, on %(day)s at %(hour)s."),
    "no_proof": lambda: _("No: the consent is recorded without the words of the request, so it proves nothing."),
    "no_consent": lambda: _("No: a consumer must have agreed beforehand, and no consent is recorded."),
    "withdrawn": lambda: _("No: they withdrew their consent on %(day)s."),
    "expired": lambda: _("No: their consent ended on %(day)s. It is not renewed by itself."),
    "unknown_zone": lambda: _("No: their time zone is unknown. Fill in their postcode."),
    "closed_day": lambda: _("No: consumers are not called on this day of the week."),
    "holiday": lambda: _("No: it is a public holiday where they live."),
    "closed_hour": lambda: _("No: it is outside the permitted hours where they live."),
}
_CAUTIONS = {
    "job_related": lambda: _("Speak of what concerns their job, say who you are, note any refusal at once."),
    "mixed_line": lambda: _("Perhaps a private line too: keep to the hours of consumers."),
    "tell_source": lambda: _("Say where the address comes from."),
    "offer_objection": lambda: _("Offer a plain way to refuse, in each message."),
}


def channel_name(channel: str) -> str:
    """`every channel` for the empty one."""
    return str(Channel(channel).label) if channel else _("every channel")
