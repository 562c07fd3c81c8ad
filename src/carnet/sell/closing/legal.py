"""What the law wants on a quote, for its day and its buyer: figures and duties come from the table of law.

The sentences are ours; the figures, the dates and who is owed what are the table's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.law.rules import PROFESSIONALS, Buyer, Document, Fact, NoRuleInForce
from carnet.foundation.law.table import mentions as due_mentions
from carnet.foundation.law.table import rule
from carnet.foundation.parties.models import BuyerKind
from carnet.foundation.ui import formats

from .models import Conclusion, DepositNature, Quote
from .rules import TermCeilings

WITHDRAWAL = frozenset({"withdrawal_form", "withdrawal_form_distance"})
# What the page itself always carries.
BY_LAYOUT = frozenset(
    (
        "word_quote date number validity lines totals total_gross_to_pay payment_terms signature_place deposit_nature "
        "vat_franchise"
    ).split()
)
# What the page carries where the settings, the buyer's record or the quote hold these.
BY_FIELDS = {
    "seller_identity": ("legal_name", "street", "postcode", "city", "phone", "email"),
    "seller_siren": ("siren",),
    "seller_rcs": ("rcs_city", "siren"),
    "seller_seat": ("street", "postcode", "city"),
    "seller_form_and_capital": ("legal_form", "capital_cents"),
    "seller_ei": ("legal_form",),
    "seller_vat_number": ("vat_number",),
    "buyer_identity": ("buyer_address",),
    "schedule": ("delivery",),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence to print. `is_missing`: it is due and the settings or the quote do not hold what it must say."""

    code: str
    title: str
    text: str = ""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """What a mention is written from; `fields` are those of the seller, with the quote's own."""

    fields: Mapping[str, Any]
    buyer_kind: str
    on: date
    language: str


def facts_of(quote: Quote, seller: Mapping[str, Any]) -> set[Fact]:
    """What is true of this seller and this quote, as the table of mentions asks it."""
    regime = seller.get("vat_regime")
    true = {
        Fact.CAPITAL_COMPANY: seller.get("capital_cents") is not None,
        Fact.REGISTERED: bool(seller.get("rcs_city")),
        Fact.SELLER_IS_SOLE_TRADER: str(seller.get("legal_form", "")).strip().upper() in {"EI", "EIRL", "MICRO"},
        Fact.VAT_CHARGED: regime == "normal",
        Fact.VAT_FRANCHISE: regime == "franchise",
        Fact.OFF_PREMISES: quote.conclusion == Conclusion.OFF_PREMISES,
        Fact.DISTANCE: quote.conclusion == Conclusion.DISTANCE,
        Fact.DEPOSIT: quote.deposit_percent > 0,
    }
    return {fact for fact, is_true in true.items() if is_true}


def mentions(quote: Quote, seller: Mapping[str, Any], on: date) -> list[Mention]:
    """The sentences due besides what the layout carries, in the table's order, in the language that is active."""
    address = quote.company.street and quote.company.city
    fields = {**seller, "delivery": quote.delivery, "buyer_address": address}
    case = Case(fields, quote.buyer_kind, on, quote.language)
    due = due_mentions(Document.QUOTE, on=on, buyer=quote.buyer_kind, facts=facts_of(quote, seller))
    found = {}
    for mention in due:
        label = mention.label if quote.language == "fr" else mention.label_en
        if written := _written(mention.code, label, case):
            found.setdefault(mention.code, written)
    said = list(found.values())
    if quote.conclusion == Conclusion.OFF_PREMISES and (first := wait_days(quote.buyer_kind, on)):
        said.append(_no_payment(first))
    return said


def _written(code: str, label: str, case: Case) -> Mention | None:
    """The sentence of a mention; None where the layout carries it already."""
    if code in BY_LAYOUT:
        return None
    if code in BY_FIELDS:
        is_there = all(case.fields.get(field) not in (None, "") for field in BY_FIELDS[code])
        return None if is_there else Mention(code, label, is_missing=True)
    writer = _WRITERS.get(code)
    return writer(case) if writer else Mention(code, label, is_missing=True)


def _late_penalties(case: Case) -> Mention:
    title = _("Late payment")
    if case.buyer_kind == BuyerKind.PUBLIC_BODY:
        points = rule("late.points_over_ecb", on=case.on, buyer=Buyer.PUBLIC_BODY).decimal
        text = _(
            "Any delay makes interest due by right, without reminder, at the refinancing rate of the European Central "
            "Bank plus %(points)s points."
        ) % {"points": formats.number(points, case.language)}
    else:
        times = rule("late.times_legal_interest", on=case.on, buyer=case.buyer_kind).decimal
        text = _(
            "Any delay makes penalties due by right, without reminder, at %(times)s times the legal interest rate."
        )
        text %= {"times": formats.number(times, case.language)}
    return Mention("late_penalties", title, text)


def _recovery_fee(case: Case) -> Mention:
    fee = rule("late.recovery_fee", on=case.on, buyer=case.buyer_kind).number
    text = _("A fixed fee of %(amount)s is due for recovery costs, for each invoice paid late.")
    return Mention("recovery_fee", _("Recovery costs"), text % {"amount": formats.money(fee, case.language, 0)})


def _mediator(case: Case) -> Mention:
    mediator = str(case.fields.get("mediator") or "").strip()
    intro = _("After a written complaint left without a good answer, you can turn to the mediator, free of charge:")
    text = f"{intro}\n{mediator}" if mediator else ""
    return Mention("mediator", _("Consumer mediator"), text, is_missing=not mediator)


def _withdrawal(code: str) -> Callable[[Case], Mention]:
    def write(case: Case) -> Mention:
        days = rule("withdrawal.days", on=case.on, buyer=case.buyer_kind).number
        text = _(
            "You may withdraw within %(days)s days without giving a reason: from the contract for a service, from the "
            "delivery for goods. Send us the form at the end of this quote, or any other clear statement, before the "
            "period ends. We then pay you back within %(refund)s days."
        ) % {"days": days, "refund": rule("withdrawal.refund_days", on=case.on, buyer=case.buyer_kind).number}
        return Mention(code, _("Right of withdrawal"), text)

    return write


def _complaints(case: Case) -> Mention:
    ways = [case.fields.get("email"), case.fields.get("phone") and formats.phone(str(case.fields["phone"]))]
    text = _("For any complaint or after-sales question: %(ways)s.") % {"ways": ", ".join(filter(None, ways))}
    return Mention("complaints", _("Complaints and after-sales"), text, is_missing=not any(ways))


def _insurance(case: Case) -> Mention:
    insurance = str(case.fields.get("insurance") or "").strip()
    return Mention("insurance", _("Professional insurance"), insurance, is_missing=not insurance)


def _no_payment(days: int) -> Mention:
    text = ngettext(
        "No payment and no deposit is asked before the end of a period of %(count)d day after signing.",
        "No payment and no deposit is asked before the end of a period of %(count)d days after signing.",
        days,
    )
    return Mention("off_premises_no_payment", _("Payment after signing"), text % {"count": days})


_WRITERS: dict[str, Callable[[Case], Mention]] = {
    "late_penalties": _late_penalties,
    "recovery_fee": _recovery_fee,
    "mediator": _mediator,
    "withdrawal_form": _withdrawal("withdrawal_form"),
    "withdrawal_form_distance": _withdrawal("withdrawal_form_distance"),
    "complaints": _complaints,
    "insurance": _insurance,
}


def vat_note(seller: Mapping[str, Any], on: date) -> str:
    """The sentence that stands in for VAT, when the seller charges none; the table's own words for the franchise."""
    regime = seller.get("vat_regime", "normal")
    if regime == "franchise":
        return rule("vat.text.franchise", on=on).text
    return _("Activity exempt from VAT.") if regime == "exempt" else ""


def ceilings(buyer_kind: str, on: date) -> TermCeilings | None:
    """The longest payment terms that may be agreed with this buyer; None where no ceiling is the law's."""
    if buyer_kind == BuyerKind.CONSUMER:
        return None
    if buyer_kind == BuyerKind.PUBLIC_BODY:
        days = rule("payment.public.company_days", on=on, buyer=buyer_kind).number
        return TermCeilings(net_days=days, month_end_days=0)
    return TermCeilings(
        net_days=rule("payment.max.days", on=on, buyer=buyer_kind).number,
        month_end_days=rule("payment.max.end_of_month_days", on=on, buyer=buyer_kind).number,
    )


def usual_payment_days(buyer_kind: str, on: date) -> int:
    """What a new quote proposes: the term of a silent contract, 0 (on receipt) for a consumer."""
    if buyer_kind == BuyerKind.CONSUMER:
        return 0
    code = "payment.public.days" if buyer_kind == BuyerKind.PUBLIC_BODY else "payment.default.days"
    return rule(code, on=on, buyer=buyer_kind).number


def validity_days(on: date) -> int:
    return rule("quote.validity.days", on=on).number


def wait_days(buyer_kind: str, on: date) -> int:
    """Days without any payment after an off-premises contract; 0 for a buyer whom that rule does not protect."""
    try:
        return rule("off_premises.no_payment_days", on=on, buyer=buyer_kind).number
    except NoRuleInForce:
        return 0


def deposit_name(nature: str) -> str:
    return _("Down payment") if nature == DepositNature.DOWN_PAYMENT else _("Earnest money")


def is_professional(buyer_kind: str) -> bool:
    return buyer_kind in PROFESSIONALS


def known_vat_rates(rates: Mapping[str, Decimal]) -> set[Decimal]:
    return {rate.normalize() for rate in rates.values()}
