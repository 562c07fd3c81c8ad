"""`manage.py referentiel check [FILE …]` and `manage.py referentiel load FILE`."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.referential.models import LoadedReferential
from carnet.referential.reading import MAX_BYTES, Problem, ReferentialUnreadable, read
from carnet.referential.schema import counts, problems
from carnet.referential.services import ReferentialRefused, load_referential
from carnet.referential.shipped import shipped_bytes, shipped_keys
from carnet.referential.words import sentence


class Command(BaseCommand):
    help = "Check the référentiels and load others beside the shipped one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("check", help="Print the counts; fail on any mismatch.")
        check.add_argument("files", nargs="*", type=Path, help="Other files; without any, those of this site.")
        load = acts.add_parser("load", help="Keep a référentiel beside the shipped one.")
        load.add_argument("file", type=Path)
        load.add_argument("--slug", default="", help="Identifier, if the file does not say it.")
        load.add_argument("--version", dest="edition", default="", help="Version, if the file does not say it.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "load":
            self.load(options["file"], options["slug"], options["edition"])
        else:
            self.check_all(options["files"])

    def check_all(self, files: list[Path]) -> None:
        """Every file is checked before failing, so that one run tells all."""
        wanted = [(str(path), _bytes_of(path)) for path in files] or self._site()
        wrong = sum(self.check_one(name, data) for name, data in wanted)
        if wrong:
            text = ngettext("%(count)s problem found.", "%(count)s problems found.", wrong) % {"count": wrong}
            raise CommandError(text)

    def _site(self) -> list[tuple[str, bytes]]:
        """The shipped ones, and those loaded if there is a database yet."""
        own = [(" ".join(key), shipped_bytes(*key)) for key in shipped_keys()]
        if LoadedReferential._meta.db_table not in connection.introspection.table_names():
            return own
        rows = LoadedReferential.objects.order_by("slug", "version")
        return own + [(str(row), row.source.encode()) for row in rows]

    def check_one(self, name: str, data: bytes) -> int:
        self.stdout.write(name)
        try:
            document = read(data)
            found = problems(document)
        except ReferentialUnreadable as refusal:
            document, found = {}, [refusal.problem]
        if _is_countable(found):
            self.stdout.write(f"  {_counted(counts(document))}")
        for problem in found:
            self.stderr.write(f"  ✗ {sentence(problem)}")
        return len(found)

    def load(self, path: Path, slug: str, version: str) -> None:
        data = _bytes_of(path)
        try:
            row = load_referential(data=data, slug=slug, version=version)
        except ReferentialUnreadable as refusal:
            raise CommandError(f"{path} : {sentence(refusal.problem)}") from refusal
        except ReferentialRefused as refusal:
            for problem in refusal.problems:
                self.stderr.write(f"  ✗ {sentence(problem)}")
            raise CommandError(_refusals()[refusal.reason] % {"file": path}) from refusal
        self.stdout.write(
            _("%(name)s is loaded (SHA-256 %(sha256)s). Each workspace chooses it on its référentiel page.")
            % {"name": row, "sha256": row.sha256[:12]}
        )


def _bytes_of(path: Path) -> bytes:
    """One byte more than we accept is enough to refuse a file without filling the memory."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        text = _("%(file)s cannot be read (%(why)s). Check the path.") % {"file": path, "why": error.strerror}
        raise CommandError(text) from error


def _is_countable(found: list[Problem]) -> bool:
    """Whether the shape is right enough for the lists to be counted."""
    linked = {"duplicate", "dangling", "no_criterion", "no_competency", "no_modality", "count"}
    return all(problem.kind in linked for problem in found)


def _counted(found: dict[str, int]) -> str:
    words = [
        ngettext("%(count)s bloc", "%(count)s blocs", found["blocs"]) % {"count": found["blocs"]},
        ngettext("%(count)s component", "%(count)s components", found["composantes"]) % {"count": found["composantes"]},
        ngettext("%(count)s activity", "%(count)s activities", found["activites"]) % {"count": found["activites"]},
        ngettext("%(count)s + %(more)s competency", "%(count)s + %(more)s competencies", found["competences"])
        % {"count": found["competences"], "more": found["competence_transversale"]},
        ngettext("%(count)s deliverable", "%(count)s deliverables", found["livrables"]) % {"count": found["livrables"]},
        ngettext("%(count)s criteria group", "%(count)s criteria groups", found["groupes_criteres"])
        % {"count": found["groupes_criteres"]},
        ngettext("%(count)s criterion", "%(count)s criteria", found["criteres"]) % {"count": found["criteres"]},
    ]
    return ", ".join(words)


def _refusals() -> dict[str, str]:
    return {
        "unsound": _("%(file)s is not loaded: correct what stands above."),
        "unnamed": _("%(file)s says no “slug” or no “version”. Write them at its top, or give --slug and --version."),
        "bad_slug": _("The slug of %(file)s may hold letters, digits and hyphens, 60 at most. Change it."),
        "taken": _("Another text already has the slug and version of %(file)s. Give this one another version."),
    }
