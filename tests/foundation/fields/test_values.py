"""Values of the workspace's own fields: typed, kept, shown, found."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.fields.rules.definitions import Choice, Definition, Holder, Kind, code_of
from carnet.foundation.fields.rules.values import ValueRefused, exported, indexed, normalise, shown, typed

CHOICES = (Choice("bois", "Bois"), Choice("metal", "Métal"), Choice("pvc", "PVC", is_archived=True))


def of(kind: str, **more: Any) -> Definition:
    return Definition(1, Holder.COMPANY, "x", "X", Kind(kind), CHOICES if kind in {"choice", "choices"} else (), **more)


@pytest.mark.parametrize(
    ("kind", "given", "kept", "read"),
    [
        ("text", "  deux   mots\t", "deux mots", "deux mots"),
        ("number", "1 234,50", 1234.5, "1\u202f234,5"),
        ("number", "-12", -12, "−12"),
        ("number", 3.25, 3.25, "3,25"),
        ("money", "1 234,56 €", 123456, "1\u202f234,56\u00a0€"),
        ("money", "2000", 200000, "2\u202f000\u00a0€"),
        ("money", 995, 995, "9,95\u00a0€"),
        ("date", "23/11/2026", "2026-11-23", "23/11/2026"),
        ("date", "3.2.27", "2027-02-03", "03/02/2027"),
        ("date", "1er février 2027", "2027-02-01", "01/02/2027"),
        ("date", date(2026, 1, 2), "2026-01-02", "02/01/2026"),
        ("choice", "METAL", "metal", "Métal"),
        ("choices", "Métal ; bois", ["bois", "metal"], "Bois, Métal"),
        ("choices", ["metal"], ["metal"], "Métal"),
        ("yes_no", "Oui", True, "Oui"),
        ("yes_no", "n", False, "Non"),
        ("yes_no", False, False, "Non"),
        ("link", "www.exemple.fr/a?b=1", "https://www.exemple.fr/a?b=1", "https://www.exemple.fr/a?b=1"),
        ("person", {"kind": "parties.person", "id": 3, "name": "Anne Vial", "more": 1},
         {"kind": "parties.person", "id": 3, "name": "Anne Vial"}, "Anne Vial"),
    ],
)  # fmt: skip
def test_what_is_typed_is_kept_in_one_form_and_shown_in_french(kind: str, given: Any, kept: Any, read: str) -> None:
    definition = of(kind)
    assert normalise(definition, given) == kept
    assert shown(definition, kept) == read


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
@pytest.mark.parametrize("given", ["", "  ", None, []])
def test_nothing_is_kept_as_nothing(kind: str, given: Any) -> None:
    assert normalise(of(kind), given) is None
    assert shown(of(kind), None) == typed(of(kind), None) == ""
    assert indexed(of(kind), None) == []


@pytest.mark.parametrize(
    ("kind", "given", "reason"),
    [
        ("text", "x" * 501, "too_long"),
        ("number", "douze", "number"),
        ("number", "1e9", "number"),
        ("number", True, "number"),
        ("number", "9" * 16, "range"),
        ("number", "0,1234567", "decimals"),
        ("money", "1,234 56,789", "money"),
        ("money", "1,005", "money"),
        ("date", "31/02/2026", "date"),
        ("date", "demain", "date"),
        ("date", "1500-01-01", "date"),
        ("choice", "verre", "choice"),
        ("choice", "pvc", "archived"),
        ("choices", "bois, verre", "choice"),
        ("yes_no", "peut-être", "yes_no"),
        ("link", "javascript:alert(1)", "link"),
        ("link", "javascript://exemple.fr/%0aalert(1)", "link"),
        ("link", "exemple", "link"),
        ("person", "Anne Vial", "person"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(kind: str, given: Any, reason: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        normalise(of(kind), given)
    assert refused.value.reason == reason


def test_an_archived_choice_stays_where_it_was_chosen() -> None:
    assert normalise(of("choice"), "pvc", former="pvc") == "pvc"
    assert normalise(of("choices"), ["pvc", "bois"], former=["pvc"]) == ["bois", "pvc"]


VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: st.text(max_size=80),
    Kind.NUMBER: st.one_of(
        st.integers(-(10**14), 10**14), st.decimals(-(10**8), 10**8, places=6, allow_nan=False).map(str)
    ),
    Kind.MONEY: st.integers(-(10**14), 10**14),
    Kind.DATE: st.dates(date(1800, 1, 1), date(2299, 12, 31)),
    Kind.CHOICE: st.sampled_from(["bois", "metal"]),
    Kind.CHOICES: st.lists(st.sampled_from(["bois", "metal"])),
    Kind.YES_NO: st.booleans(),
    Kind.LINK: st.from_regex(r"https://[a-z]{1,20}\.fr/[a-z0-9]{0,20}", fullmatch=True),
}


@given(st.data())
def test_a_kept_value_is_read_back_from_every_way_it_is_written(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(VALUES)))
    definition = of(kind)
    kept = normalise(definition, data.draw(VALUES[kind]))
    # `1,000` shown in English is a thousand for whoever reads it, and one for a field: nobody types it back.
    ways = [(shown, "fr"), *((write, language) for write in (typed, exported) for language in ("fr", "en"))]
    for write, language in ways:
        assert normalise(definition, write(definition, kept, language)) == kept
    assert all(sum(part is not None for part in row) == 1 for row in indexed(definition, kept))


@given(st.text(max_size=80), st.sets(st.sampled_from(["surface", "surface-2", "champ"])))
def test_a_code_is_free_short_and_safe_in_an_address(label: str, taken: set[str]) -> None:
    code = code_of(label, taken)
    assert code not in taken
    assert 0 < len(code) <= 36
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert code[0].isalpha()
    assert not code.endswith(("_id", "_ids"))


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Date de fin de contrat", "date-de-fin-de-contrat"),
        ("Œuvre d’art", "oeuvre-d-art"),
        ("Id", "id-2"),
        ("3D", "c-3d"),
    ],
)
def test_codes_come_from_labels(label: str, code: str) -> None:
    assert code_of(label) == code
