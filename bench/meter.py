"""CPU time of a request: this process's, plus that of the database's own process when there is one."""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection


def database_pid() -> int | None:
    """The server process behind our connection; None where the database lives in this process."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def cpu_of(pid: int | None) -> float:
    """Seconds on a processor so far, by the kernel's own fine count."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9 if pid else 0.0


def milliseconds(act: Callable[[int], object], repeat: int, warm_up: int = 20) -> float:
    """Mean CPU milliseconds of `act(number)`, called `repeat` times after a warm-up."""
    for number in range(warm_up):
        act(number)
    pid = database_pid()
    own, server = time.process_time(), cpu_of(pid)
    for number in range(warm_up, warm_up + repeat):
        act(number)
    return ((time.process_time() - own) + (cpu_of(pid) - server)) * 1000 / repeat
