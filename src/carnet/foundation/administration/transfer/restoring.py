"""Write the rows of a checked file into a new workspace: new numbers everywhere, nothing shared with the source."""

import secrets
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any

from django.db import DatabaseError, connection, models, transaction

from carnet.foundation.accounts.models import User
from carnet.foundation.workspaces import statistics
from carnet.foundation.workspaces.models import Workspace

from .numbers import Numbers
from .plan import Table, carried
from .reading import Opened, of_plain, open_file
from .refusals import TransferRefused
from .told import Subject, Teller
from .writing import WORKSPACE_FIELDS

BATCH = 1000
EVENTS, SUBJECTS = "audit.event", "audit.eventsubject"
PLAIN: dict[str, type] = {
    **dict.fromkeys(("CharField", "TextField", "SlugField"), str),
    **dict.fromkeys(("IntegerField", "BigIntegerField", "SmallIntegerField"), int),
    **dict.fromkeys(("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"), int),
    "BooleanField": bool,
}
# Templates of what was frozen and hashed: their data is evidence and stays to the letter.
TO_THE_LETTER = {("documents.document", "data")}


@transaction.atomic
def restore(file: IO[bytes], *, slug: str, name: str = "", most_rows: int | None = None) -> Workspace:
    """A new workspace from an exported file, of `most_rows` at most; all or nothing. Raises TransferRefused."""
    opened = open_file(file, most_rows=most_rows)
    told = opened.manifest["workspace"]
    fields = {key: told[key] for key in WORKSPACE_FIELDS if key in told}
    workspace = Workspace.objects.create(**{**fields, "slug": slug, "name": name or told["name"]})
    try:
        with transaction.atomic():
            _Restoration(opened, workspace).run()
            _see_constraints()
    # Overflow and value errors are the drivers': a number of 70 bits, a text with a NUL.
    except (DatabaseError, OverflowError, ValueError) as refusal:
        raise TransferRefused("refused_by_database", (str(refusal).splitlines() or [""])[0][:200]) from refusal
    statistics.refresh()
    return workspace


def _see_constraints() -> None:
    """Foreign keys are checked at the end of the transaction: ask now, while the refusal can still be told."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class _Restoration:
    def __init__(self, opened: Opened, workspace: Workspace) -> None:
        self.opened = opened
        self.workspace = workspace
        self.tables = {label: carried()[label] for label in opened.manifest["tables"]}
        self.numbers: dict[str, Numbers] = opened.numbers
        self.users = _users(opened.manifest["users"])
        self.teller = Teller(self.tables, self.numbers)
        self.subjects: dict[int, Subject | None] = {}

    def run(self) -> None:
        for label, table in self.tables.items():
            self.numbers[label].take(table.model)
        if EVENTS in self.tables and SUBJECTS in self.tables:
            self._learn_subjects()
        for table in self.tables.values():
            self._write(table)
        self.opened.archive.close()

    def _learn_subjects(self) -> None:
        """The only subject of each event that has one: `id` in its JSON is that one's number."""
        names = [column.attname for column in self.opened.columns(self.tables[SUBJECTS])]
        event, kind, number = (names.index(name) + 1 for name in ("event_id", "kind", "object_id"))
        for row in self.opened.rows(SUBJECTS):
            self.subjects[row[event]] = None if row[event] in self.subjects else (row[kind], row[number])

    def _write(self, table: Table) -> None:
        given = self.opened.columns(table)
        missing = [column for column in table.columns if column not in given]
        columns = [table.model._meta.pk, *given, *missing]
        constant: list[Any] = [column.get_default() for column in missing]
        if table.is_direct:
            columns.append(table.model._meta.get_field("workspace"))
            constant.append(self.workspace.pk)
        # The driver takes text, whole numbers and booleans as they are: most columns of most rows.
        prepared = [(place, column) for place, column in enumerate(columns) if not _is_plain(column)]
        insert, batch = _insert_sql(table.model, columns), []
        for row in self._converted(table, given):
            row.extend(constant)
            for place, column in prepared:
                row[place] = column.get_db_prep_save(row[place], connection)
            batch.append(row)
            if len(batch) == BATCH:
                _insert(insert, batch)
                batch = []
        if batch:
            _insert(insert, batch)

    def _converted(self, table: Table, given: list[models.Field]) -> Iterator[list[Any]]:
        names = [column.attname for column in given]
        own = self.numbers[table.label]
        pair = (names.index("kind") + 1, names.index("object_id") + 1) if {"kind", "object_id"} <= set(names) else None
        readers = [(place, self._reader(table, column)) for place, column in enumerate(given, 1)]
        for row in self.opened.rows(table.label):
            old = row[0]
            for place, read in readers:
                if row[place] is not None:
                    row[place] = read(row[place])
            if pair:
                row[pair[1]] = self._paired(table, row[pair[0]], row[pair[1]])
            if table.label == EVENTS:
                self._tell_event(row, names, old)
            row[0] = own.get(old)
            yield row

    def _reader(self, table: Table, column: models.Field) -> Callable[[Any], Any]:
        """How a column's values, null aside, come out of the file."""
        if target := table.points_to.get(column.attname, ""):
            return lambda value: self._pointed(table, column, target, value)
        if isinstance(column, models.JSONField):
            as_written = table.label == EVENTS or (table.label, column.name) in TO_THE_LETTER
            return (lambda value: value) if as_written else self.teller.of_row
        if column.unique:
            return partial(_unshared, column)
        if expected := PLAIN.get(column.get_internal_type()):
            return lambda value: value if type(value) is expected else of_plain(column, value, table.label)
        return lambda value: of_plain(column, value, table.label)

    def _pointed(self, table: Table, column: models.Field, target: str, value: Any) -> int | None:
        if target == "user":
            found = self.users.get(value)
        else:
            found = self.numbers[target].get(value) if target in self.numbers and isinstance(value, int) else None
        if found is None and (target in self.numbers or not column.null):
            raise TransferRefused("dangling", f"{table.label}.{column.name}")
        return found

    def _paired(self, table: Table, kind: str, number: int) -> int:
        """`object_id` beside `kind`. One that cannot be placed (its row is gone) turns negative: it meets nobody."""
        known = self.numbers.get(table.kinds.get(kind, kind))
        return (known.get(number) if known is not None else None) or -abs(number)

    def _tell_event(self, row: list[Any], names: list[str], old: int) -> None:
        """Acts done before the journey stand for good: their undo would search for rows by numbers of elsewhere."""
        subject = self.subjects.get(old)
        for name in ("before", "after"):
            place = names.index(name) + 1
            row[place] = self.teller.of_event(row[place], subject)
        row[names.index("is_undoable") + 1] = False


def _users(told: list[dict[str, Any]]) -> dict[int, int]:
    """Old numbers of accounts to those of the same address here. An account made now has no password: its owner
    asks for one by e-mail."""
    known = {user.email: user.pk for user in User.objects.filter(email__in=[one["email"].lower() for one in told])}
    found = {}
    for one in told:
        email = one["email"].lower()
        if email not in known:
            language = one["language"] if one["language"] in User.Language.values else User.Language.FRENCH
            known[email] = User.objects.create_user(email, name=one["name"][:120], language=language).pk
        found[one["id"]] = known[email]
    return found


def _unshared(column: models.Field, _of_source: Any) -> Any:
    """A new value for what must be the only one on the site, such as the hash of a link: the source's link opens
    the source alone."""
    if isinstance(column, models.UUIDField):
        return uuid.uuid4()
    return secrets.token_hex(32)[: column.max_length]


def _is_plain(column: models.Field) -> bool:
    return column.is_relation or isinstance(column, models.AutoField) or column.get_internal_type() in PLAIN


def _insert_sql(model: type[models.Model], columns: list[models.Field]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of a model


def _insert(sql: str, batch: list[list[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, batch)
