"""Which legal value holds on a day, for a buyer, in a territory; and what a document must carry.

Nothing here knows a figure: the figures are data (`data/*.yaml`), each with its dates and its source.
Glossary: mention obligatoire = mention, personne publique = public body, TVA = VAT.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Value = Decimal | int | str | bool | tuple[str, ...] | None


class Buyer(StrEnum):
    """Who buys, as far as the law cares; the same words as a company's `buyer_kind`."""

    CONSUMER = "consumer"
    SOLE_TRADER = "sole_trader"
    SMALL_BUSINESS = "small_business"
    COMPANY = "company"
    PUBLIC_BODY = "public_body"


PROFESSIONALS = frozenset(Buyer) - {Buyer.CONSUMER}


class Territory(StrEnum):
    METROPOLE = "metropole"
    CORSICA = "corsica"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    REUNION = "reunion"
    MAYOTTE = "mayotte"
    SAINT_MARTIN = "saint_martin"
    SAINT_BARTHELEMY = "saint_barthelemy"
    SAINT_PIERRE_ET_MIQUELON = "saint_pierre_et_miquelon"
    POLYNESIE = "polynesie"
    NOUVELLE_CALEDONIE = "nouvelle_caledonie"
    WALLIS_ET_FUTUNA = "wallis_et_futuna"
    TAAF = "taaf"


class Confidence(StrEnum):
    """`verified`: read at the source. `secondary`: read in a text that quotes it. `unverified`: neither."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class Nature(StrEnum):
    """A convention is a habit of the trade, or our prudent reading; nobody is bound by it."""

    LAW = "law"
    CONVENTION = "convention"


class Unit(StrEnum):
    """What a value counts. Amounts are in cents; `percent` 20 means 20 %, not 0.2."""

    PERCENT = "percent"
    POINTS = "points"
    TIMES = "times"
    KG_PER_KM = "kg_per_km"
    KG_PER_LITRE = "kg_per_litre"
    KG_PER_KWH = "kg_per_kwh"
    KG_PER_CONTACT = "kg_per_contact"
    CENTS = "cents"
    COUNT = "count"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"
    TEXT = "text"
    LIST = "list"
    FLAG = "flag"


FACTORS = frozenset({Unit.KG_PER_KM, Unit.KG_PER_LITRE, Unit.KG_PER_KWH, Unit.KG_PER_CONTACT})
DECIMALS = FACTORS | {Unit.PERCENT, Unit.POINTS, Unit.TIMES}


@dataclass(frozen=True, slots=True)
class LegalValue:
    """One value over one period. `in_force_to` is its last day, None while it lasts.

    `value` is None where a figure exists and nobody could read it: `rule` never returns such a row.
    `read_on` is the day on which the source was read, None when it has not been.
    """

    code: str
    theme: str
    label: str
    label_en: str
    value: Value
    unit: Unit
    in_force_from: date
    in_force_to: date | None
    buyers: frozenset[Buyer]
    territories: frozenset[Territory]
    source: str
    read_on: date | None
    confidence: Confidence
    nature: Nature = Nature.LAW
    note: str = ""

    def holds(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)

    @property
    def is_unverified(self) -> bool:
        return self.confidence == Confidence.UNVERIFIED

    @property
    def decimal(self) -> Decimal:
        """The figure of a rate, a number of points or a factor. Raises WrongUnit for anything else."""
        if self.unit not in DECIMALS:
            raise WrongUnit(self.code, self.unit)
        return Decimal(str(self.value))

    @property
    def number(self) -> int:
        """The whole figure of an amount in cents, a count or a length of time. Raises WrongUnit for anything else."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise WrongUnit(self.code, self.unit)
        return self.value

    @property
    def text(self) -> str:
        """The words to print. Raises WrongUnit for anything else."""
        if not isinstance(self.value, str):
            raise WrongUnit(self.code, self.unit)
        return self.value

    @property
    def items(self) -> tuple[str, ...]:
        """The entries of a list. Raises WrongUnit for anything else."""
        if not isinstance(self.value, tuple):
            raise WrongUnit(self.code, self.unit)
        return self.value

    @property
    def is_true(self) -> bool:
        """Whether the law says yes. Raises WrongUnit for anything else than a flag."""
        if not isinstance(self.value, bool):
            raise WrongUnit(self.code, self.unit)
        return self.value


class WrongUnit(TypeError):
    """A program asked a text for its number, or the like."""

    def __init__(self, code: str, unit: Unit) -> None:
        super().__init__(f"{code} is given in {unit}")


class NoRuleInForce(LookupError):
    """The table has no answer. `reason`: unknown_code, other_dates, other_buyer, buyer_needed, other_territory,
    or unknown_value when the figure exists and has not been read.
    """

    def __init__(self, reason: str, code: str, on: date, buyer: str = "", territory: str = "") -> None:
        super().__init__(f"no value of {code} on {on:%d/%m/%Y}: {reason}")
        self.reason = reason
        self.code = code
        self.on = on
        self.buyer = buyer
        self.territory = territory


def pick(
    values: Iterable[LegalValue],
    code: str,
    *,
    on: date,
    buyer: Buyer | str | None = None,
    territory: Territory | str = Territory.METROPOLE,
) -> LegalValue:
    """The one value of `code` that holds. Without a buyer, the answer must be the same for every buyer.

    Raises NoRuleInForce, with the reason that would have to change.
    """

    def nothing(reason: str) -> NoRuleInForce:
        return NoRuleInForce(reason, code, on, str(buyer or ""), str(territory))

    found = [value for value in values if value.code == code]
    if not found:
        raise nothing("unknown_code")
    found = [value for value in found if territory in value.territories]
    if not found:
        raise nothing("other_territory")
    found = [value for value in found if value.holds(on)]
    if not found:
        raise nothing("other_dates")
    if buyer is not None:
        found = [value for value in found if buyer in value.buyers]
        if not found:
            raise nothing("other_buyer")
    if len(found) > 1:
        raise nothing("buyer_needed")
    if found[0].value is None:
        raise nothing("unknown_value")
    return found[0]


class Document(StrEnum):
    QUOTE = "quote"
    ORDER = "order"
    CONTRACT = "contract"
    INVOICE = "invoice"
    EMAIL = "email"


class Fact(StrEnum):
    """What must be true of the seller or of the sale for a mention to be due."""

    CAPITAL_COMPANY = "capital_company"
    REGISTERED = "registered"
    SELLER_IS_SOLE_TRADER = "seller_is_sole_trader"
    VAT_CHARGED = "vat_charged"
    VAT_FRANCHISE = "vat_franchise"
    VAT_ON_DEBITS = "vat_on_debits"
    REVERSE_CHARGE_SERVICES = "reverse_charge_services"
    INTRA_EU_GOODS = "intra_eu_goods"
    BUILDING_SUBCONTRACT = "building_subcontract"
    EXPORT = "export"
    REDUCED_RATE_WORKS = "reduced_rate_works"
    BUILDING_TRADE = "building_trade"
    HOME_REPAIR = "home_repair"
    OFF_PREMISES = "off_premises"
    DISTANCE = "distance"
    ONLINE = "online"
    DEPOSIT = "deposit"
    GOODS = "goods"
    DELIVERED_ELSEWHERE = "delivered_elsewhere"
    QUOTE_IS_PAID_FOR = "quote_is_paid_for"
    PROSPECTING = "prospecting"
    ADDRESS_NOT_GIVEN_BY_THE_PERSON = "address_not_given_by_the_person"


class Must(StrEnum):
    """`never`: printing it for this buyer would be wrong, even out of kindness."""

    PRINT = "print"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a document must carry, or must not. `needs` holds the facts that must all be true."""

    code: str
    label: str
    label_en: str
    must: Must
    documents: frozenset[Document]
    buyers: frozenset[Buyer]
    needs: frozenset[Fact]
    in_force_from: date
    in_force_to: date | None
    source: str
    read_on: date | None
    confidence: Confidence
    nature: Nature = Nature.LAW
    note: str = ""

    @property
    def theme(self) -> str:
        return "mentions"

    @property
    def is_unverified(self) -> bool:
        return self.confidence == Confidence.UNVERIFIED

    def holds(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


def due(
    mentions: Iterable[Mention],
    document: Document | str,
    *,
    on: date,
    buyer: Buyer | str,
    facts: Collection[Fact | str] = (),
    must: Must = Must.PRINT,
) -> list[Mention]:
    """The mentions of a document for a buyer, in the table's order; with `must=NEVER`, those to keep off it."""
    true = {str(fact) for fact in facts}
    return [
        mention
        for mention in mentions
        if mention.must == must
        and document in mention.documents
        and buyer in mention.buyers
        and mention.holds(on)
        and true.issuperset(mention.needs)
    ]


@dataclass(frozen=True, slots=True)
class LegalForm:
    """`printed` names what goes with the company's name on paper: form, capital, siren, register, seat, ei…"""

    code: str
    label: str
    label_en: str
    has_capital: bool
    register: str
    printed: tuple[str, ...]
    source: str
    read_on: date | None
    confidence: Confidence
    note: str = ""
