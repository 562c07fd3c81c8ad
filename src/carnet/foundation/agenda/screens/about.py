"""With whom: the company or person that an address names by `societe` and `personne`."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from carnet.foundation.parties.models import Company, Person


@dataclass(frozen=True, slots=True)
class About:
    """Either may be None; both given means that person, met for that company."""

    company: Company | None = None
    person: Person | None = None

    @property
    def query(self) -> str:
        """The same, for an address."""
        named = {"societe": self.company, "personne": self.person}
        return urlencode({name: row.pk for name, row in named.items() if row})

    @property
    def parties(self) -> list[Company | Person]:
        return [row for row in (self.person, self.company) if row]

    @property
    def name(self) -> str:
        return " · ".join(map(str, self.parties))


def about(request: HttpRequest) -> About:
    """Read the address. 404 for a party that is not of this workspace. Up to two queries."""
    company, person = request.GET.get("societe", ""), request.GET.get("personne", "")
    found = About(_one(Company, company), _one(Person, person))
    if found.person and not found.company:
        role = found.person.affiliations.current().select_related("company").order_by("-is_main", "-pk").first()
        return About(role.company if role else None, found.person)
    return found


def _one(model: type[Company] | type[Person], pk: str) -> Company | Person | None:
    if not pk:
        return None
    row = model.objects.present().filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() else None
    if row is None:
        raise Http404
    return row
