"""Notices of the BODACC, as its files and its API write them: who, what, when, where to read it. Plain Python.

Silence proves nothing: a company without a notice is not called healthy.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TextIO

from carnet.foundation.search.rules import fold

from .rules import DoubtKind

_SIREN = re.compile(r"(?<!\d)\d{3}[ \u00a0\u202f]?\d{3}[ \u00a0\u202f]?\d{3}(?!\d)")
NEEDED = ("registre", "dateparution", "familleavis")


class NoticesUnreadable(ValueError):
    """`reason`: json, csv, header (`detail` names what lacks), empty."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Notice:
    """`key` is the BODACC's own number."""

    siren: str
    kind: DoubtKind
    on: date
    text: str
    key: str
    url: str = ""


@dataclass(slots=True)
class Reading:
    """What was passed over on the way: notices of other kinds, rows that make no sense."""

    rows: int = 0
    others: int = 0
    bad: int = 0


def read(stream: TextIO, reading: Reading) -> Iterator[Notice]:
    """The notices that speak against a record: insolvency, striking off, sale. Raises NoticesUnreadable.

    A CSV (comma or semicolon), a JSON list, the API's answer (`results`, or `records` with `fields`), or a JSON a line.
    """
    for row in _rows(stream):
        reading.rows += 1
        try:
            yield from _notices(row, reading)
        except (KeyError, ValueError, TypeError):
            reading.bad += 1


def _rows(stream: TextIO) -> Iterator[Mapping[str, Any]]:
    first = stream.readline().lstrip("\ufeff")
    if not first.strip():
        raise NoticesUnreadable("empty")
    if first.lstrip()[0] in "[{":
        yield from _json(first, stream)
        return
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    names = [name.strip().strip('"').lower() for name in first.split(delimiter)]
    if lacking := [name for name in NEEDED if name not in names]:
        raise NoticesUnreadable("header", ", ".join(lacking))
    try:
        yield from csv.DictReader(stream, names, delimiter=delimiter)
    except csv.Error as error:
        raise NoticesUnreadable("csv", str(error)) from error


def _json(first: str, stream: TextIO) -> Iterator[Mapping[str, Any]]:
    try:
        line = json.loads(first)
    except json.JSONDecodeError:
        line = None
    if isinstance(line, dict) and "registre" in line:
        yield line
        for text in stream:
            if text.strip():
                yield _loaded(text)
        return
    told = line if line is not None else _loaded(first + stream.read())
    if isinstance(told, dict):
        told = told.get("results") or told.get("records") or []
    for row in told:
        yield row.get("fields", row) if isinstance(row, dict) else {}


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise NoticesUnreadable("json", str(error.lineno)) from error


def _notices(row: Mapping[str, Any], reading: Reading) -> Iterator[Notice]:
    family = fold(str(row["familleavis"]))
    judgement = _judgement(row.get("jugement"))
    kind = _kind(family, fold(f"{judgement.get('famille', '')} {judgement.get('nature', '')}"))
    if kind is None:
        reading.others += 1
        return
    on = date.fromisoformat(str(judgement.get("date") or row["dateparution"])[:10])
    text = str(judgement.get("nature") or row.get("familleavis_lib") or row["familleavis"])
    key = str(row.get("id") or f"{row['dateparution']}-{row.get('numeroannonce', '')}")
    url = str(row.get("url_complete") or "")
    sirens = dict.fromkeys(re.sub(r"\D", "", found) for found in _SIREN.findall(str(row["registre"])))
    if not sirens:
        raise ValueError("no SIREN")
    for siren in sirens:
        yield Notice(siren, kind, on, text[:300], key[:80], url if url.startswith("https://") else "")


def _judgement(told: Any) -> Mapping[str, Any]:
    """The API gives it as JSON inside the JSON."""
    if isinstance(told, str) and told.strip():
        told = json.loads(told)
    return told if isinstance(told, dict) else {}


def _kind(family: str, nature: str) -> DoubtKind | None:
    if family in {"radiation", "radiations"}:
        return DoubtKind.STRUCK_OFF
    if family in {"vente", "ventes", "cession", "ventes et cessions"}:
        return DoubtKind.SOLD
    if "collective" in family or family in {"procedure de retablissement professionnel", "conciliation"}:
        return DoubtKind.LIQUIDATION if "liquidation" in nature else DoubtKind.INSOLVENCY
    return None


def from_text(text: str) -> list[Notice]:
    return list(read(io.StringIO(text), Reading()))


def latest(notices: Iterable[Notice]) -> dict[str, list[Notice]]:
    """By SIREN, the newest first; the same notice once."""
    found: dict[str, dict[str, Notice]] = {}
    for notice in notices:
        found.setdefault(notice.siren, {})[notice.key] = notice
    return {siren: sorted(by_key.values(), key=lambda one: one.on, reverse=True) for siren, by_key in found.items()}
