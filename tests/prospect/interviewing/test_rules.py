"""Needs that are probable, things that are unknown, what interviews show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.prospect.interviewing import words
from carnet.prospect.interviewing.rules.needs import Need, Sector, Size, probable_needs, sector_of, size_of
from carnet.prospect.interviewing.rules.standing import shown
from carnet.prospect.interviewing.rules.unknown import Facts, Unknown, to_verify


@pytest.mark.parametrize(
    ("naf", "sector"),
    [
        ("01.11Z", Sector.FARMING), ("25.62B", Sector.INDUSTRY), ("43.22A", Sector.BUILDING), ("47.11D", Sector.TRADE),
        ("49.41A", Sector.TRANSPORT), ("56.10A", Sector.HOSPITALITY), ("69.20Z", Sector.OFFICE),
        ("84.11Z", Sector.PUBLIC), ("85.31Z", Sector.EDUCATION), ("86.10Z", Sector.HEALTH), ("94.99Z", Sector.OTHER),
        ("", Sector.OTHER), ("x", Sector.OTHER),
    ],
)  # fmt: skip
def test_an_activity_belongs_to_a_family_that_buys_alike(naf: str, sector: Sector) -> None:
    assert sector_of(naf) == sector


@pytest.mark.parametrize(
    ("band", "size"),
    [("00", Size.MICRO), ("11", Size.SMALL), ("31", Size.MEDIUM), ("53", Size.LARGE), ("NN", "unknown")],
)
def test_a_staff_band_is_a_size(band: str, size: str) -> None:
    assert size_of(band) == size


@pytest.mark.parametrize(
    ("told", "needs"),
    [
        (("86.10Z", "12", "cold"), [Need.CARE, Need.GROWTH]),
        (("", "", "suspect"), []),
        (("43.22A", "", "former"), [Need.RETURN, Need.DEADLINES]),
        (("", "42", "customer", ("price", "fit", "competitor")),
         [Need.RENEWAL, Need.WHOLE_COST, Need.DIFFERENCE, Need.FRAME]),
    ],
)  # fmt: skip
def test_the_past_speaks_before_the_activity_and_the_size(told: tuple[str, ...], needs: list[Need]) -> None:
    assert probable_needs(*told) == needs


@given(st.text(max_size=6), st.text(max_size=2), st.text(max_size=8), st.lists(st.text(max_size=10), max_size=9))
def test_needs_are_few_each_once_and_all_have_words(naf: str, band: str, stage: str, lost: list[str]) -> None:
    found = probable_needs(naf, band, stage, tuple(lost))
    assert len(found) == len(set(found)) <= 6
    assert all(words.NEEDS[need] for need in found)


def test_what_is_unknown_is_to_be_asked() -> None:
    whole = Facts("732829320", "86.10Z", "12", 2025, "0465710001", "a@b.example", "1 rue A", True, True)
    assert to_verify(whole, 2026) == [Unknown.OFFER_IN_PLACE]
    assert Unknown.SIREN in to_verify(Facts(), 2026)
    assert Unknown.SIREN not in to_verify(Facts(is_consumer=True), 2026)
    assert Unknown.OLD_STAFF in to_verify(Facts(staff="12", staff_year=2023), 2026)
    assert set(words.UNKNOWN) == set(Unknown)


@given(st.integers(0, 10), st.integers(1, 10))
def test_one_more_good_interview_never_shows_less(good: int, total: int) -> None:
    rank = ["missing", "partly", "met"]
    assert rank.index(shown(good + 1, total + 1)) >= rank.index(shown(good, total))
    assert shown(0, total) == "missing"
