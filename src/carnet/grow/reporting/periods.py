"""A period as one reads it."""

from django.utils.translation import gettext as _

from carnet.foundation.ui.formats import ENGLISH_MONTHS, FRENCH_MONTHS
from carnet.foundation.ui.templatetags.carnet import language

from .rules import Period


def period_name(period: Period) -> str:
    """`Novembre 2026`, `4e trimestre 2026`, `Année 2026`."""
    if period.months == 1:
        names = FRENCH_MONTHS if language() == "fr" else ENGLISH_MONTHS
        return f"{names[period.first.month - 1].capitalize()} {period.first.year}"
    if period.months == 3:
        quarter = (period.first.month + 2) // 3
        ordinals = [
            _("First quarter %(year)s"),
            _("Second quarter %(year)s"),
            _("Third quarter %(year)s"),
            _("Fourth quarter %(year)s"),
        ]
        return ordinals[quarter - 1] % {"year": period.first.year}
    return _("Year %(year)s") % {"year": period.first.year}


def inside_a_sentence(period: Period) -> str:
    """`novembre 2026`, `4e trimestre 2026`: French gives a month no capital."""
    name = period_name(period)
    return name[0].lower() + name[1:] if language() == "fr" else name
