"""Check the tracked files themselves: no registry's host, no room that has grown too large.

A lock that names a host would bind every installation to it. A file over 400 lines or a function
over 60 is to be split (we aim at 40).
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_LINES = 400
MOST_FUNCTION_LINES = 60
# Each is cut in two here, so that this file does not hold what it looks for.
HOSTS = "py|pi.org python|hosted.org npm|js.org npm|js.com yarn|pkg.com de|b.debian.org"
HOST = re.compile("|".join(map(re.escape, HOSTS.replace("|", "").split())), re.IGNORECASE)
# What is written by a program, or tells a story in long tables of cases.
FREE = re.compile(r"(^|/)(migrations|tests|bench)/")


def tracked() -> list[Path]:
    """Tracked files, and new ones that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in sorted(filter(None, names.split("\0"))) if (path := ROOT / name).is_file()]


def hosts(path: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := HOST.search(line):
            yield f"{path.relative_to(ROOT)}:{number}: names the registry host {found[0]}"


def sizes(path: Path, text: str) -> Iterator[str]:
    name = str(path.relative_to(ROOT))
    if path.suffix != ".py" or FREE.search(name):
        return
    if (lines := len(text.splitlines())) > MOST_LINES:
        yield f"{name}: {lines} lines, at most {MOST_LINES}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines, at most {MOST_FUNCTION_LINES}"


def main() -> int:
    problems = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        problems += [*hosts(path, text), *sizes(path, text)]
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
