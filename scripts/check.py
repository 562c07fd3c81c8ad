"""Every check that `make check` makes; each runs even when one before it has failed."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
# Where a wrong type would cost most: what computes, decides, reads and writes.
TYPED = ("rules", "services", "queries", "perms")

# Of one check's complaints, when several run.
MOST_LINES = 40


def typed_files() -> list[str]:
    found = (
        path
        for name in TYPED
        for shape in (f"{name}.py", f"{name}/*.py")
        for path in ROOT.glob(f"src/carnet/**/{shape}")
    )
    return sorted(str(path.relative_to(ROOT)) for path in found)


def checks() -> dict[str, list[str]]:
    python = [sys.executable]
    return {
        "format": [str(PROGRAMS / "ruff"), "format", "--check", "--output-format=concise", "."],
        "lint": [str(PROGRAMS / "ruff"), "check", "--output-format=concise", "."],
        "templates": [str(PROGRAMS / "djlint"), "--lint", "--quiet", "src"],
        "types": [str(PROGRAMS / "mypy"), "--no-error-summary", *typed_files()],
        "contracts": [str(PROGRAMS / "lint-imports"), "--no-logo"],
        "settings": [*python, "manage.py", "check", "--fail-level=WARNING"],
        "migrations": [*python, "manage.py", "makemigrations", "--check", "--dry-run"],
        "words": [*python, "scripts/messages.py", "check"],
        "tree": [*python, "scripts/check_tree.py"],
    }


def shortened(lines: list[str], name: str, most: int) -> list[str]:
    """Keep both ends: a list of faults says enough by its beginning, a traceback by its last line."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 5], f"… {len(lines) - most} more lines: make check ONLY={name}", *lines[-5:]]


def run(name: str, command: list[str], environment: dict[str, str], most: int) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:<11} {verdict:<6} {time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode:
        print(*shortened(done.stdout.rstrip().splitlines(), name, most), sep="\n", flush=True)
    return done.returncode == 0


def main(wanted: list[str]) -> int:
    """Run the checks named, or all."""
    known = checks()
    if unknown := set(wanted) - set(known):
        print(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(known)}")
        return 2
    with tempfile.TemporaryDirectory(prefix="carnet-check-") as data:
        environment = {**os.environ, "CARNET_DATA": data, "CARNET_DATABASE_URL": "", "PYTHONPATH": str(ROOT / "src")}
        most = 10_000 if wanted else MOST_LINES
        results = {name: run(name, known[name], environment, most) for name in wanted or known}
    failed = [name for name, passed in results.items() if not passed]
    print("Everything holds." if not failed else f"To mend: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
