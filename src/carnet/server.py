"""The web server and the task worker side by side: one thing to start, one to stop.

For the embedded mode of one person or one team. A server has systemd watch each of the two
instead: see `docs/how-to/deploy.md`.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SOURCE_DIR = Path(__file__).resolve().parents[1]
MANAGE = SOURCE_DIR.parent / "manage.py"
POLL_SECONDS = 0.1
START_SECONDS = 60
# A worker told to stop first ends the task in hand.
GRACE_SECONDS = 10

Command = Sequence[str]


def web_command(host: str, port: int, threads: int) -> list[str]:
    """Granian with one process: WSGI measured 8 times faster than ASGI for our synchronous views."""
    options = ["--interface=wsgi", f"--host={host}", f"--port={port}", "--workers=1", f"--blocking-threads={threads}"]
    quiet = ["--log-level=warning", "--no-ws"]
    return [sys.executable, "-m", "granian", *options, *quiet, f"--working-dir={SOURCE_DIR}", "carnet.wsgi:application"]


def worker_command() -> list[str]:
    return [sys.executable, str(MANAGE), "db_worker", "--interval=0.5", "--no-startup-delay", "--verbosity=0"]


def is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether the application, not only the socket, replies; the first reply also loads it."""
    connection = http.client.HTTPConnection(host, port, timeout=START_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def run_together(commands: Mapping[str, Command], *, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> str:
    """Run the commands until a signal comes or one of them ends, then end them all.

    Calls `on_ready` once `is_ready`. Returns "" after a signal, else a sentence that says what ended unasked.
    """
    with stop_signals() as stopping, children(commands) as running:
        deadline = time.monotonic() + START_SECONDS
        waiting = True
        while not stopping:
            for name, child in running.items():
                if (status := child.poll()) is not None:
                    return f"The {name} ended by itself with status {status}."
            if waiting and is_ready():
                waiting = False
                on_ready()
            elif waiting and time.monotonic() > deadline:
                return f"The server has not answered for {START_SECONDS} s."
            time.sleep(POLL_SECONDS)
    return ""


@contextmanager
def stop_signals() -> Iterator[list[int]]:
    """Collect SIGINT and SIGTERM in the list given, instead of dying of them."""
    received: list[int] = []
    before = {
        number: signal.signal(number, lambda caught, _frame: received.append(caught))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def children(commands: Mapping[str, Command]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Start each command in a session of its own, so that Ctrl+C reaches it once, through us."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            running[name] = subprocess.Popen(command, cwd=SOURCE_DIR.parent, start_new_session=True)
        yield running
    finally:
        end(list(running.values()))


def end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to stop, and kill what has not after the grace."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            # Its whole session: granian's own children would outlive it.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
