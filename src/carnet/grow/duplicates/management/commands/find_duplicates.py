"""Look for duplicates in a file or in a workspace, from a terminal; judge a file's result against the truth."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scope

from carnet.foundation.workspaces.models import Workspace
from carnet.grow.duplicates import files
from carnet.grow.duplicates.linkage import link
from carnet.grow.duplicates.models import Kind
from carnet.grow.duplicates.reading import Record, records_of
from carnet.grow.duplicates.rules.groups import groups, pairs_within, quality

THRESHOLD = 0.5


class Command(BaseCommand):
    help = "Find records that are the same party; with --truth, print precision, recall and F1 of what was found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--file", type=Path, help="a CSV file with a line of headers")
        where.add_argument("--workspace", help="the address of a workspace, whose own records are compared")
        parser.add_argument(
            "--kind", choices=Kind.values, default=Kind.COMPANY, help="of a workspace: company or person"
        )
        parser.add_argument("--truth", type=Path, help="pairs of ids, or ids with their group; FILE itself may hold it")
        parser.add_argument(
            "--threshold", type=float, default=THRESHOLD, help="least probability of a pair, 0.5 unless told"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 < options["threshold"] < 1:
            raise CommandError("--threshold stands between 0 and 1, as 0.5.")
        try:
            ids, records = files.records_of(options["file"]) if options["file"] else self._held(options)
            truth = files.truth_of(options["truth"]) if options["truth"] else None
        except (files.FileUnusable, OSError) as error:
            raise CommandError(str(error)) from error
        self._tell(ids, records, truth, options["threshold"])

    def _held(self, options: dict[str, Any]) -> tuple[list[str], list[Record]]:
        """The records of a workspace; nothing is written there."""
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"No workspace has the address {options['workspace']}.")
        with scope(workspace=workspace):
            found = list(records_of(options["kind"]))
        return [str(number) for number, _ in found], [record for _, record in found]

    def _tell(self, ids: list[str], records: list[Record], truth: set[frozenset[str]] | None, threshold: float) -> None:
        outcome = link(records, threshold=threshold)
        found = groups((ids[pair.left], ids[pair.right]) for pair in outcome.pairs)
        self.stdout.write(f"records   {len(records)}")
        self.stdout.write(f"pairs     {len(outcome.pairs)}")
        self.stdout.write(f"groups    {len(found)}")
        self.stdout.write(f"weights   {'learnt from the file' if outcome.is_learnt else 'usual ones'}")
        if truth is not None:
            judged = quality(pairs_within(found), truth)
            self.stdout.write(f"precision {judged.precision:.4f}")
            self.stdout.write(f"recall    {judged.recall:.4f}")
            self.stdout.write(f"F1        {judged.f1:.4f}")
