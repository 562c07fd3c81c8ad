"""`manage.py tours plan CASE.json`: a week of visits planned in a terminal, no workspace needed."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carnet.prospect.tours.factors import figures
from carnet.prospect.tours.places import check_on_land
from carnet.prospect.tours.rules.reading import CaseInvalid, read
from carnet.prospect.tours.running import LEAST, MOST, PlanningFailed, plan_apart
from carnet.prospect.tours.words import refused, why


class Command(BaseCommand):
    help = "Plan the visits of a JSON case and write the plan as JSON; docs/reference/tours.md describes both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        plan = acts.add_parser("plan", help="plan a case")
        plan.add_argument("case", help="the file of the case; - reads standard input")
        plan.add_argument("--seconds", type=float, default=1.0, help=f"how long to look, {LEAST} to {MOST:.0f}; 1")
        plan.add_argument("--seed", type=int, default=1, help="the same seed looks in the same order")
        plan.add_argument("--output", type=Path, metavar="PLAN.json", help="where to write; standard output")

    def handle(self, **options: Any) -> None:
        if not LEAST <= options["seconds"] <= MOST:
            raise CommandError(f"--seconds stands between {LEAST} and {MOST:.0f}.")
        content = self._content(options["case"])
        try:
            case = read(content)
            check_on_land(case)
            factors = figures(case.days[0].on)
            answer = plan_apart(content, options["seconds"], factors, seed=options["seed"])
        except CaseInvalid as problem:
            raise CommandError(refused(problem)) from problem
        except PlanningFailed as problem:
            raise CommandError(f"The planner gave no answer: {problem}") from problem
        names = {visit.code: visit.name for visit in case.visits}
        for one in (*answer["left_out"], *answer["warnings"]):
            one["sentence"] = why(one, names)
        text = json.dumps(answer, ensure_ascii=False, indent=1)
        if options["output"]:
            options["output"].write_text(text + "\n", encoding="utf-8")
        else:
            self.stdout.write(text)

    def _content(self, name: str) -> object:
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
            return json.loads(text)
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{name} is not JSON in UTF-8: {error}.") from error
