"""Who a mailing is for: the addresses behind its list, and why each of the others is not written to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from carnet.foundation.consents.fingerprints import Mark
from carnet.foundation.consents.queries import may_reach
from carnet.foundation.consents.reaching import reach_each
from carnet.foundation.consents.rules import EVERY, Channel
from carnet.foundation.consents.suppression import channels_of, suppressed
from carnet.foundation.parties.models import Affiliation, Company, Person
from carnet.foundation.ui.offering import rows_of
from carnet.prospect.mix.queries import members_of

from .composing import Composer, Reader
from .models import FailingAddress, Mailing, Message
from .rules.letters import ValueMissing

SILENCED = frozenset({EVERY, Channel.EMAIL.value})
MOST = 50_000
CHUNK = 400


@dataclass(slots=True)
class Reckoned:
    """What queueing would do now."""

    going: list[Reader] = field(default_factory=list)
    refused: list[Reader] = field(default_factory=list)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        return Counter(one.reason for one in self.refused).most_common()


def companies_of(mailing: Mailing) -> QuerySet[Company]:
    """In no order; none where what the list was made of is gone. For a view of companies, and the other lists."""
    rows: QuerySet[Company] = Company.objects.present()
    if mailing.group:
        return rows.filter(pk__in=members_of(mailing.group).order_by().values("pk"))
    if mailing.targeting_id:
        return rows.filter(targets__targeting=mailing.targeting_id)
    if mailing.tag_id:
        return rows.filter(tag_links__tag=mailing.tag_id)
    if mailing.view and mailing.view.list_code == "companies":
        seen = rows_of(mailing.view)
        return rows.none() if seen is None else rows.filter(pk__in=seen.order_by().values("pk"))
    return rows.none()


def people_of(mailing: Mailing) -> QuerySet[Person]:
    """People named by the list themselves: those with its tag, or of a view of people."""
    rows: QuerySet[Person] = Person.objects.present()
    if mailing.tag_id:
        return rows.filter(tag_links__tag=mailing.tag_id)
    if mailing.view and mailing.view.list_code == "people":
        seen = rows_of(mailing.view)
        return rows.none() if seen is None else rows.filter(pk__in=seen.order_by().values("pk"))
    return rows.none()


def readers_of(mailing: Mailing) -> Iterator[list[Reader]]:
    """Everybody of the list by chunks, with an address or without. Three queries for each 400."""
    numbers = list(companies_of(mailing).order_by("name_key", "pk").values_list("pk", flat=True)[:MOST])
    numbers = list(dict.fromkeys(numbers))
    for start in range(0, len(numbers), CHUNK):
        companies = Company.objects.in_bulk(numbers[start : start + CHUNK])
        roles = _roles(company__in=list(companies))
        by_company: dict[int, list[Affiliation]] = {}
        for role in roles:
            by_company.setdefault(role.company_id, []).append(role)
        there = [companies[number] for number in numbers[start : start + CHUNK] if number in companies]
        yield [one for company in there for one in _of_company(mailing, company, by_company.get(company.pk, []))]
    people = list(people_of(mailing).order_by("name_key", "pk")[:MOST])
    for start in range(0, len(people), CHUNK):
        some = people[start : start + CHUNK]
        main: dict[int, Affiliation] = {}
        for role in _roles(person__in=[person.pk for person in some]):
            main.setdefault(role.person_id, role)
        yield [_of_person(person, main.get(person.pk)) for person in some]


def _roles(**those: object) -> list[Affiliation]:
    """Held today in companies that are there, the main ones first."""
    rows = Affiliation.objects.current().filter(person__deleted_at=None, company__deleted_at=None, **those)
    return list(rows.select_related("person", "company").order_by("-is_main", "pk"))


def _of_company(mailing: Mailing, company: Company, roles: Sequence[Affiliation]) -> list[Reader]:
    people = [Reader(one.person.email, company, one.person, one.job_title) for one in roles if one.person.email]
    own = Reader(company.email, company)
    if mailing.readers == Mailing.Readers.EVERYONE:
        return people or [own]
    if mailing.readers == Mailing.Readers.MAIN and people:
        return people[:1]
    return [own]


def _of_person(person: Person, role: Affiliation | None) -> Reader:
    return Reader(person.email, role.company if role else None, person, role.job_title if role else "")


def reckon(mailing: Mailing) -> Reckoned:
    """Everyone of the list, sorted into those who would be written to and the others. Ten queries for each 400.

    Somebody who works nowhere costs seven more. Each is asked about again just before the message leaves.
    """
    composer = Composer(mailing)
    found, seen = Reckoned(), set[str]()
    already, dead = _already(mailing), _dead()
    for readers in readers_of(mailing):
        refusals = _refusals(readers)
        for reader in readers:
            address = reader.address.casefold()
            if not address:
                reader.reason = "no_address"
            elif address in seen:
                reader.reason = "duplicate"
            elif address in already:
                reader.reason = "already"
            elif address in dead:
                reader.reason = "dead"
            else:
                reader.reason = refusals.get(reader.code, "") or _missing(composer, reader)
            if reader.reason:
                found.refused.append(reader)
            else:
                seen.add(address)
                found.going.append(reader)
    return found


def _refusals(readers: Sequence[Reader]) -> dict[str, str]:
    """What the gate and the suppression list say against each, by reader."""
    now = timezone.now()
    companies = list({one.company.pk: one.company for one in readers if one.company}.values())
    decisions = reach_each(companies, Channel.EMAIL, at=now)
    found: dict[str, str] = {}
    for one in readers:
        key = ("person", one.person.pk) if one.person else ("company", one.party.pk)
        decision = decisions.get(key) or may_reach(one.party, Channel.EMAIL, at=now)
        if not decision.is_allowed:
            found[one.code] = decision.reason
    if readers:
        rows = {number: [Mark("email", one.address)] for number, one in enumerate(readers) if one.address}
        listed = suppressed(rows, workspace_id=readers[0].party.workspace_id)
        for number, channels in listed.items():
            if channels & SILENCED:
                found.setdefault(readers[number].code, "suppressed")
    return found


def _already(mailing: Mailing) -> set[str]:
    """Addresses that a mailing has written to, or is about to, with the same letter."""
    left = Q(state__in=[Message.State.QUEUED, Message.State.HANDED, Message.State.SENT, Message.State.UNKNOWN])
    rows = Message.objects.filter(left, mailing__letter=mailing.letter_id).exclude(mailing=mailing.pk)
    return {address.casefold() for address in rows.values_list("address", flat=True)}


def _dead() -> set[str]:
    return set(FailingAddress.objects.filter(is_hard=True).values_list("address", flat=True))


def refusal(reader: Reader) -> str:
    """Why one may not write to this reader at this very moment; empty when one may. Seven to ten queries.

    The gate of consents first, then the house they work for, the suppression list, and the address itself.
    """
    decision = may_reach(reader.party, Channel.EMAIL, at=timezone.now())
    if not decision.is_allowed:
        return decision.reason
    house = reader.company
    if reader.person and house and (house.objected_at or house.restricted_at):
        return "objected" if house.objected_at else "restricted"
    if channels_of([Mark("email", reader.address)], workspace_id=reader.party.workspace_id) & SILENCED:
        return "suppressed"
    return "dead" if FailingAddress.objects.filter(address=reader.address.casefold(), is_hard=True).exists() else ""


def _missing(composer: Composer, reader: Reader) -> str:
    """A field of the letter that this reader has no value for."""
    try:
        composer.words(reader)
    except ValueMissing as error:
        return f"field:{error.name}"[:40]
    return ""
