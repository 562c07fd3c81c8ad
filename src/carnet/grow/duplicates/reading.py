"""The records of a workspace as they are compared, and what says that one has changed."""

import hashlib
import json
from collections.abc import Iterator

from carnet.foundation.parties.models import Affiliation, Company, Person

from .models import Kind
from .rules.fields import comparable

Record = dict[str, str | None]
_COMPANY = ("name", "siren", "siret", "phone", "email", "website", "street", "postcode", "city")
_PERSON = ("given_name", "family_name", "phone", "email")


def records_of(kind: str) -> Iterator[tuple[int, Record]]:
    """The number and the compared values of every record that is present. One query, two for people."""
    return companies() if kind == Kind.COMPANY else people()


def companies(numbers: list[int] | None = None) -> Iterator[tuple[int, Record]]:
    rows = Company.objects.present().filter(erased_at=None)
    if numbers is not None:
        rows = rows.filter(pk__in=numbers)
    for row in rows.order_by("pk").values("pk", *_COMPANY).iterator(chunk_size=5000):
        yield row["pk"], comparable({**row, "number": row["siren"], "establishment": row["siret"]})


def people(numbers: list[int] | None = None) -> Iterator[tuple[int, Record]]:
    """A person's company and city are those of where they work today."""
    rows = Person.objects.present().filter(erased_at=None)
    roles = Affiliation.objects.current()
    if numbers is not None:
        rows, roles = rows.filter(pk__in=numbers), roles.filter(person__in=numbers)
    at = {
        person: (name, city)
        for person, name, city in roles.order_by("is_main", "pk").values_list(
            "person_id", "company__name", "company__city"
        )
    }
    for row in rows.order_by("pk").values("pk", *_PERSON).iterator(chunk_size=5000):
        company, city = at.get(row["pk"], ("", ""))
        values = {"given": row["given_name"], "family": row["family_name"], "company": company, "city": city}
        yield row["pk"], comparable({**values, "phone": row["phone"], "email": row["email"]})


def fingerprint(one: Record, other: Record) -> str:
    """Of what two records say of themselves when somebody decides about them."""
    said = json.dumps([one, other], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
