"""A line of the offer as the page draws it."""

from dataclasses import dataclass

from django.urls import reverse

from carnet.foundation.ui import formats
from carnet.foundation.ui.templatetags.carnet import language
from carnet.prospect.sourcing import words
from carnet.prospect.sourcing.queries import Line


@dataclass(frozen=True, slots=True)
class Reason:
    label: str
    points: str
    most: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class Shown:
    rank: int
    siret: str
    name: str
    legal_name: str
    activity: str
    staff: str
    city: str
    km: str
    created: str
    score: int | None
    reasons: list[Reason]
    url: str
    is_new: bool
    is_trashed: bool
    is_objecting: bool
    is_exact: bool


def shown(line: Line, workspace: str) -> Shown:
    row = line.row
    has_page = line.company and not line.is_trashed
    return Shown(
        rank=line.rank,
        siret=row.siret,
        name=row.name,
        legal_name=row.legal_name if row.legal_name != row.name else "",
        activity=words.activity(row.naf, row.naf_version),
        staff=words.band(row.staff, row.staff_year),
        city=f"{row.postcode} {row.city}".strip(),
        km=words.km(row.km) if row.km is not None else "",
        created=str(row.created.year) if row.created else "",
        score=None if row.score is None else round(row.score),
        reasons=[
            Reason(str(words.KINDS[part.term.kind]), _points(part.points), _points(part.most), part.is_known)
            for part in line.parts
        ],
        url=reverse("customer_file:company", args=[workspace, line.company]) if has_page else "",
        is_new=line.is_new,
        is_trashed=line.is_trashed,
        is_objecting=line.is_objecting,
        is_exact=row.at_address,
    )


def _points(value: float) -> str:
    return formats.number(round(value, 1), language(), 0 if float(round(value, 1)).is_integer() else 1)
