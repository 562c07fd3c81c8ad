"""Compile each room's `django.po` that is newer than its `django.mo`, without gettext's programs.

A machine that only runs Carnet needs no gettext: Babel is among the requirements already.
"""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

SOURCES = Path(__file__).resolve().parents[1] / "src"


def is_stale(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime


def compile_one(catalogue: Path) -> None:
    """Write beside the final name first: a server that starts meanwhile reads the old file or the new."""
    with catalogue.open("rb") as source:
        messages = read_po(source, abort_invalid=True)
    fresh = catalogue.with_suffix(".mo.new")
    with fresh.open("wb") as target:
        write_mo(target, messages)
    fresh.replace(catalogue.with_suffix(".mo"))


def main() -> int:
    for catalogue in filter(is_stale, sorted(SOURCES.glob("**/locale/*/LC_MESSAGES/*.po"))):
        try:
            compile_one(catalogue)
        except PoFileError as refusal:
            print(f"{catalogue}: {refusal}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
