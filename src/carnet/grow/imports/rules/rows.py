"""From one record to clean values, with every reason why it cannot be stored."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from carnet.foundation.fields.rules.definitions import Definition
from carnet.foundation.fields.rules.values import ValueRefused
from carnet.foundation.parties import identifiers
from carnet.foundation.parties.rules import PartyInvalid, normalise, tidy

from . import further, quick, values
from .cells import unquoted
from .formats import PLAIN, FigureUnknown, Formats, own_value
from .targets import COLLECTED_ON, IGNORED, KEPT_IN_NOTES

LOOSE = frozenset("siren siret vat_number phone email website country stage".split())
"""Fields whose bad value may be kept in the notes instead of refusing the row."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`column` counts from 0, -1 for the whole row. Reasons: empty, too_long, nul, undecodable, short, long, date,
    stage, country, currency, and those of an identifier (format, length, checksum)."""

    column: int
    field: str
    reason: str
    value: str = ""


@dataclass(slots=True)
class Draft:
    """A record read. `company` and `person` hold stored forms; `job_title` is the person's at the company."""

    line: int
    cells: list[str]
    company: dict[str, str] | None = None
    person: dict[str, str] | None = None
    job_title: str = ""
    collected_on: date | None = None
    points: list[further.Point] = field(default_factory=list)
    places: list[further.Place] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def told(self) -> list[list[object]]:
        """The problems as they are stored."""
        return [[one.column, one.field, one.reason, one.value] for one in self.problems]


@dataclass(frozen=True, slots=True)
class Reading:
    """How records are read: a target for each header, the longest value of each field, how figures and days
    are written.

    With `is_forgiving`, a bad phone or number goes to the notes and the row goes on.
    """

    headers: Sequence[str]
    mapping: Sequence[str]
    limits: Mapping[str, int]
    formats: Formats = PLAIN
    is_forgiving: bool = False
    own: Mapping[str, Definition] = field(default_factory=dict)
    """The workspace's own fields, by target; their values stand in JSON."""


class RowReader:
    """Reads the records of one file; what depends on the columns is settled once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.width = len(reading.headers)
        self.columns = [
            (place, target) for place, target in enumerate(reading.mapping) if target != IGNORED and place < self.width
        ]
        self.turns = turns(reading.mapping)
        # The country settles how a phone number without prefix is read.
        self.columns.sort(key=lambda column: column[1] != "company.country")

    def read(self, line: int, cells: list[str]) -> Draft:
        draft = Draft(line, cells)
        if not self._fits(draft):
            return draft
        found: dict[str, str] = {}
        places: dict[str, int] = {}
        notes: list[str] = []
        elsewhere: dict[int, dict[str, str]] = {}
        for place, target in self.columns:
            raw = cells[place]
            if not raw or raw.isspace():
                continue
            places.setdefault(target, place)
            turn = self.turns[place]
            if turn and target in _PLACES:
                # The second street goes with the second city, whatever the first ones are.
                self._take(draft, (place, target), raw, elsewhere.setdefault(turn, {}), notes)
            else:
                self._take_each(draft, (place, target), raw, found, notes)
        self._place(draft, found, elsewhere)
        self._share_out(draft, found, notes, places)
        return draft

    def cell(self, target: str, raw: str) -> tuple[str, str]:
        """How one cell would be read by itself: its stored form, or the reason why it cannot be."""
        draft = Draft(0, [])
        parts = further.split(unquoted(raw)) if target.rpartition(".")[2] in {"phone", "email"} else [raw]
        found: dict[str, str] = {}
        try:
            read = [self._clean(draft, target, target.rpartition(".")[2], part, found) for part in parts]
        except (PartyInvalid, ValueRefused, FigureUnknown, values.ValueUnknown) as error:
            return "", error.reason
        return draft.collected_on.isoformat() if draft.collected_on else ", ".join(read), ""

    def _fits(self, draft: Draft) -> bool:
        cells = draft.cells
        if len(cells) > self.width and any(cell.strip() for cell in cells[self.width :]):
            draft.problems.append(Problem(-1, "", "long", str(len(cells))))
        elif len(cells) < self.width:
            draft.problems.append(Problem(-1, "", "short", str(len(cells))))
        for place, cell in enumerate(cells[: self.width]):
            if "\x00" in cell:
                draft.problems.append(Problem(place, "", "nul", shown(cell)))
            elif "\ufffd" in cell:
                draft.problems.append(Problem(place, "", "undecodable", cell))
        if any(problem.reason == "nul" for problem in draft.problems):
            draft.cells = [shown(cell) for cell in cells]
        return not draft.problems

    def _take_each(
        self, draft: Draft, column: tuple[int, str], raw: str, found: dict[str, str], notes: list[str]
    ) -> None:
        """Several phones or e-mails may stand in one cell; a cell that is right as it stands is not cut."""
        parts = further.split(unquoted(raw)) if column[1].rpartition(".")[2] in {"phone", "email"} else []
        if len(parts) < 2:
            self._take(draft, column, raw, found, notes)
            return
        for part in parts:
            self._take(draft, column, part, found, notes)

    def _place(self, draft: Draft, found: dict[str, str], elsewhere: Mapping[int, dict[str, str]]) -> None:
        """Further addresses of the company; one that repeats the first is left out."""
        for turn in sorted(elsewhere):
            values_of = {target.rpartition(".")[2]: value for target, value in elsewhere[turn].items() if value}
            main = {name: found.get(f"company.{name}", "") for name in further.PLACE}
            if not any(main[name] for name in ("street", "postcode", "city")):
                found.update({f"company.{name}": value for name, value in values_of.items()})
            elif any(main[name] != value for name, value in values_of.items()):
                header = next(
                    self.reading.headers[place]
                    for place, to in self.columns
                    if self.turns[place] == turn and to in _PLACES
                )
                draft.places.append(further.Place(further.place_use(header), values_of))

    def _take(self, draft: Draft, column: tuple[int, str], raw: str, found: dict[str, str], notes: list[str]) -> None:
        place, target = column
        header = self.reading.headers[place].strip() or str(place + 1)
        if target == KEPT_IN_NOTES:
            notes.append(f"{header} : {raw.strip()}")
            return
        name = target.rpartition(".")[2]
        try:
            value = self._clean(draft, target, name, raw, found)
        except (PartyInvalid, ValueRefused, FigureUnknown, values.ValueUnknown) as error:
            if self.reading.is_forgiving and (name in LOOSE or target in self.reading.own):
                notes.append(f"{header} : {raw.strip()}")
            else:
                draft.problems.append(Problem(place, name, error.reason, raw[:200]))
            return
        if len(value) > self.reading.limits.get(target, 1_000_000):
            draft.problems.append(Problem(place, name, "too_long", raw[:200]))
        elif not found.get(target):
            found[target] = value
        elif value and value != found[target]:
            if point := further.point(target, header, value):
                draft.points.append(point)
            else:
                notes.append(f"{header} : {raw.strip()}")

    def _clean(self, draft: Draft, target: str, name: str, raw: str, found: Mapping[str, str]) -> str:
        text = unquoted(raw)
        if target == COLLECTED_ON:
            draft.collected_on = values.day(text, self.reading.formats.date_order)
            return ""
        if own := self.reading.own.get(target):
            value = own_value(own, text, self.reading.formats)
            return "" if value is None else json.dumps(value)
        if special := _SPECIAL.get(name):
            return special(text)
        if identify := _IDENTIFIERS.get(name):
            return self._identify(name, tidy(text), identify, found)
        return str(normalise(name, text))

    def _identify(self, name: str, text: str, identify: Callable[[str], str], found: Mapping[str, str]) -> str:
        region = found.get("company.country", "FR")
        try:
            if name == "phone" and region != "FR":
                return identifiers.phone(text, (region,))
            return identify(text) if text else ""
        except identifiers.IdentifierInvalid as error:
            raise PartyInvalid(name, error.reason, text) from error

    def _share_out(self, draft: Draft, found: dict[str, str], notes: list[str], places: Mapping[str, int]) -> None:
        company, person = _of("company.", found), _of("person.", found)
        draft.job_title = person.pop("job_title", "")
        person = _named(person, company, draft)
        if not company.get("name"):
            if not person:
                self._nameless(draft)
                return
            if rest := {name: company[name] for name in company if name not in {"country", "stage"}}:
                notes.extend(f"{self._header(places, name)} : {value}" for name, value in rest.items())
            notes.extend(one.value for one in draft.points if one.owner == "company")
            draft.points = [one for one in draft.points if one.owner == "person"]
            notes.extend(", ".join(one.values.values()) for one in draft.places)
            company, draft.places = {}, []
        if company.get("siret"):
            company["siren"] = company["siret"][:9]
        owner = person or company
        if notes:
            owner["notes"] = "\n".join(filter(None, [owner.get("notes", ""), *notes]))
        draft.company, draft.person = company or None, person or None

    def _header(self, places: Mapping[str, int], name: str) -> str:
        place = places.get(f"company.{name}")
        return name if place is None else self.reading.headers[place].strip()

    def _nameless(self, draft: Draft) -> None:
        if any(problem.field in {"name", "family_name", "full_name"} for problem in draft.problems):
            return
        wanted = ("company.name", "person.family_name", "person.full_name", "person.given_name")
        place = next((place for name in wanted for place, target in self.columns if target == name), -1)
        draft.problems.append(Problem(place, "name", "empty"))


def _named(person: dict[str, str], company: dict[str, str], draft: Draft) -> dict[str, str]:
    """The person with first and last name apart; where nobody is named, how to reach them is the company's."""
    if whole := person.pop("full_name", ""):
        given, family = values.split_name(whole)
        person.setdefault("given_name", given)
        person.setdefault("family_name", family)
    if person.get("given_name") and not person.get("family_name"):
        person["family_name"] = person.pop("given_name")
    if person.get("family_name"):
        return person
    for name in ("phone", "email", "notes"):
        value = person.get(name)
        if value and not company.get(name):
            company[name] = value
        elif value and value != company[name] and name in further.CHANNELS:
            draft.points.append(further.Point("company", further.CHANNELS[name], "work", value))
    draft.points = [replace(one, owner="company") for one in draft.points]
    return {}


def turns(mapping: Sequence[str]) -> list[int]:
    """How many columns before each one go to the same target."""
    return [list(mapping[:place]).count(target) for place, target in enumerate(mapping)]


def shown(cell: str) -> str:
    """A NUL as the sign that stands for it: PostgreSQL stores none."""
    return cell.replace("\x00", "\u2400")


def neutral(value: str) -> str:
    """What a spreadsheet would run as a formula gets an apostrophe; a number or a phone with its sign does not.

    Source: OWASP, CSV injection, read 2026-11.
    """
    if value[:1] in {"=", "@", "\t", "\r"} or (value[:1] in {"+", "-"} and not _is_number(value)):
        return f"'{value}"
    return value


def _is_number(value: str) -> bool:
    return all(letter in "0123456789 ().,-/\u00a0\u202f" for letter in value[1:])


def _of(prefix: str, found: Mapping[str, str]) -> dict[str, str]:
    return {target[len(prefix) :]: value for target, value in found.items() if value and target.startswith(prefix)}


_PLACES = frozenset(f"company.{name}" for name in further.PLACE)
_SPECIAL: Mapping[str, Callable[[str], str]] = {
    "stage": values.stage,
    "country": values.country,
    "civility": values.civility,
}
_IDENTIFIERS: Mapping[str, Callable[[str], str]] = {
    "phone": quick.phone,
    "email": quick.email,
    "siren": quick.siren,
    "siret": quick.siret,
}
