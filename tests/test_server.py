"""The supervisor of the embedded mode, with real processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carnet import server


def sleep() -> None:
    time.sleep(60)


def sleep_through_a_polite_request() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


def fail() -> None:
    raise SystemExit(3)


def never() -> bool:
    return False


def test_when_one_process_ends_unasked_the_other_is_ended_and_the_reason_said() -> None:
    started = time.monotonic()
    failure = server.run_together({"web": fail, "worker": sleep}, is_ready=never, on_ready=lambda: None)
    assert failure == "The web ended by itself with status 3."
    assert time.monotonic() - started < 10


def test_readiness_is_told_once_and_before_the_end() -> None:
    told: list[str] = []
    server.run_together({"web": lambda: time.sleep(0.5)}, is_ready=lambda: True, on_ready=lambda: told.append("ready"))
    assert told == ["ready"]


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "START_SECONDS", 0.2)
    failure = server.run_together({"web": sleep}, is_ready=never, on_ready=lambda: None)
    assert "has not answered" in failure


def test_a_process_that_ignores_the_request_to_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "GRACE_SECONDS", 0.3)
    with server.children({"worker": sleep_through_a_polite_request}) as running:
        time.sleep(0.5)
    assert running["worker"].exitcode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_both_processes_and_is_no_failure(number: signal.Signals, tmp_path: Path) -> None:
    program = (
        "import os, sys, time; from functools import partial; from pathlib import Path; from carnet import server\n"
        "def child(path): path.write_text(str(os.getpid())); time.sleep(60)\n"
        "paths = [Path(sys.argv[1]) / name for name in 'ab']\n"
        "ready = lambda: all(path.exists() and path.read_text() for path in paths)\n"
        "programs = {path.name: partial(child, path) for path in paths}\n"
        "sys.exit(server.run_together(programs, is_ready=ready, on_ready=lambda: print('ready', flush=True)) or 0)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(server.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], env=environment, stdout=subprocess.PIPE, text=True
    ) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == "ready\n"
        supervisor.send_signal(number)
        assert supervisor.wait(timeout=15) == 0
    for name in "ab":
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / name).read_text()), 0)


def test_a_port_in_use_is_not_free() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert not server.is_free("127.0.0.1", other.getsockname()[1])
    assert not server.answers("127.0.0.1", 1)
