"""Companies and people of the demo, made one by one through the same services as a user's."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from carnet.foundation.parties.identifiers import luhn
from carnet.foundation.parties.models import Company, Person, Source, Stage
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.search.rules import fold
from carnet.foundation.workspaces.models import Membership

from . import words
from .calendar import office_hour

T = TypeVar("T")
COMPANIES = 400
PEOPLE = 900

STAGES = [
    (Stage.SUSPECT, 26),
    (Stage.COLD, 24),
    (Stage.WARM, 14),
    (Stage.HOT, 6),
    (Stage.CUSTOMER, 24),
    (Stage.FORMER, 6),
]


def draw(random: Random, weighted: list[tuple[T, int]]) -> T:
    return random.choices([item for item, _ in weighted], [weight for _, weight in weighted])[0]


@dataclass
class Firm:
    """A company of the story with its people and the day it came into the file."""

    company: Company
    people: list[Person]
    since: date


def make_firms(random: Random, team: list[Membership], today: date) -> list[Firm]:
    names = _names(random)
    firms = [_firm(random, number, name, team, today) for number, name in enumerate(names)]
    left = PEOPLE - sum(len(firm.people) for firm in firms)
    for firm in random.choices(firms, k=left):
        _person(random, firm, team, is_main=False)
    return firms


def _names(random: Random) -> list[dict[str, Any]]:
    """Names with their trade, none twice."""
    found: dict[str, dict[str, Any]] = {}
    for name, naf, industry in words.PUBLIC:
        found[name] = {"name": name, "naf_code": naf, "industry": industry, "buyer_kind": "public_body"}
    for name in words.FIRMS:
        prefix, naf, industry, _, _ = random.choice(words.TRADES)
        found[name] = {"name": name, "naf_code": naf, "industry": industry, "buyer_kind": "company"}
    weighted = [(trade, trade[3]) for trade in words.TRADES]
    while len(found) < COMPANIES:
        prefix, naf, industry, _, kind = draw(random, weighted)
        name = f"{prefix} {random.choice(words.FAMILY)}"
        if random.random() < 0.2:
            name += f" & {random.choice(['Fils', 'Associés', random.choice(words.FAMILY)])}"
        found.setdefault(name, {"name": name, "naf_code": naf, "industry": industry, "buyer_kind": kind})
    return list(found.values())


def _firm(random: Random, number: int, facts: dict[str, Any], team: list[Membership], today: date) -> Firm:
    city, postcode = draw(random, [((name, code), weight) for name, code, weight in words.CITIES])
    member = random.choice(team)
    age = int(random.triangular(5, 760, 500))
    since = today - timedelta(days=age)
    source = random.choice([Source.ENTERED, Source.ENTERED, Source.WEBSITE, Source.PERSON])
    siren = siren_of(number)
    company = create_company(
        member=member,
        source=source,
        at=office_hour(random, since),
        stage=draw(random, STAGES),
        owner=member,
        siret=siret_of(siren),
        vat_number="" if facts["buyer_kind"] == "public_body" else vat_of(siren),
        phone=f"0465{710000 + number:06d}",
        email=f"contact@{domain(facts['name'])}" if random.random() < 0.8 else "",
        website=f"https://www.{domain(facts['name'])}" if random.random() < 0.6 else "",
        street=f"{random.randint(1, 180)} {random.choice(words.STREETS)}",
        postcode=postcode,
        city=city,
        staff_band=draw(random, words.STAFF),
        staff_year=today.year - 2,
        **facts,
    )
    firm = Firm(company, [], since)
    for rank in range(draw(random, [(1, 30), (2, 40), (3, 22), (4, 8)])):
        _person(random, firm, team, is_main=rank == 0)
    return firm


def _person(random: Random, firm: Firm, team: list[Membership], *, is_main: bool) -> None:
    is_woman = random.random() < 0.5
    given = random.choice(words.GIVEN_F if is_woman else words.GIVEN_M)
    family = random.choice(words.FAMILY)
    woman, man, _ = draw(random, [(job, job[2]) for job in words.JOBS])
    number = 5000 + firm.company.pk % 400 * 10 + len(firm.people)
    day = firm.since + timedelta(days=random.randint(0, 20))
    person = create_person(
        member=random.choice(team),
        company=firm.company,
        civility="mme" if is_woman else "m",
        given_name=given,
        family_name=family,
        job_title=woman if is_woman else man,
        is_main=is_main,
        since=firm.since - timedelta(days=random.randint(30, 2500)),
        phone=f"0465{710000 + number:06d}" if random.random() < 0.7 else "",
        email=f"{handle(given)}.{handle(family)}@{domain(firm.company.name)}" if random.random() < 0.75 else "",
        source=random.choice([Source.ENTERED, Source.PERSON]),
        at=office_hour(random, day),
    )
    firm.people.append(person)


def handle(text: str) -> str:
    return fold(text).replace(" ", "-")


def domain(name: str) -> str:
    return f"{handle(name)[:40].strip('-')}.example"


def siren_of(number: int) -> str:
    """A well-formed SIREN of the block 000, which Insee does not give."""
    start = f"000{10000 + number * 7:05d}"
    return next(start + last for last in "0123456789" if luhn(start + last))


def siret_of(siren: str) -> str:
    return next(f"{siren}0001{last}" for last in "0123456789" if luhn(f"{siren}0001{last}"))


def vat_of(siren: str) -> str:
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"
