"""The pages that are opened forty times a day follow an index: SQLite is asked how it would read each of their queries.

PostgreSQL rightly reads a small table whole, so its plans on a test's few rows say nothing.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person, trash

GROWING = re.compile(
    r"^SCAN (parties_\w+|audit_\w+|search_searchentry|agenda_\w+|quality_\w+|consents_\w+|closing_quote\w*|duplicates_\w+)"
)
"""Tables that grow with the file: one read whole costs a hundred times more at 100 000 companies."""

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plans")


@pytest.fixture(autouse=True)
def _nothing_known_of_the_tables(db: None) -> None:
    """An import counts its tables, and SQLite keeps that beyond the test: by a few rows, reading all is rightly best."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_event")
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_schema")


@pytest.fixture
def pages(alice, in_nord) -> list[str]:
    company = create_company(member=alice, name="Clinique des Balmes", city="Lyon", phone="0465710001", owner=alice)
    person = create_person(member=alice, company=company, family_name="Vial", given_name="Anne")
    trash(member=alice, party=create_company(member=alice, name="Partie"))
    return [
        f"/e/nord/societes/{company.pk}/",
        f"/e/nord/personnes/{person.pk}/",
        "/e/nord/societes/",
        "/e/nord/societes/?etape=suspect&tri=ville",
        "/e/nord/societes/?suivi=moi",
        "/e/nord/societes/?forme=carte",
        "/e/nord/societes/carte/?cadre=45,4,46,6&z=8",
        "/e/nord/societes/?f=1.et(carte:est:non)",
        "/e/nord/personnes/",
        "/e/nord/corbeille/",
        "/e/nord/chercher/?q=clinique",
    ]


def test_no_page_of_the_file_reads_a_growing_table_whole(alice_client: Client, pages: list[str]) -> None:
    assert Company.objects.exists()
    assert Person.objects.exists()
    found = {}
    for address in pages:
        alice_client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert alice_client.get(address).status_code == 200
        if scans := [scan for query in asked.captured_queries for scan in scans_of(query["sql"])]:
            found[address] = scans
    assert not found


def scans_of(sql: str) -> list[str]:
    if not sql.startswith("SELECT"):
        return []
    with connection.cursor() as cursor:
        # The statement as it was sent, its values written in: what is explained is what was asked.
        steps = cursor.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    return [f"{step[3]}: {sql[:200]}" for step in steps if GROWING.match(step[3]) and "USING" not in step[3]]
