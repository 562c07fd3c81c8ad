"""`manage.py import_parties FILE --workspace SLUG`: the import screen's own services, from a shell."""

from argparse import ArgumentParser
from collections.abc import Iterator
from decimal import Decimal
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
from carnet.grow.imports.rules.formats import CURRENCIES, DECIMAL_MARKS, EURO, Formats
from carnet.grow.imports.rules.records import FileUnreadable
from carnet.grow.imports.rules.sniffing import DATE_ORDERS, ENCODINGS
from carnet.grow.imports.services import FileRefused, ImportNotReady, choose, discard, launch, read_as, receive
from carnet.grow.imports.shell import NO_ORIGIN, add_origin, read_origin, refused
from carnet.grow.imports.telling import OriginRefused, must_say_origin, tell_origin

BLOCK = 1024 * 1024
CUTS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}
"""Names that a shell takes as they are."""


class Command(BaseCommand):
    help = "Import companies and people from a CSV, TSV, XLSX or vCard file; undone from the history of the workspace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--workspace", required=True, help="its address, as in /e/<address>/")
        parser.add_argument("--as", dest="email", help="who imports: the e-mail of a member (default: an owner)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        parser.add_argument("--report", type=Path, metavar="OUT.csv", help="write the refused rows and why, to mend")
        parser.add_argument("--policy", choices=Import.Policy.values, default=Import.Policy.SKIP)
        parser.add_argument("--map", action="append", default=[], metavar="HEADER=TARGET", help="send a column there")
        parser.add_argument("--sheet", help="of a workbook (default: the one whose columns say most)")
        parser.add_argument("--encoding", choices=sorted(ENCODINGS), help="of a text file (default: guessed)")
        parser.add_argument("--separator", choices=sorted(CUTS), help="of the cells of a text file (default: guessed)")
        parser.add_argument("--no-header", action="store_true", help="the first row is data already")
        parser.add_argument("--dates", choices=DATE_ORDERS, help="the order of day, month and year (default: guessed)")
        parser.add_argument("--decimal", choices=DECIMAL_MARKS, help="the decimal mark (default: guessed)")
        parser.add_argument("--currency", choices=CURRENCIES, help="of the amounts (default: guessed)")
        parser.add_argument("--rate", type=Decimal, help="euros for one unit of that currency")
        parser.add_argument("--forgiving", action="store_true", help="a bad phone or number goes to the notes")
        add_origin(parser)

    def handle(self, *, file: Path, workspace: str, **options: Any) -> None:
        member = self.member(workspace, options["email"])
        with scope(workspace=member.workspace), translation.override(member.user.language):
            try:
                self.bring_in(member, file, options)
            except (FileRefused, FileUnreadable) as error:
                raise CommandError(words.file_refused(error)) from error
            except OriginRefused as error:
                raise CommandError(refused(error)) from error
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
        said, proof = read_origin(options)
        if not (said.origin or options["dry_run"]):
            raise CommandError(NO_ORIGIN)
        imported = receive(member=member, name=path.name, chunks=self.blocks(path))
        try:
            if said.origin:
                tell_origin(member=member, file=imported, said=said, proof_file=proof)
            self.cut(member, imported, options)
            choose(
                member=member,
                file=imported,
                mapping=self.mapping(imported, options["map"]),
                formats=self.formats(imported, options),
                is_forgiving=options["forgiving"],
            )
            check(imported)
            if not options["dry_run"]:
                must_say_origin(imported)
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

    def cut(self, member: Membership, file: Import, options: dict[str, Any]) -> None:
        """Correct what was guessed of how the file is cut."""
        if not (options["sheet"] or options["encoding"] or options["separator"] or options["no_header"]):
            return
        read_as(
            member=member,
            file=file,
            has_header=file.has_header and not options["no_header"],
            encoding=options["encoding"] or file.encoding,
            separator=CUTS[options["separator"]] if options["separator"] else file.separator,
            sheet=options["sheet"] or file.sheet,
        )

    def formats(self, file: Import, options: dict[str, Any]) -> Formats:
        currency = options["currency"] or file.currency
        return Formats(
            options["dates"] or file.date_order,
            options["decimal"] or file.decimal_mark,
            currency,
            options["rate"] if currency != EURO else None,
        )

    def blocks(self, path: Path) -> Iterator[bytes]:
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
