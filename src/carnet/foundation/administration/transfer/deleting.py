"""Every row of a workspace goes, in one transaction, table by table and without loading any."""

from django.db import connection, transaction

from carnet.foundation.workspaces.models import Departure, Workspace

from .plan import Table, tables


@transaction.atomic
def delete(workspace: Workspace, *, by: str) -> Departure:
    """Delete for good; what is left is a Departure, which belongs to no workspace.

    Foreign keys are checked at commit, so the order of the tables does not matter.
    """
    counts = {}
    # The tables of many-to-many first: they find their rows through those that go after.
    for table in sorted(tables().values(), key=lambda one: one.is_direct):
        if gone := _delete_rows(table, workspace):
            counts[table.label] = gone
    departure = Departure.objects.create(slug=workspace.slug, name=workspace.name, deleted_by=by, rows=counts)
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(Workspace._meta.db_table)
        cursor.execute(f"DELETE FROM {name} WHERE id = %s", [workspace.pk])  # noqa: S608 - the name is a model's own
    return departure


def count(workspace: Workspace) -> int:
    """Rows that a deletion would take. One query a table."""
    return sum(table.rows_of(workspace).count() for table in tables().values())


def _delete_rows(table: Table, workspace: Workspace) -> int:
    rows = table.rows_of(workspace)
    return rows._raw_delete(rows.db)
