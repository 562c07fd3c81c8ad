"""DuckDB, imported by the first question only: a web worker that is never asked does not carry it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template
from typing import Any

SQL = Path(__file__).parent / "sql"
SECONDS = 10.0
"""Nobody waits longer for an answer."""
_lock = threading.Lock()
_kept: list[Any] = []


class TooLong(Exception):
    """A question took longer than it may."""

    reason = "too_long"


def connect(**settings: object) -> Any:
    """A connection of its own, which reaches for nothing on the network."""
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", **settings},
    )


def statement(name: str, **values: str) -> str:
    """The text of `sql/<name>.sql`, its `$names` replaced. Values are ours or quoted by `text`, never a person's."""
    return Template((SQL / f"{name}.sql").read_text()).substitute(values)


def text(value: object) -> str:
    """A literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def name(value: str) -> str:
    """A name of SQL."""
    return '"' + value.replace('"', '""') + '"'


@contextmanager
def cursor() -> Iterator[Any]:
    """A cursor on the process's one connection, interrupted after `SECONDS`. Raises TooLong."""
    import duckdb

    with _lock:
        if not _kept:
            _kept.append(connect(memory_limit="512MB", threads="2"))
            _kept[0].execute("SET parquet_metadata_cache = true")
        found = _kept[0].cursor()
    timer = threading.Timer(SECONDS, found.interrupt)
    timer.start()
    try:
        yield found
    except duckdb.InterruptException as error:
        raise TooLong from error
    finally:
        timer.cancel()
        found.close()
