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


RUNS = 5


def milliseconds(act: Callable[[int], object], repeat: int, warm_up: int = 20) -> float:
    """CPU milliseconds of `act(number)`, called `repeat` times after a warm-up: the mean of the quietest of five runs.

    What else the machine does only ever adds to a processor's time, never takes from it.
    """
    for number in range(warm_up):
        act(number)
    pid, each = database_pid(), max(1, repeat // RUNS)
    means = []
    for run in range(RUNS):
        own, server = time.process_time(), cpu_of(pid)
        for number in range(run * each, (run + 1) * each):
            act(warm_up + number)
        means.append(((time.process_time() - own) + (cpu_of(pid) - server)) * 1000 / each)
    return min(means)
