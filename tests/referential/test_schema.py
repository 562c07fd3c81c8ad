"""The shipped référentiel is whole, and no damage to it passes unseen."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.referential.reading import Problem, read
from carnet.referential.rules import Referential, matches, same_competency, same_criterion
from carnet.referential.schema import build, counts, problems
from carnet.referential.shape import SCHEMA
from carnet.referential.shipped import DEFAULT, shipped, shipped_bytes
from carnet.referential.words import SENTENCES, sentence

TRANSCRIPTION = Path(__file__).resolve().parents[3] / "shared" / "referentiel.yaml"
SOUND = read(shipped_bytes(*DEFAULT))

EXPECTED = {
    "blocs": 3,
    "composantes": 4,
    "activites": 15,
    "competences": 31,
    "competence_transversale": 1,
    "productions": 4,
    "livrables": 17,
    "groupes_criteres": 19,
    "criteres": 75,
    "criteres_transversaux": 4,
}


def component(document: dict[str, Any], rank: int = 0) -> dict[str, Any]:
    return [one for bloc in document["blocs"] for one in bloc["composantes"]][rank]


def group(document: dict[str, Any], rank: int = 0, of: int = 0) -> dict[str, Any]:
    return component(document, of)["evaluation"]["groupes_criteres"][rank]


def test_the_shipped_file_is_sound_and_counts_what_the_law_files_hold() -> None:
    assert problems(SOUND) == []
    assert counts(SOUND) == EXPECTED
    assert shipped().counts == EXPECTED


@pytest.mark.parametrize("key", ["competence_transversale", "glossaire", "blocs", "comptes", "schema"])
def test_official_wording_is_the_transcription_to_the_letter(key: str) -> None:
    if not TRANSCRIPTION.exists():
        pytest.skip("the transcription is not beside this checkout (../shared/referentiel.yaml)")
    assert SOUND[key] == read(TRANSCRIPTION.read_bytes())[key]


def test_every_competency_has_a_short_title_in_both_languages_and_criteria() -> None:
    whole = shipped()
    for code, competency in whole.competencies.items():
        assert competency.short_title("fr"), code
        assert competency.short_title("en"), code
        assert len(competency.short_title("fr").split()) <= 3, code
        assert whole.criteria_by_competency[code], code


def test_our_reading_narrows_the_criteria_of_a_shared_group() -> None:
    by = {code: [one.criterion.code for one in found] for code, found in shipped().criteria_by_competency.items()}
    assert by["C6"] == ["B1.2-C4.1-6"]
    assert by["C3.2"] == ["B1.1-C3.2-1", "B1.1-C3.2-2", "B1.1-C3.2-3", "B1.1-C3.2-4"]
    assert by["CT"] == ["B1.1-CT-1", "B1.2-CT-1", "B2-CT-1", "B3-CT-1"]


def drop_competency(d: dict[str, Any]) -> None:
    component(d)["competences"].pop()


def move(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    def damage(document: dict[str, Any]) -> None:
        document[key] = value

    return damage


Damage = Callable[[dict[str, Any]], object]
DEFECTS: list[tuple[str, Damage, str, str]] = [
    ("duplicate criterion", lambda d: group(d, 1)["criteres"][0].update(id="B1.1-C1-1"), "duplicate", "criteres"),
    ("duplicate competency", lambda d: component(d)["competences"][1].update(code="C1"), "duplicate", "competences"),
    ("duplicate activity", lambda d: component(d)["activites"][1].update(code="A1"), "duplicate", "activites"),
    (
        "duplicate deliverable",
        lambda d: component(d)["evaluation"]["production"]["livrables"][1].update(id="B1.1-L1"),
        "duplicate",
        "livrables",
    ),
    ("duplicate group", lambda d: group(d, 1).update(id="B1.1-C1"), "duplicate", "groupes_criteres"),
    ("duplicate bloc", lambda d: d["blocs"][1].update(id="B1"), "duplicate", "blocs"),
    ("code twice in a group", lambda d: group(d)["competences"].append("C1"), "duplicate", "B1.1 › B1.1-C1 › competences"),
    ("activity of a competency", lambda d: component(d)["competences"][0].update(activite="A99"), "dangling", "B1.1 › C1 › activite"),
    ("activity of another component", lambda d: component(d)["competences"][0].update(activite="A4"), "dangling", "B1.1 › C1 › activite"),
    ("competency of a group", lambda d: group(d).update(competences=["C99"]), "dangling", "B1.1 › B1.1-C1 › competences"),
    ("deliverable of a group", lambda d: group(d).update(livrables_proposes=["B2-L1"]), "dangling", "B1.1 › B1.1-C1 › livrables_proposes"),
    (
        "proposed competency outside its group",
        lambda d: group(d)["criteres"][0].update(competences_proposees=["C2"]),
        "dangling",
        "B1.1-C1-1 › competences_proposees",
    ),
    ("transversal competency", lambda d: component(d).update(competence_transversale="CX"), "dangling", "B1.1 › competence_transversale"),
    ("component repeated in", lambda d: d["competence_transversale"]["repetee_dans"].append("9"), "dangling", "competence_transversale › repetee_dans"),
    ("short title of nothing", lambda d: d["titres_courts_proposes"].update(C99={"fr": "X"}), "dangling", "référentiel › titres_courts_proposes"),
    ("wrong count", lambda d: d["comptes"].update(criteres=74), "count", "comptes › criteres"),
    ("lost competency", drop_competency, "count", "comptes › competences"),
    ("missing key", lambda d: component(d).pop("finalite"), "missing_key", "référentiel › blocs › B1 › composantes › B1.1"),
    ("missing count", lambda d: d["comptes"].pop("criteres"), "missing_key", "référentiel › comptes"),
    ("no title", lambda d: d["identite"].pop("intitule_probable"), "missing_key", "référentiel › identite"),
    ("unknown key", move("baremes", {}), "unknown_key", "référentiel"),
    ("unknown key below", lambda d: group(d)["criteres"][0].update(poids=2), "unknown_key", "B1.1-C1-1"),
    ("unknown language", lambda d: d["titres_courts_proposes"]["C1"].update(de="Markt"), "unknown_key", "titres_courts_proposes › C1"),
    ("empty wording", lambda d: group(d)["criteres"][0].update(texte="  "), "empty", "B1.1-C1-1 › texte"),
    ("null wording", lambda d: component(d)["competences"][0].update(intitule=None), "empty", "C1 › intitule"),
    ("null indicator", lambda d: group(d).update(indicateur=None), "empty", "B1.1 › B1.1-C1 › indicateur"),
    ("empty short title", lambda d: d["titres_courts_proposes"]["C1"].update(fr=""), "empty", "titres_courts_proposes › C1 › fr"),
    ("group without criteria", lambda d: group(d).update(criteres=[]), "empty_list", "B1.1-C1 › criteres"),
    ("competency without criteria", lambda d: group(d).update(competences=["C2"]), "no_criterion", "B1.1"),
    (
        "competency without criteria in our reading",
        lambda d: group(d, 4)["criteres"][0].update(competences_proposees=["C3.4"]),
        "no_criterion",
        "B1.1",
    ),
    ("activity without competency", lambda d: component(d)["competences"][0].update(activite="A2"), "no_competency", "B1.1"),
    (
        "route without modality",
        lambda d: component(d)["evaluation"]["conditions"][0].update(modalites=[]),
        "empty_list",
        "conditions › n° 1 › modalites",
    ),
    ("undefined route", lambda d: component(d)["evaluation"]["conditions"][1].pop("a_definir"), "no_modality", "B1.1 › conditions"),
    ("number for a code", lambda d: component(d).update(code=1.1), "wrong_kind", "B1.1 › code"),
    ("truth for a number", lambda d: d["blocs"][0].update(numero=True), "wrong_kind", "B1 › numero"),
    ("text for a list", lambda d: group(d).update(competences="C1"), "wrong_kind", "B1.1-C1 › competences"),
    ("list for a mapping", lambda d: d.update(comptes=[1]), "wrong_kind", "référentiel › comptes"),
    ("text for an item", lambda d: d["blocs"].append("B4"), "wrong_kind", "référentiel › blocs › n° 4"),
    ("text for the glossary", move("glossaire", "mots"), "wrong_kind", "référentiel › glossaire"),
    ("short title as text", lambda d: d["titres_courts_proposes"].update(C1="Veille"), "wrong_kind", "titres_courts_proposes › C1"),
    ("another schema", move("schema", "autre/9"), "wrong_schema", "référentiel › schema"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "kind", "place"), [case[1:] for case in DEFECTS], ids=[case[0] for case in DEFECTS])
def test_each_planted_defect_is_told_with_its_place(damage: Damage, kind: str, place: str) -> None:
    document = copy.deepcopy(SOUND)
    damage(document)
    found = [problem for problem in problems(document) if problem.kind == kind]
    assert any(problem.place.endswith(place) for problem in found), problems(document)
    for problem in found:
        said = sentence(problem)
        assert problem.place in said
        assert str(problem.values.get("value", "")) in said


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_every_sentence_ends_with_what_to_do(kind: str) -> None:
    values = dict.fromkeys(("value", "known", "found", "times", "key", "size", "most"), "x") | {"expected": "text"}
    said = sentence(Problem(kind, "12:3", values))
    assert said.endswith(".")
    assert "%(" not in said


def removable(document: dict[str, Any]) -> list[tuple[list[Any], int]]:
    """Each competency, criterion and deliverable, as (its list, its rank)."""
    lists = []
    for bloc in document["blocs"]:
        for one in bloc["composantes"]:
            lists += [one["competences"], one["evaluation"]["production"]["livrables"]]
            lists += [each["criteres"] for each in one["evaluation"]["groupes_criteres"]]
    return [(items, rank) for items in lists for rank in range(len(items))]


@given(st.integers(min_value=0, max_value=31 + 17 + 75 - 1))
def test_no_competency_criterion_or_deliverable_can_be_lost(which: int) -> None:
    document = copy.deepcopy(SOUND)
    items, rank = removable(document)[which]
    items.pop(rank)
    assert problems(document)


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, item in below for path in paths(item, (*at, key)))]


PATHS = [path for path in paths(SOUND) if path]


@given(
    st.sampled_from(PATHS),
    st.sampled_from([None, "", "x", 7, 1.5, True, [], ["x"], [[]], {}, {"x": 1}, [{"id": "x"}], {1: 2}]),
)
def test_whatever_stands_where_it_should_not_the_checker_answers(path: tuple[Any, ...], value: object) -> None:
    document = copy.deepcopy(SOUND)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    found = problems(document)
    assert all(sentence(problem) for problem in found)
    if not found:
        build(document, "x", "1", "")


def test_a_second_referentiel_in_the_same_schema_is_sound(other_document: dict[str, Any]) -> None:
    assert other_document["schema"] == SCHEMA
    assert problems(other_document) == []


@pytest.fixture
def other(other_document: dict[str, Any]) -> Referential:
    return build(other_document, "vente-conseil", "2027", "")


def test_a_renumbered_competency_is_known_by_its_wording(other: Referential) -> None:
    assert same_competency(shipped(), other, "C3.2") == "C1"
    assert same_competency(shipped(), other, "C1") is None
    assert same_competency(shipped(), shipped(), "C1") == "C1"
    assert same_competency(shipped(), other, "C99") is None


def test_a_criterion_is_known_by_its_wording_and_not_by_its_code(other: Referential) -> None:
    assert same_criterion(shipped(), other, "K1") == "B1.1-C3.2-2"
    assert same_criterion(shipped(), other, "K2") is None
    assert same_criterion(shipped(), other, "K9") is None


def test_a_wording_printed_four_times_is_known_only_under_its_own_code(document: dict[str, Any]) -> None:
    group(document, -1)["criteres"][0]["id"] = "RSE-1"
    renamed = build(document, "x", "1", "")
    assert same_criterion(shipped(), renamed, "RSE-1") is None
    assert same_criterion(shipped(), renamed, "B2-CT-1") == "B2-CT-1"


@pytest.mark.parametrize(
    ("query", "is_found"),
    [("C.3.2", True), ("c32", True), ("C3.2", True), ("planning", True), ("OEUVRE", True), ("œuvre", True),
     ("d'optimiser", True), ("d’optimiser temps", True), ("planning xyz", False), ("C.9", False), ("", True)],
)  # fmt: skip
def test_the_filter_finds_codes_with_or_without_dots_and_words_without_accents(query: str, is_found: bool) -> None:
    competency = shipped().competencies["C3.2"]
    assert matches(query, competency.official_code, competency.wording) is is_found
