from collections.abc import Callable
from typing import Any

import pytest

from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.workspaces.models import Membership, Workspace

HTMX = {"HX-Request": "true"}


@pytest.fixture
def company(alice: Membership, in_nord: Workspace) -> Company:
    return create_company(
        member=alice, name="Menuiserie Perrin", city="Lyon", phone="04 72 00 00 00", stage="hot", owner=alice
    )


@pytest.fixture
def person(alice: Membership, company: Company) -> Person:
    return create_person(
        member=alice, family_name="Vial", given_name="Anne", company=company, job_title="Gérante", phone="0612345678"
    )


@pytest.fixture
def many(alice: Membership, in_nord: Workspace) -> Callable[..., list[Company]]:
    """Make `count` companies, named so that their order is that of their numbers."""

    def make(count: int, **fields: Any) -> list[Company]:
        return [
            create_company(member=alice, name=f"Atelier {number:03d}", city="Lyon", **fields) for number in range(count)
        ]

    return make
