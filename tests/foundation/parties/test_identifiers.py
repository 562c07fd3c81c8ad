"""Identifiers are read as people write them and stored in one form."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.parties.identifiers import (
    NATIONAL,
    IdentifierInvalid,
    email,
    french_vat_number,
    luhn,
    phone,
    siren,
    siret,
    vat_number,
)

SHARED = Path(__file__).resolve().parents[4] / "shared/data/identifiers/fr_phone_examples_libphonenumber.csv"


@pytest.mark.parametrize(
    ("function", "typed", "stored"),
    [
        (siren, "404 833 048", "404833048"),
        (siret, "404.833.048 00022", "40483304800022"),
        (siret, "356 000 000 00048", "35600000000048"),
        (siret, "356 000 000 49837", "35600000049837"),
        (vat_number, "FR 83 404 833 048", "FR83404833048"),
        (phone, "06 12 34 56 78", "+33612345678"),
        (phone, "+44 161 496 0001", "+441614960001"),
        (phone, "0033 6 12 34 56 78", "+33612345678"),
        (email, " Anne.Vial@Exemple.FR ", "Anne.Vial@exemple.fr"),
    ],
)
def test_what_people_write_is_understood(function, typed, stored):
    assert function(typed) == stored


@pytest.mark.parametrize(
    ("function", "typed", "reason"),
    [
        (siren, "404833049", "checksum"),
        (siren, "40483304", "length"),
        (siret, "40483304800023", "checksum"),
        (siret, "3560000000004", "length"),
        (siret, "356 000 000 49838", "checksum"),
        (siret, "٤٠٤٨٣٣٠٤٨٠٠٠٢٢", "format"),
        (vat_number, "FR00404833048", "checksum"),
        (phone, "06 12 34", "length"),
        (phone, "allo", "format"),
        (email, "anne@", "format"),
        (email, "anne vial@exemple.fr", "format"),
    ],
)
def test_what_cannot_be_one_is_refused(function, typed, reason):
    with pytest.raises(IdentifierInvalid) as error:
        function(typed)
    assert (error.value.reason, error.value.value) == (reason, typed)


def test_the_vat_number_follows_from_the_siren():
    assert french_vat_number("404833048") == "FR83404833048"


@given(st.integers(0, 10**13 - 1))
def test_exactly_one_last_digit_makes_a_luhn_number(start):
    assert sum(luhn(f"{start:013d}{last}") for last in range(10)) == 1


@pytest.mark.skipif(not SHARED.exists(), reason="the shared phone examples are not beside this clone")
def test_the_public_phone_examples_get_their_expected_verdict():
    with SHARED.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    for row in rows:
        assert phone(row["e164"]) == row["e164"]
        if row["region"] == "FR":
            assert phone(row["national"]) == row["e164"]
        elif row["region"] in NATIONAL:
            # 0800 numbers answer from the mainland under +33: the digits dialled are the same.
            assert phone(row["national"])[-9:] == row["e164"][-9:]
