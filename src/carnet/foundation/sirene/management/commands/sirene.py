"""`manage.py sirene load FILE…`, `sirene status`, `sirene target`: the register from a shell."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import translation

from carnet.foundation.geo import queries as geo
from carnet.foundation.sirene import after, cluster, loading, queries, showing, store, words
from carnet.foundation.sirene.cluster import ClusterAbsent
from carnet.foundation.sirene.engine import TooLong
from carnet.foundation.sirene.reading import FileRefused
from carnet.foundation.sirene.rules import projection
from carnet.foundation.sirene.rules.target import MOST, NAF_2025, NAF_REV2, SIZES, STAFF, Criteria, CriteriaInvalid


class Command(BaseCommand):
    help = "Load Insee's Sirene files, and ask them whom to see."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        load = acts.add_parser("load", help="Make a version of the register from the stock files; it then answers.")
        load.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV, zip, gzip or Parquet, in any order")
        load.add_argument("--on", type=date.fromisoformat, help="the day that the files describe, 2026-10-31")
        load.add_argument("--memory", default="4GB", help="what the load may use at most, as 4GB")
        load.add_argument("--threads", type=int, default=0, help="processors to use; all by default")
        acts.add_parser("status", help="Which version answers, and what it holds.")
        self.add_target(acts.add_parser("target", help="Count and list establishments that fit."))

    def add_target(self, target: ArgumentParser) -> None:
        target.add_argument("--near", metavar="LAT,LON", help="centre of the zone, 45.76,4.84, or a commune's name")
        target.add_argument("--km", type=float, default=30.0)
        target.add_argument(
            "--area", metavar="FILE", help="a zone: a file of GeoJSON with one polygon, - reads it here"
        )
        target.add_argument("--naf", nargs="+", default=[], help="codes or their beginnings: 43.22A 43.3 F")
        target.add_argument("--nomenclature", choices=[NAF_REV2, NAF_2025], default=NAF_REV2)
        target.add_argument("--commune", nargs="+", default=[], metavar="CODE", help="Insee codes")
        target.add_argument("--departement", nargs="+", default=[], metavar="CODE")
        target.add_argument(
            "--staff", nargs="+", default=[], choices=STAFF, metavar="BAND", help="03 11 12; NN: unknown"
        )
        target.add_argument("--size", nargs="+", default=[], choices=SIZES)
        target.add_argument("--legal-form", nargs="+", default=[], metavar="CODE", help="codes or their beginnings")
        target.add_argument("--created-from", type=date.fromisoformat)
        target.add_argument("--created-to", type=date.fromisoformat)
        target.add_argument("--heads-only", action="store_true", help="head offices only")
        target.add_argument("--employers-only", action="store_true")
        target.add_argument("--exact-only", action="store_true", help="only those whose address has a point")
        target.add_argument("--top", type=int, default=500, help=f"rows to list, {MOST} at most")
        target.add_argument(
            "--engine", choices=["duckdb", "spark"], default="duckdb", help="who looks: CARNET_SPARK_URL"
        )
        target.add_argument("--format", choices=["json", "csv", "text"], default="text")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            try:
                {"load": self.load, "status": self.status, "target": self.target}[act](**options)
            except (
                FileRefused,
                loading.LoadRefused,
                store.LoadRunning,
                store.SireneAbsent,
                TooLong,
                ClusterAbsent,
            ) as error:
                raise CommandError(words.refused(error)) from error
            except CriteriaInvalid as error:
                raise CommandError(words.invalid(error)) from error

    def load(self, files: list[Path], on: date | None, memory: str, threads: int, **_: Any) -> None:
        version = loading.load(files, on=on, tell=self.tell, memory=memory, threads=threads)
        for line in words.loaded(version.about):
            self.stdout.write(line)
        try:
            told = after.tell(version)
        except DatabaseError as error:
            raise CommandError(words.not_compared(error)) from error
        for line in told:
            self.stdout.write(line)

    def tell(self, step: str, figures: dict[str, Any]) -> None:
        self.stdout.write(words.step(step, figures))
        self.stdout.flush()

    def status(self, **_: Any) -> None:
        for line in words.loaded(store.current().about):
            self.stdout.write(line)

    def target(self, top: int, **options: Any) -> None:
        found = queries.target(
            self.criteria(options), top=top, ask=cluster.ask if options["engine"] == "spark" else None
        )
        if options["format"] == "text":
            self.stdout.write(words.count(found))
            for row in found.rows:
                self.stdout.write(showing.line(row))
        elif options["format"] == "csv":
            showing.write_csv(found, sys.stdout if self.stdout._out is sys.stdout else self.stdout)  # type: ignore[attr-defined] # OutputWrapper keeps it there
        else:
            self.stdout.write(json.dumps(showing.plain(found), ensure_ascii=False, indent=1))

    def criteria(self, options: dict[str, Any]) -> Criteria:
        return Criteria(
            naf=tuple(code.upper() for code in options["naf"]),
            nomenclature=options["nomenclature"],
            near=self.place(options["near"]) if options["near"] else None,
            km=options["km"],
            area=self.area(options["area"]) if options["area"] else (),
            communes=tuple(options["commune"]),
            departments=tuple(options["departement"]),
            staff=tuple(options["staff"]),
            sizes=tuple(options["size"]),
            legal_forms=tuple(options["legal_form"]),
            created_from=options["created_from"],
            created_to=options["created_to"],
            heads_only=options["heads_only"],
            employers_only=options["employers_only"],
            exact_only=options["exact_only"],
        )

    def area(self, name: str) -> tuple[projection.Degrees, ...]:
        try:
            return projection.read_area(sys.stdin.read() if name == "-" else Path(name).read_text())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(words.unreadable(name)) from error
        except projection.PlaceInvalid as error:
            raise CommandError(words.place(error, name)) from error

    def place(self, text: str) -> projection.Degrees:
        """Two figures, or the name of a commune."""
        if any(letter.isalpha() for letter in text):
            communes = [one for one in geo.find_communes(text, 1) if one.point]
            if not communes or communes[0].point is None:
                raise CommandError(words.unknown_place(text))
            return projection.Degrees(*communes[0].point)
        try:
            return projection.read_place(text)
        except projection.PlaceInvalid as error:
            raise CommandError(words.place(error, text)) from error
