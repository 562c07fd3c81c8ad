"""Reading by columns gives what reading row by row gives, whatever stands in the cells."""

from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.foundation.parties import identifiers
from carnet.grow.imports.rules import cells, quick
from carnet.grow.imports.rules.frames import FrameReader
from carnet.grow.imports.rules.records import Block
from carnet.grow.imports.rules.rows import Reading, RowReader
from carnet.grow.imports.rules.targets import TARGETS

LIMITS = {"company.name": 20, "person.family_name": 20, "company.city": 12}
CELLS = st.sampled_from(
    [
        *("", " ", "\u00a0", "Roux", " Roux ", "Éts  Œuvre", "Jean Dupont", "DUPONT Jean", "Dupont,", "x" * 30, "a\tb"),
        *(
            "'=1+1",
            "'+33612345678",
            "+33612345678",
            "06 12 34 56 78",
            "0590 12 34 56",
            "+33590123456",
            "04/72/00/00/01",
        ),
        *(
            "0612",
            "0472000001 / 0612345678",
            "a@b.fr, c@d.fr",
            "+44 161 555 2001",
            "(0)612345678",
            "roux@exemple.fr",
            "Roux@Exemple.FR",
            "a@b",
            "x@test",
            "é@ü.fr",
        ),
        *(
            "732829320",
            "73282932000074",
            "732 829 320",
            "35600000000048",
            "35600049900014",
            "123456789",
            "FR44732829320",
        ),
        *(
            "FR00732829320",
            "www.roux.fr",
            "http://a b",
            "France",
            "FR",
            "UK",
            "Nulle part",
            "client",
            "zzz",
            "M.",
            "Dr",
        ),
        *(
            "03/11/2026",
            "31/02/2026",
            "2026-11-03 10:00",
            "ligne\nsuite",
            "\ufffd",
            "nu\x00l",
            "\x1fici",
            "69003",
            "👋",
        ),
    ]
) | st.text(max_size=12)


@settings(deadline=None)
@given(st.data())
def test_columns_and_rows_read_alike(data):
    mapping = data.draw(st.lists(st.sampled_from(TARGETS), min_size=1, max_size=6))
    headers = [f"colonne {place}" for place in range(len(mapping))]
    width = st.integers(len(mapping) - 1, len(mapping) + 1) if data.draw(st.booleans()) else st.just(len(mapping))
    rows = data.draw(st.lists(width.flatmap(lambda n: st.lists(CELLS, min_size=n, max_size=n)), max_size=8))
    reading = Reading(headers, mapping, LIMITS, is_forgiving=data.draw(st.booleans()))
    is_suspect = any("\x00" in cell or "\ufffd" in cell for row in rows for cell in row)
    frame = FrameReader(reading).read(Block(list(range(2, 2 + len(rows))), rows, is_suspect))
    for place, row in enumerate(rows):
        slow, quick_one = RowReader(reading).read(place + 2, row), frame.draft(place)
        assert (place in frame.refused) == bool(slow.problems)
        assert (quick_one.line, quick_one.cells, quick_one.problems) == (slow.line, slow.cells, slow.problems)
        if slow.problems:
            continue
        assert _filled(quick_one.company) == _filled(slow.company)
        assert _filled(quick_one.person) == _filled(slow.person)
        assert (quick_one.job_title, quick_one.collected_on) == (slow.job_title, slow.collected_on)
        assert (quick_one.points, quick_one.places) == (slow.points, slow.places)


def _filled(party):
    return {name: value for name, value in (party or {}).items() if value}


def _judged(function, value):
    try:
        return function(value)
    except identifiers.IdentifierInvalid:
        return None


@given(st.from_regex(r"(0|\+33|0033)[ .]?\d([ .-]?\d\d){4}", fullmatch=True))
def test_the_quick_phones_are_those_of_the_library(value):
    (found,) = cells.phones([value])
    assert found is None or found == _judged(identifiers.phone, value)


@given(st.from_regex(r"[a-z0-9._-]{1,9}@([a-z0-9-]{1,8}\.){1,2}(fr|com|test|local|xn--a|example)", fullmatch=True))
def test_the_quick_addresses_are_those_of_the_library(value):
    found = quick.plain_email(value)
    assert found is None or found == _judged(identifiers.email, value)


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**5 - 1), st.integers(0, 99))
def test_the_quick_numbers_are_those_of_the_library(nine, five, two):
    siren, siret, vat = f"{nine:09d}", f"{nine:09d}{five:05d}", f"FR{two:02d}{nine:09d}"
    assert quick.plain_siren(siren) == _judged(identifiers.siren, siren)
    assert quick.plain_siret(siret) in {None, _judged(identifiers.siret, siret)}
    assert quick.plain_vat_number(vat) in {None, _judged(identifiers.vat_number, vat)}
