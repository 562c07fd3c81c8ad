"""What changes of the set, and refusals of values, say to people."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.foundation.workspaces.permissions import Role

from .holders import table_of
from .models import Field
from .rules.changes import Change, Effect

_VALUES: dict[str, str | Promise] = {
    "too_long": gettext_lazy("“%(label)s” takes 500 letters at most: shorten it."),
    "number": gettext_lazy("“%(value)s” is not a number: write it as 1234.56."),
    "decimals": gettext_lazy("“%(label)s” keeps six decimals at most."),
    "money": gettext_lazy("“%(value)s” is not an amount: write it as 1234.56, with two decimals at most."),
    "range": gettext_lazy("“%(value)s” is beyond what can be kept."),
    "date": gettext_lazy("“%(value)s” is not a date: write it as 23/11/2026."),
    "choice": gettext_lazy("“%(value)s” is not one of the choices of “%(label)s”: choose from the list."),
    "archived": gettext_lazy("“%(value)s” can no longer be chosen for “%(label)s”."),
    "yes_no": gettext_lazy("Answer “%(label)s” by yes or no."),
    "link": gettext_lazy("“%(value)s” is not a web address: write it as www.example.fr."),
    "person": gettext_lazy(
        "No single person of the file has this name: “%(value)s”. Write it whole, or add them first."
    ),
}


def refused(reason: str, label: str, value: str) -> str:
    """The sentence for a value that a field cannot keep, or that a stage asks for in vain."""
    if reason == "required":
        return _("This stage needs: %(labels)s.") % {"labels": value or label}
    return str(_VALUES.get(reason, _("“%(value)s” cannot be stored here."))) % {"label": label, "value": value[:80]}


_EFFECTS: dict[Effect, str | Promise] = {
    Effect.ADDED: gettext_lazy("“%(label)s” is added"),
    Effect.HIDDEN: gettext_lazy("“%(label)s” is archived: its values are hidden and kept"),
    Effect.SHOWN_AGAIN: gettext_lazy("“%(label)s” is shown again"),
    Effect.LOST: gettext_lazy("“%(label)s” is erased with its values"),
    Effect.CONVERTED: gettext_lazy("“%(label)s” becomes: %(names)s (it was: %(former)s)"),
    Effect.RENAMED: gettext_lazy("“%(former)s” is now called “%(label)s”"),
    Effect.REQUIRED: gettext_lazy("“%(label)s” is now required at: %(names)s"),
    Effect.FREED: gettext_lazy("“%(label)s” is no longer required at: %(names)s"),
    Effect.NARROWED: gettext_lazy("“%(label)s” is now seen only by: %(names)s"),
    Effect.WIDENED: gettext_lazy("“%(label)s” is now seen by: %(names)s"),
    Effect.CHOICES_ADDED: gettext_lazy("“%(label)s” gains the choices: %(names)s"),
    Effect.CHOICES_ARCHIVED: gettext_lazy("“%(label)s” no longer offers: %(names)s"),
    Effect.REASONED: gettext_lazy("“%(label)s”: new %(names)s"),
    Effect.HELPED: gettext_lazy("“%(label)s” has another help text"),
    Effect.MOVED: gettext_lazy("“%(label)s” is moved"),
}


def said(change: Change) -> str:
    """A change of the set in one line."""
    former = change.former
    if change.effect == Effect.CONVERTED:
        former = str(Field.Kind(former).label)
    names = {"label": change.label, "former": former, "names": ", ".join(_names(change))}
    return str(_EFFECTS[change.effect]) % names


def _names(change: Change) -> list[str]:
    if change.effect in {Effect.NARROWED, Effect.WIDENED}:
        return [str(Role(name).label) for name in change.names] or [_("everybody")]
    if change.effect in {Effect.REQUIRED, Effect.FREED}:
        return stage_words(change.holder, change.names)
    if change.effect == Effect.CONVERTED:
        return [str(Field.Kind(name).label) for name in change.names]
    if change.effect == Effect.REASONED:
        return [str(Field._meta.get_field(name).verbose_name) for name in change.names]
    return list(change.names)


def stage_words(holder: str, stages: Any) -> list[str]:
    """The words of stages, in their own order; one that is gone by its code. A query for deals."""
    offered: Mapping[str, str | Promise] = dict(table_of(holder).stages())
    return [
        *(str(word) for code, word in offered.items() if code in stages),
        *(stage for stage in stages if stage not in offered),
    ]
