"""Check a référentiel's file and build its values. No Django."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .reading import Problem
from .rules import (
    Activity,
    Bloc,
    Competency,
    Component,
    Condition,
    CriteriaGroup,
    Criterion,
    Deliverable,
    Identity,
    Referential,
)
from .shape import SCHEMA, shape_problems, shown

LANGUAGES = ("fr", "en")


def problems(document: dict[str, Any]) -> list[Problem]:
    """Return everything that is wrong with the file; an empty list lets it be built.

    Links are only followed in a file whose shape is right, so that no second error hides the first.
    """
    found = list(shape_problems(document, "document", "référentiel"))
    if not found and document["schema"] != SCHEMA:
        found.append(Problem("wrong_schema", "référentiel › schema", {"value": document["schema"], "expected": SCHEMA}))
    if found:
        return found
    return [
        *_identity_problems(document["identite"]),
        *_duplicates(document),
        *_dangling(document),
        *_gaps(document),
        *_short_title_problems(document),
        *_count_problems(document),
    ]


def _identity_problems(identity: dict[str, Any]) -> Iterator[Problem]:
    if not (identity.get("intitule") or identity.get("intitule_probable")):
        yield Problem("missing_key", "référentiel › identite", {"value": "intitule"})


def _components(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for bloc in document["blocs"]:
        yield from bloc["composantes"]


def _groups(component: dict[str, Any]) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = component["evaluation"]["groupes_criteres"]
    return groups


def _codes(document: dict[str, Any]) -> dict[str, list[str]]:
    """Every code of the file by kind. A bloc and its only component may share theirs, as B2 does."""
    components = list(_components(document))
    groups = [group for component in components for group in _groups(component)]
    transversal = document.get("competence_transversale")
    return {
        "blocs": [bloc["id"] for bloc in document["blocs"]],
        "composantes": [component["id"] for component in components],
        "activites": [one["code"] for component in components for one in component["activites"]],
        "competences": [one["code"] for component in components for one in component["competences"]]
        + ([transversal["code"]] if transversal else []),
        "productions": [component["evaluation"]["production"]["id"] for component in components],
        "livrables": [
            one["id"] for component in components for one in component["evaluation"]["production"]["livrables"]
        ],
        "groupes_criteres": [group["id"] for group in groups],
        "criteres": [one["id"] for group in groups for one in group["criteres"]],
    }


def _duplicates(document: dict[str, Any]) -> Iterator[Problem]:
    for kind, codes in _codes(document).items():
        for code, times in Counter(codes).items():
            if times > 1:
                yield Problem("duplicate", kind, {"value": code, "times": times})
    for component in _components(document):
        for group in _groups(component):
            for name in ("competences", "livrables_proposes"):
                yield from _repeated(group, name, f"{component['id']} › {group['id']} › {name}")
            for one in group["criteres"]:
                yield from _repeated(one, "competences_proposees", f"{one['id']} › competences_proposees")


def _repeated(item: dict[str, Any], name: str, place: str) -> Iterator[Problem]:
    for code, times in Counter(item.get(name) or []).items():
        if times > 1:
            yield Problem("duplicate", place, {"value": code, "times": times})


def _dangling(document: dict[str, Any]) -> Iterator[Problem]:
    transversal: str = (document.get("competence_transversale") or {}).get("code", "")
    for component in _components(document):
        here = component["id"]
        activities = {one["code"] for one in component["activites"]}
        for one in component["competences"]:
            yield from _unknown([one["activite"]], activities, f"{here} › {one['code']} › activite")
        if named := component.get("competence_transversale"):
            yield from _unknown([named], {transversal}, f"{here} › competence_transversale")
        competencies = {one["code"] for one in component["competences"]} | {transversal}
        deliverables = {one["id"] for one in component["evaluation"]["production"]["livrables"]}
        for group in _groups(component):
            place = f"{here} › {group['id']}"
            yield from _unknown(group["competences"], competencies, f"{place} › competences")
            yield from _unknown(group.get("livrables_proposes", []), deliverables, f"{place} › livrables_proposes")
            for one in group["criteres"]:
                proposed = one.get("competences_proposees", [])
                yield from _unknown(proposed, set(group["competences"]), f"{one['id']} › competences_proposees")
    numbers = {component["code"] for component in _components(document)}
    repeated = (document.get("competence_transversale") or {}).get("repetee_dans", [])
    yield from _unknown(repeated, numbers, "competence_transversale › repetee_dans")


def _unknown(codes: list[str], known: set[str], place: str) -> Iterator[Problem]:
    for code in codes:
        if code not in known:
            yield Problem("dangling", place, {"value": code, "known": ", ".join(sorted(filter(None, known)))})


def _gaps(document: dict[str, Any]) -> Iterator[Problem]:
    transversal = (document.get("competence_transversale") or {}).get("code")
    for component in _components(document):
        yield from _unevaluated(component)
        yield from _unused_activities(component)
        yield from _unspecified(component, transversal)


def _unevaluated(component: dict[str, Any]) -> Iterator[Problem]:
    """Competencies that no criterion evaluates, whether through its group or through our reading."""
    evaluated = {
        code
        for group in _groups(component)
        for one in group["criteres"]
        for code in one.get("competences_proposees") or group["competences"]
    }
    own = component.get("competence_transversale")
    for code in [*(one["code"] for one in component["competences"]), *([own] if own else [])]:
        if code not in evaluated:
            yield Problem("no_criterion", component["id"], {"value": code})


def _unused_activities(component: dict[str, Any]) -> Iterator[Problem]:
    used = {one["activite"] for one in component["competences"]}
    for one in component["activites"]:
        if one["code"] not in used:
            yield Problem("no_competency", component["id"], {"value": one["code"]})


def _unspecified(component: dict[str, Any], transversal: str | None) -> Iterator[Problem]:
    """Groups without an indicator, which only the transversal competency may lack; routes without a modality."""
    for group in _groups(component):
        if group["indicateur"] is None and group["competences"] != [transversal]:
            yield Problem("empty", f"{component['id']} › {group['id']} › indicateur")
    for condition in component["evaluation"]["conditions"]:
        if not condition.get("modalites") and not condition.get("a_definir"):
            yield Problem("no_modality", f"{component['id']} › conditions", {"value": condition["voie"]})


def _short_title_problems(document: dict[str, Any]) -> Iterator[Problem]:
    place = "référentiel › titres_courts_proposes"
    known = set(_codes(document)["competences"])
    for code, titles in (document.get("titres_courts_proposes") or {}).items():
        if code not in known:
            yield Problem("dangling", place, {"value": shown(code), "known": ", ".join(sorted(known))})
        if not isinstance(titles, dict):
            yield Problem("wrong_kind", f"{place} › {code}", {"value": shown(titles), "expected": "mapping"})
            continue
        for language, title in titles.items():
            if language not in LANGUAGES:
                problem = {"value": shown(language), "known": ", ".join(LANGUAGES)}
                yield Problem("unknown_key", f"{place} › {code}", problem)
            elif not isinstance(title, str) or not title.strip():
                yield Problem("empty", f"{place} › {code} › {language}")


def _count_problems(document: dict[str, Any]) -> Iterator[Problem]:
    for name, found in counts(document).items():
        declared = document["comptes"][name]
        if declared != found:
            yield Problem("count", f"comptes › {name}", {"value": declared, "found": found})


def counts(document: dict[str, Any]) -> dict[str, int]:
    """What stands in the file, duplicates counted, under the names of its `comptes`."""
    codes = {kind: len(found) for kind, found in _codes(document).items()}
    transversal = document.get("competence_transversale")
    own = transversal["code"] if transversal else None
    return codes | {
        "competences": codes["competences"] - int(bool(transversal)),
        "competence_transversale": int(bool(transversal)),
        "criteres_transversaux": sum(
            len(group["criteres"])
            for component in _components(document)
            for group in _groups(component)
            if own in group["competences"]
        ),
    }


def build(document: dict[str, Any], slug: str, version: str, sha256: str) -> Referential:
    """Build the values of a file that `problems` found sound."""
    short = document.get("titres_courts_proposes") or {}
    transversal = document.get("competence_transversale")
    return Referential(
        slug=slug,
        version=version,
        sha256=sha256,
        schema=document["schema"],
        identity=_identity(document["identite"]),
        blocs=tuple(_bloc(bloc, short) for bloc in document["blocs"]),
        transversal=_transversal(transversal, short) if transversal else None,
        glossary={str(word): str(meaning) for word, meaning in (document.get("glossaire") or {}).items()},
    )


def _identity(values: dict[str, Any]) -> Identity:
    def said(name: str) -> str:
        value = values.get(name) if values.get(name) is not None else values.get(f"{name}_probable")
        return "" if value is None else str(value)

    return Identity(
        title=said("intitule"),
        certifier=said("certificateur"),
        level=said("niveau_cncp"),
        nsf=said("nsf"),
        rncp=said("fiche_rncp"),
        certainty=said("certitude"),
        ground=said("fondement"),
        source=said("source"),
        is_probable=not values.get("intitule"),
    )


def _transversal(values: dict[str, Any], short: Mapping[str, Any]) -> Competency:
    code = values["code"]
    return Competency(
        code=code,
        official_code=values.get("code_officiel") or code,
        wording=values["intitule"],
        short=short.get(code, {}),
        is_transversal=True,
    )


def _bloc(values: dict[str, Any], short: Mapping[str, Any]) -> Bloc:
    components = tuple(_component(component, short) for component in values["composantes"])
    return Bloc(values["id"], str(values["numero"]), values["intitule"], components)


def _component(values: dict[str, Any], short: Mapping[str, Any]) -> Component:
    evaluation = values["evaluation"]
    production = evaluation["production"]
    return Component(
        code=values["id"],
        number=values["code"],
        title=values["intitule"],
        purpose=values["finalite"],
        activities=tuple(Activity(one["code"], one["intitule"]) for one in values["activites"]),
        competencies=tuple(
            Competency(one["code"], one["code_officiel"], one["intitule"], one["activite"], short.get(one["code"], {}))
            for one in values["competences"]
        ),
        transversal=values.get("competence_transversale", ""),
        scope=evaluation["portee"],
        production_code=production["id"],
        production=production["intitule"],
        deliverables=tuple(Deliverable(one["id"], one["intitule"]) for one in production["livrables"]),
        conditions=tuple(_condition(one) for one in evaluation["conditions"]),
        groups=tuple(_group(one) for one in evaluation["groupes_criteres"]),
    )


def _condition(values: dict[str, Any]) -> Condition:
    return Condition(
        route=values["voie"],
        label=values.get("libelle_officiel") or "",
        modalities=tuple(values.get("modalites", ())),
        work=values.get("travail", ""),
        forms=tuple(values.get("production", ())),
        is_to_define=values.get("a_definir", False),
    )


def _group(values: dict[str, Any]) -> CriteriaGroup:
    criteria = (Criterion(o["id"], o["texte"], tuple(o.get("competences_proposees", ()))) for o in values["criteres"])
    return CriteriaGroup(
        code=values["id"],
        competencies=tuple(values["competences"]),
        indicator=values["indicateur"] or "",
        criteria=tuple(criteria),
        proposed_deliverables=tuple(values.get("livrables_proposes", ())),
    )
