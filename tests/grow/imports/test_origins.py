"""Where a list comes from: what lacks, what is refused, until when people are to be told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.grow.imports.models import Import
from carnet.grow.imports.rules.origins import ASKED, DATED, Law, Notice, Statement, Whence, inform_by, problems
from carnet.grow.imports.rules.proofs import BadProof, media_type
from carnet.grow.imports.telling import law_of

TODAY = date(2026, 11, 24)
RULES = Law(
    frozenset({"bought", "rented", "partner", "register", "other"}),
    frozenset({"bought", "rented", "partner"}),
    frozenset({"network"}),
    1,
)
OWN = Statement("own", collected_on=date(2026, 11, 3), basis="interest", notice="collection")
BOUGHT = Statement(
    "bought",
    collected_on=date(2026, 11, 3),
    basis="interest",
    supplier="Listes SA",
    contract="F-2026-12 du 02/11/2026",
    proof="Formulaire du salon, classeur 4",
    notice="later",
)
RENTED = replace(BOUGHT, origin="rented", usable_until=date(2027, 1, 31))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (OWN, []),
        (replace(OWN, origin="customers", basis="contract"), []),
        (BOUGHT, []),
        (RENTED, []),
        (replace(BOUGHT, proof="", has_file=True), []),
        (replace(BOUGHT, proof=" "), [("proof", "missing")]),
        (replace(BOUGHT, supplier="", contract=""), [("supplier", "missing"), ("contract", "missing")]),
        (replace(BOUGHT, basis="contract"), [("basis", "not_theirs")]),
        (replace(BOUGHT, notice="collection"), [("notice", "elsewhere")]),
        (replace(BOUGHT, notice="supplier"), [("informed_on", "missing")]),
        (replace(BOUGHT, notice="us", informed_on=date(2026, 11, 25)), [("informed_on", "future")]),
        (replace(RENTED, usable_until=None), [("usable_until", "missing")]),
        (replace(RENTED, usable_until=date(2026, 11, 23)), [("usable_until", "past")]),
        (replace(OWN, origin="event"), [("supplier", "missing")]),
        (replace(OWN, collected_on=None), [("collected_on", "missing")]),
        (replace(OWN, collected_on=date(2026, 11, 25)), [("collected_on", "future")]),
        (replace(OWN, basis="", notice=""), [("basis", "missing"), ("notice", "missing")]),
        (replace(OWN, origin="network"), [("origin", "refused")]),
        (replace(OWN, origin=""), [("origin", "unknown")]),
    ],
)
def test_each_origin_asks_for_what_makes_the_list_usable(said, expected):
    assert problems(said, RULES, TODAY) == expected


@pytest.mark.parametrize(
    ("said", "by"),
    [
        (BOUGHT, date(2026, 12, 3)),
        (replace(BOUGHT, collected_on=date(2027, 1, 31)), date(2027, 2, 28)),
        (replace(OWN, notice="later"), date(2026, 11, 3)),
        (OWN, None),
        (replace(BOUGHT, notice="nobody"), None),
        (replace(BOUGHT, notice="us", informed_on=TODAY), None),
    ],
)
def test_people_are_told_within_a_month_or_at_once_when_the_data_are_their_own(said, by):
    assert inform_by(said, RULES) == by


statements = st.builds(
    Statement,
    origin=st.sampled_from([*Whence, "", "autre"]),
    collected_on=st.none() | st.dates(TODAY - timedelta(900), TODAY + timedelta(9)),
    basis=st.sampled_from(["", "interest", "contract", "consent", "duty"]),
    supplier=st.sampled_from(["", " ", "Listes SA"]),
    contract=st.sampled_from(["", "12"]),
    proof=st.sampled_from(["", "un formulaire"]),
    has_file=st.booleans(),
    usable_until=st.none() | st.dates(TODAY - timedelta(9), TODAY + timedelta(9)),
    notice=st.sampled_from(["", *Notice]),
    informed_on=st.none() | st.dates(TODAY - timedelta(9), TODAY + timedelta(9)),
)


@given(statements)
def test_no_list_passes_without_what_its_origin_needs(said):
    found = problems(said, RULES, TODAY)
    assert found or (
        said.origin not in RULES.refused
        and (said.origin not in RULES.proof or said.has_file or said.proof.strip())
        and said.collected_on <= TODAY
        and (said.notice not in DATED or said.informed_on <= TODAY)
        and (said.notice != "later" or inform_by(said, RULES) >= said.collected_on)
    )
    fields = {"origin", *ASKED.get(said.origin, ())}
    assert {name for name, _code in found} <= fields


def test_the_table_of_law_says_what_these_tests_assume():
    assert law_of(TODAY) == RULES
    assert set(ASKED) == set(Import.Origin.values)
    assert set(Notice) == set(Import.Notice.values)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.4\n...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        ("Bonjour, voici la preuve demandée.".encode(), "text/plain"),
    ],
)
def test_a_proof_is_known_by_its_bytes(data, expected):
    assert media_type(data) == expected


@pytest.mark.parametrize("data", [b"", b"  \n", b"MZ\x00\x01", b"\xe9\xe8", b"PK\x03\x04\x00"])
def test_what_is_no_document_is_no_proof(data):
    with pytest.raises(BadProof):
        media_type(data)
