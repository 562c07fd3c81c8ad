"""Whom one looks for, and how each find is worth, as values."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .projection import Degrees

STAFF = ("NN", "00", "01", "02", "03", "11", "12", "21", "22", "31", "32", "41", "42", "51", "52", "53")
"""Insee's bands of employees, the smallest first. NN: no employee, or not known."""
SIZES = ("PME", "ETI", "GE")
NAF_REV2, NAF_2025 = "NAFRev2", "NAF2025"
LETTERS = 26
FARTHEST_KM = 500.0
CORNERS = range(3, 31)
"""How many an area may have."""
MOST = 10_000
"""Rows that one question brings back at most."""
_NAF = re.compile(r"\d{2}(\.?\d{1,2}[A-Z]?)?$|[A-Z]$")
_LAW = re.compile(r"\d{1,4}$")
_COMMUNE = re.compile(r"(\d{5}|2[AB]\d{3})$")
_DEPARTMENT = re.compile(r"(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97\d|98\d)$")
_SECTIONS = (
    "A01-03 B05-09 C10-33 D35 E36-39 F41-43 G45-47 H49-53 I55-56 J58-63 K64-66 L68 M69-75 N77-82 O84 P85 Q86-88 R90-93 "
    "S94-96 T97-98 U99"
)


class CriteriaInvalid(ValueError):
    """`field` and the `value` that cannot be."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"{field}: {value}")
        self.field = field
        self.value = value


@dataclass(frozen=True, slots=True)
class Criteria:
    """All that is given must hold; what is empty asks for nothing.

    `naf`: codes or their beginnings (`43.22A`, `43.2`, `43`) or a section of NAF rév. 2 (`F`). `legal_forms`: codes of
    Insee's legal categories or their beginnings. `area`: the corners of a polygon, its last one joined to its first.
    """

    naf: tuple[str, ...] = ()
    nomenclature: str = NAF_REV2
    near: Degrees | None = None
    km: float = 30.0
    area: tuple[Degrees, ...] = ()
    communes: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    created_from: date | None = None
    created_to: date | None = None
    legal_forms: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    heads_only: bool = False
    employers_only: bool = False
    exact_only: bool = False
    without: tuple[int, ...] = ()
    """SIRENs to leave out: those that are in the file already."""

    def __post_init__(self) -> None:
        _each("naf", self.naf, _NAF)
        _each("legal_forms", self.legal_forms, _LAW)
        _each("communes", self.communes, _COMMUNE)
        _each("departments", self.departments, _DEPARTMENT)
        _among("staff", self.staff, STAFF)
        _among("sizes", self.sizes, SIZES)
        _among("nomenclature", (self.nomenclature,), (NAF_REV2, NAF_2025))
        if not 0 < self.km <= FARTHEST_KM:
            raise CriteriaInvalid("km", self.km)
        if self.area and len(self.area) not in CORNERS:
            raise CriteriaInvalid("area", len(self.area))
        if self.created_from and self.created_to and self.created_from > self.created_to:
            raise CriteriaInvalid("created_to", self.created_to)

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows the question; kilometres from nowhere do not."""
        return self.near is None and self == Criteria(without=self.without, km=self.km)


def _each(field: str, values: Sequence[str], shape: re.Pattern[str]) -> None:
    for value in values:
        if not shape.match(value):
            raise CriteriaInvalid(field, value)


def _among(field: str, values: Sequence[str], known: Sequence[str]) -> None:
    for value in values:
        if value not in known:
            raise CriteriaInvalid(field, value)


def divisions(section: str) -> tuple[str, ...]:
    """The divisions of a section of NAF rév. 2: `F` is 41, 42 and 43."""
    for part in _SECTIONS.split():
        if part[0] == section:
            first, _, last = part[1:].partition("-")
            return tuple(f"{number:02}" for number in range(int(first), int(last or first) + 1))
    return ()


def starts(codes: Sequence[str]) -> tuple[str, ...]:
    """Codes as beginnings of what files hold: a section as its divisions, `4322A` as `43.22A`."""
    found: list[str] = []
    for code in codes:
        if len(code) == 1:
            found += divisions(code)
        elif len(code) > 2 and "." not in code:
            found.append(f"{code[:2]}.{code[2:]}")
        else:
            found.append(code)
    return tuple(found)


def naf_span(start: str) -> tuple[int, int]:
    """The numbers of the codes of NAF rév. 2 that begin so, the last left out: `43.22A` is 4322 × 26."""
    digits, letter = start.replace(".", "")[:4], start[5:6]
    wide: int = 10 ** (4 - len(digits))
    first = int(digits) * wide * LETTERS
    if letter:
        place = first + ord(letter) - ord("A")
        return place, place + 1
    return first, first + wide * LETTERS


@dataclass(frozen=True, slots=True)
class Box:
    south: float
    west: float
    north: float
    east: float


def box_of(corners: Sequence[Degrees]) -> Box:
    lats, lons = [corner.lat for corner in corners], [corner.lon for corner in corners]
    return Box(min(lats), min(lons), max(lats), max(lons))


def box_round(centre: Degrees, km: float) -> Box:
    """Degrees that hold every point within `km`; a little wide rather than narrow."""
    north = km / 111.0
    east = north / max(0.05, math.cos(math.radians(min(89.0, abs(centre.lat) + north))))
    return Box(centre.lat - north, centre.lon - east, centre.lat + north, centre.lon + east)


def department_of(commune: str) -> str:
    """Of the code of a commune: two signs, three overseas."""
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]
