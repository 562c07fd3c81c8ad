"""Acts of the customer file: the same change on many companies, a person who moves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.agenda.models import Task
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.fields.models import Source
from carnet.foundation.fields.queries import field_set, visible_fields
from carnet.foundation.fields.rules.definitions import FieldSet, Holder
from carnet.foundation.fields.rules.retention import kept_until
from carnet.foundation.fields.rules.values import Stored
from carnet.foundation.fields.storing import merged
from carnet.foundation.parties import bulk
from carnet.foundation.parties.findable import index_person
from carnet.foundation.parties.models import Affiliation, Company, Person, Provenance
from carnet.foundation.parties.rules import normalise
from carnet.foundation.workspaces.models import Membership

Party = Company | Person
BULK_LIMIT = 1000
"""Companies that one act may change at once: what a person can still look through before agreeing."""


@dataclass(slots=True)
class BulkPlan:
    """What a bulk act would do. `changes` names each company that changes with what stands there now, by field; the
    workspace's own under `custom`. `refused`: those that the new stage asks for fields they lack."""

    values: dict[str, Any]
    custom: dict[str, Stored] = field(default_factory=dict)
    changes: list[tuple[Party, dict[str, Any]]] = field(default_factory=list)
    unchanged: list[Party] = field(default_factory=list)
    refused: list[tuple[Party, str]] = field(default_factory=list)
    missing: int = 0
    model: type[Party] = Company


def plan_bulk(
    ids: Sequence[int],
    values: dict[str, Any],
    custom: dict[str, Stored] | None = None,
    *,
    member: Membership,
    model: type[Party] = Company,
) -> BulkPlan:
    """Look, without changing: `values` by the database column (stage, owner_id), own fields in stored form. One query.

    Records in the trash, or gone, count as missing.
    """
    plan = BulkPlan(values, custom or {}, model=model)
    seen = visible_fields(Holder.COMPANY if model is Company else Holder.PERSON, member)
    parties = model.objects.present().filter(pk__in=list(ids)[:BULK_LIMIT]).order_by("name_key", "pk")
    for company in parties:
        before = {name: getattr(company, name) for name, value in values.items() if getattr(company, name) != value}
        own = {code: company.custom.get(code) for code, new in plan.custom.items() if company.custom.get(code) != new}
        lacking = _lacking(company, before, plan, seen)
        if lacking:
            plan.refused.append((company, lacking))
        elif before or own:
            plan.changes.append((company, before | ({"custom": own} if own else {})))
        else:
            plan.unchanged.append(company)
    plan.missing = len(ids) - len(plan.changes) - len(plan.unchanged) - len(plan.refused)
    return plan


def _lacking(company: Party, before: dict[str, Any], plan: BulkPlan, seen: FieldSet) -> str:
    """The labels of the fields that the company's stage, new or present, asks for in vain."""
    after = merged(company.custom, plan.custom)
    if "stage" in before:
        missing = seen.missing_at(plan.values["stage"], after)
    else:
        missing = [one for one in seen.missing_at(company.stage, after) if one.code in plan.custom]
    return ", ".join(one.label for one in missing)


@transaction.atomic
def apply_bulk(
    *,
    member: Membership,
    ids: Sequence[int],
    values: dict[str, Any],
    custom: dict[str, Stored] | None = None,
    owner_name: str = "",
) -> tuple[BulkPlan, Event | None]:
    """Set the same on many companies. One event, which undoes them all; None when nothing differs."""
    plan = plan_bulk(ids, values, custom, member=member)
    if not plan.changes:
        return plan, None
    write_plan(plan)
    changed = [company for company, _ in plan.changes]
    event = record(
        member=member,
        code="customer_file.bulk_edited",
        subjects=changed,
        before={str(company.pk): before for company, before in plan.changes},
        after={
            **values,
            "owner": owner_name,
            "count": len(changed),
            **({"custom": plan.custom} if plan.custom else {}),
        },
        is_undoable=True,
    )
    return plan, event


def write_plan(plan: BulkPlan) -> None:
    """Change the rows of a plan. No event: whoever plans writes the one of the act."""
    numbers = [party.pk for party, _before in plan.changes]
    plan.model.objects.filter(pk__in=numbers).update(**plan.values, updated_at=timezone.now())
    set_custom([(party, before["custom"]) for party, before in plan.changes if "custom" in before], plan.custom)


def set_custom(rows: Sequence[tuple[Party, dict[str, Stored]]], values: dict[str, Stored]) -> None:
    """Give own fields to many records of a kind, with the rows that find them and where the values come from.

    `rows`: each record with the codes that change in it. Four statements.
    """
    if not rows:
        return
    model = type(rows[0][0])
    link = "company" if model is Company else "person"
    fields, today = field_set(Holder.COMPANY if model is Company else Holder.PERSON), timezone.localdate()
    for company, changing in rows:
        company.custom = merged(company.custom, {code: values[code] for code in changing})
    companies = [company for company, _ in rows]
    bulk.update(model, ["custom"], companies)
    bulk.reindex_values(model, [(company, {code: values[code] for code in codes}) for company, codes in rows])
    traced = [(company, fields.by_code[code]) for company, codes in rows for code in codes]
    Provenance.objects.bulk_create(
        [
            Provenance(
                **{link: company}, field=one.key, source=Source.ENTERED, basis=one.basis, collected_on=today,
                keep_until=kept_until(one, today),
            )
            for company, one in traced
            if values[one.code] is not None
        ],
        batch_size=200,
    )  # fmt: skip


@transaction.atomic
def plan_together(
    *, member: Membership, parties: Sequence[Company | Person], title: str, due_on: date, kind: str
) -> Event | None:
    """The same next action for each of them, for oneself. One event, which takes back those still to be done."""
    if not parties:
        return None
    link = "company" if isinstance(parties[0], Company) else "person"
    tasks = make_tasks(member=member, link=link, ids=[one.pk for one in parties], title=title, due_on=due_on, kind=kind)
    return record(
        member=member,
        code="customer_file.planned_together",
        subjects=parties,
        after={"ids": [task.pk for task in tasks], "title": title.strip()[:200], "due_on": due_on, "count": len(tasks)},
        is_undoable=True,
    )


def make_tasks(*, member: Membership, link: str, ids: Sequence[int], title: str, due_on: date, kind: str) -> list[Task]:
    """The same next action for each number of a company or of a person, as `link` says. No event."""
    text = title.strip()[:200]
    made = [
        Task(
            workspace_id=member.workspace_id, title=text, due_on=due_on, kind=kind, member=member, **{f"{link}_id": pk}
        )
        for pk in ids
    ]
    return list(Task.objects.bulk_create(made, batch_size=500))


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
