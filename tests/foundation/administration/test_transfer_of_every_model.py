"""A workspace travels whole: whatever models there are, each row arrives, under a number of its own."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django_scopes import scope

from carnet.foundation.administration.services import whole
from carnet.foundation.administration.transfer import plan, reading, restoring, writing
from carnet.foundation.administration.transfer.plan import LEFT_OUT, carried, label_of, tables
from carnet.foundation.workspaces.models import Departure, Membership, ScopedModel, Workspace

from .rows import fill


@pytest.fixture
def full(nord: Workspace, alice: Membership) -> dict[str, models.Model]:
    """A row in every table of Nord."""
    with scope(workspace=nord):
        return fill(nord, alice)


def exported(workspace: Workspace) -> io.BytesIO:
    file = io.BytesIO()
    writing.export(workspace, file)
    file.seek(0)
    return file


def contents(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Every carried row without its number, what it points to replaced by the place of the row pointed to."""
    places = {
        label: {
            pk: place for place, pk in enumerate(table.rows_of(workspace).order_by("pk").values_list("pk", flat=True))
        }
        for label, table in tables().items()
    }
    found = {}
    for label, table in carried().items():
        rows = table.rows_of(workspace).order_by("pk").values(*[column.attname for column in table.columns])
        found[label] = [comparable(table, one, places) for one in rows]
    return found


def comparable(table: plan.Table, row: dict[str, Any], places: dict[str, dict[int, int]]) -> dict[str, Any]:
    for column in table.columns:
        name, value = column.attname, row[column.attname]
        target = table.points_to.get(name, "user")
        if target != "user" and value is not None:
            row[name] = places[target][value] if target not in LEFT_OUT else None
        elif isinstance(column, models.BinaryField) and value is not None:
            row[name] = bytes(value)
        elif column.unique and not column.is_relation and value is not None:
            row[name] = "its own"
        elif name == "object_id":
            row[name] = places[table.kinds.get(row["kind"], row["kind"])][value]
        elif name == "is_undoable":
            row[name] = "settled"
    return row


def test_every_model_that_names_a_workspace_is_carried_or_left_out_for_a_reason() -> None:
    naming = {label_of(model) for model in apps.get_models() if issubclass(model, ScopedModel)} | {
        "workspaces.membership"
    }
    assert naming <= set(tables())
    assert set(LEFT_OUT) <= set(tables()), "a reason is given for a model that no longer exists"


def test_no_model_holds_rows_of_a_workspace_without_saying_which() -> None:
    """A model that points to a row of a workspace, and cannot live without it, has to name the workspace."""
    lost = [
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models(include_auto_created=True)
        if label_of(model) not in tables()
        for column in model._meta.concrete_fields
        if column.related_model and label_of(column.related_model) in tables() and not column.null
    ]
    assert not lost


def test_a_copy_has_every_row_of_its_source(full: dict[str, models.Model], nord: Workspace) -> None:
    missing = [label for label, table in tables().items() if not table.rows_of(nord).exists()]
    assert not missing, "the test itself made no row of these"
    before = contents(nord)
    copy = restoring.restore(exported(nord), slug="copie")
    assert contents(copy) == before


def test_a_copy_shares_no_row_with_its_source(full: dict[str, models.Model], nord: Workspace) -> None:
    copy = restoring.restore(exported(nord), slug="copie")
    for table in carried().values():
        ours = set(table.rows_of(nord).values_list("pk", flat=True))
        theirs = set(table.rows_of(copy).values_list("pk", flat=True))
        assert not ours & theirs
        for column, target in table.points_to.items():
            if target != "user":
                pointed = set(table.rows_of(copy).exclude(**{column: None}).values_list(column, flat=True))
                home = set(tables()[target].rows_of(copy).values_list("pk", flat=True))
                assert pointed <= home, f"{table.label}.{column} of the copy points into its source"


def test_what_happens_in_a_copy_leaves_the_source_alone(
    full: dict[str, models.Model], nord: Workspace, alice: Membership
) -> None:
    before = contents(nord)
    copy = restoring.restore(exported(nord), slug="copie")
    whole.delete(copy, by="test")
    assert contents(nord) == before


def test_a_deletion_leaves_no_row_and_says_what_went(full: dict[str, models.Model], nord: Workspace) -> None:
    counts = {label: table.rows_of(nord).count() for label, table in tables().items()}
    whole.delete(nord, by="alice@example.org")
    assert not Workspace.objects.filter(slug="nord").exists()
    assert not [label for label, table in tables().items() if table.model._base_manager.exists()]
    departure = Departure.objects.get()
    assert (departure.slug, departure.deleted_by, departure.rows) == ("nord", "alice@example.org", counts)


def test_a_deletion_leaves_the_others_alone(
    full: dict[str, models.Model], nord: Workspace, sud: Workspace, stranger: Membership
) -> None:
    with scope(workspace=sud):
        fill(sud, stranger)
    before = contents(sud)
    whole.delete(nord, by="test")
    assert contents(sud) == before


def test_a_copy_of_a_copy_is_the_same_again(full: dict[str, models.Model], nord: Workspace) -> None:
    once = restoring.restore(exported(nord), slug="une")
    twice = restoring.restore(exported(once), slug="deux")
    assert contents(twice) == contents(nord)


@pytest.fixture
def statements(nord: Workspace, alice: Membership) -> Iterator[list[str]]:
    seen: list[str] = []

    def watch(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def test_an_export_asks_each_table_once(statements: list[str], nord: Workspace) -> None:
    writing.export(nord, io.BytesIO())
    assert len([sql for sql in statements if sql.startswith(("SELECT", "DECLARE"))]) == len(carried()) + 1


def test_the_file_is_checked_before_anything_is_written(nord: Workspace, alice: Membership) -> None:
    opened = reading.open_file(exported(nord))
    assert set(opened.numbers) == set(carried())
    assert list(opened.numbers["workspaces.membership"].old) == [alice.pk]
