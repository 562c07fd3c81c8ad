"""What criteria, scores and doubts are called."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from carnet.foundation.sirene import naf
from carnet.foundation.sirene.rules.scoring import Kind, Term
from carnet.foundation.sirene.rules.target import Criteria, CriteriaInvalid
from carnet.foundation.ui import formats
from carnet.foundation.ui.templatetags.carnet import language

from .rules import AGES, LEGAL_FORMS, STAFF_GROUPS, DoubtKind

KINDS: dict[str, Promise] = {
    Kind.NEAR: gettext_lazy("Distance"),
    Kind.STAFF: gettext_lazy("Employees"),
    Kind.ACTIVITY: gettext_lazy("Activity"),
    Kind.SIZE: gettext_lazy("Category of enterprise"),
    Kind.LEGAL_FORM: gettext_lazy("Legal form"),
    Kind.AGE: gettext_lazy("Age"),
    Kind.EMPLOYER: gettext_lazy("Employer"),
    Kind.HEAD: gettext_lazy("Head office"),
    Kind.SOCIAL: gettext_lazy("Social economy"),
}
AGE_NAMES: dict[str, Promise] = {
    "new": gettext_lazy("less than a year"),
    "young": gettext_lazy("1 to 3 years"),
    "grown": gettext_lazy("3 to 10 years"),
    "old": gettext_lazy("more than 10 years"),
}
FORM_NAMES: dict[str, Promise] = {
    "sole": gettext_lazy("Sole trader"),
    "sarl": gettext_lazy("SARL, EURL"),
    "sas": gettext_lazy("SAS, SASU"),
    "sa": gettext_lazy("SA"),
    "civil": gettext_lazy("Civil company (SCI…)"),
    "association": gettext_lazy("Association, foundation"),
    "public": gettext_lazy("Public body"),
}
STAFF_NAMES: dict[str, Promise] = {
    "unknown": gettext_lazy("none, or unknown"),
    "none": pgettext_lazy("employees", "0 at the end of the year"),
    "1-9": gettext_lazy("1 to 9"),
    "10-19": gettext_lazy("10 to 19"),
    "20-49": gettext_lazy("20 to 49"),
    "50-99": gettext_lazy("50 to 99"),
    "100-249": gettext_lazy("100 to 249"),
    "250+": gettext_lazy("250 and more"),
}
SIZE_NAMES: dict[str, Promise] = {
    "PME": gettext_lazy("Small or medium (PME)"),
    "ETI": gettext_lazy("Intermediate (ETI)"),
    "GE": gettext_lazy("Large (GE)"),
}
BANDS = {
    "00": "0", "01": "1–2", "02": "3–5", "03": "6–9", "11": "10–19", "12": "20–49", "21": "50–99", "22": "100–199",
    "31": "200–249", "32": "250–499", "41": "500–999", "42": "1 000–1 999", "51": "2 000–4 999",
    "52": "5 000–9 999", "53": "10 000 +",
}  # fmt: skip
DOUBTS: dict[str, Promise] = {
    DoubtKind.LIQUIDATION: gettext_lazy("In liquidation"),
    DoubtKind.CLOSED: gettext_lazy("Closed establishment"),
    DoubtKind.INSOLVENCY: gettext_lazy("Insolvency proceedings"),
    DoubtKind.MOVED: gettext_lazy("Moved"),
    DoubtKind.STRUCK_OFF: gettext_lazy("Struck off the trade register"),
    DoubtKind.UNKNOWN: gettext_lazy("SIRET unknown to Insee"),
    DoubtKind.SOLD: gettext_lazy("Business sold"),
}


def refused(error: Any) -> str:
    """The sentence of a SourcingRefused."""
    return {
        "no_name": _("Give these criteria a name."),
        "no_terms": _("Give at least one criterion a weight."),
        "taken": _("Another set of criteria has this name. Choose another."),
        "gone": _("Somebody changed it meanwhile. Reload the page."),
        "nothing": _("Nobody to add: all of them are in the file already, in the trash, or refuse to be prospected."),
        "too_many": _("Add 500 at most at once."),
        "no_reason": _("Say in a few words what you found out."),
    }[error.reason]


def invalid(error: CriteriaInvalid) -> str:
    return _("“%(value)s” is not possible here.") % {"value": error.value}


def moved_to(siret: str) -> str:
    return _("The head office is now %(siret)s.") % {"siret": formats.siret(siret)} if siret else ""


def band(code: str, year: int | None) -> str:
    """`10–19 (2024)`: bands are two years late, hence the year."""
    if code not in BANDS:
        return ""
    return f"{BANDS[code]} ({year})" if year else BANDS[code]


def activity(code: str, version: str = "NAFRev2") -> str:
    """The label; a code of another nomenclature is never read with today's."""
    told = naf.label(code) if version == "NAFRev2" else ""
    return f"{code} {told}".strip() if told else code


def km(value: float) -> str:
    return _("%(km)s km") % {"km": formats.number(value, language(), 1 if value < 10 else 0)}


def term(one: Term) -> str:
    """What gives all the points of a criterion, in words."""
    told = {
        Kind.NEAR: lambda: _span(_("all within %(low)s km, nothing beyond %(high)s km"), one),
        Kind.AGE: lambda: _span(_("between %(low)s and %(high)s years"), one),
        Kind.STAFF: lambda: _listed(STAFF_NAMES, STAFF_GROUPS, one.values),
        Kind.LEGAL_FORM: lambda: _listed(FORM_NAMES, LEGAL_FORMS, one.values),
        Kind.ACTIVITY: lambda: ", ".join(activity(code) for code in one.values),
        Kind.SIZE: lambda: ", ".join(one.values),
    }.get(one.kind)
    return told() if told else pgettext("criterion", "yes")


def terms(some: Iterable[Term]) -> list[tuple[str, int, str]]:
    """Name, weight and what gives all the points."""
    return [(str(KINDS[one.kind]), one.weight, term(one)) for one in some]


def _span(told: str, one: Term) -> str:
    return told % {"low": f"{one.low:g}", "high": f"{one.high:g}"}


def _listed(names: dict[str, Promise], groups: dict[str, tuple[str, ...]], values: Sequence[str]) -> str:
    return ", ".join(str(names[key]) for key, codes in groups.items() if set(codes) <= set(values)) or ", ".join(values)


def asked(criteria: Criteria, place: str = "", today: date | None = None) -> list[str]:
    """The question in words, one for each criterion."""
    found: list[str] = []
    if criteria.naf:
        version = criteria.nomenclature
        found.append(
            ", ".join(activity(code, version) for code in criteria.naf[:4]) + (" …" if len(criteria.naf) > 4 else "")
        )
    if criteria.area:
        found.append(_("in an area drawn on the map"))
    elif criteria.near:
        found.append(_("within %(km)s of %(place)s") % {"km": km(criteria.km), "place": place or _("a point")})
    found += _zones(criteria)
    if criteria.staff:
        found.append(_("employees: %(bands)s") % {"bands": _listed(STAFF_NAMES, STAFF_GROUPS, criteria.staff)})
    if criteria.created_from or criteria.created_to:
        found.append(_created(criteria))
    if criteria.legal_forms:
        found.append(_listed(FORM_NAMES, LEGAL_FORMS, criteria.legal_forms))
    found += list(criteria.sizes)
    if criteria.heads_only:
        found.append(_("head offices only"))
    if criteria.employers_only:
        found.append(_("employers only"))
    return found


def _zones(criteria: Criteria) -> Iterable[str]:
    if criteria.departments:
        yield _("départements %(codes)s") % {"codes": ", ".join(criteria.departments)}
    if criteria.communes:
        yield _("communes %(codes)s") % {"codes": ", ".join(criteria.communes)}


def _created(criteria: Criteria) -> str:
    first, last = criteria.created_from, criteria.created_to
    if first and last:
        told = _("created from %(first)s to %(last)s")
    else:
        told = _("created since %(first)s") if first else _("created before %(last)s")
    return told % {"first": first and formats.day(first, language()), "last": last and formats.day(last, language())}


def ages() -> list[tuple[str, Promise]]:
    return [(key, AGE_NAMES[key]) for key in AGES]
