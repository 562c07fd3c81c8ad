"""Where a list comes from, as the options of a command say it."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from carnet.foundation.fields.models import LegalBasis

from . import origin_words
from .models import Import
from .rules.origins import ASKED, Statement
from .telling import MOST_PROOF, OriginRefused, Proof

NO_ORIGIN = (
    "Say where the list comes from: --origin "
    + "|".join(Import.Origin.values)
    + ", with --collected-on DAY and --notice; a list that somebody supplied also wants --supplier, and one that was "
    "bought, rented or given by a partner --contract and --proof or --proof-file."
)


def add_origin(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("where the list comes from (all but a dry run must say it)")
    group.add_argument("--origin", choices=Import.Origin.values)
    group.add_argument("--collected-on", type=day, metavar="DAY", help="collected or received on, as 2026-11-03")
    group.add_argument("--basis", choices=LegalBasis.values, default=LegalBasis.INTEREST)
    group.add_argument("--supplier", default="", help="who supplied it; the fair or the register")
    group.add_argument("--contract", default="", help="reference and date of the contract or of the order")
    group.add_argument("--proof", default="", help="what proves that the people were told or agreed, where it is kept")
    group.add_argument("--proof-file", type=Path, help="the proof itself: PDF, PNG, JPEG or text")
    group.add_argument("--usable-until", type=day, metavar="DAY", help="the end of the rent")
    group.add_argument("--notice", choices=Import.Notice.values, default="", help="how the people were told")
    group.add_argument("--informed-on", type=day, metavar="DAY", help="the day on which they were told")


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day such as 2026-11-03") from error


def read_origin(options: Mapping[str, Any]) -> tuple[Statement, Proof | None]:
    """Raises CommandError when the file of the proof cannot be read."""
    names = "collected_on basis supplier contract proof usable_until notice informed_on".split()
    path: Path | None = options["proof_file"]
    said = Statement(options["origin"] or "", **{name: options[name] for name in names})
    if path is None or "proof" not in ASKED.get(said.origin, ()):
        return said, None
    try:
        with path.open("rb") as stream:
            return said, Proof(path.name, stream.read(MOST_PROOF + 1))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def refused(error: OriginRefused) -> str:
    """One line for each thing that lacks, with its option."""
    return "\n".join(f"--{name.replace('_', '-')}: {origin_words.problem(name, code)}" for name, code in error.problems)
