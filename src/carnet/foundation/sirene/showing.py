"""Establishments as a shell shows them: a line, a CSV, the documented JSON."""

import csv
from dataclasses import asdict
from datetime import date
from typing import Any, TextIO

from .queries import Establishment, Found

FIELDS = (
    "siret siren name legal_name naf naf_version naf25 staff staff_year size size_year legal_form created is_head "
    "is_employer is_social is_mission street further postcode city commune department lat lon at_address km score "
    "since treated"
).split()


def one(row: Establishment) -> dict[str, Any]:
    """The documented fields of a row; dates in ISO, distances and scores to a tenth."""
    told = asdict(row) | {"siren": row.siren}
    for name, value in told.items():
        if isinstance(value, date):
            told[name] = value.isoformat()
        elif isinstance(value, float):
            told[name] = round(value, 5 if name in {"lat", "lon"} else 2)
    return {name: told[name] for name in FIELDS}


def plain(found: Found) -> dict[str, Any]:
    return {
        "count": found.count,
        "source": "Insee, Sirene",
        "stock_on": found.about.stock_on,
        "version": found.about.id,
        "rows": [one(row) for row in found.rows],
    }


def line(row: Establishment) -> str:
    where = f"{row.km:7.2f} km" if row.km is not None else " " * 10
    return f"{row.siret}  {where}  {row.naf:6}  {row.staff or '--':2}  {row.name} ({row.postcode} {row.city})"


def write_csv(found: Found, out: TextIO) -> None:
    """Semicolons, as French spreadsheets expect."""
    writer = csv.DictWriter(out, FIELDS, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(one(row) for row in found.rows)
