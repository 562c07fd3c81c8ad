"""Real files go through, from bytes to companies and back."""

from pathlib import Path

import pytest

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.parties.models import Affiliation, Company, Person, Provenance
from carnet.foundation.search.models import SearchEntry
from carnet.foundation.search.queries import find
from carnet.grow.imports.models import Import
from carnet.grow.imports.services import choose, launch, receive, verify

SHARED = Path(__file__).resolve().parents[4] / "shared/data"
pytestmark = pytest.mark.usefixtures("in_nord")


def shared(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine")
    return path


def bring_in(member, name, data, policy="skip", **choices):
    file = receive(member=member, name=name, chunks=[data])
    choose(member=member, file=file, mapping=file.mapping, date_order=file.date_order, **choices)
    verify(member=member, file=file)
    launch(member=member, file=file, policy=policy)
    return file


@pytest.mark.django_db(transaction=True)
def test_accounts_of_salesforce_become_companies(alice):
    data = shared("crm/salesforce-portfolio/Accounts.csv").read_bytes()
    file = bring_in(alice, "Accounts.csv", data)
    assert file.job.state == "done", file.job.message
    assert (file.state, file.companies_created, file.refused) == ("done", 10, 0)
    first = Company.objects.get(name="BrightPath Customer 1")
    assert (first.industry, first.phone, first.city, first.country) == ("Retail", "+441615552001", "Manchester", "GB")
    assert Provenance.objects.get(company=first).detail == "Accounts.csv"
    assert find("brightpath customer 1")[0].title == "BrightPath Customer 1"
    undo(member=alice, event_id=Event.objects.get(code="imports.imported").pk)
    assert Company.objects.count() == Provenance.objects.count() == SearchEntry.objects.count() == 0
    file.refresh_from_db()
    assert file.state == Import.State.REVERTED
