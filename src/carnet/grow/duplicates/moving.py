"""Every row of a record becomes the survivor's; what was moved and what was dropped is told, so that it can go back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from carnet.foundation.audit.models import Consultation, EventSubject, kind_of
from carnet.foundation.fields.models import FieldValue
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.opportunities.services import index_opportunity
from carnet.foundation.parties.findable import COMPANY, PERSON, index_person
from carnet.foundation.parties.models import Affiliation, Company, Party, Person
from carnet.foundation.parties.services import current_company_name
from carnet.foundation.search.services import forget
from carnet.sell.closing.drafting import index_quote
from carnet.sell.closing.models import Quote

from .models import Pair, sides
from .references import ENDS, SAME, Policy, Reference, model_of, references, snapshot

Told = dict[str, Any]


NUMBERED: dict[type[models.Model], tuple[str, ...]] = {
    EventSubject: ("event_id",),
    Consultation: ("day", "member_id", "act"),
}
"""Rows that name a record by its number alone, and by what two of them say the same."""


@dataclass(slots=True)
class Moves:
    """What a merge did to the rows of one record. `dropped` rows are told whole."""

    moved: list[Told] = field(default_factory=list)
    dropped: list[Told] = field(default_factory=list)
    named: list[Told] = field(default_factory=list)
    """Records whose own fields name the person who was merged."""

    def move(self, rows: Iterable[models.Model], name: str, to: int) -> None:
        kept = list(rows)
        self.moved += [{"kind": kind_of(row), "id": row.pk, "field": name} for row in kept]
        for model, numbers in _by_model(kept):
            model._default_manager.filter(pk__in=numbers).update(**{f"{name}_id": to})

    def drop(self, rows: Iterable[models.Model]) -> None:
        for row in list(rows):
            self.dropped.append(snapshot(row))
            row.delete()


def _by_model(rows: Iterable[models.Model]) -> list[tuple[type[models.Model], list[int]]]:
    found: dict[type[models.Model], list[int]] = {}
    for row in rows:
        found.setdefault(type(row), []).append(row.pk)
    return list(found.items())


def move_all(absorbed: Party, survivor: Party, together: Collection[int]) -> Moves:
    """`together`: all that become one.

    Consents, objections and provenances have gone before: the first by `carry_over`, the others with their values."""
    moves = Moves()
    for reference in references(type(absorbed)):
        rows = list(reference.rows.filter(**{reference.column: absorbed.pk}).order_by("pk"))
        if not rows:
            continue
        if reference.policy == Policy.DERIVED:
            reference.rows.filter(pk__in=[row.pk for row in rows]).delete()
        elif reference.policy == Policy.ONCE:
            _move_once(moves, reference, rows, survivor, {*together, survivor.pk})
        elif reference.policy == Policy.ONE and reference.rows.filter(**{reference.column: survivor.pk}).exists():
            moves.drop(rows)
        elif reference.policy in {Policy.MOVE, Policy.ONE}:
            if issubclass(reference.model, FieldValue):
                _rename(moves, reference.model, rows, absorbed, survivor)
            moves.move(rows, reference.field, survivor.pk)
    _settle_pairs(moves, absorbed, survivor, together)
    _move_thread(moves, absorbed, survivor)
    forget(COMPANY if isinstance(absorbed, Company) else PERSON, [absorbed.pk])
    return moves


def _move_once(
    moves: Moves, reference: Reference, rows: list[models.Model], survivor: Party, together: Collection[int]
) -> None:
    names = [name for name in SAME[reference.model] if name != reference.column]
    there = reference.rows.filter(**{reference.column: survivor.pk})
    known = {tuple(getattr(row, name) for name in names) for row in there}
    twice = [
        row
        for row in rows
        if tuple(getattr(row, name) for name in names) in known or _other_end(reference, row) in together
    ]
    moves.drop(twice)
    moves.move([row for row in rows if row not in twice], reference.field, survivor.pk)


def _other_end(reference: Reference, row: models.Model) -> int | None:
    """The record at the other end of a row that joins two."""
    ends = ENDS.get(reference.model, ())
    if reference.column not in ends:
        return None
    return next(getattr(row, name) for name in ends if name != reference.column)


def _rename(moves: Moves, model: type[FieldValue], rows: list[Any], absorbed: Party, survivor: Party) -> None:
    """Values that name the merged person name the survivor from now on."""
    for row in rows:
        record = row.record
        for code, value in record.custom.items():
            if isinstance(value, dict) and value.get("id") == absorbed.pk:
                moves.named.append({"kind": kind_of(record), "id": record.pk, "code": code, "value": value})
                record.custom[code] = {**value, "id": survivor.pk, "name": str(survivor)}
        record.save(update_fields=["custom"])


def _settle_pairs(moves: Moves, absorbed: Party, survivor: Party, together: Collection[int]) -> None:
    """What was decided about the absorbed record holds for the survivor; what was only proposed is looked for anew."""
    kind = str(absorbed._meta.model_name)
    one, other = sides(kind)
    for pair in Pair.objects.filter(models.Q(**{one: absorbed.pk}) | models.Q(**{other: absorbed.pk})):
        third = pair.other_id if pair.one_id == absorbed.pk else pair.one_id
        low, high = sorted((third, survivor.pk))
        is_known = third in together or Pair.objects.filter(**{one: low, other: high}).exists()
        moves.drop([pair])
        if pair.state == Pair.State.KEPT and not is_known:
            pair.pk = None
            setattr(pair, one, low)
            setattr(pair, other, high)
            pair.save(force_insert=True)
            moves.moved.append({"kind": kind_of(pair), "id": pair.pk, "field": ""})


def _move_thread(moves: Moves, absorbed: Party, survivor: Party) -> None:
    """The survivor's thread and the list of who saw it tell both histories; what is there already stands there once."""
    kind = kind_of(absorbed)
    for model, names in NUMBERED.items():
        rows = model._default_manager.filter(kind=kind)
        known = set(rows.filter(object_id=survivor.pk).values_list(*names))
        told = [
            number
            for number, *said in rows.filter(object_id=absorbed.pk).values_list("pk", *names)
            if tuple(said) not in known
        ]
        moves.moved += [{"kind": model._meta.label_lower, "id": number, "field": "object"} for number in told]
        model._default_manager.filter(pk__in=told).update(object_id=survivor.pk)


def left_behind(absorbed: Party) -> list[str]:
    """Rows that still point to a record about to go: there must be none."""
    return [
        f"{reference.model._meta.label}.{reference.field}"
        for reference in references(type(absorbed))
        if reference.rows.filter(**{reference.column: absorbed.pk}).exists()
    ]


def reindex_around(party: Party) -> None:
    """People, deals and quotes are found by the name of their company: tell the search whose they are now."""
    if not isinstance(party, Company):
        return
    people = Person.objects.present().filter(
        pk__in=Affiliation.objects.current().filter(company=party).values("person_id")
    )
    for person in people:
        index_person(person, company_name=current_company_name(person))
    for deal in Opportunity.objects.filter(company=party).select_related("company"):
        index_opportunity(deal)
    for quote in Quote.objects.filter(company=party).select_related("company"):
        index_quote(quote)


def counted(moves: Iterable[Moves]) -> dict[str, int]:
    """How many rows of each kind moved, by table."""
    found: dict[str, int] = {}
    for one in moves:
        for told in one.moved:
            found[told["kind"]] = found.get(told["kind"], 0) + 1
    return found


def names_of(kinds: Iterable[str]) -> list[str]:
    return [str(model_of(kind)._meta.verbose_name_plural) for kind in kinds]
