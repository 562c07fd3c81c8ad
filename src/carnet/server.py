"""The web server and the task worker side by side: one thing to start, one to stop.

For the embedded mode of one person or one team. A server has systemd watch each of the two
instead: see `docs/how-to/deploy.md`.
"""

import contextlib
import http.client
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.context import ForkProcess

POLL_SECONDS = 0.1
START_SECONDS = 60
# A worker told to stop first ends the task in hand.
GRACE_SECONDS = 10
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Program = Callable[[], object]


def serve_web(host: str, port: int, threads: int) -> None:
    """Granian with one process: WSGI measured 8 times faster than ASGI for our synchronous views."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "carnet.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


def is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether the application, not only the socket, replies; the first reply also warms it."""
    connection = http.client.HTTPConnection(host, port, timeout=START_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def run_together(programs: Mapping[str, Program], *, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> str:
    """Run the programs until a signal comes or one of them ends, then end them all.

    Calls `on_ready` once `is_ready`. Returns "" after a signal, else a sentence that says what ended unasked.
    """
    with stop_signals() as stopping, children(programs) as running:
        deadline = time.monotonic() + START_SECONDS
        waiting = True
        while not stopping:
            for name, child in running.items():
                if child.exitcode is not None:
                    return f"The {name} ended by itself with status {child.exitcode}."
            if waiting and is_ready():
                waiting = False
                on_ready()
            elif waiting and time.monotonic() > deadline:
                return f"The server has not answered for {START_SECONDS} s."
            time.sleep(POLL_SECONDS)
    return ""


@contextmanager
def stop_signals() -> Iterator[list[int]]:
    """Collect the signals that ask to end in the list given, instead of dying of them."""
    received: list[int] = []
    before = {number: signal.signal(number, lambda caught, _frame: received.append(caught)) for number in SIGNALS}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def children(programs: Mapping[str, Program]) -> Iterator[dict[str, ForkProcess]]:
    """Fork each program, so that it starts with what we have loaded already: seconds and memory saved."""
    fork = multiprocessing.get_context("fork")
    running: dict[str, ForkProcess] = {}
    try:
        for name, program in programs.items():
            running[name] = fork.Process(target=run_alone, args=(program,), name=name)
            # A signal that comes before the child has dropped our handlers waits until it has.
            signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
            running[name].start()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        yield running
    finally:
        end(list(running.values()))


def run_alone(program: Program) -> None:
    """In the child: a session of its own, so that Ctrl+C reaches it once, through us, and no handler of ours."""
    os.setsid()
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    program()


def end(processes: Sequence[ForkProcess]) -> None:
    """Ask all to stop, and kill what has not after the grace."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        process.join(timeout=max(0.1, deadline - time.monotonic()))
        if process.exitcode is None and process.pid:
            # Its whole session: granian's own children would outlive it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.join()
