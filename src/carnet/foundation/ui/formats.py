"""French and English writing of figures, dates and numbers people dial. Pure."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import phonenumbers

NARROW = "\u202f"
"""Narrow no-break space: between thousands, and before ; ! ? in French."""
NO_BREAK = "\u00a0"

CURRENCY = "€"
MINUS = "\u2212"


def grouped(whole: int, language: str) -> str:
    text = f"{whole:,}"
    return text.replace(",", NARROW) if language == "fr" else text


def number(value: Decimal | float, language: str, decimals: int = 0) -> str:
    """`1 234,56` in French, `1,234.56` in English, rounded half up; the minus is a true one."""
    if type(value) is int and decimals == 0:  # hundreds of them on a list: a Decimal would cost more than the writing
        return (MINUS if value < 0 else "") + grouped(abs(value), language)
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if exact < 0 else ""
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    mark = "," if language == "fr" else "."
    return sign + grouped(int(whole), language) + (mark + fraction if fraction else "")


def money(cents: int, language: str, decimals: int = 2) -> str:
    """Whole cents as euros: `1 234,56 €`, `€1,234.56`."""
    whole, rest = divmod(cents, 100)
    text = number(whole if not (rest or decimals) else Decimal(cents) / 100, language, decimals)
    if language == "fr":
        return f"{text}{NO_BREAK}{CURRENCY}"
    return f"{MINUS}{CURRENCY}{text[1:]}" if text.startswith(MINUS) else f"{CURRENCY}{text}"


def percent(ratio: Decimal | float, language: str, decimals: int = 0) -> str:
    """A ratio as a percentage: 0.785 is `79 %`."""
    text = number(Decimal(str(ratio)) * 100, language, decimals)
    return f"{text}{NO_BREAK}%" if language == "fr" else f"{text}%"


def phone(value: str) -> str:
    """An E.164 number as people read it: `+33 6 12 34 56 78`, French ones too; anything else untouched."""
    try:
        parsed = phonenumbers.parse(value, "FR")
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL).replace(" ", NO_BREAK)


def siret(value: str) -> str:
    """SIREN and SIRET in their usual groups: `901 234 567 00018`."""
    if not re.fullmatch(r"\d{9}(\d{5})?", value):
        return value
    groups = [value[0:3], value[3:6], value[6:9], value[9:]]
    return NO_BREAK.join(group for group in groups if group)


FRENCH_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
ENGLISH_MONTHS = "January February March April May June July August September October November December".split()
FRENCH_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
ENGLISH_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def day(value: date, language: str) -> str:
    """`23/11/2026` in both: English speakers here work in France."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def long_day(value: date, language: str) -> str:
    """`mardi 24 novembre`, `Tuesday 24 November`; the first of a French month is `1er`."""
    if language == "fr":
        ordinal = "1er" if value.day == 1 else str(value.day)
        return f"{FRENCH_DAYS[value.weekday()]} {ordinal} {FRENCH_MONTHS[value.month - 1]}"
    return f"{ENGLISH_DAYS[value.weekday()]} {value.day} {ENGLISH_MONTHS[value.month - 1]}"


def clock(value: datetime, language: str) -> str:
    """`9 h 05` in French, `09:05` in English."""
    return f"{value.hour}{NO_BREAK}h{NO_BREAK}{value:%M}" if language == "fr" else f"{value:%H:%M}"


_BLANKS = re.compile(r"[\s\u00a0\u202f€%]")


def number_of(text: str) -> Decimal:
    """A number typed in French or in English; where both marks stand, the last one is the decimal one.

    Raises ValueError for anything else.
    """
    bare = _BLANKS.sub("", text).replace("\u2212", "-")
    if "," in bare and "." in bare:
        thousands = "." if bare.rindex(",") > bare.rindex(".") else ","
        bare = bare.replace(thousands, "")
    bare = bare.replace(",", ".")
    if not re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", bare):
        raise ValueError(text)
    try:
        return Decimal(bare)
    except InvalidOperation as error:
        raise ValueError(text) from error
