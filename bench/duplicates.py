"""`python -m bench.duplicates`: Splink on 50 000 people, beside the comparison that one would write by hand.

By hand: RapidFuzz on blocks of the same phone, e-mail, or beginning of the name, a weight for each field, a threshold.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from bench.people import rows

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 5.0
"""Seconds for 50 000 people, from the values to the pairs."""


def main() -> None:
    import django

    django.setup()
    from rapidfuzz import fuzz

    from carnet.grow.duplicates.linkage import link
    from carnet.grow.duplicates.rules.fields import comparable
    from carnet.grow.duplicates.rules.groups import by_group, groups, pairs_within, quality

    people = list(rows())
    truth = pairs_within(by_group(dict(enumerate(number for number, _ in people))))
    records = [comparable(row) for _, row in people]
    clock, cpu = time.perf_counter(), time.process_time()
    outcome = link(records, threshold=0.5)
    found = groups((pair.left, pair.right) for pair in outcome.pairs)
    told = {"splink": told_of(quality(pairs_within(found), truth), clock, cpu)}
    clock, cpu = time.perf_counter(), time.process_time()
    told["by hand"] = told_of(quality(by_hand(records, fuzz), truth), clock, cpu)
    told["splink"]["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps(told))


def told_of(judged, clock: float, cpu: float) -> dict[str, float]:  # type: ignore[no-untyped-def]
    return {
        "seconds": time.perf_counter() - clock,
        "cpu": time.process_time() - cpu,
        "precision": judged.precision,
        "recall": judged.recall,
        "f1": judged.f1,
    }


def by_hand(records, fuzz) -> set[frozenset[int]]:  # type: ignore[no-untyped-def]
    """One rule with a fixed weight for each field and a fixed threshold, as one would write it in an afternoon."""
    blocks = defaultdict(list)
    for place, row in enumerate(records):
        for field in ("phone", "email"):
            if row[field]:
                blocks[field, row[field]].append(place)
        if row["family"] and row["given"]:
            blocks["name", row["family"][:4], row["given"][:3]].append(place)
        if row["family"] and row["company"]:
            blocks["at", row["family"][:3], row["company"][-6:]].append(place)
    seen, found = set(), set()
    for members in blocks.values():
        for one, other in combinations(members, 2) if len(members) <= 400 else ():
            pair = frozenset((one, other))
            if pair in seen:
                continue
            seen.add(pair)
            if likeness(records[one], records[other], fuzz) >= 75:
                found.add(pair)
    return found


def likeness(one, other, fuzz) -> float:  # type: ignore[no-untyped-def]
    name = fuzz.token_sort_ratio(f"{one['given']} {one['family']}", f"{other['given']} {other['family']}")
    score = name * 0.5
    for field, weight in (("phone", 25.0), ("email", 25.0), ("company", 15.0)):
        if one[field] and other[field]:
            alike = one[field] == other[field] if field == "phone" else fuzz.ratio(one[field], other[field]) > 85
            score += weight if alike else -weight
    return score


def report() -> str:
    """Run in a process of its own, and say what it found."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "carnet.settings",
    }
    command = [sys.executable, "-m", "bench.duplicates"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(answer.stdout.splitlines()[-1])
    lines = [f"duplicates among 50,000 people (budget {LIMIT:g} s)"]
    for name, one in told.items():
        over = " OVER" if name == "splink" and one["seconds"] > LIMIT else ""
        lines.append(
            f"  {name:8} {one['seconds']:.1f} s{over}, {one['cpu']:.1f} s of CPU: precision {one['precision']:.4f}, "
            f"recall {one['recall']:.4f}, F1 {one['f1']:.4f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        main()
    else:
        print(report())
