"""A record's quality as a page shows it: in the queue, and on the record itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from carnet.foundation.parties.models import Company, Person

from . import words
from .queries import GOOD
from .reading import audience_of
from .rules import Audience, Finding, Kind, Quality

DOUBTFUL = (Kind.STALE, Kind.UNVERIFIED)
"""What is mended by looking, not by writing."""
IN_PLACE = frozenset(
    "siren siret vat_number naf_code phone email website street postcode city owner given_name".split()
)
"""Fields with an address of their own, where they are changed."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line: a thing to mend, with the address where that is done, or all that only wants confirming."""

    text: str
    kind: str
    tone: str
    points: int
    where: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """`kind` is the party's word in addresses; `doubtful`: the fields to confirm, with their names."""

    party: Company | Person
    kind: str
    url: str
    score: int
    tone: str
    findings: list[Told]
    doubtful: list[tuple[str, str]]
    verify_on: date | None
    places: list[tuple[str, str]]


def shown(party: Company | Person, quality: Quality, record_url: str) -> Shown:
    audience = audience_of(party)
    return Shown(
        party=party,
        kind="societes" if isinstance(party, Company) else "personnes",
        url=record_url,
        score=quality.score,
        tone="ok" if quality.score >= GOOD else "warn" if quality.score >= GOOD // 2 else "bad",
        findings=[
            *(_to_mend(one, audience, record_url) for one in quality.findings if one.kind not in DOUBTFUL),
            *(_to_confirm(kind, found) for kind in DOUBTFUL if (found := _of(kind, quality.findings))),
        ],
        doubtful=[(one.field, words.field_name(one.field)) for one in quality.findings if one.kind in DOUBTFUL],
        verify_on=quality.verify_on,
        places=words.places(),
    )


def _of(kind: Kind, findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.kind is kind]


def _to_mend(finding: Finding, audience: Audience, record_url: str) -> Told:
    return Told(
        text=words.told(finding),
        kind=str(words.KINDS[finding.kind]),
        tone=words.TONES[finding.kind],
        points=finding.points,
        where=words.where(finding, audience),
        url=_mended_at(finding, record_url),
    )


def _to_confirm(kind: Kind, findings: list[Finding]) -> Told:
    """One line for all: six data of one imported file would else say the same thing six times."""
    points = sum(one.points for one in findings)
    return Told(words.in_doubt(findings), str(words.KINDS[kind]), words.TONES[kind], points)


def _mended_at(finding: Finding, record_url: str) -> str:
    """The field's own page; the people of a company, else the record, where it has none."""
    if finding.field in IN_PLACE or finding.field.startswith("c-"):
        return f"{record_url}champ/{finding.field}/"
    return f"{record_url}?onglet=personnes" if finding.field == "contact" else record_url
