"""`manage.py backup write FILE | restore FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carnet.foundation.administration import backup


class Command(BaseCommand):
    help = "Write the whole site to one file, or put such a file back: database, secret key, mails."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("write", help="write the site to FILE; it may be running").add_argument("file", type=Path)
        acts.add_parser("restore", help="put FILE back into a stopped site").add_argument("file", type=Path)

    def handle(self, *, act: str, file: Path, **options: Any) -> None:
        try:
            self.stdout.write(getattr(self, act)(file.absolute()))
        except backup.BackupRefused as refusal:
            raise CommandError(refusal.reason) from refusal
        except OSError as refusal:
            raise CommandError(f"{refusal.filename}: {refusal.strerror}") from refusal

    def write(self, file: Path) -> str:
        return f"{file}: {backup.write(file) / 1e6:.1f} MB"

    def restore(self, file: Path) -> str:
        aside = backup.restore(file)
        return f"{file} is back." + (f" The database that stood there: {aside}" if aside else "")
