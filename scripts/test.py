"""The whole suite on SQLite and again on PostgreSQL: what `make test` runs.

The browser tests need the system's Chromium and the second round PostgreSQL's programs. What is
absent is skipped, and the last lines say so; `--nothing-skipped` makes that a failure. Other
arguments go to pytest.
"""

import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
POSTGRES = ROOT / "scripts/postgres.sh"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# pytest's own: it found no test to run.
NO_TESTS = 5


class Round:
    """One run of pytest. Begun at once; shown by `show`, which waits for its end."""

    def __init__(self, name: str, arguments: list[str], environment: dict[str, str]) -> None:
        self.name = name
        self.closing = ""
        self.status = 1
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        # Reads on while another round is being shown, so that this one never waits for its reader.
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def show(self) -> None:
        print(f"\n{self.name}", flush=True)
        while (line := self.lines.get()) is not None:
            print(line, end="", flush=True)
            self.closing = line.strip() or self.closing
        self.status = self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


def chromium() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def environment(data: str, database_url: str) -> dict[str, str]:
    """The caller's, without its settings of Carnet: a test must not read or write anyone's data."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARNET_")}
    return {
        **kept,
        "CARNET_DATA": data,
        "CARNET_DATABASE_URL": database_url,
        "CARNET_LIVE_ASSETS": "1",
        "PY_COLORS": "1" if sys.stdout.isatty() else "0",
    }


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server of this run's own, give its address, and leave nothing behind."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.gettempdir()) / f"carnet-postgres-{os.getpid()}"
    settings = {**os.environ, "PGDATA_DIR": str(folder), "PGTEST_PORT": str(port)}
    try:
        subprocess.run([POSTGRES, "start"], env=settings, check=True)
        yield f"postgres://carnet@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([POSTGRES, "stop"], env=settings, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def absent() -> dict[str, str]:
    """Each part that cannot run here, with how to have it."""
    missing = {}
    if chromium() is None:
        missing["the browser tests"] = "no Chromium; on Debian: apt-get install chromium"
    if subprocess.run([POSTGRES, "find"], capture_output=True, check=False).returncode:
        missing["the suite on PostgreSQL"] = "no PostgreSQL server; on Debian: apt-get install postgresql"
    if shutil.which("xgettext") is None:
        missing["the tests that read words out of code"] = "no gettext; on Debian: apt-get install gettext"
    return missing


def run_rounds(arguments: list[str], *, with_postgres: bool) -> list[Round]:
    """Both rounds at once on two cores: measured, half the time of one after the other."""
    rounds = []
    with ExitStack() as stack:
        for name in ["SQLite", *(["PostgreSQL"] if with_postgres else [])]:
            data = stack.enter_context(tempfile.TemporaryDirectory(prefix="carnet-test-"))
            url = stack.enter_context(postgres()) if name == "PostgreSQL" else ""
            done = Round(f"On {name}", arguments, environment(data, url))
            stack.callback(done.end)
            rounds.append(done)
            if (os.cpu_count() or 1) < 2:
                done.show()
        for done in rounds:
            if not done.closing:
                done.show()
    return rounds


def main(arguments: list[str]) -> int:
    # Ended by a signal, we still stop the database server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    strict = "--nothing-skipped" in arguments
    arguments = [word for word in arguments if word != "--nothing-skipped"]
    missing = absent()
    if "the browser tests" in missing:
        arguments += ["-m", "not browser"]
    rounds = run_rounds(arguments, with_postgres="the suite on PostgreSQL" not in missing)
    print()
    for done in rounds:
        print(f"{done.name}: {done.closing}")
    for part, reason in missing.items():
        print(f"Not run: {part} ({reason})")
    failed = any(done.status not in (0, NO_TESTS) for done in rounds) or all(done.status == NO_TESTS for done in rounds)
    return 1 if failed or (strict and missing) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
