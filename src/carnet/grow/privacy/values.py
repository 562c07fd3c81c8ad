"""Values of the workspace's own fields that are kept past the term that their field gives them: found, then emptied.

A record whose time is over goes whole, by the queue of the purge; here a record stays and one of its values goes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.fields.holders import WithoutKey, table_of
from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import Definition, Holder
from carnet.foundation.fields.rules.retention import months_after, term
from carnet.foundation.opportunities.models import Outcome
from carnet.foundation.parties.models import Provenance, Stage
from carnet.foundation.workspaces.models import Membership
from carnet.sell.closing.models import Quote, Status

CHUNK = 1000
Fact = date | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """`count` records hold a value of the field past its term."""

    holder: str
    code: str
    label: str
    count: int

    @property
    def key(self) -> str:
        return f"{self.holder}.{self.code}"


def tally(day: date) -> list[list[Any]]:
    """Holder, code and how many values are past their term, for each field that has some. As the settings keep it."""
    found = ((one, sum(len(chunk) for chunk in past_term(one, day))) for holder in Holder for one in field_set(holder))
    return [[str(one.holder), one.code, count] for one, count in found if count]


def told(kept: Sequence[Sequence[Any]]) -> list[Overdue]:
    """What a scan had counted, with the labels of today; a field that is gone says nothing. No query."""
    named = ((field_set(holder).by_code.get(code), count) for holder, code, count in kept)
    return [Overdue(str(one.holder), one.code, one.label, count) for one, count in named if one]


def past_term(definition: Definition, day: date) -> Iterator[list[int]]:
    """Records that hold a value past its term, a chunk at a time. Three queries a chunk, none without a term."""
    if not definition.retention_months:
        return
    table, limit = table_of(definition.holder), months_after(day, -definition.retention_months)
    held = table.values._base_manager.filter(field_id=definition.id, record=OuterRef("pk"))
    old = Q(created_at__date__lt=limit)
    if definition.holder != Holder.OPPORTUNITY:
        link = {str(definition.holder): OuterRef("pk"), "field": definition.key}
        old |= Exists(Provenance.objects.filter(**link, collected_on__lt=limit))
    rows = table.model.objects.filter(old, Exists(held))
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        facts = _facts(definition, chunk)
        due = ((row.pk, term(definition, **facts[row.pk])) for row in chunk)
        yield [pk for pk, until in due if until is not None and until < day]


def _facts(definition: Definition, rows: Sequence[Any]) -> dict[int, dict[str, Fact]]:
    """What a term may count from: when it was last collected, their last contact, the end of the relation."""
    if definition.holder == Holder.OPPORTUNITY:
        return {row.pk: _of_deal(row) for row in rows}
    field, ids = str(definition.holder), [row.pk for row in rows]
    sources = Provenance.objects.filter(**{f"{field}__in": ids}, field=definition.key)
    collected = dict(sources.values_list(f"{field}_id").annotate(last=Max("collected_on")))
    sold: dict[int, date] = {}
    if definition.retention_from == "relation":
        accepted = Quote.objects.filter(**{f"{field}__in": ids}, status=Status.ACCEPTED)
        sold = dict(accepted.values_list(f"{field}_id").annotate(last=Max("closed_on")))
    return {row.pk: _of_party(row, collected.get(row.pk), sold.get(row.pk)) for row in rows}


def _of_party(row: Any, collected: Fact, sold: Fact) -> dict[str, Fact]:
    """A relation has ended once its stage says so: with the last sale, or the last contact after it."""
    collected = collected or timezone.localtime(row.created_at).date()
    heard = timezone.localtime(row.last_inbound_at).date() if row.last_inbound_at else None
    ended = max(filter(None, (sold, heard, collected))) if row.stage == Stage.FORMER else None
    contact = max(heard, collected) if heard else None
    return {"collected_on": collected, "last_contact_on": contact, "relation_ended_on": ended}


def _of_deal(row: Any) -> dict[str, Fact]:
    opened = timezone.localtime(row.created_at).date()
    ended = row.closed_on if row.outcome != Outcome.OPEN else None
    return {"collected_on": opened, "last_contact_on": ended, "relation_ended_on": ended}


def empty_overdue(*, member: Membership, holder: str, code: str) -> Event | None:
    """Empty one field where its term is over. Not undoable: the term is over. None where nothing is past it.

    Each chunk is a transaction of its own: one that is killed is simply done again.
    """
    definition = field_set(holder).by_code[code]
    count = 0
    for numbers in past_term(definition, timezone.localdate()):
        with transaction.atomic():
            _empty(definition, numbers)
        count += len(numbers)
    if not count:
        return None
    after = {"holder": holder, "code": code, "label": definition.label, "count": count}
    return record(member=member, code="privacy.values_purged", after=after)


def _empty(definition: Definition, numbers: list[int]) -> None:
    table = table_of(definition.holder)
    rows = table.model._base_manager.filter(pk__in=numbers)
    rows.update(custom=WithoutKey("custom", definition.code))
    table.values._base_manager.filter(field_id=definition.id, record__in=numbers).delete()
    if definition.holder != Holder.OPPORTUNITY:
        Provenance.objects.filter(**{f"{definition.holder}__in": numbers}, field=definition.key).delete()
