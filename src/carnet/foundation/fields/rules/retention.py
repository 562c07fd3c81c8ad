"""Until when a field's value may be kept. Pure."""

from calendar import monthrange
from datetime import date

from .definitions import Definition

COLLECTED = "collected"


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the last of the month where that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def kept_until(definition: Definition, collected_on: date) -> date | None:
    """The last day, where it is known on the day of collection; None where it runs from a later fact, or never ends."""
    if definition.retention_from != COLLECTED or not definition.retention_months:
        return None
    return months_after(collected_on, definition.retention_months)


def term(
    definition: Definition, *, collected_on: date | None, last_contact_on: date | None, relation_ended_on: date | None
) -> date | None:
    """The day after which a value is to go, from the fact that its field counts from; None while that has not come."""
    facts = {COLLECTED: collected_on, "contact": last_contact_on or collected_on, "relation": relation_ended_on}
    start = facts.get(definition.retention_from)
    if start is None or not definition.retention_months:
        return None
    return months_after(start, definition.retention_months)
