"""What one chunk writes: new companies and people in columns, roles, filled blanks, refused rows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from carnet.foundation.consents.services import recognise_many
from carnet.foundation.parties import bulk
from carnet.foundation.parties.bulk import NewCompany, NewPerson, NewReach, NewRole, Parties
from carnet.foundation.parties.models import Address, Company, ContactPoint, Person, Source
from carnet.foundation.search.pouring import plain, pour

from . import origin_words
from .filling import Fills
from .models import Import, RefusedRow, Touched
from .own import split, split_columns
from .planning import Outcome
from .rules.frames import Columns, Frame
from .rules.further import CHANNELS
from .rules.rows import Draft
from .sharing import Key

Kind = Touched.Kind


@dataclass(slots=True)
class Batch:
    """`keys` are the folded names of the frame and what else was compared; they are not made twice."""

    file: Import
    frame: Frame
    keys: Sequence[Key]
    at: datetime
    plain_companies: Parties | None = None
    plain_people: Parties | None = None
    companies: dict[int, NewCompany] = field(default_factory=dict)
    people: dict[int, NewPerson] = field(default_factory=dict)
    roles: list[NewRole] = field(default_factory=list)
    reach: list[NewReach] = field(default_factory=list)
    fills: Fills = field(default_factory=Fills)
    fill_lines: set[int] = field(default_factory=set)
    filled: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def take_plain(self, doubtful: set[int], companies: Iterator[int], people: Iterator[int]) -> None:
        """All rows that are neither in doubt nor refused become companies and people, as they stand in columns.

        `companies` and `people` hand out the numbers of the new.
        """
        frame, out = self.frame, doubtful | self.frame.refused
        places = [place for place in range(len(frame)) if place not in out] if out else list(range(len(frame)))
        with_company = _filled(frame.company, "name", places)
        with_person = _filled(frame.person, "family_name", places)
        company_ids = list(islice(companies, len(with_company)))
        person_ids = list(islice(people, len(with_person)))
        if with_company:
            self.plain_companies = self._parties(Company, frame.company, with_company, company_ids)
            self.counts["companies_created"] += len(with_company)
        if with_person:
            self.plain_people = self._parties(Person, frame.person, with_person, person_ids)
            self.counts["people_created"] += len(with_person)
            if frame.company:
                self.plain_people.company_names = _picked(frame.company["name"], with_person)
                self._join(dict(zip(with_company, company_ids, strict=True)), with_person, person_ids)
        if frame.points or frame.read:
            self._reach_plain(
                dict(zip(with_company, company_ids, strict=True)), dict(zip(with_person, person_ids, strict=True))
            )

    def _reach_plain(self, companies: Mapping[int, int], people: Mapping[int, int]) -> None:
        for place in {*self.frame.points, *self.frame.read}:
            if place in companies or place in people:
                self._reach(self.frame.draft(place), companies.get(place), people.get(place))

    def _reach(self, draft: Draft, company: int | None, person: int | None) -> None:
        """What is further known of who is made here."""
        for point in draft.points:
            owner = {"company_id": company} if point.owner == "company" else {"person_id": person}
            values = {"channel": point.channel, "use": point.use, "value": point.value}
            if any(owner.values()):
                self.reach.append(NewReach(ContactPoint, values, **owner))
        if company:
            self.reach += [
                NewReach(Address, {"use": one.use, **one.values}, company_id=company) for one in draft.places
            ]

    def _parties(
        self, model: type[Company] | type[Person], columns: Columns, places: Sequence[int], ids: Sequence[int]
    ) -> Parties:
        names = next(key.values for key in self.keys if key.model is model and key.field == "name_key")
        picked, own = split_columns({name: _picked(column, places) for name, column in columns.items()})
        collected: Sequence[date | None] = _picked(self.frame.collected, places) if self.frame.collected else ()
        return Parties(ids, picked, _picked(names, places), collected, custom=own)

    def _join(self, companies: Mapping[int, int], places: Sequence[int], people: Sequence[int]) -> None:
        titles = self.frame.job_titles
        for place, person in zip(places, people, strict=True):
            if place in companies:
                self.roles.append(NewRole(person, companies[place], titles[place] if titles else ""))

    def take(self, outcome: Outcome) -> None:
        if outcome.action == "skip":
            self.counts["skipped"] += 1
        elif outcome.action == "fill":
            self._fill(outcome)
        else:
            self._create(outcome)

    def _create(self, outcome: Outcome) -> None:
        draft = outcome.draft
        if outcome.makes_company and outcome.company:
            self.companies[outcome.company] = NewCompany(outcome.company, draft.company or {}, draft.collected_on)
            self.counts["companies_created"] += 1
        if outcome.makes_person and outcome.person:
            name = (draft.company or {}).get("name", "")
            self.people[outcome.person] = NewPerson(outcome.person, draft.person or {}, draft.collected_on, name)
            self.counts["people_created"] += 1
            if outcome.company:
                self.roles.append(NewRole(outcome.person, outcome.company, draft.job_title))
        made = outcome.company if outcome.makes_company else None
        self._reach(draft, made, outcome.person if outcome.makes_person else None)

    def _fill(self, outcome: Outcome) -> None:
        """Blanks of a row that this same chunk makes are filled before it is written."""
        draft = outcome.draft
        self.fill_lines.add(draft.line)
        for ref, new, values, waiting in (
            (outcome.company, self.companies, draft.company, self.fills.companies),
            (outcome.person, self.people, draft.person, self.fills.people),
        ):
            if ref is None or not values:
                continue
            if ref not in new:
                waiting.append((draft.line, ref, values))
            elif fill_waiting(new[ref].values, values):
                self.filled.add(draft.line)
        self._fill_further(outcome)

    def _fill_further(self, outcome: Outcome) -> None:
        """A phone or an e-mail that differs from the one that is there stands beside it. Written once the blanks are
        filled, so that what has just become the party's own value is not added again."""
        draft = outcome.draft
        for kind, ref, values in (
            ("company", outcome.company, draft.company),
            ("person", outcome.person, draft.person),
        ):
            if ref is None or not values:
                continue
            given = [(channel, "work", values[name]) for name, channel in CHANNELS.items() if values.get(name)]
            given += [(one.channel, one.use, one.value) for one in draft.points if one.owner == kind]
            for channel, use, value in given:
                point = NewReach(ContactPoint, {"channel": channel, "use": use, "value": value}, **{f"{kind}_id": ref})
                self.fills.reach.append((draft.line, point))

    def write(self) -> None:
        file = self.file
        origin = bulk.Origin(
            file.workspace_id,
            Source.IMPORT,
            origin_words.whence(file),
            self.at,
            basis=file.basis,
            collected_on=file.collected_on,
            keep_until=file.usable_until,
        )
        if self.plain_companies:
            bulk.pour_companies(self.plain_companies, origin)
            self._touch(Kind.COMPANY, self.plain_companies.ids)
        if self.plain_people:
            bulk.pour_people(self.plain_people, origin)
            self._touch(Kind.PERSON, self.plain_people.ids)
        for party in (*self.companies.values(), *self.people.values()):
            party.values, party.custom = split(party.values)
        bulk.create_companies(list(self.companies.values()), origin)
        self._touch(Kind.COMPANY, list(self.companies))
        bulk.create_people(list(self.people.values()), origin)
        self._touch(Kind.PERSON, list(self.people))
        self._touch(Kind.ROLE, bulk.create_roles(self.roles, origin))
        bulk.create_reach(self.reach, origin)
        self.filled |= self.fills.write(file, origin)
        self._recognise()
        self.counts.update(updated=len(self.filled), skipped=len(self.fill_lines - self.filled))
        self._refuse()

    def _recognise(self) -> None:
        """Who objected comes back marked. One query a chunk while nobody ever did."""
        workspace, fills = self.file.workspace_id, self.fills
        for model, poured, made, wanted in (
            (Company, self.plain_companies, self.companies, fills.companies),
            (Person, self.plain_people, self.people, fills.people),
        ):
            numbers = [*(poured.ids if poured else ()), *made, *(ref for _line, ref, _values in wanted)]
            recognise_many(model, numbers, workspace_id=workspace, at=self.at)

    def _touch(self, kind: str, numbers: Sequence[int]) -> None:
        if numbers:
            constants = {"workspace": self.file.workspace_id, "file": self.file.pk, "kind": str(kind)}
            constants |= {"is_created": True, "filled": "{}", "at": plain(self.at)}
            pour(Touched, {"object_id": numbers}, constants)

    def _refuse(self) -> None:
        drafts = [self.frame.read[place] for place in sorted(self.frame.refused)]
        rows = [RefusedRow(file=self.file, line=one.line, cells=one.cells, problems=one.told()) for one in drafts]
        RefusedRow.objects.bulk_create(rows, batch_size=100)
        self.counts["refused"] += len(rows)


def _filled(columns: Columns, name: str, places: Sequence[int]) -> Sequence[int]:
    """Of the rows at `places`, those that name someone."""
    if not columns:
        return []
    names = columns[name]
    return places if "" not in names else [place for place in places if names[place]]


def _picked(column: Sequence[Any], places: Sequence[int]) -> Sequence[Any]:
    return column if len(places) == len(column) else [column[place] for place in places]


def fill_waiting(there: Any, values: Mapping[str, str]) -> bool:
    blanks = {name: value for name, value in values.items() if not there.get(name)}
    there.update(blanks)
    return bool(blanks)
