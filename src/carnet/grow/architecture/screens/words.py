"""What is wrong with a field, and what a change of the set does, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.fields.rules.changes import Counted, Effect
from carnet.foundation.fields.rules.checking import FieldInvalid
from carnet.foundation.fields.services import SetRefused
from carnet.foundation.fields.words import said

TONES = {
    Effect.LOST: "bad",
    Effect.HIDDEN: "warn",
    Effect.REQUIRED: "warn",
    Effect.NARROWED: "warn",
    Effect.CHOICES_ARCHIVED: "warn",
    Effect.ADDED: "ok",
    Effect.SHOWN_AGAIN: "ok",
    Effect.WIDENED: "ok",
    Effect.CHOICES_ADDED: "ok",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One effect of a change: its sentence, what it means for the records, and how grave it is."""

    text: str
    more: str
    tone: str


def line(counted: Counted) -> Line:
    change, count = counted.change, counted.concerned
    more = ""
    if counted.lost:
        more = ngettext("%(count)d value would be lost.", "%(count)d values would be lost.", counted.lost) % {
            "count": counted.lost
        }
    elif change.effect in {Effect.REQUIRED, Effect.ADDED}:
        more = _missing(count) if count or change.effect == Effect.REQUIRED else ""
    elif count:
        more = ngettext("%(count)d record has a value.", "%(count)d records have a value.", count) % {"count": count}
    tone = "bad" if counted.lost else TONES.get(change.effect, "")
    return Line(said(change), more, tone)


def _missing(count: int) -> str:
    if not count:
        return _("No record at this stage lacks it.")
    return ngettext(
        "%(count)d record at this stage lacks it: it stays as it is, and is to be completed.",
        "%(count)d records at this stage lack it: they stay as they are, and are to be completed.",
        count,
    ) % {"count": count}


def wrong_field(error: FieldInvalid) -> str:
    return {
        "empty": _("Write something here."),
        "too_long": _("Too long: shorten it."),
        "too_few_choices": _("Give two choices at least, one a line."),
        "too_many_choices": _("A hundred choices at most."),
        "twice": _("Two choices have the same words."),
        "range": _("From 1 to 600 months."),
    }[error.reason]


def refused(error: SetRefused) -> str:
    if error.reason == "too_many_values":
        return _(
            "“%(label)s” has too many values to change its kind at once: archive it, make a new field, and import the "
            "values."
        ) % {"label": error.detail}
    return _("“%(label)s” is in use: archive it first.") % {"label": error.detail}


def effects(preview: Any) -> list[Line]:
    return [line(counted) for counted in preview.counted]
