"""A quote as its template wants it: every figure, date and word already written, in the quote's own language."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.foundation.catalogue.models import Unit, unit_name
from carnet.foundation.documents.frame import palette
from carnet.foundation.documents.rendering import Template
from carnet.foundation.documents.rules import paragraphs
from carnet.foundation.ui import formats

from . import legal
from .models import DayCount, Quote, QuoteLine
from .rules import Totals

TEMPLATE = Template("closing.quote", "/sell/closing/typst/quote.typ", 1)
WITHDRAWAL_FORM = Path(__file__).parent / "data"


def quote_data(
    quote: Quote,
    lines: Sequence[QuoteLine],
    totals: Totals,
    *,
    seller: Mapping[str, Any],
    on: date,
    valid_until: date,
    number: str = "",
) -> dict[str, Any]:
    """What `quote.typ` prints. Without `number` it is a draft, and says so across the page."""
    with translation.override(quote.language):
        sheet = _Sheet(quote, seller, on)
        mentions = legal.mentions(quote, seller, on)
        return {
            **sheet.head(number, valid_until),
            **sheet.parts(),
            **sheet.price(lines, totals),
            "terms": two_columns(sheet.terms(mentions)),
            "withdrawal": sheet.withdrawal_form(mentions),
            "acceptance": paragraphs(
                _("To accept, sign and send back this quote before the end of %(day)s.")
                % {"day": sheet.day(valid_until)}
            ),
        }


class _Sheet:
    """The pieces of the page; holds what all of them need."""

    def __init__(self, quote: Quote, seller: Mapping[str, Any], on: date) -> None:
        self.quote = quote
        self.seller = seller
        self.on = on
        self.language = quote.language

    def money(self, cents: int) -> str:
        return formats.money(cents, self.language)

    def day(self, value: date) -> str:
        """`23 novembre 2026`, unbroken."""
        spoken = formats.long_day(value, self.language).partition(" ")[2]
        return f"{spoken} {value.year}".replace(" ", formats.NO_BREAK)

    def number(self, value: Any) -> str:
        """`2,5`: as many decimals as are not zero."""
        text = f"{value:f}"
        places = len(text.partition(".")[2].rstrip("0"))
        return formats.number(value, self.language, places)

    def percent(self, value: Any) -> str:
        return self.number(value) + (f"{formats.NO_BREAK}%" if self.language == "fr" else "%")

    def head(self, number: str, valid_until: date) -> dict[str, Any]:
        quote = self.quote
        notes = [_("Version %(version)s, which replaces the one before") % {"version": quote.version}]
        shown = number or _("Draft, not yet an offer")
        facts = [
            (pgettext("printed quote", "Issued on"), self.day(self.on)),
            (pgettext("printed quote", "Valid until"), self.day(valid_until)),
            (pgettext("printed quote", "Payment"), self.payment()),
        ]
        return {
            "language": self.language,
            "title": f"{pgettext('printed quote', 'Quote')} {number}".strip(),
            "date": [self.on.year, self.on.month, self.on.day],
            "draft": None if number else _("DRAFT"),
            "words": self.words(),
            "seller": self.seller_block(),
            "number": shown,
            "number_notes": notes if quote.version > 1 else [],
            "buyer": self.buyer_block(),
            "facts": facts,
            "subject": quote.title,
            "contact": self.contact(),
        }

    def words(self) -> dict[str, str]:
        return {
            "head": pgettext("printed quote", "Quote"),
            "buyer": pgettext("printed quote", "For"),
            "price": pgettext("printed quote", "Our offer in figures"),
            "rate": pgettext("printed quote", "Rate"),
            "net": pgettext("printed quote", "Net"),
            "vat": pgettext("printed quote", "VAT"),
            "terms": pgettext("printed quote", "Terms"),
            "contact": pgettext("printed quote", "Your contact"),
            "agreed": pgettext("printed quote", "“Agreed”, date and signature"),
            "signer": pgettext("printed quote", "Name and position"),
            "place": pgettext("printed quote", "Done at"),
            "on": pgettext("printed quote", "on"),
            "signature": pgettext("printed quote", "Signature and stamp"),
        }

    def seller_block(self) -> dict[str, Any]:
        seller = self.seller
        phone = formats.phone(str(seller.get("phone") or "")) if seller.get("phone") else ""
        reach = [phone, seller.get("email"), str(seller.get("website") or "").removeprefix("https://").rstrip("/")]
        return {
            "name": seller["legal_name"],
            "legal": self.legal_line(),
            "contact": [*_address(seller), " · ".join(part for part in reach if part)],
            **palette(seller),
        }

    def legal_line(self) -> str:
        """The seller's identity as company law wants it at the foot of business papers."""
        seller = self.seller
        capital = seller.get("capital_cents")
        form = [seller["legal_name"], seller.get("legal_form")]
        if capital is not None:
            form.append(_("with a capital of %(amount)s") % {"amount": formats.money(capital, self.language, 0)})
        siren, siret = str(seller.get("siren") or ""), str(seller.get("siret") or "")
        parts = [
            " ".join(str(part) for part in form if part),
            f"SIRET {formats.siret(siret)}" if siret else f"SIREN {formats.siret(siren)}" if siren else "",
            f"RCS {seller['rcs_city']} {formats.siret(siren)}" if seller.get("rcs_city") and siren else "",
            _("VAT %(number)s") % {"number": seller["vat_number"]} if seller.get("vat_number") else "",
            ", ".join(_address(seller)),
        ]
        # A number is not cut from its name at the end of a line.
        return " · ".join(part if part == parts[0] else part.replace(" ", formats.NO_BREAK) for part in parts if part)

    def buyer_block(self) -> dict[str, Any]:
        company, person = self.quote.company, self.quote.person
        attention = " ".join(part for part in (person.get_civility_display(), str(person)) if part) if person else ""
        ids = [
            f"SIRET {formats.siret(company.siret)}" if company.siret else "",
            f"SIREN {formats.siret(company.siren)}" if company.siren and not company.siret else "",
            _("VAT %(number)s") % {"number": company.vat_number} if company.vat_number else "",
        ]
        rows = [attention, company.street, f"{company.postcode} {company.city}".strip()]
        name = company.legal_name or company.name
        return {"name": name, "rows": [row for row in rows if row], "ids": " · ".join(filter(None, ids))}

    def contact(self) -> list[str]:
        owner = self.quote.owner
        return [str(owner.user), owner.user.email] if owner and owner.user.name else []

    def payment(self) -> str:
        return payment_words(self.quote.payment_days, self.quote.payment_count)

    def parts(self) -> dict[str, Any]:
        """Why before how much, and what follows the price."""
        quote = self.quote
        before = [(_("Your context"), quote.context), (_("Your need"), quote.need), (_("Our answer"), quote.solution)]
        after = [(_("Delivery and schedule"), quote.delivery), (_("Our commitments"), quote.commitments)]
        return {
            name: [{"title": title, "text": paragraphs(text)} for title, text in texts if text.strip()]
            for name, texts in (("before", before), ("after", after))
        }

    def price(self, lines: Sequence[QuoteLine], totals: Totals) -> dict[str, Any]:
        has_discounts = any(line.discounts for line in lines)
        columns = [
            pgettext("printed quote", "Description"),
            pgettext("printed quote", "Quantity"),
            _("Unit price, net"),
        ]
        columns += [pgettext("printed quote", "Discount")] if has_discounts else []
        note = legal.vat_note(self.seller, self.on)
        groups = [(self.percent(g.rate), self.money(g.net_cents), self.money(g.vat_cents)) for g in totals.vat_groups]
        return {
            "columns": [*columns, pgettext("printed quote", "VAT"), pgettext("printed quote", "Total, net")],
            "has_discounts": has_discounts,
            "lines": [self.line(line, net) for line, net in zip(lines, totals.line_cents, strict=True)],
            "vat_note": note,
            "vat_groups": groups,
            "sums": self.sums(totals),
            "total": [_("Total to pay") if note else _("Total with VAT"), self.money(totals.gross_cents)],
            "after_total": self.deposit(totals),
        }

    def line(self, line: QuoteLine, net_cents: int) -> dict[str, Any]:
        unit = "" if line.unit == Unit.PIECE else unit_name(line.unit, line.quantity)
        return {
            "label": line.label,
            "reference": line.reference,
            "description": line.description.strip().splitlines(),
            "quantity": f"{self.number(line.quantity)}{formats.NO_BREAK}{unit}".rstrip(),
            "unit_price": self.money(line.unit_price_cents),
            "discounts": [f"{formats.MINUS}{self.percent(rule)}" for rule in line.as_rule().discounts],
            "vat_rate": self.percent(line.vat_rate),
            "net": self.money(net_cents),
        }

    def sums(self, totals: Totals) -> list[tuple[str, str]]:
        rows = [(pgettext("printed quote", "Total, net"), self.money(totals.net_cents))]
        if totals.discount_cents:
            rate = self.quote.discount_percent
            name = (
                _("Discount of %(percent)s") % {"percent": self.percent(rate)}
                if rate
                else pgettext("printed quote", "Discount")
            )
            before = [(_("Before discount, net"), self.money(totals.lines_cents))]
            rows = [*before, (name, self.money(-totals.discount_cents)), *rows]
        vat = [
            (_("VAT %(percent)s") % {"percent": self.percent(group.rate)}, self.money(group.vat_cents))
            for group in totals.vat_groups
            if group.vat_cents
        ]
        return rows + vat

    def deposit(self, totals: Totals) -> list[tuple[str, str]]:
        if not totals.down_payment_cents:
            return []
        name = legal.deposit_name(self.quote.deposit_nature)
        words = _("%(name)s with the order, %(percent)s")
        label = words % {"name": name, "percent": self.percent(self.quote.deposit_percent)}
        return [(label, self.money(totals.down_payment_cents))]

    def terms(self, mentions: Sequence[legal.Mention]) -> list[dict[str, Any]]:
        """Payment, the special conditions, then what the law adds; nothing that is still missing."""
        said = [(pgettext("printed quote", "Payment"), f"{self.payment()}. {self.bank()}".strip())]
        if self.quote.deposit_percent:
            said.append((legal.deposit_name(self.quote.deposit_nature), _deposit_meaning(self.quote)))
        said.append((pgettext("printed quote", "Special conditions"), self.quote.conditions))
        said += [(mention.title, mention.text) for mention in mentions if not mention.is_missing]
        return [{"title": title, "text": paragraphs(text)} for title, text in said if text.strip()]

    def bank(self) -> str:
        iban = str(self.seller.get("iban") or "").replace(" ", "")
        if not iban:
            return ""
        grouped = formats.NO_BREAK.join(iban[i : i + 4] for i in range(0, len(iban), 4))
        return _("By transfer to IBAN %(iban)s.") % {"iban": grouped}

    def withdrawal_form(self, mentions: Sequence[legal.Mention]) -> dict[str, Any] | None:
        """The standard form, on a page of its own, where withdrawal is a right."""
        if not any(mention.code in legal.WITHDRAWAL for mention in mentions):
            return None
        text = (WITHDRAWAL_FORM / f"withdrawal_form.{self.language}.txt").read_text(encoding="utf-8")
        title, _blank, body = text.partition("\n\n")
        to = ", ".join([self.seller["legal_name"], *_address(self.seller), str(self.seller.get("email") or "")])
        return {"title": title, "text": paragraphs(body.replace("{seller}", to.rstrip(", ")))}


def two_columns(terms: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The terms in two columns of about the same height, in their order."""
    heights = [2 + sum(len(line) // 55 + 1 for lines in term["text"] for line in lines) for term in terms]
    tops = [sum(heights[:n]) for n in range(len(terms) + 1)]
    cut = min(range(len(terms) + 1), key=lambda n: max(tops[n], tops[-1] - tops[n]))
    return [list(terms[:cut]), list(terms[cut:])]


def payment_words(days: int, count: str) -> str:
    """`à 45 jours fin de mois`: the payment term as people say it."""
    if days == 0 and count == DayCount.NET:
        return _("On receipt of the invoice")
    words = {
        DayCount.NET: _("Within %(days)s days of the invoice"),
        DayCount.DAYS_THEN_MONTH_END: _("Within %(days)s days, end of month"),
        DayCount.MONTH_END_THEN_DAYS: _("End of month, plus %(days)s days"),
    }
    return words[DayCount(count)] % {"days": days}


def _deposit_meaning(quote: Quote) -> str:
    if quote.deposit_nature == "down_payment":
        return _("The sum paid with the order is a down payment: both sides are bound.")
    return _(
        "The sum paid with the order is earnest money: you may step back by leaving it to us, "
        "and we by giving it back twice."
    )


def _address(party: Mapping[str, Any]) -> list[str]:
    rows = [str(party.get("street") or ""), f"{party.get('postcode') or ''} {party.get('city') or ''}".strip()]
    return [row for row in rows if row]
