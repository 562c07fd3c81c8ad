"""`manage.py tidy`: what is done once a day, from a timer or by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carnet.foundation.jobs import daily


class Command(BaseCommand):
    help = "Forget what is past its retention: imported files, ended sessions, old results. Once a day at most."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="also what has been done today already")

    def handle(self, *, again: bool, **options: Any) -> None:
        done = daily.do_chores(again=again)
        for code, count in done.items():
            self.stdout.write(f"{code}: {'failed, see the log' if count is None else count}")
        if not done:
            self.stdout.write("Everything has been done today.")
        if None in done.values():
            raise CommandError("Not everything could be done.")
