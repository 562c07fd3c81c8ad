"""Every row that points to a party, found by walking the models: a new foreign key cannot be forgotten.

What a merge does with each kind of row is said in POLICIES; without a word there it is moved.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models

from carnet.foundation.audit.models import kind_of
from carnet.foundation.parties.models import (
    Address,
    Affiliation,
    CompanyValue,
    ContactPoint,
    Party,
    PersonValue,
    Provenance,
)
from carnet.foundation.tags.models import CompanyTag, PersonTag
from carnet.grow.quality.models import Assessment
from carnet.prospect.buying.models import Purchase, Seat, Tie

from .models import Pair


class Policy(StrEnum):
    MOVE = "move"
    """It becomes the survivor's."""
    ONCE = "once"
    """Moved, unless the survivor has the very same: then it goes, and an undo brings it back."""
    ONE = "one"
    """Only one row may be a record's: the survivor's own stays, else it is moved. Known by its unique key."""
    ORIGIN = "origin"
    """Provenances follow the value that stays: see `origins`."""
    DERIVED = "derived"
    """Made again from the record's own data."""
    PAIR = "pair"
    """Proposals are dropped; what was kept separate stays so."""


POLICIES: Mapping[tuple[type[models.Model], str], Policy] = {
    (ContactPoint, "company"): Policy.ONCE,
    (ContactPoint, "person"): Policy.ONCE,
    (Address, "company"): Policy.ONCE,
    (Address, "person"): Policy.ONCE,
    (Affiliation, "company"): Policy.ONCE,
    (Affiliation, "person"): Policy.ONCE,
    (CompanyTag, "company"): Policy.ONCE,
    (PersonTag, "person"): Policy.ONCE,
    (Seat, "company"): Policy.ONCE,
    (Seat, "person"): Policy.ONCE,
    (Tie, "company"): Policy.ONCE,
    (Tie, "person"): Policy.ONCE,
    (Tie, "toward"): Policy.ONCE,
    (Purchase, "company"): Policy.ONCE,
    (Provenance, "company"): Policy.ORIGIN,
    (Provenance, "person"): Policy.ORIGIN,
    (CompanyValue, "record"): Policy.DERIVED,
    (PersonValue, "record"): Policy.DERIVED,
    (Assessment, "company"): Policy.DERIVED,
    (Assessment, "person"): Policy.DERIVED,
    **{(Pair, f"{side}_{kind}"): Policy.PAIR for side in ("one", "other") for kind in ("company", "person")},
}

SAME: Mapping[type[models.Model], tuple[str, ...]] = {
    ContactPoint: ("channel", "value"),
    Address: ("street", "postcode", "city", "country"),
    Affiliation: ("company_id", "person_id", "job_title", "started_on", "ended_on"),
    CompanyTag: ("tag_id",),
    PersonTag: ("tag_id",),
    Seat: ("company_id", "person_id", "opportunity_id"),
    Tie: ("company_id", "person_id", "toward_id", "kind"),
    Purchase: ("opportunity_id",),
}
"""By what two rows of one party say the same."""

ENDS: Mapping[type[models.Model], tuple[str, str]] = {Tie: ("person_id", "toward_id")}
"""Rows between two records: once both are one, there is nothing left to say."""


@dataclass(frozen=True, slots=True)
class Reference:
    model: type[models.Model]
    field: str
    policy: Policy

    @property
    def rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.all()

    @property
    def column(self) -> str:
        return f"{self.field}_id"


def references(kind: type[Party]) -> list[Reference]:
    """Every foreign key to companies, or to people."""
    found = []
    for relation in kind._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.field.concrete:
            model, name = relation.related_model, relation.field.name
            usual = Policy.ONE if _is_alone(model, name) else Policy.MOVE
            found.append(Reference(model, name, POLICIES.get((model, name), usual)))
    return sorted(found, key=lambda one: (one.model._meta.label, one.field))


def _is_alone(model: type[models.Model], name: str) -> bool:
    """Whether a unique key holds the reference, so that two of a merge's records cannot both keep theirs."""
    rules = [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    together = any(name in group for group in model._meta.unique_together)
    return model._meta.get_field(name).unique or together or any(name in rule.fields for rule in rules)


def values_of(row: models.Model) -> dict[str, Any]:
    """All that a row holds, by column, as JSON keeps it: moments to their last digit."""
    return {
        field.attname: _as_json(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def snapshot(row: models.Model) -> dict[str, Any]:
    return {"kind": kind_of(row), "id": row.pk, "values": values_of(row)}


def model_of(kind: str) -> type[models.Model]:
    return apps.get_model(kind)


def rebuilt(told: Mapping[str, Any]) -> models.Model:
    """The row of a snapshot, as it was, not yet written."""
    model = model_of(told["kind"])
    fields = {field.attname: field for field in model._meta.concrete_fields}
    values = {name: fields[name].to_python(value) for name, value in told["values"].items() if name in fields}
    return model(pk=told["id"], **values)


def write(rows: Iterator[models.Model] | list[models.Model]) -> None:
    """Insert rows again under their own numbers; moments that a save would set anew are put back."""
    for row in rows:
        manager = type(row)._default_manager
        stamps = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        }
        manager.bulk_create([row])
        if stamps:
            manager.filter(pk=row.pk).update(**stamps)
