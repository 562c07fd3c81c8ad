"""Many entries at once: found at once, and the search's index as quick after them as before."""

import pytest
from django.db import connection
from django_scopes import scope

from carnet.foundation.search import bulk
from carnet.foundation.search.queries import find
from carnet.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def _poured(nord: Workspace, count: int) -> None:
    numbers = range(1_000_000, 1_000_000 + count)
    titles = [f"Menuiserie {number}" for number in numbers]
    keys = [title.lower() for title in titles]
    entries = bulk.Entries(list(numbers), titles, ["Lyon"] * count, keys, ["lyon"] * count)
    bulk.pour_entries("parties.company", entries, nord.pk)


def test_poured_entries_are_found_before_and_after_the_index_is_settled(nord: Workspace) -> None:
    with scope(workspace=nord):
        _poured(nord, bulk.MANY + 1)
        assert [hit.title for hit in find("menuiserie 1000400")] == ["Menuiserie 1000400"]
        assert all(step is None for step in bulk.settle())
        assert [hit.title for hit in find("menuiserie 1000400")] == ["Menuiserie 1000400"]


@pytest.mark.django_db(transaction=True)
def test_only_the_transaction_that_pours_spares_its_index(nord: Workspace) -> None:
    with scope(workspace=nord):
        _poured(nord, bulk.MANY)
    asked, usual = {
        "postgresql": ("SHOW gin_pending_list_limit", "128kB"),
        "sqlite": ("SELECT v FROM search_fts_config WHERE k = 'automerge'", 4),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchone() == (usual,)
