"""The same question asked of the public API « Recherche d'entreprises », where `CARNET_COMPANY_SEARCH_URL` names it.

Its documentation, read 2026-11: no key; 7 requests a second, beyond that 429 and Retry-After; 25 legal units on a page,
10 000 results in all; `near_point` within 50 km. It answers with legal units and their establishments that match. What
it cannot be asked is looked at here, row by row. Only the criteria leave; no answer that leads elsewhere is followed.
"""

import http.client
import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from carnet.foundation.geo.rules import Point, great_circle_km

from . import naf
from .online_rows import establishments, fits
from .queries import Establishment
from .rules.projection import Degrees
from .rules.target import NAF_REV2, Criteria, box_of, department_of, starts
from .store import About

PER_PAGE, DEEPEST = 25, 10_000
FARTHEST_KM = 50.0
MOST_PAGES = 20
A_SECOND = 7
"""Requests that the API takes."""
TIMEOUT, PATIENCE, LONGEST = 5.0, 2.0, 20.0
"""Seconds for one answer, for which a 429 is waited for, and of a whole search."""
LARGEST = 8 * 1024 * 1024
ID = "online"


class OnlineRefused(Exception):
    """`reason`: off, silent (no network, no answer in time), busy (`detail`: seconds to wait), broken (an answer that
    is none), too_far, nomenclature, activity (no code known here begins so), asked (`detail`: the API's own words).
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Online:
    """`count`: legal units that the API announces, 10 000 at most; `rows`: establishments read that fit, nearest first.

    `is_whole`: every page was read.
    """

    count: int
    rows: list[Establishment]
    about: About
    is_whole: bool

    @property
    def is_capped(self) -> bool:
        return self.count >= DEEPEST


class _NoRedirect(HTTPRedirectHandler):
    """The one address of the settings is asked, whatever it answers."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)
_lock = threading.Lock()
_sent: deque[float] = deque(maxlen=A_SECOND)
_free_at = [0.0]


def is_on() -> bool:
    return urlsplit(settings.CARNET_COMPANY_SEARCH_URL).scheme in {"http", "https"}


def target(criteria: Criteria, *, top: int = 50) -> Online:
    """Pages are read until `top` establishments fit, or all have been. Raises OnlineRefused."""
    if not is_on():
        raise OnlineRefused("off")
    path, asked = question(criteria)
    began, now = time.monotonic(), datetime.now(UTC)
    rows: dict[str, Establishment] = {}
    known = frozenset(criteria.without)
    count, page, pages = 0, 0, 1
    while page < min(pages, MOST_PAGES) and len(rows) < top and time.monotonic() - began < LONGEST:
        page += 1
        told = _asked(path, asked | {"page": page, "per_page": PER_PAGE})
        count, pages = _number(told, "total_results"), min(_number(told, "total_pages"), DEEPEST // PER_PAGE)
        rows |= {row.siret: row for row in _read(told, criteria) if int(row.siren) not in known}
    found = sorted(rows.values(), key=lambda row: (row.km is None, row.km or 0.0))
    about = About(id=ID, stock_on=now.date().isoformat(), loaded_at=now.isoformat())
    return Online(count, found[:top], about, page >= pages)


def question(criteria: Criteria) -> tuple[str, dict[str, Any]]:
    """The path and the parameters, as far as the API takes them. Raises OnlineRefused."""
    asked: dict[str, Any] = {"limite_matching_etablissements": 100}
    if criteria.naf:
        asked["activite_principale"] = ",".join(_codes(criteria))
    centre, km = _circle(criteria)
    if centre is not None:
        if km > FARTHEST_KM:
            raise OnlineRefused("too_far")
        return "near_point", asked | {"lat": centre.lat, "long": centre.lon, "radius": km}
    lists = {
        "departement": criteria.departments,
        "code_commune": criteria.communes,
        "categorie_entreprise": criteria.sizes,
    }
    # Either zone will do, as in the register: the API would want both.
    if criteria.departments and criteria.communes:
        lists.pop("code_commune")
        lists["departement"] = tuple(dict.fromkeys([*criteria.departments, *map(department_of, criteria.communes)]))
    # Not the band of employees: that of a legal unit is not that of its establishment, which is looked at row by row.
    asked |= {name: ",".join(values) for name, values in lists.items() if values}
    return "search", asked | {"etat_administratif": "A"}


def _codes(criteria: Criteria) -> list[str]:
    """The API takes whole codes of NAF rév. 2: a beginning is all the codes that begin so."""
    if criteria.nomenclature != NAF_REV2:
        raise OnlineRefused("nomenclature")
    found: dict[str, None] = {}
    for start in starts(criteria.naf):
        whole = [start] if len(start) == 6 else naf.codes_from(start)
        if not whole:
            raise OnlineRefused("activity", start)
        found |= dict.fromkeys(whole)
    return list(found)


def _circle(criteria: Criteria) -> tuple[Degrees | None, float]:
    """Around the point asked for, else around an area, to its farthest corner."""
    if not criteria.area:
        return criteria.near, criteria.km
    box = box_of(criteria.area)
    middle = Degrees((box.south + box.north) / 2, (box.west + box.east) / 2)
    farthest = max(great_circle_km(Point(*middle), Point(*corner)) for corner in criteria.area)
    return middle, round(farthest + 0.1, 1)


def _read(told: dict[str, Any], criteria: Criteria) -> Iterator[Establishment]:
    for unit in told.get("results") or []:
        if isinstance(unit, dict):
            for row in establishments(unit):
                if criteria.near and row.lat is not None and row.lon is not None:
                    row = replace(row, km=great_circle_km(Point(*criteria.near), Point(row.lat, row.lon)))  # noqa: PLW2901 (the same row, measured)
                if fits(criteria, row):
                    yield row


def _number(told: dict[str, Any], name: str) -> int:
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise OnlineRefused("broken")
    return value


def _asked(path: str, asked: dict[str, Any]) -> dict[str, Any]:
    url = f"{settings.CARNET_COMPANY_SEARCH_URL.rstrip('/')}/{path}?{urlencode(asked)}"
    try:
        return _answer(url)
    except OnlineRefused as problem:
        if problem.reason != "busy" or float(problem.detail) > PATIENCE:
            raise
    return _answer(url)


def _answer(url: str) -> dict[str, Any]:
    """One request, not before its turn. Raises OnlineRefused."""
    _wait_turn()
    # The address is the administrator's own setting, http(s) alone; nothing of it comes from a request.
    request = Request(url, headers={"Accept": "application/json", "User-Agent": "Carnet"})  # noqa: S310
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            told = json.loads(answer.read(LARGEST))
    except HTTPError as error:
        with error:
            raise _refusal(error) from error
    except (URLError, OSError, http.client.HTTPException) as error:
        raise OnlineRefused("silent", str(error)) from error
    except ValueError as error:
        raise OnlineRefused("broken") from error
    if not isinstance(told, dict):
        raise OnlineRefused("broken")
    return told


def _refusal(error: HTTPError) -> OnlineRefused:
    if error.code == 429:
        seconds = _seconds(error.headers.get("Retry-After", ""))
        _free_at[0] = time.monotonic() + seconds
        return OnlineRefused("busy", f"{seconds:g}")
    if error.code == 400:
        try:
            return OnlineRefused("asked", str(json.loads(error.read(10_000))["erreur"])[:300])
        except (ValueError, KeyError, TypeError):
            return OnlineRefused("broken")
    return OnlineRefused("silent" if error.code >= 500 else "broken", str(error.code))


def _seconds(text: str) -> float:
    """Of Retry-After: a number of seconds; one when it says nothing that can be read."""
    return min(3600.0, float(text)) if text.strip().isascii() and text.strip().isdigit() else 1.0


def _wait_turn() -> None:
    """Seven in any second, by this process, and none before the API said so. Raises OnlineRefused with `busy`."""
    with _lock:
        now = time.monotonic()
        pause = _free_at[0] - now
        if pause > PATIENCE:
            raise OnlineRefused("busy", f"{pause:.0f}")
        if len(_sent) == A_SECOND:
            pause = max(pause, 1.0 - (now - _sent[0]))
        if pause > 0:
            time.sleep(pause)
        _sent.append(time.monotonic())
