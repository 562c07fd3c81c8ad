"""`manage.py bodacc load FILE`: what the official notices say of the companies of the file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope, scopes_disabled

from carnet.foundation.workspaces.models import Workspace
from carnet.prospect.sourcing.notices import NoticesUnreadable, Reading, latest, read
from carnet.prospect.sourcing.telling import tell


class Command(BaseCommand):
    help = "Read notices of the BODACC (CSV or JSON) and flag the companies that they concern."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        load = acts.add_parser("load", help="Read a file of notices.")
        load.add_argument("file", type=Path)
        load.add_argument("--workspace", help="its address; all of them by default")

    def handle(self, *args: Any, act: str, file: Path, workspace: str | None, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            reading = Reading()
            found = latest(self.notices(file, reading))
            with scopes_disabled():
                known = Workspace.objects.order_by("pk")
                concerned = list(known.filter(slug=workspace) if workspace else known)
            if not concerned and workspace:
                raise CommandError(_("No workspace has the address %(slug)s.") % {"slug": workspace})
            count = 0
            for one in concerned:
                with scope(workspace=one):
                    count += tell(found, file=file.name)
            self.say(reading, count)

    def notices(self, file: Path, reading: Reading):  # type: ignore[no-untyped-def] # a generator of notices
        try:
            with file.open(encoding="utf-8") as stream:
                yield from read(stream, reading)
        except FileNotFoundError:
            raise CommandError(_("There is no file %(file)s.") % {"file": file}) from None
        except UnicodeDecodeError as error:
            raise CommandError(_("%(file)s is not in UTF-8.") % {"file": file.name}) from error
        except NoticesUnreadable as error:
            sentence = {
                "empty": _("%(file)s is empty."),
                "json": _("%(file)s is no readable JSON (line %(detail)s)."),
                "csv": _("%(file)s is damaged. Fetch it again."),
                "header": _("%(file)s lacks the columns: %(detail)s."),
            }[error.reason]
            raise CommandError(sentence % {"file": file.name, "detail": error.detail}) from error

    def say(self, reading: Reading, count: int) -> None:
        rows = ngettext("%(count)d notice read.", "%(count)d notices read.", reading.rows) % {"count": reading.rows}
        new = ngettext(
            "%(count)d concerns the files and is new.", "%(count)d concern the files and are new.", count
        ) % {"count": count}
        self.stdout.write(f"{rows} {new}")
        if reading.bad:
            left = ngettext("%(count)d could not be read.", "%(count)d could not be read.", reading.bad)
            self.stdout.write(left % {"count": reading.bad})
