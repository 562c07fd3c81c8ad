"""A Spark cluster of this machine's own, a master and two workers; and the same targeting asked of it and of DuckDB.

`make bench ARGS="--cluster 4000000"`, or `python -m bench.cluster ROWS FOLDER` with CARNET_DATA in that folder. It
takes Java 17 and `requirements-spark.txt`; where one is absent it says which.
"""

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
"""Seconds for a daemon to listen."""
CLOSE = 0.001
"""Kilometres: sines are not rounded alike everywhere."""


def absent() -> str:
    """What is missing here, empty when nothing is."""
    if importlib.util.find_spec("pyspark") is None or importlib.util.find_spec("ibis") is None:
        return "requirements-spark.txt is not installed"
    return "" if shutil.which("java") else "no Java; on Debian: apt-get install openjdk-17-jre-headless"


@contextmanager
def running(workers: int = 2, memory: str = "1g") -> Iterator[str]:
    """The address of a master with its workers, which are gone afterwards."""
    found = importlib.util.find_spec("pyspark")
    assert found
    assert found.origin
    home = Path(found.origin).parent
    port = _free_port()
    url = f"spark://127.0.0.1:{port}"
    # The workers' own Python, and no name of this machine: it may lead nowhere.
    os.environ |= {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="carnet-spark-", ignore_cleanup_errors=True))
        told = {**os.environ, "SPARK_DAEMON_MEMORY": "256m", "SPARK_WORKER_DIR": folder, "SPARK_LOCAL_DIRS": folder}
        base = [str(home / "bin/spark-class"), "org.apache.spark.deploy"]
        master = [base[0], f"{base[1]}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
        stack.enter_context(_daemon(master, told))
        _wait(port)
        worker = [base[0], f"{base[1]}.worker.Worker", "--host", "127.0.0.1", "--webui-port", "0"]
        for _ in range(workers):
            stack.enter_context(_daemon([*worker, "--cores", "1", "--memory", memory, url], told))
        yield url


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(port)


@contextmanager
def _daemon(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    one = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield
    finally:
        os.killpg(one.pid, signal.SIGTERM)
        one.wait()


def compared(rows: int, folder: Path) -> dict[str, dict[str, Any]]:
    """For each question what both answer, and the seconds that each took."""
    import django

    django.setup()
    from django.conf import settings

    from carnet.foundation.sirene import cluster, loading, queries, store

    from .sirene import asked, make

    if not store.is_available():
        loading.load(make(folder, rows, "parquet"), tell=lambda *_: None)
    found: dict[str, dict[str, Any]] = {}
    with running() as url:
        settings.CARNET_SPARK_URL = url
        for name, criteria in asked().items():
            found[name] = {}
            for engine, ask in (("duckdb", None), ("spark", cluster.ask), ("spark again", cluster.ask)):
                began = time.perf_counter()
                answer = queries.target(criteria, top=500, ask=ask)
                seconds = round(time.perf_counter() - began, 3)
                last = answer.rows[-1].km if answer.rows else None
                sirets = [row.siret for row in answer.rows]
                found[name][engine] = {"seconds": seconds, "count": answer.count, "sirets": sirets, "last": last}
    return found


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """As many, the same SIRETs in the same order, and the last as far."""
    far = abs((one["last"] or 0.0) - (other["last"] or 0.0)) < CLOSE
    return far and one["count"] == other["count"] and one["sirets"] == other["sirets"]


def report(rows: int) -> str:
    if reason := absent():
        return f"Spark is left out: {reason}"
    folder = Path(os.environ.get("CARNET_BENCH", ROOT / "var/bench")) / f"sirene-{rows}"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "CARNET_DATA": str(folder),
        "CARNET_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "carnet.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    command = [sys.executable, "-m", "bench.cluster", str(rows), str(folder)]
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return printed(rows, json.loads(answer.stdout.splitlines()[-1]))


def printed(rows: int, told: dict[str, dict[str, Any]]) -> str:
    lines = [f"The same question on {rows:,} establishments, DuckDB and Spark standalone with two workers, seconds:"]
    for name, answers in told.items():
        one, other = answers["duckdb"], answers["spark again"]
        verdict = "the same answer" if same(one, other) else f"ANOTHER ANSWER: {one['count']:,}, {other['count']:,}"
        last = f", the last at {one['last']:.3f} km" if one["last"] else ""
        lines.append(
            f"  {name}: {one['seconds']:.2f} and {other['seconds']:.2f} ({answers['spark']['seconds']:.2f} the first"
            f" time); {verdict}, {one['count']:,} of which {len(one['sirets'])} listed{last}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(json.dumps(compared(int(sys.argv[1]), Path(sys.argv[2]))))
