"""What each refusal says to the person, with the next thing to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OBSTACLES: dict[str, Promise] = {
    "no_line": _("The quote has no line: add at least one."),
    "validity_past": _("The last day of validity has passed: choose a later one."),
    "deposit_off_premises": _(
        "Off your premises no payment may be asked before the end of the waiting period: set the deposit to 0 %."
    ),
    "vat_rate_unknown": _("A line has a VAT rate that the law of today does not know."),
    "vat_not_charged": _("Your company charges no VAT: set every line to 0 %."),
    "term_too_long": _("The payment term is longer than the law allows for this buyer."),
}

AMOUNTS: dict[str, Promise] = {
    "quantity_not_positive": _("The quantity must be above zero; for a reduction, use a discount."),
    "price_negative": _("The price cannot be negative; for a reduction, use a discount."),
    "vat_rate_impossible": _("A VAT rate lies between 0 and 100 %."),
    "discount_impossible": _("A discount lies between 0 and 100 %."),
    "discount_twice": _("Give the discount on the whole in % or in euros, not both."),
    "discount_over_total": _("The discount is larger than the total."),
    "down_payment_impossible": _("A deposit lies between 0 and 100 %."),
}

ANSWERS: dict[str, Promise] = {
    "draft": _("This quote has not been sent yet."),
    "accepted": _("This quote is already accepted."),
    "refused": _("This quote is already refused."),
    "replaced": _("A newer version has replaced this quote."),
    "lapsed": _("The offer had lapsed on that day: send a new version, which the buyer can accept."),
    "before_issue": _("That day is before the quote was sent."),
    "sent": _("A newer version has already been begun."),
}

STATUS_TONES = {"draft": "", "sent": "info", "accepted": "ok", "refused": "bad", "replaced": "", "lapsed": "warn"}
