"""Which columns are compared, in which form, how pairs become groups, and what a weight is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.grow.duplicates.rules.fields import columns, comparable, group_column, id_column
from carnet.grow.duplicates.rules.groups import Quality, by_group, groups, pairs_within, quality
from carnet.grow.duplicates.rules.levels import BLOCKS, COMPARISONS, SURE, TEACHERS
from carnet.grow.duplicates.rules.weights import Reason, by_weight, readable, strength


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ("Prénom;Nom;Tél.", {"given": ["Prénom"], "family": ["Nom"], "phone": ["Tél."]}),
        ("first_name;surname;dob", {"given": ["first_name"], "family": ["surname"], "born_on": ["dob"]}),
        ("Raison sociale;SIREN;CP", {"name": ["Raison sociale"], "number": ["SIREN"], "postcode": ["CP"]}),
        ("Nom;Ville", {"name": ["Nom"], "city": ["Ville"]}),
        ("Nom de famille;Nom", {"family": ["Nom de famille"], "company": ["Nom"]}),
        ("street_number;address_1;address_2", {"street": ["street_number", "address_1"], "place": ["address_2"]}),
        ("E-mail;Couleur", {"email": ["E-mail"]}),
        ("Couleur", {}),
    ],
)
def test_columns_are_known_by_their_headers(headers, fields):
    assert columns(headers.split(";")) == fields


def test_ids_and_groups_are_known_by_their_headers_too():
    headers = ["rec_id", "cluster", "Nom"]
    assert (id_column(headers), group_column(headers)) == ("rec_id", "cluster")
    assert (id_column(["Nom"]), group_column(["Nom"])) == (None, None)


@pytest.mark.parametrize(
    ("field", "typed", "compared"),
    [
        ("family", "  Lefèvre ", "lefevre"),
        ("phone", "06 12 34 56 78", "612345678"),
        ("phone", "+33 6 12 34 56 78", "612345678"),
        ("born_on", "24/06/1971", "24061971"),
        ("number", "732 829 320", "732829320"),
        ("email", " Anne@Balmes.Example", "anne@balmes.example"),
        ("website", "https://www.balmes.example/equipe", "balmes.example"),
        ("name", "SARL Menuiserie Faure", "menuiserie faure"),
        ("postcode", "69 006", "69006"),
        ("city", "", None),
    ],
)
def test_a_value_is_compared_in_one_form(field, typed, compared):
    assert comparable({field: typed})[field] == compared


def test_words_and_mailbox_are_read_from_the_name_and_the_address():
    record = comparable({"name": "Menuiserie Faure", "email": "anne.faure@ex.example"})
    assert (record["words"], record["mailbox"]) == ("faure menuiserie", "anne.faure")
    assert comparable({"email": "contact@ex.example"})["mailbox"] is None


@given(st.text(), st.sampled_from("given family name company street postcode city phone email number".split()))
def test_a_compared_form_stays_as_it_is_when_taken_again(text, field):
    once = comparable({field: text})[field]
    if field not in {"name", "company"}:
        assert comparable({field: once or ""})[field] == once
    assert once != ""


def test_pairs_that_share_a_record_are_one_group():
    assert sorted(map(sorted, groups([(1, 2), (2, 3), (7, 8)]))) == [[1, 2, 3], [7, 8]]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(lambda pair: pair[0] != pair[1])))
def test_groups_hold_every_record_once_and_every_pair_whole(pairs):
    found = groups(pairs)
    members = [one for group in found for one in group]
    assert sorted(members) == sorted({one for pair in pairs for one in pair})
    assert {frozenset(pair) for pair in pairs} <= pairs_within(found)


@pytest.mark.parametrize(
    ("found", "right", "true", "figures"),
    [
        (10, 9, 12, (0.9, 0.75, 0.818)),
        (0, 0, 5, (0, 0, 0)),
        (5, 0, 0, (0, 0, 0)),
        (4, 4, 4, (1, 1, 1)),
    ],
)
def test_precision_recall_and_f1(found, right, true, figures):
    judged = Quality(found, right, true)
    assert (round(judged.precision, 3), round(judged.recall, 3), round(judged.f1, 3)) == figures


def test_groups_are_judged_by_the_pairs_within_them():
    true = pairs_within(by_group({"a": 1, "b": 1, "c": 1, "d": 2}))
    assert quality(pairs_within([["a", "b"], ["c", "d"]]), true) == Quality(found=2, right=1, true=3)


@pytest.mark.parametrize(
    ("weight", "word"),
    [
        (12.4, "very_strong"),
        (8.0, "very_strong"),
        (5.0, "strong"),
        (1.0, "slight"),
        (0.4, "nothing"),
        (-1.0, "nothing"),
        (-2.5, "against"),
        (-9.0, "strongly_against"),
    ],
)
def test_a_weight_has_a_word(weight, word):
    assert strength(weight) == word


def test_what_says_most_is_told_first_and_what_says_nothing_not_at_all():
    reasons = (
        Reason("city", "same", 3.0),
        Reason("phone", "other", -0.2),
        Reason("family", "slip", 8.7),
        Reason("given", "other", -4.0),
    )
    assert [one.field for one in by_weight(reasons)] == ["family", "given", "city"]


@given(st.floats(allow_nan=False))
def test_a_weight_stays_readable(bits):
    assert -30 <= readable(bits) <= 30


def test_the_usual_figures_are_shares_of_a_whole_and_every_table_names_known_fields():
    known = {one.field for one in COMPARISONS} | {"words", "mailbox", "establishment"}
    for one in COMPARISONS:
        assert sum(level.agrees for level in one.levels) == pytest.approx(1), one.field
        assert sum(level.by_chance for level in one.levels) == pytest.approx(1, abs=0.01), one.field
        assert one.levels[-1].test == ""
    named = {
        part.removeprefix("left(").partition(",")[0]
        for rules in (BLOCKS, SURE, TEACHERS)
        for rule in rules
        for part in rule
    }
    assert named <= known
