"""How the table of law reads in the user's language. Labels, sources and notes are data; these are our own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from carnet.foundation.ui import formats

from .rules import (
    FACTORS,
    PROFESSIONALS,
    Buyer,
    Confidence,
    Document,
    Fact,
    LegalForm,
    LegalValue,
    Mention,
    NoRuleInForce,
    Territory,
    Unit,
)
from .table import Theme

Words = dict[str, str | Promise]

BUYERS: Words = {
    Buyer.CONSUMER: pgettext_lazy("kind of buyer", "consumer"),
    Buyer.SOLE_TRADER: pgettext_lazy("kind of buyer", "sole trader"),
    Buyer.SMALL_BUSINESS: pgettext_lazy("kind of buyer", "small business (5 employees at most)"),
    Buyer.COMPANY: pgettext_lazy("kind of buyer", "company"),
    Buyer.PUBLIC_BODY: pgettext_lazy("kind of buyer", "public body"),
}
TERRITORIES: Words = {
    Territory.METROPOLE: gettext_lazy("mainland France"),
    Territory.CORSICA: gettext_lazy("Corsica"),
    Territory.GUADELOUPE: "Guadeloupe",
    Territory.MARTINIQUE: "Martinique",
    Territory.GUYANE: "Guyane",
    Territory.REUNION: "La Réunion",
    Territory.MAYOTTE: "Mayotte",
    Territory.SAINT_MARTIN: "Saint-Martin",
    Territory.SAINT_BARTHELEMY: "Saint-Barthélemy",
    Territory.SAINT_PIERRE_ET_MIQUELON: "Saint-Pierre-et-Miquelon",
    Territory.POLYNESIE: gettext_lazy("French Polynesia"),
    Territory.NOUVELLE_CALEDONIE: gettext_lazy("New Caledonia"),
    Territory.WALLIS_ET_FUTUNA: "Wallis-et-Futuna",
    Territory.TAAF: gettext_lazy("French Southern Lands"),
}
CONFIDENCE: Words = {
    Confidence.VERIFIED: gettext_lazy("read at the source"),
    Confidence.SECONDARY: gettext_lazy("read in a relay"),
    Confidence.UNVERIFIED: gettext_lazy("not verified"),
}
TONES = {Confidence.VERIFIED: "ok", Confidence.SECONDARY: "info", Confidence.UNVERIFIED: "warn"}
DOCUMENTS: Words = {
    Document.QUOTE: pgettext_lazy("document", "quote"),
    Document.ORDER: pgettext_lazy("document", "order"),
    Document.CONTRACT: pgettext_lazy("document", "contract"),
    Document.INVOICE: pgettext_lazy("document", "invoice"),
    Document.EMAIL: pgettext_lazy("document", "e-mail"),
}
FACTS: Words = {
    Fact.CAPITAL_COMPANY: gettext_lazy("the seller is a company with a capital"),
    Fact.REGISTERED: gettext_lazy("the seller is in the trade register"),
    Fact.SELLER_IS_SOLE_TRADER: gettext_lazy("the seller is a sole trader"),
    Fact.VAT_CHARGED: gettext_lazy("VAT is charged"),
    Fact.VAT_FRANCHISE: gettext_lazy("the seller is under the small-business exemption"),
    Fact.VAT_ON_DEBITS: gettext_lazy("VAT is paid on debits"),
    Fact.REVERSE_CHARGE_SERVICES: gettext_lazy("service to a business of another EU state"),
    Fact.INTRA_EU_GOODS: gettext_lazy("goods delivered in another EU state"),
    Fact.BUILDING_SUBCONTRACT: gettext_lazy("subcontracting in building"),
    Fact.EXPORT: gettext_lazy("export outside the EU"),
    Fact.REDUCED_RATE_WORKS: gettext_lazy("works at a reduced VAT rate"),
    Fact.BUILDING_TRADE: gettext_lazy("building trade"),
    Fact.HOME_REPAIR: gettext_lazy("repair or upkeep at home"),
    Fact.OFF_PREMISES: gettext_lazy("contract made off premises"),
    Fact.DISTANCE: gettext_lazy("contract made at a distance"),
    Fact.ONLINE: gettext_lazy("contract made online"),
    Fact.DEPOSIT: gettext_lazy("money paid in advance"),
    Fact.GOODS: gettext_lazy("goods are sold"),
    Fact.DELIVERED_ELSEWHERE: gettext_lazy("delivered elsewhere"),
    Fact.QUOTE_IS_PAID_FOR: gettext_lazy("the quote is paid for"),
    Fact.PROSPECTING: gettext_lazy("prospecting message"),
    Fact.ADDRESS_NOT_GIVEN_BY_THE_PERSON: gettext_lazy("address not given by the person"),
}
PRINTED: Words = {
    "name": gettext_lazy("name"),
    "form": gettext_lazy("legal form"),
    "capital": gettext_lazy("share capital"),
    "variable_capital": gettext_lazy("variable capital"),
    "siren": "SIREN",
    "register": gettext_lazy("RCS and its city"),
    "seat": gettext_lazy("registered office"),
    "address": gettext_lazy("address"),
    "ei": "EI",
}

LISTED: Words = {
    "energy_renovation": gettext_lazy("energy renovation"),
    "renewable_energy": gettext_lazy("renewable energy"),
    "home_adaptation": gettext_lazy("adapting homes to age or disability"),
    "cpf_training": gettext_lazy("training paid by the CPF"),
    "bought": gettext_lazy("bought list"),
    "rented": gettext_lazy("rented list"),
    "partner": gettext_lazy("list of a partner"),
    "register": gettext_lazy("public register"),
    "network": gettext_lazy("social network"),
    "other": gettext_lazy("other origin"),
}
"""What stands in the lists of the table; hours and figures speak for themselves."""


def language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def label(one: LegalValue | Mention | LegalForm | Theme) -> str:
    return one.label_en if language() == "en" else one.label


def listed(names: Iterable[object], words: Words) -> str:
    """The words of some names, in the order of the vocabulary."""
    wanted = {str(name) for name in names}
    return ", ".join(str(word) for name, word in words.items() if str(name) in wanted)


def buyers(kinds: frozenset[Buyer]) -> str:
    if kinds == frozenset(Buyer):
        return _("every buyer")
    return _("professionals") if kinds == PROFESSIONALS else listed(kinds, BUYERS)


def territories(places: frozenset[Territory]) -> str:
    """Empty where the value is the common one of France: only exceptions are worth a word."""
    if Territory.METROPOLE in places and Territory.GUADELOUPE in places:
        return ""
    return listed(places, TERRITORIES)


def amount(one: LegalValue) -> str:
    """The value with its unit: `8,5 %`, `14 days`, `40,00 €`, `yes`."""
    if one.value is None:
        return _("to be filled in")
    if isinstance(one.value, bool):
        return _("yes") if one.value else _("no")
    if isinstance(one.value, Decimal | int):
        return _figure(one.unit, one.value)
    return ", ".join(str(LISTED.get(item, item)) for item in one.value) if isinstance(one.value, tuple) else one.value


def _figure(unit: Unit, value: Decimal | int) -> str:
    if unit == Unit.CENTS:
        return formats.money(int(value), language(), 0 if value % 100 == 0 else 2)
    if unit == Unit.PERCENT:
        return formats.percent(value / 100, language(), _decimals(value))
    written = formats.number(value, language(), _decimals(value))
    if unit == Unit.POINTS:
        return _("+ %(number)s points") % {"number": written}
    if unit == Unit.TIMES:
        return _("%(number)s times") % {"number": written}
    if unit in FACTORS:
        return _factor(unit, written)
    return _length(unit, int(value), written)


def _factor(unit: Unit, written: str) -> str:
    forms = {
        Unit.KG_PER_KM: _("%(number)s kg CO2e per km"),
        Unit.KG_PER_LITRE: _("%(number)s kg CO2e per litre"),
        Unit.KG_PER_KWH: _("%(number)s kg CO2e per kWh"),
        Unit.KG_PER_CONTACT: _("%(number)s kg CO2e per contact"),
    }
    return forms[unit] % {"number": written}


def _length(unit: Unit, count: int, written: str) -> str:
    forms = {
        Unit.HOURS: ngettext("%(number)s hour", "%(number)s hours", count),
        Unit.DAYS: ngettext("%(number)s day", "%(number)s days", count),
        Unit.WORKING_DAYS: ngettext("%(number)s working day", "%(number)s working days", count),
        Unit.MONTHS: ngettext("%(number)s month", "%(number)s months", count),
        Unit.YEARS: ngettext("%(number)s year", "%(number)s years", count),
    }
    return forms.get(unit, "%(number)s") % {"number": written}


def _decimals(value: Decimal | int) -> int:
    return max(0, -int(Decimal(value).normalize().as_tuple().exponent))


def period(one: LegalValue | Mention) -> str:
    start = formats.day(one.in_force_from, language())
    if one.in_force_to is None:
        return _("since %(day)s") % {"day": start}
    return _("from %(first)s to %(last)s") % {"first": start, "last": formats.day(one.in_force_to, language())}


def explain(problem: NoRuleInForce) -> str:
    """Why the table has no answer, and what would have to change."""
    names = {
        "code": problem.code,
        "day": formats.day(problem.on, language()),
        "buyer": str(BUYERS.get(problem.buyer, problem.buyer)),
        "territory": str(TERRITORIES.get(problem.territory, problem.territory)),
    }
    sentences = {
        "unknown_code": _("The table of law has no rule called %(code)s."),
        "other_territory": _("%(code)s has no value in this territory: %(territory)s."),
        "other_dates": _("%(code)s was not in force on %(day)s."),
        "other_buyer": _("%(code)s does not apply to this kind of buyer: %(buyer)s."),
        "buyer_needed": _("%(code)s depends on the kind of buyer: say which one."),
        "unknown_value": _("%(code)s has a value on %(day)s, but nobody has read it yet: take it from its source."),
    }
    return sentences[problem.reason] % names


@dataclass(frozen=True, slots=True)
class Line:
    """A value or a mention as the screen shows it."""

    code: str
    label: str
    value: str
    period: str
    buyers: str
    where: str
    source: str
    read_on: object
    confidence: str
    tone: str
    is_convention: bool
    note: str


def line(one: LegalValue | Mention) -> Line:
    if isinstance(one, LegalValue):
        value, where = amount(one), territories(one.territories)
    else:
        value, where = listed(one.documents, DOCUMENTS), listed(one.needs, FACTS)
    return Line(
        code=one.code,
        label=label(one),
        value=value,
        period=period(one),
        buyers=capfirst(buyers(one.buyers)),
        where=where,
        source=one.source,
        read_on=one.read_on,
        confidence=str(CONFIDENCE[one.confidence]),
        tone=TONES[one.confidence],
        is_convention=one.nature == "convention",
        note=one.note,
    )
