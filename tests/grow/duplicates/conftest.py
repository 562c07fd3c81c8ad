"""A small file of our own, with its truth: people and companies typed twice by different hands."""

import csv
import random
from pathlib import Path

import pytest

from bench.people import rows

SHARED = Path(__file__).resolve().parents[4] / "shared/data/dedupe"


@pytest.fixture
def shared():
    """The path of a public data set, which not every machine has."""

    def path(name):
        found = SHARED / name
        if not found.exists():
            pytest.skip(f"{name} is not on this machine")
        return found

    return path


@pytest.fixture
def people_file(tmp_path):
    """1 500 people, a fifth of them twice, under French headers; the column `groupe` tells the truth."""
    return written(tmp_path / "personnes.csv", list(rows(1500)))


def written(path, people):
    headers = {
        "given": "Prénom",
        "family": "Nom",
        "company": "Société",
        "city": "Ville",
        "phone": "Tél.",
        "email": "Courriel",
    }
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Réf", *headers.values(), "Groupe"])
        for place, (number, row) in enumerate(people):
            writer.writerow([f"P{place}", *(row[name] for name in headers), number])
    return path


@pytest.fixture
def originals_file(tmp_path):
    """300 people of whom none is there twice."""
    seen, kept = set(), []
    for number, row in rows(900):
        if number not in seen:
            seen.add(number)
            kept.append((number, row))
    random.Random(1).shuffle(kept)
    return written(tmp_path / "uniques.csv", kept[:300])
