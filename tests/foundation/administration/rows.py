"""One row in every table of a workspace, made from the models' own fields, so that a new model needs no line here.

A model whose constraints ask for more says what in SPECIAL, by a value or by who makes it.
"""

import datetime as dt
import itertools
import uuid
from decimal import Decimal
from typing import Any

from django.db import models

from carnet.foundation.administration.transfer.plan import Table, tables
from carnet.foundation.csr.rules import KINDS
from carnet.foundation.workspaces.models import Membership, Workspace

_count = itertools.count(1)


def another_person(made: dict[str, models.Model], workspace: Workspace) -> models.Model:
    """A tie never joins somebody to themselves."""
    return row("parties.person", {one: made[one] for one in made if one != "parties.person"}, workspace)


SPECIAL: dict[str, dict[str, Any]] = {
    "buying.seat": {"parts": "ID", "motives": "SE", "power": 4},
    "buying.tie": {"toward": another_person, "strength": 2},
    "buying.purchase": {"step": "choice", "kind": "new"},
    # These belong to a company or to a person, not to both.
    "parties.address": {"person": None},
    "parties.contactpoint": {"person": None},
    "parties.provenance": {"person": None},
    "quality.assessment": {"person": None},
    "consents.consent": {"person": None},
    "consents.objection": {"person": None},
    "privacy.purgeitem": {"person": None},
    "duplicates.pair": {"one_person": None, "other_person": None},
    "bulk.act": {"party": "company", "act": "edit", "state": "done", "refused": 1},
    "bulk.actrow": {"state": "r"},
    "csr.commitment": {"kind": next(iter(KINDS))},
    # What reading the file found out of itself.
    "imports.import": {"encoding": "utf-8-sig", "separator": ";"},
    # Still offered: a withdrawn set of criteria has no page to change it.
    "sourcing.grid": {
        "replaced_at": None,
        "terms": [{"kind": "head", "weight": 10, "values": [], "low": 0, "high": 0}],
    },
    # A short link leads to a page or to an address, not to both.
    "landing.shortlink": {"url": "", "code": lambda made, workspace: f"lien-{next(_count)}"},
    "landing.page": {"slug": "bureaux-calmes"},
    "sourcing.targeting": {"criteria": {"naf": ["43.22A"]}},
    "opportunities.pipelinestage": {"probability": 50},
    "mailing.failingaddress": {"person": None},
    "mailing.mailing": {"state": "draft", "content": {}},
    "campaigns.campaign": {"last_on": dt.date(2030, 1, 1)},
    "campaigns.trial": {"looks": 3, "each": 30},
    "tours.driver": {"begins": 510, "ends": 1080},
    "tours.tourday": {"begins": 510, "ends": 1080},
    "agenda.appointment": {"ends_at": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)},
}


def fill(workspace: Workspace, member: Membership) -> dict[str, models.Model]:
    """A row of every table, pointing to one another. The scope is open."""
    made: dict[str, models.Model] = {"workspaces.membership": member}
    for label in tables():
        row(label, made, workspace)
    return made


def row(label: str, made: dict[str, models.Model], workspace: Workspace) -> models.Model:
    if label not in made:
        table = tables()[label]
        values = {column.name: value(table, column, made, workspace) for column in table.columns}
        special = SPECIAL.get(label, {})
        values |= {name: one(made, workspace) if callable(one) else one for name, one in special.items()}
        if table.is_direct:
            values["workspace"] = workspace
        made[label] = table.model._base_manager.create(**values)
    return made[label]


def value(table: Table, column: models.Field, made: dict[str, models.Model], workspace: Workspace) -> Any:
    target = table.points_to.get(column.attname)
    if target == "user":
        return made["workspaces.membership"].user
    # A day or a figure that may be missing often goes with a state: constraints rarely ask for both.
    if target == table.label or (column.null and not target):
        return None
    if target:
        return row(target, made, workspace)
    if column.has_default() or column.choices:
        return column.get_default() if column.has_default() else column.flatchoices[0][0]
    if column.name == "object_id":
        return row("parties.company", made, workspace).pk
    is_pair = column.name == "kind" and "object_id" in {other.name for other in table.columns}
    return "parties.company" if is_pair else plain_value(column, next(_count))


def plain_value(column: models.Field, number: int) -> Any:
    """By the widest class first: a URL is text too."""
    makers = [
        (models.UUIDField, uuid.uuid4),
        (models.EmailField, lambda: f"x{number}@example.org"),
        (models.URLField, lambda: f"https://example.org/{number}"),
        (models.CharField, lambda: f"é{number}"[: column.max_length]),
        (models.TextField, lambda: f"texte « {number} »\navec une ligne"),
        (models.BooleanField, lambda: True),
        (models.IntegerField, lambda: number % 90 + 1),
        (models.DecimalField, lambda: Decimal("1.5")),
        (models.FloatField, lambda: 4.8357),
        (models.DateTimeField, lambda: dt.datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=dt.UTC)),
        (models.DateField, lambda: dt.date(2026, 2, 28)),
        (models.TimeField, lambda: dt.time(9, 30)),
        (models.DurationField, lambda: dt.timedelta(minutes=90)),
        (models.BinaryField, lambda: b"\x00\xff%PDF"),
        (models.JSONField, lambda: {"note": "œuf"}),
    ]
    for kind, make in makers:
        if isinstance(column, kind):
            return make()
    raise TypeError(f"no value for {column}")
