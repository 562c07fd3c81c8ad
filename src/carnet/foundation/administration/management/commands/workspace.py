"""`manage.py workspace export SLUG FILE | restore FILE --slug NEW | copy SLUG NEW | delete SLUG --yes`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carnet.foundation.accounts.models import User
from carnet.foundation.administration.screens.words import SPACES
from carnet.foundation.administration.services import whole
from carnet.foundation.administration.services.spaces import SpaceRefused
from carnet.foundation.administration.transfer.refusals import TransferRefused, why
from carnet.foundation.workspaces.models import Workspace
from carnet.foundation.workspaces.permissions import Role


class Command(BaseCommand):
    help = "Export, restore, copy or delete a whole workspace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        export = acts.add_parser("export", help="write a workspace to a file")
        export.add_argument("slug")
        export.add_argument("file", type=Path)
        restore = acts.add_parser("restore", help="make a workspace from a file")
        restore.add_argument("file", type=Path)
        restore.add_argument("--slug", required=True)
        copy = acts.add_parser("copy", help="make a workspace with the same content")
        copy.add_argument("slug")
        copy.add_argument("new")
        for making in (restore, copy):
            making.add_argument("--name", default="")
            making.add_argument("--owner", metavar="EMAIL", help="give it to this account alone")
            making.add_argument("--role", choices=Role.values, default=Role.MANAGER, help="of the owner")
        delete = acts.add_parser("delete", help="delete every row of a workspace")
        delete.add_argument("slug")
        delete.add_argument("--yes", action="store_true", help="do not ask for the address")

    def handle(self, *, act: str, **options: Any) -> None:
        try:
            getattr(self, act)(**options)
        except TransferRefused as refusal:
            raise CommandError(why(refusal)) from refusal
        except SpaceRefused as refusal:
            raise CommandError(str(SPACES[refusal.reason])) from refusal
        except OSError as refusal:
            raise CommandError(f"{refusal.filename}: {refusal.strerror}") from refusal

    def export(self, *, slug: str, file: Path, **_: Any) -> None:
        """Written beside its final name first: an export that is cut short leaves no half file."""
        workspace, unfinished = self.found(slug), file.with_name(file.name + ".part")
        with unfinished.open("w+b") as target:
            written = whole.export(workspace, target)
        unfinished.replace(file)
        self.stdout.write(f"{file}: {sum(written.values())} rows")

    def restore(self, *, file: Path, slug: str, name: str, owner: str, role: str, **_: Any) -> None:
        with file.open("rb") as source:
            workspace = whole.restore(source, slug=slug, name=name, owner=self.account(owner), role=role)
        self.stdout.write(f"/e/{workspace.slug}/")

    def copy(self, *, slug: str, new: str, name: str, owner: str, role: str, **_: Any) -> None:
        workspace = whole.copy(self.found(slug), slug=new, name=name, owner=self.account(owner), role=role)
        self.stdout.write(f"/e/{workspace.slug}/")

    def delete(self, *, slug: str, yes: bool, **_: Any) -> None:
        workspace = self.found(slug)
        if not yes and input(f"Type {slug} to delete it for good: ") != slug:
            raise CommandError("Nothing was deleted.")
        departure = whole.delete(workspace, by="manage.py")
        self.stdout.write(f"{sum(departure.rows.values())} rows deleted")

    def found(self, slug: str) -> Workspace:
        workspace = Workspace.objects.filter(slug=slug).first()
        if workspace is None:
            raise CommandError(f"No workspace has the address {slug}.")
        return workspace

    def account(self, email: str | None) -> User | None:
        if not email:
            return None
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"No account has the address {email}.")
        return user
