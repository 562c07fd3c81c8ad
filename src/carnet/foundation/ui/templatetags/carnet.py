"""Filters of every template: figures and dates in the reader's language."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from carnet.foundation.ui import formats

register = template.Library()


def language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


@register.filter
def money(cents: int | None) -> str:
    """Cents as euros with cents; an empty value stays empty."""
    return "" if cents in (None, "") else formats.money(cents, language())


@register.filter
def euros(cents: int | None) -> str:
    """Cents as whole euros, for figures one scans."""
    return "" if cents in (None, "") else formats.money(cents, language(), 0)


@register.filter
def number(value: int | None) -> str:
    return "" if value in (None, "") else formats.number(value, language())


@register.filter
def decimal(value: object, places: int = 2) -> str:
    return "" if value is None or value == "" else formats.number(value, language(), places)  # type: ignore[arg-type]


@register.filter
def percent(ratio: float | None, places: int = 0) -> str:
    return "" if ratio in (None, "") else formats.percent(ratio, language(), places)


@register.filter
def phone(value: str) -> str:
    return formats.phone(value) if value else ""


@register.filter
def siret(value: str) -> str:
    return formats.siret(value) if value else ""


def local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    return "" if value is None else formats.day(local(value), language())


@register.filter
def long_day(value: date | datetime | None) -> str:
    return "" if value is None else formats.long_day(local(value), language())


@register.filter
def clock(value: datetime | None) -> str:
    return "" if value is None else formats.clock(local(value), language())  # type: ignore[arg-type]


@register.filter
def moment(value: datetime | None) -> str:
    """Day and hour: `23/11/2026, 9 h 05`."""
    return "" if value is None else f"{day(value)}, {clock(value)}"


@register.filter
def ago(value: date | datetime | None) -> str:
    """Days from now in words: today, yesterday, in 3 days, 5 days ago; beyond a month, the date."""
    if value is None:
        return ""
    then = local(value)
    days = ((then.date() if isinstance(then, datetime) else then) - timezone.localdate()).days
    return day(then) if abs(days) > 31 else _days_away(days, language())


@lru_cache(maxsize=128)
def _days_away(days: int, _language: str) -> str:
    """In the active language, which is named so that each keeps its own: a list asks fifty times."""
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """The page's query string with some values replaced; None takes one away. Ends the page number by itself."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"
