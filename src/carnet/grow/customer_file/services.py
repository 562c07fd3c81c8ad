"""Acts of the customer file: the same change on many companies, a person who moves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.parties.findable import index_person
from carnet.foundation.parties.models import Affiliation, Company, Person
from carnet.foundation.parties.rules import normalise
from carnet.foundation.workspaces.models import Membership

BULK_FIELDS = ("stage", "owner")
BULK_LIMIT = 1000
"""Companies that one act may change at once: what a person can still look through before agreeing."""


@dataclass(slots=True)
class BulkPlan:
    """What a bulk act would do. `changes` names each company that changes with what stands there now, by field."""

    values: dict[str, Any]
    changes: list[tuple[Company, dict[str, Any]]] = field(default_factory=list)
    unchanged: list[Company] = field(default_factory=list)
    missing: int = 0


def plan_bulk(ids: Sequence[int], values: dict[str, Any]) -> BulkPlan:
    """Look, without changing: `values` by the database column (stage, owner_id). One query.

    Companies in the trash, or gone, count as missing.
    """
    plan = BulkPlan(values)
    companies = Company.objects.present().filter(pk__in=list(ids)[:BULK_LIMIT]).order_by("name_key", "pk")
    for company in companies:
        before = {name: getattr(company, name) for name, value in values.items() if getattr(company, name) != value}
        if before:
            plan.changes.append((company, before))
        else:
            plan.unchanged.append(company)
    plan.missing = len(ids) - len(plan.changes) - len(plan.unchanged)
    return plan


@transaction.atomic
def apply_bulk(
    *, member: Membership, ids: Sequence[int], values: dict[str, Any], owner_name: str = ""
) -> tuple[BulkPlan, Event | None]:
    """Set the same stage or owner on many companies. One event, which undoes them all; None when nothing differs."""
    plan = plan_bulk(ids, values)
    if not plan.changes:
        return plan, None
    changed = [company for company, _ in plan.changes]
    Company.objects.filter(pk__in=[company.pk for company in changed]).update(**values, updated_at=timezone.now())
    event = record(
        member=member,
        code="customer_file.bulk_edited",
        subjects=changed,
        before={str(company.pk): before for company, before in plan.changes},
        after={**values, "owner": owner_name, "count": len(changed)},
        is_undoable=True,
    )
    return plan, event


@transaction.atomic
def move_person(
    *,
    member: Membership,
    person: Person,
    company: Company,
    since: date,
    job_title: str = "",
    is_main: bool = False,
    keeps_others: bool = False,
) -> Event:
    """Give a person a role at a company; the roles held so far end the day before, unless kept. One event."""
    ended: list[dict[str, Any]] = []
    if not keeps_others:
        for role in Affiliation.objects.current().filter(person=person).select_for_update(of=("self",)):
            ended.append({"id": role.pk, "ended_on": role.ended_on})
            role.ended_on = max(since - timedelta(days=1), role.started_on or date.min)
            role.save(update_fields=["ended_on"])
    role = Affiliation.objects.create(
        person=person,
        company=company,
        job_title=str(normalise("job_title", job_title)),
        is_main=is_main,
        started_on=since,
    )
    index_person(person, company_name=company.name)
    left = Company.objects.filter(affiliations__in=[row["id"] for row in ended]).exclude(pk=company.pk).distinct()
    return record(
        member=member,
        code="customer_file.person_moved",
        subjects=[person, company, *left],
        before={"ended": ended},
        after={"id": role.pk, "person": str(person), "company": company.name, "job": role.job_title, "since": since},
        is_undoable=True,
    )
