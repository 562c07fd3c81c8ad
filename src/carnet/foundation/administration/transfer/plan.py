"""Which tables hold a workspace's rows, and what each of their columns points to. Read from the models themselves."""

from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.db import models

from carnet.foundation.accounts.models import User
from carnet.foundation.workspaces.models import Workspace

# Rows that mean nothing elsewhere, with the reason. They are deleted with their workspace like all others.
LEFT_OUT = {
    "jobs.job": "work that a worker of this server does or did",
    "mailing.mailsecret": "a password, sealed with the key of this server",
    "mailing.run": "this server's leave to send: a copy of the workspace sends nothing again",
    "api.apikey": "a key is for this server: a copy of the workspace must not open to it",
    "referential.evidencemark": "computed again from the rows at the first visit",
}


class NotCarried(TypeError):
    """A model that cannot be carried as it is written: its author has to decide. Never a user's fault."""


@dataclass(frozen=True)
class Table:
    """`columns` are all concrete fields but the number and the workspace. `owner` is the column that leads to it."""

    label: str
    model: type[models.Model]
    owner: str
    columns: tuple[models.Field, ...]
    points_to: dict[str, str] = field(default_factory=dict)
    """Column to table label, or to "user"."""
    kinds: dict[str, str] = field(default_factory=dict)
    """What its `kind` beside `object_id` means where it is not a table's label: a model says it in `carried_kinds`."""

    @property
    def is_carried(self) -> bool:
        return self.label not in LEFT_OUT

    @property
    def is_direct(self) -> bool:
        """Whether the rows name their workspace themselves; the table of a many-to-many asks one of its two ends."""
        return self.owner == "workspace_id"

    def rows_of(self, workspace: Workspace) -> models.QuerySet:
        return self.model._base_manager.filter(**{self._lookup: workspace.pk})

    @property
    def _lookup(self) -> str:
        return "workspace" if self.is_direct else f"{self.owner.removesuffix('_id')}__workspace"


def label_of(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.{model._meta.model_name}"


def names_workspace(model: type[models.Model]) -> bool:
    return any(part.name == "workspace" and part.related_model is Workspace for part in model._meta.concrete_fields)


@cache
def tables() -> dict[str, Table]:
    """Every table with rows of a workspace, by label. Raises NotCarried."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed or not (owner := _owner(model)):
            continue
        number = model._meta.pk
        if not isinstance(number, models.AutoField) or model._meta.parents:
            raise NotCarried(f"{model._meta.label} needs a number of its own as its key")
        columns = tuple(part for part in model._meta.concrete_fields if part is not number and part.name != "workspace")
        kinds = getattr(model, "carried_kinds", {})
        found[label_of(model)] = Table(label_of(model), model, owner, columns, kinds=kinds)
    for table in found.values():
        if strange := set(table.kinds.values()) - set(found):
            raise NotCarried(f"{table.label}: no table is called {', '.join(strange)}")
        for column in table.columns:
            if target := _target(table, column, found):
                table.points_to[column.attname] = target
    return dict(sorted(found.items()))


def carried() -> dict[str, Table]:
    return {label: table for label, table in tables().items() if table.is_carried}


def _owner(model: type[models.Model]) -> str:
    if names_workspace(model):
        return "workspace_id"
    if model._meta.auto_created:
        for part in model._meta.concrete_fields:
            if part.related_model and names_workspace(part.related_model):
                return str(part.attname)
    return ""


def _target(table: Table, column: models.Field, found: dict[str, Table]) -> str:
    if isinstance(column, models.FileField):
        raise NotCarried(f"{table.label}.{column.name}: keep the content in a BinaryField, files do not travel")
    other = column.related_model
    if other is None:
        return ""
    if other is User:
        return "user"
    label = label_of(other)
    if label not in found:
        raise NotCarried(f"{table.label}.{column.name} points outside the workspace, to {label}")
    if not found[label].is_carried and table.is_carried and not column.null:
        raise NotCarried(f"{table.label}.{column.name} needs {label}, which is left out")
    return label
