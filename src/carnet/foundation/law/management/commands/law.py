"""`manage.py law show CODE [--on DATE] [--buyer KIND] [--territory PLACE]`, `law list`, `law check`."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carnet.foundation import law
from carnet.foundation.law import checks, rules, words
from carnet.foundation.law.table import BadTable, table


class Command(BaseCommand):
    help = "Read the table of law, or check it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        show = acts.add_parser("show", help="One value on a day.")
        show.add_argument("code")
        show.add_argument("--on", type=date.fromisoformat, default=None, help="2026-11-23; today by default.")
        show.add_argument("--buyer", choices=list(rules.Buyer), default=None)
        show.add_argument("--territory", choices=list(rules.Territory), default=rules.Territory.METROPOLE)
        acts.add_parser("list", help="Every code with its label.")
        acts.add_parser("check", help="Overlaps, dates in the wrong order, values without a source.")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        {"show": self.show, "list": self.list_codes, "check": self.check_table}[act](**options)

    def show(self, code: str, on: date | None, buyer: str | None, territory: str, **_: Any) -> None:
        try:
            found = law.rule(code, on=on or date.today(), buyer=buyer, territory=territory)  # noqa: DTZ011 (a terminal)
        except law.NoRuleInForce as problem:
            raise CommandError(words.explain(problem)) from problem
        line = words.line(found)
        self.stdout.write(f"{line.label}\n  {line.value}, {line.period}\n  {line.buyers}")
        self.stdout.write(f"  {line.source} ({line.confidence})" + (f"\n  {line.note}" if line.note else ""))

    def list_codes(self, **_: Any) -> None:
        for code, label in sorted({(one.code, words.label(one)) for one in table().values}):
            self.stdout.write(f"{code:42} {label}")

    def check_table(self, **_: Any) -> None:
        try:
            held = table()
        except BadTable as problem:
            raise CommandError(str(problem)) from problem
        found = list(checks.problems(held.values, held.mentions))
        if found:
            raise CommandError("\n".join(found))
        unverified = sum(one.is_unverified for one in (*held.values, *held.mentions))
        self.stdout.write(
            f"{len({one.code for one in held.values})} rules, {len(held.values)} periods, "
            f"{len(held.mentions)} mentions, {len(held.forms)} legal forms; {unverified} not verified."
        )
