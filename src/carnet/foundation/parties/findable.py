"""What a party answers to in the search."""

from collections.abc import Iterable

from carnet.foundation.search.services import Findable, index

from .models import Company, Person

COMPANY = "parties.company"
PERSON = "parties.person"


def of_company(company: Company) -> Findable:
    numbers = f"{company.siren} {company.siret} {company.vat_number} {company.phone}"
    places = f"{company.city} {company.postcode}"
    return Findable(
        kind=COMPANY,
        object_id=company.pk,
        title=company.name,
        subtitle=" ".join(filter(None, [company.postcode, company.city])),
        text=f"{company.legal_name} {numbers} {company.email} {places}",
    )


def of_person(person: Person, company_name: str = "") -> Findable:
    return Findable(
        kind=PERSON,
        object_id=person.pk,
        title=str(person),
        subtitle=company_name,
        text=f"{person.family_name} {person.given_name} {person.phone} {person.email} {company_name}",
    )


def index_companies(companies: Iterable[Company], *, workspace_id: int) -> None:
    index((of_company(company) for company in companies), workspace_id=workspace_id)


def index_person(person: Person, *, company_name: str = "") -> None:
    index([of_person(person, company_name)], workspace_id=person.workspace_id)
