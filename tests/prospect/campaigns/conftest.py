"""Bruno's plan of four companies met at a fair, of which one group is in the agenda, and the campaign that runs on it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.services import tag
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.campaigns.models import Campaign
from carnet.prospect.campaigns.services import start_campaign
from carnet.prospect.mix.models import Group
from carnet.prospect.mix.services import add_group, save_plan


def firm(member: Membership, number: int, **more: object) -> Company:
    told = {"phone": f"04657100{number:02d}", "email": f"contact{number}@exemple.example", "city": "Lyon"}
    return create_company(member=member, name=f"Firme {number:02d}", **told | more)


@pytest.fixture
def companies(bruno: Membership, in_nord: None) -> list[Company]:
    return [firm(bruno, number) for number in range(1, 5)]


@pytest.fixture
def group(bruno: Membership, companies: list[Company]) -> Group:
    """The first three of them."""
    goals = dict.fromkeys(("contacts_goal", "meetings_goal", "sales_goal", "budget_cents"))
    first = timezone.localdate() - timedelta(days=7)
    values = {"name": "Printemps", "goal": "", "first_on": first, "weeks": 8}
    plan = save_plan(member=bruno, values=values | goals)
    tag(member=bruno, parties=companies[:3], add="Salon")
    return add_group(member=bruno, plan=plan, name="Rencontrés au salon", tag=Tag.objects.get())


@pytest.fixture
def campaign(bruno: Membership, group: Group) -> Campaign:
    return start_campaign(member=bruno, name="Salon de printemps", group=group)
