"""How a buying centre reads: roles, attitudes, motives, steps, gaps and reasons in words."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from .rules.centre import Attitude, Basis, Kind, Motive, Part, Step, TieKind
from .rules.choosing import Reason, Why
from .rules.gaps import Gap, Lack

Label = str | Promise
PARTS: dict[Part, Label] = {
    Part.INITIATOR: pgettext_lazy("buying centre", "Initiator"),
    Part.USER: pgettext_lazy("buying centre", "User"),
    Part.PRESCRIBER: pgettext_lazy("buying centre", "Prescriber"),
    Part.BUYER: pgettext_lazy("buying centre", "Buyer"),
    Part.DECIDER: pgettext_lazy("buying centre", "Decider"),
    Part.FILTER: pgettext_lazy("buying centre", "Filter"),
}
PARTS_AT_LENGTH: dict[Part, Label] = {
    Part.INITIATOR: pgettext_lazy("buying centre", "Initiator: the need comes from them"),
    Part.USER: pgettext_lazy("buying centre", "User: works with what is bought"),
    Part.PRESCRIBER: pgettext_lazy("buying centre", "Prescriber: advises, sets the specifications"),
    Part.BUYER: pgettext_lazy("buying centre", "Buyer: consults, negotiates, orders"),
    Part.DECIDER: pgettext_lazy("buying centre", "Decider: says the last word"),
    Part.FILTER: pgettext_lazy("buying centre", "Filter: lets calls and information through, or not"),
}
ATTITUDES: dict[Attitude, Label] = {
    Attitude.FAVOURABLE: pgettext_lazy("attitude", "Favourable"),
    Attitude.NEUTRAL: pgettext_lazy("attitude", "Neutral"),
    Attitude.OPPOSED: pgettext_lazy("attitude", "Opposed"),
    Attitude.UNKNOWN: pgettext_lazy("attitude", "Not known"),
}
SIGNS: dict[Attitude, str] = {
    Attitude.FAVOURABLE: "+",
    Attitude.NEUTRAL: "=",
    Attitude.OPPOSED: "−",
    Attitude.UNKNOWN: "?",
}
TONES: dict[Attitude, str] = {
    Attitude.FAVOURABLE: "ok",
    Attitude.NEUTRAL: "",
    Attitude.OPPOSED: "bad",
    Attitude.UNKNOWN: "warn",
}
MOTIVES: dict[Motive, Label] = {
    Motive.SECURITY: pgettext_lazy("motive", "Security"),
    Motive.PRIDE: pgettext_lazy("motive", "Pride"),
    Motive.NOVELTY: pgettext_lazy("motive", "Novelty"),
    Motive.COMFORT: pgettext_lazy("motive", "Comfort"),
    Motive.MONEY: pgettext_lazy("motive", "Money"),
    Motive.SYMPATHY: pgettext_lazy("motive", "Sympathy"),
    Motive.ENVIRONMENT: pgettext_lazy("motive", "Environment"),
}
BASES: dict[Basis, Label] = {
    Basis.THEMSELVES: gettext_lazy("They said so"),
    Basis.COLLEAGUE: gettext_lazy("Somebody of the company said so"),
    Basis.SEEN: gettext_lazy("Seen in a meeting or in writing"),
    Basis.PUBLIC: gettext_lazy("Public source (website, press, organisation chart)"),
    Basis.GUESS: gettext_lazy("A guess, to be checked"),
}
STEPS: dict[Step, Label] = {
    Step.NEED: pgettext_lazy("purchase", "Need"),
    Step.SPECIFICATION: pgettext_lazy("purchase", "Specifications"),
    Step.SEARCH: pgettext_lazy("purchase", "Search"),
    Step.CONSULTATION: pgettext_lazy("purchase", "Consultation"),
    Step.CHOICE: pgettext_lazy("purchase", "Choice"),
    Step.FOLLOW_UP: pgettext_lazy("purchase", "Follow-up"),
}
KINDS: dict[Kind, Label] = {
    Kind.NEW: pgettext_lazy("purchase", "New purchase"),
    Kind.MODIFIED: pgettext_lazy("purchase", "Modified rebuy"),
    Kind.STRAIGHT: pgettext_lazy("purchase", "Straight rebuy"),
}
TIES: dict[TieKind, Label] = {
    TieKind.INFLUENCES: pgettext_lazy("tie", "influences"),
    TieKind.REPORTS_TO: pgettext_lazy("tie", "reports to"),
    TieKind.WORKS_WITH: pgettext_lazy("tie", "works with"),
    TieKind.OPPOSES: pgettext_lazy("tie", "opposes"),
}
STRENGTHS: dict[int, Label] = {
    1: pgettext_lazy("tie", "a little"),
    2: pgettext_lazy("tie", "clearly"),
    3: pgettext_lazy("tie", "strongly"),
}


def part_names(letters: str) -> list[Label]:
    return [PARTS[part] for part in Part if part.value in letters]


def listed(words: Iterable[object]) -> str:
    """ "a, b and c"."""
    return str(get_text_list([str(word) for word in words], _("and")))


def days_said(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


Names = Mapping[int, str]


def gap_said(gap: Gap, names: Names) -> str:
    """One sentence, with the names of whom it is about."""
    who = listed(names[key] for key in gap.who)
    told: dict[Lack, Callable[[], str]] = {
        Lack.NOBODY: lambda: _("Nobody is on the map yet."),
        Lack.NO_DECIDER: lambda: _("No decider known: nobody knows who says the last word."),
        Lack.OPPOSED: lambda: _("%(who)s is opposed, and nobody favourable has their ear.") % {"who": who},
        Lack.FILTERED: lambda: (
            _("%(who)s stands between us and %(whom)s, who decides.")
            % {"who": who, "whom": names.get(gap.whom or 0, "")}
        ),
        Lack.UNMET: lambda: _("Nobody has met %(who)s, who decides.") % {"who": who},
        Lack.SILENCE: lambda: (
            _("Nobody met for %(days)s.") % {"days": days_said(gap.days)}
            if gap.days
            else _("Nobody of the centre has been met yet.")
        ),
        Lack.ONE_CONTACT: lambda: _("Everything rests on one contact: %(who)s.") % {"who": who},
        Lack.ROLE: lambda: _("No %(part)s known.") % {"part": str(PARTS[gap.part]).lower() if gap.part else ""},
        Lack.GONE: lambda: _("Left the company: %(who)s. Who takes their place?") % {"who": who},
        Lack.GUESS: lambda: _("Only a guess so far: %(who)s.") % {"who": who},
        Lack.MOTIVE: lambda: _("Motive not known: %(who)s.") % {"who": who} if who else _("Nobody’s motive is known."),
        Lack.ATTITUDE: lambda: _("Attitude not known: %(who)s.") % {"who": who},
        Lack.STALE: lambda: _("Said more than six months ago, to be checked again: %(who)s.") % {"who": who},
    }
    return told[gap.lack]()


def reason_said(reason: Reason, names: Names, step: Label, kind: Label, power: int | None = None) -> str:
    part = str(PARTS[reason.part]).lower() if reason.part else ""
    whom = names.get(reason.whom or 0, "")
    days = days_said(reason.days)
    told: dict[Why, Callable[[], str]] = {
        Why.STEP: lambda: _("%(part)s, at the step “%(step)s”") % {"part": part, "step": str(step).lower()},
        Why.KIND: lambda: _("has a say in a %(kind)s") % {"kind": str(kind).lower()},
        Why.POWER: lambda: _("power %(power)s out of 5") % {"power": power},
        Why.NEVER: lambda: pgettext("reason", "never met"),
        Why.LONG_AGO: lambda: _("not met for %(days)s") % {"days": days},
        Why.RECENT: lambda: _("met %(days)s ago") % {"days": days} if reason.days else _("met today"),
        Why.OPENS: lambda: _("can open the door to %(whom)s") % {"whom": whom},
        Why.CARRIES: lambda: _("favourable, and has the ear of %(whom)s") % {"whom": whom},
        Why.OBJECTS: lambda: _("opposed: understand why"),
        Why.UNREAD: lambda: _("attitude still to be known"),
        Why.UNMOVED: lambda: _("motive still to be found"),
    }
    return told[reason.why]()
