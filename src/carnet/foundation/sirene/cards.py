"""All that is told of an establishment as one text: how a load makes it, and what is read of it.

Dates and years stay as Insee's file says them until somebody looks: to type them for millions costs more.
"""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

BETWEEN = "\x1f"
"""What stands between the texts of a card; none of them holds it."""
FLAGS = "at_address is_head is_employer".split()
UNIT_FLAGS = "is_social is_mission".split()


def _written(name: str) -> str:
    """What somebody typed, without the sign that stands between two."""
    return f"replace({name}, chr({ord(BETWEEN)}), ' ')"


def _flags(names: list[str]) -> str:
    return " + ".join(f"{1 << place} * {name}::INTEGER" for place, name in enumerate(names))


ESTABLISHMENT: dict[str, str] = {
    "siret": "number",
    "commune": _written("commune"),
    "naf": _written("naf"),
    "naf_version": "naf_version",
    "naf25": _written('"activitePrincipaleNAF25Etablissement"'),
    "staff": "staff",
    "staff_year": '"anneeEffectifsEtablissement"',
    "created": '"dateCreationEtablissement"',
    "own_name": _written("own_name"),
    "sign": _written('given("enseigne1Etablissement")'),
    "number": _written('given("numeroVoieEtablissement")'),
    "repeat": _written('given("indiceRepetitionEtablissement")'),
    "way": _written('given("typeVoieEtablissement")'),
    "way_name": _written('given("libelleVoieEtablissement")'),
    "further": _written('given("complementAdresseEtablissement")'),
    "postcode": 'five_figures(given("codePostalEtablissement"))',
    "city": _written('given("libelleCommuneEtablissement")'),
    "since": '"dateDebut"',
    "treated": '"dateDernierTraitementEtablissement"',
}
UNIT: dict[str, str] = {
    "unit_flags": _flags(UNIT_FLAGS),
    "size": "size",
    "size_year": '"anneeCategorieEntreprise"',
    "legal_form": "legal_form",
    "unit_staff": "unit_staff",
    "unit_staff_year": '"anneeEffectifsUniteLegale"',
    "unit_name": _written("unit_name"),
    "legal_name": _written("legal_name"),
}
"""The texts of a card, in their order, as SQL over `sql/offered.sql`: those of both files, then the flags."""
EACH = (*ESTABLISHMENT, *UNIT, "flags")


def texts() -> dict[str, str]:
    """What `sql/offered.sql` asks for. `concat` tells NULL as an empty text."""
    between = f", chr({ord(BETWEEN)}), "
    return {
        "of_establishment": f"concat({between.join(ESTABLISHMENT.values())})",
        "of_unit": f"concat({between.join(UNIT.values())})",
        "card": f"concat(of_establishment{between}of_unit{between}{_flags(FLAGS)})",
    }


def read(card: str) -> dict[str, Any]:
    """The fields of an Establishment that its card holds. What cannot be read is not known."""
    told = dict(zip(EACH, card.split(BETWEEN), strict=True))
    found: dict[str, Any] = {name: told[name] for name in _AS_TOLD}
    found |= {name: _day(told[name]) for name in ("created", "since", "treated")}
    found |= {name: _year(told[name]) for name in ("staff_year", "size_year", "unit_staff_year")}
    # A band that is not known has no year.
    found |= {name + "_year": None for name in ("staff", "unit_staff") if not told[name]}
    for names, flags in ((FLAGS, int(told["flags"])), (UNIT_FLAGS, int(told["unit_flags"]))):
        found |= {name: bool(flags & 1 << place) for place, name in enumerate(names)}
    found["siret"] = told["siret"].zfill(14)
    found["name"] = told["own_name"] or told["unit_name"]
    found["street"] = " ".join(filter(None, (told[name].strip() for name in ("number", "repeat", "way", "way_name"))))
    return found


_AS_TOLD = (
    "commune naf naf_version naf25 staff size legal_form unit_staff legal_name sign further postcode city"
).split()


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text[:10])
    with suppress(ValueError):
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 (a day, of no hour)
    return None


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
