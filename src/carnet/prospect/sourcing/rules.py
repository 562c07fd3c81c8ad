"""Criteria as the address and the database keep them, what a find becomes in the file, and what makes it doubtful."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from carnet.foundation.sirene.rules.projection import Degrees
from carnet.foundation.sirene.rules.scoring import Kind, Term
from carnet.foundation.sirene.rules.target import Criteria

MOST_ADDED = 500
"""Suspects that one act adds at most: more could not be worked."""

AGES: dict[str, tuple[float, float]] = {"new": (0, 1), "young": (1, 3), "grown": (3, 10), "old": (10, 300)}
"""Years since the creation, least and most."""

LEGAL_FORMS: dict[str, tuple[str, ...]] = {
    "sole": ("1",),
    "sarl": ("54",),
    "sas": ("57",),
    "sa": ("55", "56"),
    "civil": ("65",),
    "association": ("92", "93"),
    "public": ("4", "7"),
}
"""What people call legal forms, as beginnings of Insee's categories."""

STAFF_GROUPS: dict[str, tuple[str, ...]] = {
    "unknown": ("NN",),
    "none": ("00",),
    "1-9": ("01", "02", "03"),
    "10-19": ("11",),
    "20-49": ("12",),
    "50-99": ("21",),
    "100-249": ("22", "31"),
    "250+": ("32", "41", "42", "51", "52", "53"),
}


def plain_terms(terms: Iterable[Term]) -> list[dict[str, Any]]:
    return [
        {
            "kind": term.kind.value,
            "weight": term.weight,
            "values": list(term.values),
            "low": term.low,
            "high": term.high,
        }
        for term in terms
    ]


def read_terms(told: Iterable[Mapping[str, Any]]) -> list[Term]:
    """Raises CriteriaInvalid."""
    return [
        Term(Kind(one["kind"]), int(one["weight"]), tuple(one["values"]), float(one["low"]), float(one["high"]))
        for one in told
    ]


def plain_criteria(criteria: Criteria) -> dict[str, Any]:
    """What was asked, without what was left out because it was known already."""
    told: dict[str, Any] = {}
    for name in Criteria.__slots__:
        value = getattr(criteria, name)
        if name != "without" and value not in ((), None, False):
            told[name] = value.isoformat() if isinstance(value, date) else value
    if criteria.near is None:
        told.pop("km", None)
    return told


def read_criteria(told: Mapping[str, Any]) -> Criteria:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    for name in ("created_from", "created_to"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    if "near" in values:
        values["near"] = Degrees(*values["near"])
    if "area" in values:
        values["area"] = tuple(Degrees(*corner) for corner in values["area"])
    return Criteria(**values)


def buyer_of(legal_form: str, staff: str) -> str:
    """The kind of buyer, as `parties` names it, that the register lets one presume: it decides which law protects them.

    Five employees at most is a small business (C. conso., art. L221-3); nobody is one for want of figures.
    """
    if legal_form.startswith("1"):
        return "sole_trader"
    if legal_form.startswith(("4", "7")):
        return "public_body"
    return "small_business" if staff in {"00", "01", "02"} else "company"


VERSIONS = {"NAFRev2": "rev2", "NAFRev1": "rev1", "NAF1993": "1993", "NAP": "nap", "NAF2025": "2025", "NAF25": "2025"}
"""Insee's names of nomenclatures, and those of the file."""


class DoubtKind(StrEnum):
    """Why a record may no longer be true. The gravest first."""

    LIQUIDATION = "liquidation"
    CLOSED = "closed"
    INSOLVENCY = "insolvency"
    MOVED = "moved"
    STRUCK_OFF = "struck_off"
    UNKNOWN = "unknown"
    SOLD = "sold"


STOPS = frozenset({DoubtKind.CLOSED, DoubtKind.LIQUIDATION, DoubtKind.STRUCK_OFF})
"""Nobody drives there before it has been cleared up."""


class Advice(StrEnum):
    GO = "go"
    CHECK = "check"
    DO_NOT = "do_not"


@dataclass(frozen=True, slots=True)
class Sign:
    """One contradiction: what, since when, told by which source."""

    kind: DoubtKind
    since: date | None = None
    source: str = ""
    detail: str = ""


def before_a_visit(signs: Sequence[Sign]) -> Advice:
    """What signs that nobody has set aside advise: a closed door or a liquidation stops, anything else is checked."""
    if any(sign.kind in STOPS for sign in signs):
        return Advice.DO_NOT
    return Advice.CHECK if signs else Advice.GO


@dataclass(frozen=True, slots=True)
class State:
    """What the register says of a SIRET. `head`: the SIRET of the head office."""

    is_active: bool
    is_open: bool
    since: date | None
    head: str = ""


def contradiction(siret: str, state: State | None, *, source: str) -> Sign | None:
    """What the register has against a record that bears this SIRET; None when they agree.

    A closed establishment whose company has its head office elsewhere has moved; without one it is closed.
    """
    if state is None:
        return Sign(DoubtKind.UNKNOWN, None, source)
    if state.is_active:
        return None
    if state.head and state.head != siret:
        return Sign(DoubtKind.MOVED, state.since, source, state.head)
    return Sign(DoubtKind.CLOSED, state.since, source)


def chosen_state(total: int, beforehand: int, argued: int) -> str:
    """Of the choices of targets: `met` when all rest on criteria written before and argued; a choice proves nothing."""
    if not total or not beforehand:
        return "missing"
    return "met" if beforehand == argued == total else "partly"


def ranked_state(total: int, told: Sequence[int], scored: int) -> str:
    """Of the targets: `met` when nine of ten are told apart and all of these are ranked by a score."""
    if not total:
        return "missing"
    return "met" if min(*told, scored) * 10 >= total * 9 else "partly"
