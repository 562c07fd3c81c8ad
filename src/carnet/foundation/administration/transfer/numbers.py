"""What each old number becomes. New ones are taken before any row is written, so that rows may point forwards."""

from array import array
from bisect import bisect_left

from django.db import connection, models


class Numbers:
    """Old numbers of one table, ascending, and the new ones: 16 bytes a row."""

    def __init__(self) -> None:
        self.old = array("q")
        self.new = array("q")

    def __len__(self) -> int:
        return len(self.old)

    def add(self, number: int) -> bool:
        """False for one that does not ascend: a file of ours never has it."""
        if number < 1 or (self.old and number <= self.old[-1]):
            return False
        self.old.append(number)
        return True

    def get(self, number: int) -> int | None:
        place = bisect_left(self.old, number)
        return self.new[place] if place < len(self.old) and self.old[place] == number else None

    def take(self, model: type[models.Model]) -> None:
        """Take as many new numbers as there are old ones. Inside the transaction that writes the rows."""
        if not self.old:
            return
        if connection.vendor == "postgresql":
            self._take_from_sequence(model)
        else:
            start = _last_number(model) + 1
            self.new = array("q", range(start, start + len(self.old)))

    def _take_from_sequence(self, model: type[models.Model]) -> None:
        table, column = model._meta.db_table, model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), column, len(self.old)],
            )
            while rows := cursor.fetchmany(10_000):
                self.new.extend(row[0] for row in rows)


def _last_number(model: type[models.Model]) -> int:
    """The highest number ever given: SQLite must not give again that of a deleted row."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    highest = model._base_manager.aggregate(last=models.Max("pk"))["last"]
    return max(row[0] if row else 0, highest or 0)
