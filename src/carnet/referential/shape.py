"""Which keys a référentiel's file may hold, and of which kind. Pure tables and one walker. No Django."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from .reading import Problem

SCHEMA = "referentiel-certification/0.1"


class Key(NamedTuple):
    """`kind`: text, integer, boolean, scalar, texts, free, or the name of a shape; "*shape" for a list of them."""

    kind: str
    is_required: bool = True
    may_be_null: bool = False


TEXT, MAYBE_TEXT = Key("text"), Key("text", is_required=False)
MAYBE_TEXTS = Key("texts", is_required=False)
FACT = Key("scalar", is_required=False, may_be_null=True)
FREE = Key("free", is_required=False)
COUNT = Key("integer")

_PROBABLE = ("intitule", "certificateur", "niveau_cncp", "nsf")
_IDENTITY = (*_PROBABLE, *(f"{name}_probable" for name in _PROBABLE), "fiche_rncp", "certitude", "fondement", "source")
_COUNTS = (
    "blocs",
    "composantes",
    "activites",
    "competences",
    "competence_transversale",
    "productions",
    "livrables",
    "groupes_criteres",
    "criteres",
    "criteres_transversaux",
)

SHAPES: dict[str, dict[str, Key]] = {
    "document": {
        "schema": TEXT,
        "slug": MAYBE_TEXT,
        "version": MAYBE_TEXT,
        "identite": Key("identite"),
        "notes_de_lecture": FREE,
        "titres_courts_proposes": FREE,
        "competence_transversale": Key("transversale", is_required=False, may_be_null=True),
        "glossaire": FREE,
        "blocs": Key("*bloc"),
        "comptes": Key("comptes"),
    },
    "identite": dict.fromkeys(_IDENTITY, FACT),
    "transversale": {"code": TEXT, "code_officiel": MAYBE_TEXT, "intitule": TEXT, "repetee_dans": MAYBE_TEXTS},
    "bloc": {"id": TEXT, "numero": COUNT, "intitule": TEXT, "composantes": Key("*composante")},
    "composante": {
        "id": TEXT,
        "code": TEXT,
        "intitule": TEXT,
        "finalite": TEXT,
        "activites": Key("*activite"),
        "competences": Key("*competence"),
        "competence_transversale": MAYBE_TEXT,
        "evaluation": Key("evaluation"),
    },
    "activite": {"code": TEXT, "intitule": TEXT},
    "competence": {"code": TEXT, "code_officiel": TEXT, "activite": TEXT, "intitule": TEXT},
    "evaluation": {
        "portee": TEXT,
        "production": Key("production"),
        "conditions": Key("*condition"),
        "groupes_criteres": Key("*groupe"),
    },
    "production": {"id": TEXT, "intitule": TEXT, "livrables": Key("*livrable")},
    "livrable": {"id": TEXT, "intitule": TEXT},
    "condition": {
        "voie": TEXT,
        "libelle_officiel": Key("text", is_required=False, may_be_null=True),
        "modalites": MAYBE_TEXTS,
        "travail": MAYBE_TEXT,
        "production": MAYBE_TEXTS,
        "a_definir": Key("boolean", is_required=False),
    },
    "groupe": {
        "id": TEXT,
        "competences": Key("texts"),
        "indicateur": Key("text", may_be_null=True),
        "livrables_proposes": MAYBE_TEXTS,
        "criteres": Key("*critere"),
    },
    "critere": {"id": TEXT, "texte": TEXT, "competences_proposees": MAYBE_TEXTS},
    "comptes": dict.fromkeys(_COUNTS, COUNT),
}

_SCALARS: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "integer": int,
    "boolean": bool,
    "scalar": (str, int, float, bool),
}


def shape_problems(value: object, shape: str, place: str) -> Iterator[Problem]:
    """Yield each key that is unknown, missing, empty or of another kind, at any depth below `place`."""
    if not isinstance(value, dict):
        yield Problem("wrong_kind", place, {"value": shown(value), "expected": "mapping"})
        return
    keys = SHAPES[shape]
    for name in value:
        if name not in keys:
            yield Problem("unknown_key", place, {"value": shown(name), "known": ", ".join(keys)})
    for name, key in keys.items():
        if name in value:
            yield from _key_problems(value[name], key, f"{place} › {name}")
        elif key.is_required:
            yield Problem("missing_key", place, {"value": name})


def _key_problems(value: Any, key: Key, place: str) -> Iterator[Problem]:
    if value is not None:
        yield from _value_problems(value, key.kind, place)
    elif not key.may_be_null:
        yield Problem("empty", place)


def _value_problems(value: Any, kind: str, place: str) -> Iterator[Problem]:
    if kind in _SCALARS:
        yield from _scalar_problems(value, kind, place)
    elif kind == "texts" or kind.startswith("*"):
        yield from _list_problems(value, kind, place)
    elif kind == "free":
        if not isinstance(value, dict):
            yield Problem("wrong_kind", place, {"value": shown(value), "expected": "mapping"})
    else:
        yield from shape_problems(value, kind, place)


def _scalar_problems(value: Any, kind: str, place: str) -> Iterator[Problem]:
    is_other = isinstance(value, bool) and kind == "integer"
    if is_other or not isinstance(value, _SCALARS[kind]):
        yield Problem("wrong_kind", place, {"value": shown(value), "expected": kind})
    elif isinstance(value, str) and not value.strip():
        yield Problem("empty", place)


def _list_problems(value: Any, kind: str, place: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem("wrong_kind", place, {"value": shown(value), "expected": "list"})
    elif not value:
        yield Problem("empty_list", place)
    else:
        for rank, item in enumerate(value, start=1):
            if kind == "texts":
                yield from _scalar_problems(item, "text", f"{place} › n° {rank}")
            else:
                yield from shape_problems(item, kind[1:], f"{place} › {named(item, rank)}")


def named(item: object, rank: int) -> str:
    """The code of an item if it has one, else its rank: how a reader finds it in the file."""
    code = (item.get("id") or item.get("code")) if isinstance(item, dict) else None
    return code if isinstance(code, str) else f"n° {rank}"


def shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
