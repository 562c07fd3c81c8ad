"""A workspace of any size, generated once and kept: companies, people, contacts, one well-known record."""

from datetime import timedelta
from random import Random

from django.db import connection
from django.utils import timezone
from django_scopes import scope

from carnet.foundation.accounts.models import User
from carnet.foundation.agenda.services import log_interaction, plan_task
from carnet.foundation.parties.bulk import (
    NewCompany,
    NewPerson,
    NewRole,
    Origin,
    allocate,
    create_companies,
    create_people,
    create_roles,
)
from carnet.foundation.parties.models import Company, Person, Source, Stage
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.foundation.workspaces.permissions import Role
from carnet.web.demo import words
from carnet.web.demo.people import domain, siren_of

from . import own

SLUG = "bench"
KNOWN = "Zéphyrin Menuiserie Modèle"
"""The record that is opened, and found by its name."""
BATCH = 10_000


def prepared(rows: int) -> Membership:
    """The member who works in a workspace of `rows` companies; made on the first call."""
    found = Membership.objects.filter(workspace__slug=SLUG).select_related("workspace", "user").first()
    if found:
        return found
    workspace = Workspace.objects.create(slug=SLUG, name="Bench")
    user = User.objects.create_user("bench@carnet.example", "un mot de passe de banc", name="Banc d’essai")
    member = Membership.objects.create(workspace=workspace, user=user, role=Role.MANAGER, is_owner=True)
    with scope(workspace=workspace):
        own.design(member)
        for first in range(0, rows, BATCH):
            _batch(Random(first), member, range(first, min(first + BATCH, rows)))
        _known(member)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return member


def _batch(random: Random, member: Membership, numbers: range) -> None:
    origin = Origin(member.workspace_id, Source.IMPORT, "bench", timezone.now())
    ids = list(allocate(Company, len(numbers)))
    firms = [
        NewCompany(pk, _firm(random, number), custom=own.values(random))
        for pk, number in zip(ids, numbers, strict=True)
    ]
    create_companies(firms, origin)
    people = list(allocate(Person, len(ids)))
    create_people([NewPerson(pk, _person(random)) for pk in people], origin)
    create_roles([NewRole(person, company, "Gérant") for person, company in zip(people, ids, strict=True)], origin)
    rows = []
    for company in Company.objects.filter(pk__in=ids).only("pk"):
        company.owner = member if random.random() < 0.4 else None
        company.last_contact_at = timezone.now() - timedelta(days=random.randint(1, 900))
        rows.append(company)
    Company.objects.bulk_update(rows, ["owner", "last_contact_at"], batch_size=500)


def _firm(random: Random, number: int) -> dict[str, str]:
    prefix, naf, industry, _, kind = random.choice(words.TRADES)
    name = f"{prefix} {random.choice(words.FAMILY)} {random.choice(words.FAMILY)}"
    city, postcode, _ = random.choice(words.CITIES)
    return {
        "name": name,
        "naf_code": naf,
        "industry": industry,
        "buyer_kind": kind,
        "siren": siren_of(number % 10_000),
        "phone": f"+334657{number % 100_000:05d}",
        "email": f"contact{number}@{domain(name)}",
        "city": city,
        "postcode": postcode,
        "street": f"{random.randint(1, 180)} {random.choice(words.STREETS)}",
        "stage": random.choice(Stage.values),
    }


def _person(random: Random) -> dict[str, str]:
    given = random.choice(words.GIVEN_F + words.GIVEN_M)
    return {"given_name": given, "family_name": random.choice(words.FAMILY)}


def _known(member: Membership) -> None:
    company = create_company(
        member=member,
        name=KNOWN,
        city="Lyon",
        postcode="69003",
        phone="0465719999",
        industry="Menuiserie",
        stage=Stage.HOT,
        owner=member,
    )
    people = [
        create_person(member=member, company=company, family_name=name, given_name="Anne", job_title="Gérante")
        for name in words.FAMILY[:5]
    ]
    for day in range(50):
        log_interaction(
            member=member,
            channel="call",
            company=company,
            person=people[day % 5],
            outcome="reached",
            text="Confirme le budget, demande une livraison avant la fin du trimestre.",
            minutes=6,
            at=timezone.now() - timedelta(days=day, hours=1),
        )
    plan_task(member=member, title="Relancer", due_on=timezone.localdate(), company=company)
