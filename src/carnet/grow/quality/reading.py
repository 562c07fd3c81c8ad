"""From stored parties to what the rules look at, many at a time. No more queries for a thousand than for one."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone

from carnet.foundation.fields.queries import field_set
from carnet.foundation.geo.queries import Fit, coherence
from carnet.foundation.parties.custom import holder_of
from carnet.foundation.parties.models import Affiliation, BuyerKind, Company, Party, Person, Provenance
from carnet.foundation.parties.queries import provenances
from carnet.prepared import Prepared

from .rules import Audience, Quality, Record, Seen, assess

COMPANY_VALUES = "siren siret vat_number naf_code phone email website street postcode city".split()
PERSON_VALUES = "phone email given_name".split()


def qualities(parties: Sequence[Company | Person]) -> dict[int, Quality]:
    """The quality of parties of one kind, by id. Two queries."""
    if not parties:
        return {}
    is_company = isinstance(parties[0], Company)
    ids = [party.pk for party in parties]
    seen, roles = _origins(ids, is_company=is_company), _roles(ids, is_company=is_company)
    today = timezone.localdate()
    return {
        party.pk: assess(_record(party, seen.get(party.pk, {}), roles.get(party.pk, "")), today) for party in parties
    }


def quality_of(party: Company | Person) -> Quality:
    """Two queries, written once: a record's page asks them each time."""
    seen = {name: Seen(row.collected_on, row.source) for name, row in provenances(party).items()}
    role = _somebody[type(party)].first(party=party.pk, today=timezone.localdate())
    return assess(_record(party, seen, role[0] if role else ""), timezone.localdate())


def _current_of(kind: str, other: str) -> Prepared:
    return Prepared(
        lambda party, today: Affiliation.objects.filter(
            Q(ended_on=None) | Q(ended_on__gte=today), **{kind: party, f"{other}__deleted_at": None}
        ).values_list(f"{other}__name_key")[:1],
        party=int,
        today=date,
    )


_somebody = {Company: _current_of("company", "person"), Person: _current_of("person", "company")}


def _record(party: Company | Person, seen: Mapping[str, Seen], role: str) -> Record:
    missing = field_set(holder_of(party)).missing_at(party.stage, party.custom)
    # A field that some roles alone may see is not told to the others by what it lacks.
    lacking = [one.key for one in missing if not one.is_restricted]
    if isinstance(party, Person):
        values = {name: getattr(party, name) for name in PERSON_VALUES} | {"role": role}
        return Record(Audience.PERSON, values, seen, lacking=lacking)
    values = {name: getattr(party, name) for name in COMPANY_VALUES}
    values |= {"contact": role, "owner": "x" if party.owner_id else ""}
    place = _place(party.postcode, party.city) if party.country == "FR" else ""
    return Record(audience_of(party), values, seen, place, lacking)


def audience_of(party: Party) -> Audience:
    if not isinstance(party, Company):
        return Audience.PERSON
    if party.buyer_kind == BuyerKind.CONSUMER:
        return Audience.HOUSEHOLD
    return Audience.ORGANISATION if party.country in {"FR", ""} else Audience.FOREIGN


@lru_cache(maxsize=50_000)
def _place(postcode: str, city: str) -> str:
    """Empty while the two go together or nothing can be said; else the city that may be meant."""
    found = coherence(postcode, city)
    if found.fit in {Fit.MATCH, Fit.UNKNOWN}:
        return ""
    return found.communes[0].name if found.communes else "?"


def _origins(ids: Sequence[int], *, is_company: bool) -> dict[int, dict[str, Seen]]:
    """The latest provenance of each field. One query."""
    party = "company_id" if is_company else "person_id"
    rows = Provenance.objects.filter(**{f"{party}__in": ids}).order_by("collected_on", "pk")
    found: dict[int, dict[str, Seen]] = {}
    for pk, name, on, source in rows.values_list(party, "field", "collected_on", "source"):
        found.setdefault(pk, {})[name] = Seen(on, source)
    return found


def _roles(ids: Sequence[int], *, is_company: bool) -> dict[int, str]:
    """Somebody at each company, or the company of each person, now. One query."""
    roles = Affiliation.objects.current()
    if is_company:
        rows = roles.filter(Q(company__in=ids), person__deleted_at=None).values_list("company_id", "person__name_key")
    else:
        rows = roles.filter(Q(person__in=ids), company__deleted_at=None).values_list("person_id", "company__name_key")
    return dict(rows.order_by("pk"))
