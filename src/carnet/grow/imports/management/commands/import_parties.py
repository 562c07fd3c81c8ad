"""`manage.py import_parties FILE --workspace SLUG`: the import screen's own services, from a shell."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django_scopes import scope

from carnet.foundation.jobs.services import perform
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.imports import reports, words
from carnet.grow.imports.checking import check
from carnet.grow.imports.models import Import
from carnet.grow.imports.own import targets_for
from carnet.grow.imports.rules.records import FileUnreadable
from carnet.grow.imports.services import FileRefused, ImportNotReady, choose, discard, launch, receive

BLOCK = 1024 * 1024


class Command(BaseCommand):
    help = "Import companies and people from a CSV, TSV or XLSX file; undone from the history of the workspace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--workspace", required=True, help="its address, as in /e/<address>/")
        parser.add_argument("--as", dest="email", help="who imports: the e-mail of a member (default: an owner)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        parser.add_argument("--report", type=Path, metavar="OUT.csv", help="write the refused rows and why, to mend")
        parser.add_argument("--policy", choices=Import.Policy.values, default=Import.Policy.SKIP)
        parser.add_argument("--map", action="append", default=[], metavar="HEADER=TARGET", help="send a column there")
        parser.add_argument("--forgiving", action="store_true", help="a bad phone or number goes to the notes")

    def handle(self, *, file: Path, workspace: str, **options: Any) -> None:
        member = self.member(workspace, options["email"])
        with scope(workspace=member.workspace), translation.override(member.user.language):
            try:
                self.bring_in(member, file, options)
            except (FileRefused, FileUnreadable) as error:
                raise CommandError(words.file_refused(error)) from error
            except ImportNotReady as error:
                raise CommandError(words.not_ready(error.reason)) from error

    def member(self, slug: str, email: str | None) -> Membership:
        if not Workspace.objects.filter(slug=slug).exists():
            raise CommandError(f"No workspace has the address {slug}.")
        members = Membership.objects.filter(workspace__slug=slug, is_active=True).select_related("workspace", "user")
        members = members.filter(user__email__iexact=email) if email else members.filter(is_owner=True)
        member = members.order_by("pk").first()
        if member is None:
            raise CommandError(f"{email or 'No owner'} is not a member of {slug}.")
        if not member.may(Permission.COMPANY_IMPORT):
            raise CommandError(f"{member.user.email} may not import.")
        return member

    def bring_in(self, member: Membership, path: Path, options: dict[str, Any]) -> None:
        imported = receive(member=member, name=path.name, chunks=self.blocks(path))
        try:
            mapping = self.mapping(imported, options["map"])
            choose(
                member=member,
                file=imported,
                mapping=mapping,
                date_order=imported.date_order,
                is_forgiving=options["forgiving"],
            )
            check(imported)
        except BaseException:
            discard(member=member, file=imported)
            raise
        if options["dry_run"]:
            self.say(words.checked(imported.report["counts"]))
            self.write_report(imported, options["report"])
            discard(member=member, file=imported)
            return
        job = launch(member=member, file=imported, policy=options["policy"])
        perform(job.pk)
        job.refresh_from_db()
        imported.refresh_from_db()
        if job.state != job.State.DONE:
            raise CommandError(job.message)
        self.say(words.outcome(imported))
        self.write_report(imported, options["report"])

    def blocks(self, path: Path):  # type: ignore[no-untyped-def]
        try:
            with path.open("rb") as stream:
                while block := stream.read(BLOCK):
                    yield block
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error

    def mapping(self, file: Import, wanted: list[str]) -> list[str]:
        mapping = list(file.mapping)
        for choice in wanted:
            header, _, target = choice.rpartition("=")
            if header not in file.headers or target not in targets_for(file.member):
                known = ", ".join(sorted(targets_for(file.member) - {""}))
                raise CommandError(f"{choice}: columns are {', '.join(file.headers)}; targets are {known}.")
            mapping[file.headers.index(header)] = target
        return mapping

    def say(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)

    def write_report(self, file: Import, path: Path | None) -> None:
        if path:
            with path.open("w", encoding="utf-8-sig", newline="") as stream:
                stream.writelines(reports.refused_lines(file))
            self.stdout.write(str(path))
