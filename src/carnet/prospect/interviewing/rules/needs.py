"""Probable needs, from activity, size and past: conventions of the trade, to be checked in the interview."""

from enum import StrEnum


class Sector(StrEnum):
    """Families of NAF divisions that buy alike."""

    FARMING = "farming"
    INDUSTRY = "industry"
    BUILDING = "building"
    TRADE = "trade"
    TRANSPORT = "transport"
    HOSPITALITY = "hospitality"
    OFFICE = "office"
    PUBLIC = "public"
    EDUCATION = "education"
    HEALTH = "health"
    OTHER = "other"


_DIVISIONS: tuple[tuple[int, int, Sector], ...] = (
    (1, 3, Sector.FARMING),
    (5, 39, Sector.INDUSTRY),
    (41, 43, Sector.BUILDING),
    (45, 47, Sector.TRADE),
    (49, 53, Sector.TRANSPORT),
    (55, 56, Sector.HOSPITALITY),
    (58, 82, Sector.OFFICE),
    (84, 84, Sector.PUBLIC),
    (85, 85, Sector.EDUCATION),
    (86, 88, Sector.HEALTH),
)


class Size(StrEnum):
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    UNKNOWN = "unknown"


_SIZES = {
    Size.MICRO: ("00", "01", "02", "03"),
    Size.SMALL: ("11", "12"),
    Size.MEDIUM: ("21", "22", "31"),
    Size.LARGE: ("32", "41", "42", "51", "52", "53"),
}


def sector_of(naf: str) -> Sector:
    """`naf` as the register writes it: `43.22A`; empty or unreadable is OTHER."""
    start = naf[:2]
    if not (start.isascii() and start.isdigit()):
        return Sector.OTHER
    return next((sector for first, last, sector in _DIVISIONS if first <= int(start) <= last), Sector.OTHER)


def size_of(band: str) -> Size:
    """From Insee's staff bands."""
    return next((size for size, bands in _SIZES.items() if band in bands), Size.UNKNOWN)


class Need(StrEnum):
    """`sector_`, `size_` and `past_` say what it was drawn from."""

    SEASON = "sector_season"
    RUNNING = "sector_running"
    DEADLINES = "sector_deadlines"
    FOOTFALL = "sector_footfall"
    ROAD = "sector_road"
    GUESTS = "sector_guests"
    STAFF_TIME = "sector_staff_time"
    TENDER = "sector_tender"
    TERMS = "sector_terms"
    CARE = "sector_care"
    SIMPLE = "size_simple"
    GROWTH = "size_growth"
    PROCESS = "size_process"
    FRAME = "size_frame"
    RENEWAL = "past_renewal"
    RETURN = "past_return"
    WHOLE_COST = "past_whole_cost"
    DIFFERENCE = "past_difference"
    TIMING = "past_timing"
    BUDGET = "past_budget"


_BY_SECTOR = {
    Sector.FARMING: Need.SEASON,
    Sector.INDUSTRY: Need.RUNNING,
    Sector.BUILDING: Need.DEADLINES,
    Sector.TRADE: Need.FOOTFALL,
    Sector.TRANSPORT: Need.ROAD,
    Sector.HOSPITALITY: Need.GUESTS,
    Sector.OFFICE: Need.STAFF_TIME,
    Sector.PUBLIC: Need.TENDER,
    Sector.EDUCATION: Need.TERMS,
    Sector.HEALTH: Need.CARE,
}
_BY_SIZE = {
    Size.MICRO: Need.SIMPLE,
    Size.SMALL: Need.GROWTH,
    Size.MEDIUM: Need.PROCESS,
    Size.LARGE: Need.FRAME,
}
_BY_LOSS = {
    "price": Need.WHOLE_COST,
    "competitor": Need.DIFFERENCE,
    "fit": Need.DIFFERENCE,
    "timing": Need.TIMING,
    "silence": Need.TIMING,
    "budget": Need.BUDGET,
}
_BY_STAGE = {"customer": Need.RENEWAL, "former": Need.RETURN}


def probable_needs(naf: str, band: str, stage: str, lost: tuple[str, ...] = ()) -> list[Need]:
    """What the past says first, then the activity, then the size; each once, at most six.

    `lost`: the reasons of deals lost with them, the latest first.
    """
    found = [
        _BY_STAGE.get(stage),
        *(_BY_LOSS.get(reason) for reason in lost),
        _BY_SECTOR.get(sector_of(naf)),
        _BY_SIZE.get(size_of(band)),
    ]
    return list(dict.fromkeys(need for need in found if need))[:6]
