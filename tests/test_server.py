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

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
# Sleeps through a polite request to end.
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"]


def never() -> bool:
    return False


def test_when_one_process_ends_unasked_the_other_is_ended_and_the_reason_said() -> None:
    brief = [sys.executable, "-c", "raise SystemExit(3)"]
    started = time.monotonic()
    failure = server.run_together({"web": brief, "worker": SLEEPER}, is_ready=never, on_ready=lambda: None)
    assert failure == "The web ended by itself with status 3."
    assert time.monotonic() - started < 10


def test_readiness_is_told_once_and_before_the_end() -> None:
    told: list[str] = []
    brief = [sys.executable, "-c", "import time; time.sleep(0.5)"]
    server.run_together({"web": brief}, is_ready=lambda: True, on_ready=lambda: told.append("ready"))
    assert told == ["ready"]


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "START_SECONDS", 0.2)
    failure = server.run_together({"web": SLEEPER}, is_ready=never, on_ready=lambda: None)
    assert "has not answered" in failure


def test_a_process_that_ignores_the_request_to_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "GRACE_SECONDS", 0.3)
    with server.children({"worker": STUBBORN}) as running:
        time.sleep(0.5)
    assert running["worker"].returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_both_processes_and_is_no_failure(number: signal.Signals, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from carnet import server;"
        "child = [sys.executable, '-c', 'import os, sys, time; open(sys.argv[1], chr(119)).write(str(os.getpid()));"
        " time.sleep(60)'];"
        "folder = Path(sys.argv[1]);"
        "ready = lambda: all(path.exists() and path.read_text() for path in (folder / 'a', folder / 'b'));"
        "failure = server.run_together({name: [*child, str(folder / name)] for name in 'ab'},"
        " is_ready=ready, on_ready=lambda: print('ready', flush=True));"
        "sys.exit(failure or 0)"
    )
    environment = {**os.environ, "PYTHONPATH": str(server.SOURCE_DIR)}
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
