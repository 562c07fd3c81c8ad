"""Why two records may be one, in words: what agrees, how far, and how much that says."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .rules.weights import Reason, by_weight, strength

REASONS: dict[tuple[str, str], str | Promise] = {
    ("number", "same"): _("same SIREN"),
    ("number", "place"): _("same SIREN, another establishment"),
    ("number", "slip"): _("SIREN with one digit different"),
    ("number", "other"): _("different SIREN"),
    ("name", "same"): _("same name"),
    ("name", "words"): _("same words in another order"),
    ("name", "slip"): _("names one letter apart"),
    ("name", "near"): _("very close names"),
    ("name", "alike"): _("somewhat close names"),
    ("name", "other"): _("different names"),
    ("given", "same"): _("same first name"),
    ("given", "initial"): _("first name and its initial"),
    ("given", "slip"): _("first names one letter apart"),
    ("given", "swapped"): _("first and last name swapped"),
    ("given", "near"): _("close first names"),
    ("given", "other"): _("different first names"),
    ("family", "same"): _("same last name"),
    ("family", "initial"): _("last name and its initial"),
    ("family", "slip"): _("last names one letter apart"),
    ("family", "swapped"): _("last and first name swapped"),
    ("family", "near"): _("close last names"),
    ("family", "other"): _("different last names"),
    ("company", "same"): _("same company"),
    ("company", "near"): _("companies with close names"),
    ("company", "other"): _("different companies"),
    ("phone", "same"): _("same phone"),
    ("phone", "slip"): _("phones one digit apart"),
    ("phone", "other"): _("different phones"),
    ("email", "same"): _("same e-mail"),
    ("email", "slip"): _("e-mails one or two letters apart"),
    ("email", "mailbox"): _("same beginning of the e-mail"),
    ("email", "other"): _("different e-mails"),
    ("website", "same"): _("same website"),
    ("website", "other"): _("different websites"),
    ("street", "same"): _("same street"),
    ("street", "near"): _("very close streets"),
    ("street", "alike"): _("somewhat close streets"),
    ("street", "other"): _("different streets"),
    ("postcode", "same"): _("same postcode"),
    ("postcode", "slip"): _("postcodes one digit apart"),
    ("postcode", "other"): _("different postcodes"),
    ("city", "same"): _("same city"),
    ("city", "near"): _("cities with close names"),
    ("city", "other"): _("different cities"),
}
STRENGTHS: dict[str, tuple[str | Promise, str]] = {
    "very_strong": (pgettext_lazy("weight", "very strong"), "ok"),
    "strong": (pgettext_lazy("weight", "strong"), "ok"),
    "slight": (pgettext_lazy("weight", "slight"), ""),
    "nothing": (pgettext_lazy("weight", "says nothing"), ""),
    "against": (pgettext_lazy("weight", "against"), "warn"),
    "strongly_against": (pgettext_lazy("weight", "strongly against"), "bad"),
}
REFUSED: dict[str, str | Promise] = {
    "too_few": _("Choose at least two records to merge."),
    "too_many": _("Merge twenty records at most at once: decide about these first."),
    "gone": _("One of these records is no longer there: look at the queue again."),
    "not_yours": _("A colleague follows one of these records: ask them, or a manager, to merge it."),
    "changed": _("Somebody has saved one of these records meanwhile: look again, then merge."),
    "unknown_choice": _("Choose each value among the records shown."),
    "running": _("A search is under way already: wait for its end, or stop it."),
    "threshold": _("Choose one of the thresholds offered."),
    "too_few_records": _("There is nothing to compare yet: write down or import some records first."),
}


def reasons(told: Sequence[Sequence[object]]) -> list[tuple[str | Promise, str | Promise, str]]:
    """What speaks for and against, most telling first: the words, how much it says, and the tone of it."""
    found = tuple(Reason(str(field), str(level), float(str(weight))) for field, level, weight in told)
    return [
        (REASONS[one.field, one.level], *STRENGTHS[strength(one.weight)])
        for one in by_weight(found)
        if (one.field, one.level) in REASONS
    ]


def certainty(probability: float) -> tuple[str | Promise, str]:
    """How sure a pair is, as one word and its tone."""
    if probability >= 0.99:
        return pgettext_lazy("duplicates", "almost sure"), "bad"
    if probability >= 0.9:
        return pgettext_lazy("duplicates", "probable"), "warn"
    return pgettext_lazy("duplicates", "possible"), ""
