"""Decide what becomes of each row: made, used to fill blanks, left out as already there, or refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .models import Import
from .rules.duplicates import Companies, Hit, People
from .rules.rows import Draft

NewRef = Callable[[Draft], int]
Policy = Import.Policy


@dataclass(slots=True)
class Outcome:
    """What becomes of a draft. `company` and `person` are references; `hit` is who is already there, if anyone.

    A reference is the row's number; in a dry run, a row that is not there yet is its line below zero.
    """

    draft: Draft
    action: str
    company: int | None = None
    person: int | None = None
    makes_company: bool = False
    makes_person: bool = False
    hit: Hit[int] | None = None


class Planner:
    """Knows the rows of the file seen so far; `base` is what the database holds of the same keys."""

    def __init__(self, policy: str) -> None:
        self.policy = policy
        self.forget()

    def forget(self) -> None:
        """Start anew: the rows seen so far now stand in the database."""
        self.companies: Companies[int] = Companies()
        self.people: People[int] = People()

    def plan(
        self,
        drafts: Sequence[Draft],
        base: tuple[Companies[int], People[int]],
        new_company: NewRef,
        new_person: NewRef,
    ) -> list[Outcome]:
        self._base_companies, self._base_people = base
        self._new_company, self._new_person = new_company, new_person
        return [self._outcome(draft) for draft in drafts]

    def _outcome(self, draft: Draft) -> Outcome:
        if draft.problems:
            return Outcome(draft, "refuse")
        return self._person(draft) if draft.person else self._company(draft)

    def _company(self, draft: Draft) -> Outcome:
        company = draft.company or {}
        hit = self._find_company(company)
        if hit and self.policy == Policy.SKIP:
            return Outcome(draft, "skip", hit=hit)
        if hit and self.policy == Policy.FILL:
            return Outcome(draft, "fill", company=hit.ref, hit=hit)
        return Outcome(draft, "create", company=self._add_company(draft, company), makes_company=True, hit=hit)

    def _person(self, draft: Draft) -> Outcome:
        """A row that names a person attaches them to the company it names, made if nobody knows it yet."""
        person, company = draft.person or {}, draft.company
        known = self._find_company(company) if company else None
        place = str(known.ref) if known else ""
        hit = self.people.find(person, place) or self._base_people.find(person, place)
        if hit and self.policy == Policy.SKIP:
            return Outcome(draft, "skip", hit=hit)
        if hit and self.policy == Policy.FILL:
            return Outcome(draft, "fill", company=known.ref if known else None, person=hit.ref, hit=hit)
        makes_company = bool(company) and known is None
        company_ref = known.ref if known else (self._add_company(draft, company) if company else None)
        person_ref = self._new_person(draft)
        self.people.add(person_ref, person, str(company_ref or ""))
        return Outcome(draft, "create", company_ref, person_ref, makes_company, makes_person=True, hit=hit)

    def _find_company(self, company: Mapping[str, str]) -> Hit[int] | None:
        return self.companies.find(company) or self._base_companies.find(company)

    def _add_company(self, draft: Draft, company: Mapping[str, str]) -> int:
        ref = self._new_company(draft)
        self.companies.add(ref, company)
        return ref
