"""Twelve fields of the workspace's own, in use: what a designed file looks like."""

from datetime import date, timedelta
from random import Random
from typing import Any

from carnet.foundation.fields.queries import current_set
from carnet.foundation.fields.rules.changes import merged
from carnet.foundation.fields.rules.checking import checked
from carnet.foundation.fields.services import change_set
from carnet.foundation.workspaces.models import Membership

KINDS = {
    "besoin": "text", "concurrent": "text", "equipement": "text", "site": "link", "surface": "number",
    "effectif": "number", "potentiel": "money", "budget": "money", "echeance": "date", "signature": "date",
    "segment": "choice", "reference": "yes_no",
}  # fmt: skip
FIVE = "etape=hot&c-segment=b&c-potentiel=%3E+20000&c-echeance=2027&c-reference=oui"
"""Five conditions, four of them on own fields."""
COLUMNS = ",".join(["nom", "ville", *(f"c-{code}" for code in KINDS)])


def design(member: Membership) -> None:
    common = {
        "holder": "company", "help": "", "purpose": "Banc", "basis": "interest", "retention_months": 36,
        "retention_from": "contact", "source": "person", "sensitivity": "ordinary", "roles": [], "required_at": {},
        "is_archived": False,
    }  # fmt: skip
    fields = [
        checked(
            {**common, "code": code, "label": code.capitalize(), "kind": kind, "position": place,
             "choices": [{"label": one} for one in "ABCD"] if kind == "choice" else []}
        )
        for place, (code, kind) in enumerate(KINDS.items())
    ]  # fmt: skip
    change_set(member=member, wanted=merged(current_set(), fields))


def values(random: Random) -> dict[str, Any]:
    """All twelve for nine companies in ten, half of them for the others."""
    day = date(2026, 1, 1) + timedelta(days=random.randrange(1000))
    found = {
        "besoin": random.choice(["Cloisons", "Mobilier", "Portes", "Réfection"]) + f" {random.randrange(500)}",
        "segment": random.choice("abcd"),
        "potentiel": random.randrange(100, 10_000_000),
        "echeance": day.isoformat(),
        "reference": random.random() < 0.5,
        "effectif": random.randrange(1, 400),
        "concurrent": f"Concurrent {random.randrange(60)}",
        "equipement": f"Série {random.randrange(300)}",
        "site": f"https://site{random.randrange(10_000)}.example/plan",
        "surface": random.randrange(10, 5000) / 2,
        "budget": random.randrange(100, 1_000_000),
        "signature": (day - timedelta(days=400)).isoformat(),
    }
    return found if random.random() < 0.9 else dict(list(found.items())[:6])
