"""Many records read at once, column by column; what is odd in any way goes through `rows.RowReader`, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from . import cells, further, values
from .records import Block
from .rows import Draft, Reading, RowReader
from .targets import COLLECTED_ON, IGNORED, KEPT_IN_NOTES

Columns = dict[str, list[str]]
_SPLIT = "full_name"


@dataclass(slots=True)
class Frame:
    """Records side by side. `company` and `person` hold stored forms, "" for a blank; a row has a company if its
    `name` is filled, a person if its `family_name` is. A row of `refused` holds nothing.

    `read` keeps the drafts that went the long way, for what has no column of its own.
    """

    lines: Sequence[int]
    rows: list[list[str]]
    company: Columns
    person: Columns
    job_titles: list[str] | None = None
    collected: list[date | None] | None = None
    points: dict[int, list[further.Point]] = field(default_factory=dict)
    read: dict[int, Draft] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.rows)

    def draft(self, place: int) -> Draft:
        """One row as the long way gives it, blank values left out."""
        if place in self.read:
            return self.read[place]
        company = self._of(self.company, place) if self.company and self.company["name"][place] else None
        person = self._of(self.person, place) if self.person and self.person["family_name"][place] else None
        draft = Draft(self.lines[place], self.rows[place], company, person)
        draft.job_title = self.job_titles[place] if self.job_titles else ""
        draft.collected_on = self.collected[place] if self.collected else None
        draft.points = self.points.get(place, [])
        return draft

    @staticmethod
    def _of(columns: Columns, place: int) -> dict[str, str]:
        return {name: column[place] for name, column in columns.items() if column[place]}


class FrameReader:
    """Reads the records of one file; what depends on the columns is settled once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.width = len(reading.headers)
        self.reader = RowReader(reading)
        self.own = {target: cells.own(definition, reading.formats) for target, definition in reading.own.items()}
        targets = [target for target in reading.mapping if target not in {IGNORED, KEPT_IN_NOTES}]
        self.has_company = "company.name" in targets
        self.has_person = bool({"person.family_name", "person.full_name"} & set(targets))
        self.is_plain = self._is_plain(targets)

    def _is_plain(self, targets: Sequence[str]) -> bool:
        """Whether rows can be read by columns at all."""
        names = {target for target in targets if target.startswith("person.")}
        return not (
            {"person.full_name", "person.family_name"} <= names
            or {"person.full_name", "person.given_name"} <= names
            or (names and not self.has_person)
            or not (self.has_company or self.has_person)
        )

    def read(self, block: Block) -> Frame:
        rows = block.rows
        frame = Frame(block.lines, rows, {}, {})
        if not self.is_plain or block.is_suspect:
            slow = set(range(len(rows)))
        else:
            width = self.width
            slow = {place for place, row in enumerate(rows) if len(row) != width}
        self._read_columns(frame, slow)
        self._read_slowly(frame, sorted(slow))
        return frame

    def _read_columns(self, frame: Frame, slow: set[int]) -> None:
        blank = [""] * self.width
        rows = frame.rows if not slow else [blank if place in slow else row for place, row in enumerate(frame.rows)]
        columns = list(zip(*rows, strict=True)) if rows else [()] * self.width
        found: Columns = {}
        # As in `RowReader`: the country settles how a phone number without prefix is read.
        for place, target in enumerate(self.reading.mapping[: self.width]):
            if target == COLLECTED_ON:
                self._days(frame, columns[place], slow)
            elif target == KEPT_IN_NOTES:
                self._kept(frame, place, columns[place], found)
            elif target != IGNORED:
                self._column(frame, place, columns[place], found, slow)
        self._foreign_phones(found, slow)
        self._share_out(frame, found, slow)

    def _column(self, frame: Frame, column_place: int, column: Sequence[str], found: Columns, slow: set[int]) -> None:
        target, header = self.reading.mapping[column_place], self.reading.headers[column_place].strip()
        clean = self.own.get(target) or cells.CLEANERS.get(target.rpartition(".")[2], cells.texts)
        found_forms = clean(column)
        slow.update(cells.odd(found_forms))
        stored = [value or "" for value in found_forms]
        most = self.reading.limits.get(target, 1_000_000)
        if stored and max(map(len, stored)) > most:
            slow.update(place for place, value in enumerate(stored) if len(value) > most)
        if target not in found:
            found[target] = stored
            return
        first, is_place = found[target], target.partition(".")[2] in further.PLACE
        for place, value in enumerate(stored):
            if not value or value == first[place]:
                continue
            if is_place:
                slow.add(place)
            elif not first[place]:
                first[place] = value
            elif point := further.point(target, header or str(column_place + 1), value):
                frame.points.setdefault(place, []).append(point)
            else:
                slow.add(place)

    def _days(self, frame: Frame, column: Sequence[str], slow: set[int]) -> None:
        read = cells.days(column, self.reading.formats.date_order)
        slow.update(cells.odd(read, sign=False))
        days = [day or None for day in read]
        if frame.collected is None:
            frame.collected = days
        else:
            slow.update(place for place, day in enumerate(days) if day)

    def _kept(self, frame: Frame, place: int, column: Sequence[str], found: Columns) -> None:
        header = self.reading.headers[place].strip() or str(place + 1)
        lines = [f"{header} : {cell.strip()}" if cell and not cell.isspace() else "" for cell in column]
        before = found.get(KEPT_IN_NOTES)
        found[KEPT_IN_NOTES] = (
            ["\n".join(filter(None, pair)) for pair in zip(before, lines, strict=True)] if before else lines
        )

    def _foreign_phones(self, found: Columns, slow: set[int]) -> None:
        countries = found.get("company.country")
        if not countries or not ({"company.phone", "person.phone"} & set(found)):
            return
        blank = [""] * len(countries)
        phones = zip(found.get("company.phone", blank), found.get("person.phone", blank), strict=True)
        for place, (country, both) in enumerate(zip(countries, phones, strict=True)):
            if country and country != "FR" and any(both):
                slow.add(place)

    def _share_out(self, frame: Frame, found: Columns, slow: set[int]) -> None:
        """As `RowReader` does; a row whose owner is not plain to see goes the long way."""
        company = {target[8:]: column for target, column in found.items() if target.startswith("company.")}
        person = {target[7:]: column for target, column in found.items() if target.startswith("person.")}
        if _SPLIT in person:
            pairs = [values.split_name(name) if name else ("", "") for name in person.pop(_SPLIT)]
            person["family_name"] = [family or given for given, family in pairs]
            person["given_name"] = [given if family else "" for given, family in pairs]
        frame.job_titles = person.pop("job_title", None)
        wanted = company.get("name") if self.has_company else None
        for names in (wanted, person.get("family_name") if self.has_person else None):
            if names and "" in names:
                slow.update(place for place, name in enumerate(names) if not name)
        if "siret" in company:
            sirens = company.get("siren") or [""] * len(frame)
            company["siren"] = [
                siret[:9] if siret else siren for siret, siren in zip(company["siret"], sirens, strict=True)
            ]
        if kept := found.get(KEPT_IN_NOTES):
            owner = person if self.has_person else company
            before = owner.get("notes") or [""] * len(frame)
            owner["notes"] = ["\n".join(filter(None, pair)) for pair in zip(before, kept, strict=True)]
        if not self.has_company:
            # Of a company that nobody names: the long way puts it into the notes.
            for name in company.keys() - {"country", "stage"}:
                slow.update(place for place, value in enumerate(company[name]) if value)
        frame.company = company if self.has_company else {}
        frame.person = person if self.has_person else {}

    def _read_slowly(self, frame: Frame, places: Sequence[int]) -> None:
        for place in places:
            draft = self.reader.read(frame.lines[place], frame.rows[place])
            frame.read[place] = draft
            if draft.problems:
                frame.refused.add(place)
        for name, columns in (("company", frame.company), ("person", frame.person)):
            filled = {key for place in places for key in (getattr(frame.read[place], name) or {})}
            for key in filled - set(columns):
                columns[key] = [""] * len(frame)
            for place in places:
                draft = frame.read[place]
                given = {} if draft.problems else getattr(draft, name) or {}
                for key, column in columns.items():
                    column[place] = given.get(key, "")
        self._read_rest(frame, places)

    def _read_rest(self, frame: Frame, places: Sequence[int]) -> None:
        for place in places:
            draft = frame.read[place]
            if draft.job_title and frame.job_titles is None:
                frame.job_titles = [""] * len(frame)
            if frame.job_titles is not None:
                frame.job_titles[place] = draft.job_title
            if frame.collected is not None:
                frame.collected[place] = draft.collected_on
