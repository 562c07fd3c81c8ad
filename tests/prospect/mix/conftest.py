"""A plan of Bruno's with one group: four companies tagged at a fair, one of each kind."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.services import tag
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mix.models import Group, Plan
from carnet.prospect.mix.services import add_group, save_plan


def coming_monday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


VALUES = {
    "name": "Printemps",
    "goal": "Dix rendez-vous.",
    "first_on": coming_monday(),
    "weeks": 8,
    "contacts_goal": 40,
    "meetings_goal": 10,
    "sales_goal": 2,
    "budget_cents": 100_000,
}


def firm(member: Membership, number: int, **more: object) -> Company:
    told = {
        "phone": f"04657100{number:02d}",
        "email": f"contact{number}@exemple.example",
        "street": f"{number} rue Garibaldi",
        "postcode": "69003",
        "city": "Lyon",
    }
    return create_company(member=member, name=f"Firme {number:02d}", **told | more)


@pytest.fixture
def companies(bruno: Membership, in_nord: None) -> list[Company]:
    """Two reached by all channels, one household without consent, one without any address."""
    return [
        firm(bruno, 1),
        firm(bruno, 2),
        firm(bruno, 3, buyer_kind="consumer"),
        create_company(member=bruno, name="Sans adresse"),
    ]


@pytest.fixture
def plan(bruno: Membership, in_nord: None) -> Plan:
    return save_plan(member=bruno, values=VALUES)


@pytest.fixture
def group(bruno: Membership, plan: Plan, companies: list[Company]) -> Group:
    tag(member=bruno, parties=companies, add="Salon")
    return add_group(member=bruno, plan=plan, name="Rencontrés au salon", tag=Tag.objects.get())
