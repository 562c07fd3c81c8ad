"""What is said of a record, and what it costs of a hundred points."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.grow.quality.rules import (
    CHECKED,
    FRESH_MONTHS,
    SUPPLIERS,
    WEIGHTS,
    Audience,
    Kind,
    Record,
    Seen,
    assess,
    suppliers,
)

TODAY = date(2026, 11, 23)
WHOLE = {
    "siren": "732829320", "siret": "73282932000074", "vat_number": "FR44732829320", "naf_code": "43.22A",
    "phone": "+33465710001", "email": "accueil@balmes.example", "street": "155 boulevard de Stalingrad",
    "postcode": "69006", "city": "Lyon", "owner": "x", "contact": "vial anne",
}  # fmt: skip
TOLD = {"": Seen(date(2026, 10, 1), "entered")}


def record(values=WHOLE, audience=Audience.ORGANISATION, seen=TOLD, **more):
    return Record(audience, values, seen, **more)


def kinds(found):
    return {one.field: one.kind for one in found.findings}


def test_a_complete_and_recent_record_has_all_its_points():
    found = assess(record(), TODAY)
    assert (found.score, found.findings) == (100, ())
    assert found.verify_on == date(2027, 10, 1)


@pytest.mark.parametrize("audience", Audience)
def test_an_empty_record_has_none_and_each_datum_is_asked_for(audience):
    found = assess(record({}, audience), TODAY)
    assert found.score == 0
    assert set(kinds(found).values()) == {Kind.MISSING}
    assert set(kinds(found)) == set(WEIGHTS[audience])
    assert found.verify_on is None


@pytest.mark.parametrize(
    ("changes", "field", "kind", "detail", "score"),
    [
        ({"email": ""}, "email", Kind.MISSING, "", 85),
        ({"contact": ""}, "contact", Kind.MISSING, "", 80),
        ({"siren": "732829321", "siret": "", "vat_number": ""}, "siren", Kind.MALFORMED, "732829321", 88),
        ({"phone": "+3346571"}, "phone", Kind.MALFORMED, "+3346571", 88),
        ({"email": "accueil@"}, "email", Kind.MALFORMED, "accueil@", 88),
        ({"siret": "35600000000048"}, "siret", Kind.CONTRADICTORY, "siren", 96),
        ({"vat_number": "FR83404833048"}, "vat_number", Kind.CONTRADICTORY, "siren", 96),
        ({"website": "pas une adresse"}, "website", Kind.MALFORMED, "pas une adresse", 96),
    ],
)
def test_what_is_the_matter_and_what_is_left_of_the_score(changes, field, kind, detail, score):
    [finding] = assess(record({**WHOLE, **changes}), TODAY).findings
    assert (finding.field, finding.kind, finding.detail) == (field, kind, detail)
    assert assess(record({**WHOLE, **changes}), TODAY).score == score


def test_a_postcode_that_does_not_serve_the_city_names_the_one_that_may_be_meant():
    [finding] = assess(record(place="Villeurbanne"), TODAY).findings
    assert (finding.field, finding.kind, finding.detail) == ("city", Kind.CONTRADICTORY, "Villeurbanne")


def test_a_private_person_has_no_siren():
    found = assess(record(audience=Audience.HOUSEHOLD), TODAY)
    assert kinds(found)["siren"] == Kind.CONTRADICTORY


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        (date(2025, 11, 24), None),
        (date(2025, 11, 23), Kind.STALE),
        (date(2020, 2, 29), Kind.STALE),
    ],
)
def test_a_phone_ages_on_the_day_of_its_year(on, kind):
    seen = {"": Seen(date(2026, 11, 1), "entered"), "phone": Seen(on, "entered")}
    assert kinds(assess(record(seen=seen), TODAY)).get("phone") == kind


def test_what_came_from_a_file_waits_to_be_confirmed_and_the_person_s_word_confirms_it():
    imported = {"": Seen(date(2026, 11, 1), "import")}
    found = assess(record(seen=imported), TODAY)
    assert set(kinds(found)) == set(FRESH_MONTHS)
    assert set(kinds(found).values()) == {Kind.UNVERIFIED}
    confirmed = imported | {"phone": Seen(TODAY, "person")}
    assert "phone" not in kinds(assess(record(seen=confirmed), TODAY))


def test_a_field_that_the_stage_requires_costs_its_points():
    found = assess(record(lacking=["c-effectif"]), TODAY)
    assert kinds(found) == {"c-effectif": Kind.MISSING}
    assert found.score == 95


def test_the_worst_of_one_datum_is_said_and_only_that():
    old = {"": Seen(date(2020, 1, 1), "import")}
    found = assess(record({**WHOLE, "phone": "12"}, seen=old), TODAY)
    assert [one.kind for one in found.findings if one.field == "phone"] == [Kind.MALFORMED]


def test_sirene_supplies_neither_a_phone_nor_an_address_of_a_private_person():
    for name in ("phone", "email"):
        assert "sirene" not in SUPPLIERS[name]
    for audience in (Audience.HOUSEHOLD, Audience.PERSON):
        for name in WEIGHTS[audience]:
            assert "sirene" not in suppliers(name, audience)
            assert suppliers(name, audience)


texts = st.sampled_from(["", "x", "732829320", "+33465710001", "a@b.example", "FR44732829320", "Lyon"])
origins = st.builds(
    Seen, st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.sampled_from(["import", "entered", "person", "website"])
)
records = st.builds(
    Record,
    st.sampled_from(list(Audience)),
    st.dictionaries(st.sampled_from([*WHOLE, *CHECKED, "role", "given_name"]), texts),
    st.dictionaries(st.sampled_from(["", *WHOLE]), origins),
    st.sampled_from(["", "?", "Bron"]),
    st.lists(st.sampled_from(["c-a", "c-b"]), unique=True),
)


@given(records, st.dates(date(2020, 1, 1), date(2031, 1, 1)))
def test_a_score_is_within_its_bounds_and_full_only_when_nothing_is_the_matter(one, today):
    found = assess(one, today)
    assert 0 <= found.score <= 100
    assert (found.score == 100) <= (sum(item.points for item in found.findings) <= len(found.findings))
    assert len({item.field for item in found.findings}) == len(found.findings)
    assert all(item.points >= 1 for item in found.findings)


@given(records, st.dates(date(2020, 1, 1), date(2031, 1, 1)), st.sampled_from(["phone", "email", "city"]))
def test_to_confirm_a_datum_today_never_costs_a_point(one, today, name):
    confirmed = Record(one.audience, one.values, {**one.seen, name: Seen(today, "person")}, one.place, one.lacking)
    assert assess(confirmed, today).score >= assess(one, today).score
