"""A clinic that Bruno sells to: a decider behind a filter, a prescriber for us, a buyer against."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.prospect.buying.models import Seat
from carnet.prospect.buying.rules.centre import Actor, Attitude, Basis, Motive, Part, Tie, TieKind
from carnet.prospect.buying.services import save_seat, save_tie

TODAY = date(2026, 11, 23)
P, A = Part, Attitude


def actor(key: int, parts: str = "U", *, days: int | None = None, said: int = 10, **more: Any) -> Actor:
    """Somebody met `days` ago, of whom something was said `said` days ago."""
    facts: dict[str, Any] = {
        "power": 3,
        "attitude": A.NEUTRAL,
        "motives": (Motive.MONEY,),
        "basis": Basis.THEMSELVES,
        "met_on": None if days is None else TODAY - timedelta(days=days),
        "said_on": TODAY - timedelta(days=said),
    }
    return Actor(key, f"Personne {key}", frozenset(Part(letter) for letter in parts), **(facts | more))


def tie(who: int, toward: int, kind: TieKind = TieKind.INFLUENCES, strength: int = 2) -> Tie:
    return Tie(who, toward, kind, strength)


@pytest.fixture
def clinic(in_nord: Workspace, bruno: Membership) -> Company:
    return create_company(member=bruno, name="Clinique des Balmes", city="Lyon", postcode="69003", owner=bruno)


Hire = Callable[..., Person]


@pytest.fixture
def hire(clinic: Company, bruno: Membership) -> Hire:
    def make(name: str, job: str = "", company: Company | None = None) -> Person:
        given, _, family = name.partition(" ")
        return create_person(
            member=bruno, company=company or clinic, given_name=given, family_name=family, job_title=job
        )

    return make


def said(**more: Any) -> dict[str, Any]:
    usual = {
        "parts": "U", "power": 3, "attitude": "neutral", "motives": "", "basis": "themselves", "source": "rendez-vous",
        "said_on": timezone.localdate(), "notes": "",
    }  # fmt: skip
    return usual | more


@dataclass
class Mapped:
    company: Company
    decider: Person
    adviser: Person
    guard: Person
    seats: list[Seat]


@pytest.fixture
def mapped(bruno: Membership, clinic: Company, hire: Hire) -> Mapped:
    decider, adviser, guard = hire("Hélène Roche"), hire("Idris Benali"), hire("Nadia Ferrand")
    told = [
        (decider, said(parts="DI", power=5)),
        (adviser, said(parts="P", power=4, attitude="favourable", motives="NE")),
        (guard, said(parts="F", power=1)),
    ]
    seats = [save_seat(member=bruno, company=clinic, person=who, values=values) for who, values in told]
    save_tie(member=bruno, company=clinic, person=adviser, toward=decider, kind="influences", strength=3)
    save_tie(member=bruno, company=clinic, person=guard, toward=decider, kind="reports_to")
    return Mapped(clinic, decider, adviser, guard, seats)
