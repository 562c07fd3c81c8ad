"""How good a record is: what lacks, what is wrong, what has aged, and what that costs of a hundred points. Pure.

The weights and the ages are this house's own: what it takes to reach somebody, know who decides and find the place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from re import fullmatch

from carnet.foundation.fields.rules.retention import months_after
from carnet.foundation.parties.identifiers import french_vat_number
from carnet.foundation.parties.rules import PartyInvalid, normalise


class Kind(StrEnum):
    """What is the matter with a datum, the worst first."""

    MISSING = "missing"
    CONTRADICTORY = "contradictory"
    MALFORMED = "malformed"
    STALE = "stale"
    UNVERIFIED = "unverified"


class Audience(StrEnum):
    """Whose record it is: each needs other data."""

    ORGANISATION = "organisation"
    FOREIGN = "foreign"
    HOUSEHOLD = "household"
    PERSON = "person"


WEIGHTS: Mapping[Audience, Mapping[str, int]] = {
    Audience.ORGANISATION: {
        "contact": 20, "siren": 15, "phone": 15, "email": 15, "city": 10, "owner": 10, "naf_code": 5, "street": 5,
        "postcode": 5,
    },
    Audience.FOREIGN: {
        "contact": 20, "vat_number": 15, "phone": 15, "email": 15, "city": 15, "owner": 10, "street": 5, "postcode": 5,
    },
    Audience.HOUSEHOLD: {"phone": 30, "email": 20, "street": 15, "city": 15, "postcode": 10, "owner": 10},
    Audience.PERSON: {"email": 30, "phone": 30, "role": 30, "given_name": 10},
}  # fmt: skip
CHECKED = ("siren", "siret", "vat_number", "phone", "email", "website")
"""Identifiers whose form is looked at even where their absence costs nothing."""
OWN_FIELD = 5
"""Points of a field of the workspace's own that the record's stage requires."""

WORTH = {Kind.MISSING: 0, Kind.CONTRADICTORY: 20, Kind.MALFORMED: 20, Kind.STALE: 50, Kind.UNVERIFIED: 75}
"""What is left of a datum's points, in a hundred."""

FRESH_MONTHS = {"phone": 12, "email": 12, "street": 24, "postcode": 24, "city": 24, "naf_code": 36}
"""Months after which a datum is asked about again."""

UNSURE = frozenset({"import", "website"})
"""Sources that nobody stands for: a file, a page. What a member enters or the person says is taken as verified."""

ADDRESS = frozenset({"street", "postcode", "city"})


@dataclass(frozen=True, slots=True)
class Seen:
    """When a datum was last told or confirmed, and by which source."""

    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Record:
    """`values`: the stored fields, empty text where there is nothing; `contact` and `role` hold a name or nothing.

    `seen` holds for each field its latest origin, "" being that of the whole record. `place` is empty, or says that
    the postcode does not serve the city: the city one may have meant, or "?" where none comes to mind.
    """

    audience: Audience
    values: Mapping[str, str]
    seen: Mapping[str, Seen] = field(default_factory=dict)
    place: str = ""
    lacking: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """`points`: what it costs of the score. `detail`: of a contradiction, with what; of a doubt, the source."""

    field: str
    kind: Kind
    detail: str = ""
    points: int = 0


@dataclass(frozen=True, slots=True)
class Quality:
    """`score` from 0 to 100. `verify_on`: the day on which the first datum will have aged, None without any."""

    score: int
    findings: tuple[Finding, ...]
    verify_on: date | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(kind for kind in Kind if any(finding.kind is kind for finding in self.findings))


def assess(record: Record, today: date) -> Quality:
    """Look at each datum once and keep the worst that is to be said of it.

    The score is the share of the points kept; a datum that only has to be right (a SIRET) costs as one of weight 5.
    """
    weights = {**WEIGHTS[record.audience], **dict.fromkeys(record.lacking, OWN_FIELD)}
    wrong = dict(_contradictions(record))
    findings = []
    for name in dict.fromkeys([*weights, *wrong, *_malformed(record)]):
        found = _worst(record, name, wrong, today, is_needed=name in weights)
        if found:
            weights.setdefault(name, OWN_FIELD)
            findings.append(found)
    total = sum(weights.values())
    priced = [
        Finding(found.field, found.kind, found.detail, _lost(weights[found.field], found.kind, total))
        for found in findings
    ]
    score = 100 - round(sum(weights[one.field] * (100 - WORTH[one.kind]) for one in findings) / total)
    ordered = sorted(priced, key=lambda one: (-one.points, list(Kind).index(one.kind)))
    return Quality(max(0, score), tuple(ordered), _verify_on(record))


def _lost(weight: int, kind: Kind, total: int) -> int:
    return max(1, round(weight * (100 - WORTH[kind]) / total))


def _worst(record: Record, name: str, wrong: Mapping[str, str], today: date, *, is_needed: bool) -> Finding | None:
    value = record.values.get(name, "")
    if name in record.lacking or not value:
        return Finding(name, Kind.MISSING) if name in record.lacking or is_needed else None
    if name in wrong:
        return Finding(name, Kind.CONTRADICTORY, wrong[name])
    if name in _malformed(record):
        return Finding(name, Kind.MALFORMED, value)
    return _aged(name, record.seen.get(name) or record.seen.get(""), today)


def _aged(name: str, seen: Seen | None, today: date) -> Finding | None:
    """What time or the source alone makes doubtful."""
    if seen is None or name not in FRESH_MONTHS:
        return None
    if months_after(seen.on, FRESH_MONTHS[name]) <= today:
        return Finding(name, Kind.STALE, seen.on.isoformat())
    return Finding(name, Kind.UNVERIFIED, seen.source) if seen.source in UNSURE else None


def _malformed(record: Record) -> list[str]:
    return [name for name in CHECKED if record.values.get(name) and not _is_well_formed(name, record.values[name])]


def _is_well_formed(name: str, value: str) -> bool:
    try:
        return normalise(name, value) == value
    except PartyInvalid:
        return False


def _contradictions(record: Record) -> Iterable[tuple[str, str]]:
    """Data of one record that cannot both be true, by the field to look at first."""
    values = record.values
    siren, siret, vat = (values.get(name, "") for name in ("siren", "siret", "vat_number"))
    if siren and siret and not siret.startswith(siren):
        yield "siret", "siren"
    if siren and fullmatch(r"FR\w{2}\d{9}", vat) and not _is_vat_of(vat, siren):
        yield "vat_number", "siren"
    if siren and record.audience is Audience.HOUSEHOLD:
        yield "siren", "buyer_kind"
    if record.place:
        yield "city", record.place


def _is_vat_of(vat: str, siren: str) -> bool:
    """Letters may stand in the key of newer numbers: then only the SIREN inside is compared."""
    return vat.endswith(siren) and (not vat[2:4].isdigit() or not siren.isdigit() or vat == french_vat_number(siren))


def _verify_on(record: Record) -> date | None:
    days = []
    for name, months in FRESH_MONTHS.items():
        seen = record.seen.get(name) or record.seen.get("")
        if record.values.get(name) and name in WEIGHTS[record.audience] and seen:
            days.append(months_after(seen.on, months))
    return min(days, default=None)


SUPPLIERS: Mapping[str, tuple[str, ...]] = {
    "siren": ("sirene", "paper"),
    "siret": ("sirene", "paper"),
    "naf_code": ("sirene",),
    "vat_number": ("paper", "vies"),
    "street": ("sirene", "person"),
    "postcode": ("sirene", "person"),
    "city": ("sirene", "person"),
    "phone": ("website", "person"),
    "email": ("person",),
    "website": ("person",),
    "contact": ("switchboard",),
    "role": ("person",),
    "given_name": ("person",),
    "owner": ("team",),
}


def suppliers(name: str, audience: Audience) -> tuple[str, ...]:
    """Who can supply a datum, the surest first. Sirene holds neither phone nor e-mail, and no private person."""
    found = SUPPLIERS.get(name, ("person",))
    if audience in {Audience.HOUSEHOLD, Audience.PERSON, Audience.FOREIGN}:
        return tuple(one for one in found if one not in {"sirene", "website"}) or ("person",)
    return found
