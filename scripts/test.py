"""The whole suite on SQLite and again on PostgreSQL: what `make test` runs.

The browser tests need the system's Chromium and the second round PostgreSQL's programs. What is
absent is skipped, and the last lines say so; `--nothing-skipped` makes that a failure. Other
arguments go to pytest.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
POSTGRES = ROOT / "scripts/postgres.sh"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# pytest's own: it found no test to run.
NO_TESTS = 5


class Round:
    """One run of pytest, its output shown as it comes and its closing line kept."""

    def __init__(self, name: str, arguments: list[str], environment: dict[str, str]) -> None:
        self.name, self.arguments, self.environment = name, arguments, environment
        self.closing = ""
        self.status = 1

    def run(self) -> None:
        print(f"\n{self.name}", flush=True)
        command = [sys.executable, "-m", "pytest", *self.arguments]
        with subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    print(line, end="", flush=True)
                    self.closing = line.strip() or self.closing
            except BaseException:
                process.terminate()
                raise
        self.status = process.returncode


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
    rounds = []
    with tempfile.TemporaryDirectory(prefix="carnet-test-") as data:
        rounds.append(Round("On SQLite", arguments, environment(data, "")))
        rounds[-1].run()
        if with_postgres:
            with postgres() as url:
                rounds.append(Round("On PostgreSQL", arguments, environment(data, url)))
                rounds[-1].run()
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
