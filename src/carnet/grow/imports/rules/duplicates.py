"""Who is already there: keys by which two parties are the same, and what speaks against it.

A company is known by its SIREN, then by its folded name and city, then by phone, then by e-mail. Two different
SIRETs, or two different SIRENs, are never the same company: that is what those numbers are for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from carnet.foundation.parties.rules import name_key
from carnet.foundation.search.rules import fold

Ref = TypeVar("Ref")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Ref]):
    """`reason`: siren, name_city, name_company, phone, email."""

    ref: Ref
    reason: str


@dataclass(frozen=True, slots=True)
class _Known(Generic[Ref]):
    ref: Ref
    siren: str
    siret: str
    place: str
    """City, folded; of a person, the key of the company."""


@dataclass(slots=True)
class Companies(Generic[Ref]):
    """The companies seen so far, found by any of their keys; `ref` is whatever names one to the caller."""

    sirens: dict[str, list[_Known[Ref]]] = field(default_factory=dict)
    names: dict[str, list[_Known[Ref]]] = field(default_factory=dict)
    phones: dict[str, list[_Known[Ref]]] = field(default_factory=dict)
    emails: dict[str, list[_Known[Ref]]] = field(default_factory=dict)

    def add(self, ref: Ref, company: Mapping[str, str]) -> None:
        siren = company.get("siren", "")
        known = _Known(ref, siren, company.get("siret", ""), fold(company.get("city", "")))
        self.names.setdefault(name_key(company["name"]), []).append(known)
        for table, value in ((self.sirens, siren), (self.phones, company.get("phone")), (self.emails, _mail(company))):
            if value:
                table.setdefault(value, []).append(known)

    def find(self, company: Mapping[str, str]) -> Hit[Ref] | None:
        siren, siret = company.get("siren", ""), company.get("siret", "")
        city = fold(company.get("city", ""))
        for known in self.sirens.get(siren, ()) if siren else ():
            if not _differ(siret, known.siret):
                return Hit(known.ref, "siren")
        same_name = self.names.get(name_key(company["name"]), ())
        # The same city goes before a city that is not known.
        for known in sorted(same_name, key=lambda one: one.place != city):
            if not (_differ(city, known.place) or _differ(siren, known.siren) or _differ(siret, known.siret)):
                return Hit(known.ref, "name_city")
        for reason, table, value in (
            ("phone", self.phones, company.get("phone")),
            ("email", self.emails, _mail(company)),
        ):
            for known in table.get(value, ()) if value else ():
                if not (_differ(siren, known.siren) or _differ(siret, known.siret)):
                    return Hit(known.ref, reason)
        return None


@dataclass(slots=True)
class People(Generic[Ref]):
    """The people seen so far: one e-mail is one person; else the same name, with the same phone or company."""

    emails: dict[str, list[tuple[Ref, str]]] = field(default_factory=dict)
    names: dict[str, list[tuple[Ref, str, str]]] = field(default_factory=dict)

    def add(self, ref: Ref, person: Mapping[str, str], company: str) -> None:
        """`company` is any name of the company that is the same for the same one; empty for none."""
        key = person_key(person)
        if email := _mail(person):
            self.emails.setdefault(email, []).append((ref, key))
        self.names.setdefault(key, []).append((ref, person.get("phone", ""), company))

    def find(self, person: Mapping[str, str], company: str) -> Hit[Ref] | None:
        key, phone = person_key(person), person.get("phone", "")
        for ref, other in self.emails.get(_mail(person), ()):
            # A shared mailbox is not one person: the names must have a word in common.
            if set(key.split()) & set(other.split()):
                return Hit(ref, "email")
        for ref, other_phone, other_company in self.names.get(key, ()):
            if phone and phone == other_phone:
                return Hit(ref, "phone")
            if company and company == other_company:
                return Hit(ref, "name_company")
            if not company and not phone and not _mail(person) and not other_company:
                return Hit(ref, "name")
        return None


def person_key(person: Mapping[str, str]) -> str:
    return name_key(f"{person.get('family_name', '')} {person.get('given_name', '')}")


def _mail(party: Mapping[str, str]) -> str:
    return party.get("email", "").lower()


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)
