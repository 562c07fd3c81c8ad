"""Write a plan, its groups and their actions; one act, one transaction, one event."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.documents.models import Document
from carnet.foundation.documents.services import freeze
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of

from . import printing
from .board import board_of
from .models import ActionSequence, ChannelTerms, Group, Launch, Plan, plain_steps
from .queries import ground_of, seen_groups
from .rules.proposing import LAST_DAY, MOST_STEPS, Step

PLAN_FIELDS = (
    "name", "goal", "first_on", "weeks", "contacts_goal", "meetings_goal", "sales_goal", "budget_cents",
)  # fmt: skip
TERMS_FIELDS = ("cost_cents", "per_week", "grams", "meetings", "sales", "source", "read_on")
LINKS = ("targeting", "grid", "tag", "view")


class MixRefused(ValueError):
    """`reason`: no_name, no_source, no_steps, too_many_steps, bad_day, gone, launched, nobody, over, not_alone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def save_plan(*, member: Membership, values: Mapping[str, Any], plan: Plan | None = None) -> Plan:
    """Write a plan, or change what one says. Raises MixRefused."""
    if not str(values["name"]).strip():
        raise MixRefused("no_name")
    before = _plain(plan) if plan else None
    plan = plan or Plan(member=member)
    for name in PLAN_FIELDS:
        setattr(plan, name, values[name])
    plan.save()
    plan.event = record(
        member=member,
        code="mix.plan_saved",
        subjects=[plan],
        before={"values": before} if before else None,
        after={"id": plan.pk, "name": plan.name, "values": _plain(plan)},
        is_undoable=True,
    )
    return plan


def _plain(plan: Plan) -> dict[str, Any]:
    values = {name: getattr(plan, name) for name in PLAN_FIELDS}
    return values | {"first_on": plan.first_on.isoformat()}


@transaction.atomic
def delete_plan(*, member: Membership, plan: Plan) -> Event:
    """It leaves the list; what it put into the agenda stays. Raises MixRefused."""
    if not Plan.objects.present().filter(pk=plan.pk).update(deleted_at=timezone.now()):
        raise MixRefused("gone")
    after = {"id": plan.pk, "name": plan.name}
    return record(member=member, code="mix.plan_deleted", subjects=[plan], after=after, is_undoable=True)


@transaction.atomic
def add_group(*, member: Membership, plan: Plan, name: str, why: str = "", **source: Any) -> Group:
    """A group made of exactly one of a targeting, a grid, a tag or a view, last in rank, with the actions that suit it.

    Raises MixRefused.
    """
    given = {link: source[link] for link in LINKS if source.get(link) is not None}
    if len(given) != 1:
        raise MixRefused("no_source")
    if not name.strip():
        raise MixRefused("no_name")
    last = plan.groups.aggregate(last=Max("rank"))["last"] or 0
    group = Group.objects.create(
        plan=plan, name=name.strip()[:120], why=why.strip(), rank=last + 1, kind=next(iter(given)), **given
    )
    _propose(member, group)
    group.event = record(
        member=member,
        code="mix.group_added",
        subjects=[plan],
        after={"id": group.pk, "name": group.name, "plan": plan.name},
        is_undoable=True,
    )
    return group


def _propose(member: Membership, group: Group) -> ActionSequence:
    """The actions that suit the group as it stands, as its next version."""
    seen = seen_groups(ground_of(group.plan), [group])[0]
    return _write(member, group, seen.proposal.steps, is_proposed=True)


def _write(member: Membership, group: Group, steps: Sequence[Step], *, is_proposed: bool) -> ActionSequence:
    last = group.sequences.aggregate(last=Max("version"))["last"] or 0
    return ActionSequence.objects.create(
        group=group, version=last + 1, steps=plain_steps(steps), is_proposed=is_proposed, author=member
    )


@transaction.atomic
def edit_group(*, member: Membership, group: Group, name: str, why: str) -> Event:
    """Raises MixRefused."""
    if not name.strip():
        raise MixRefused("no_name")
    before = {"name": group.name, "why": group.why}
    group.name, group.why = name.strip()[:120], why.strip()[:400]
    group.save(update_fields=["name", "why"])
    after = {"id": group.pk, "name": group.name, "why": group.why}
    return record(
        member=member, code="mix.group_edited", subjects=[group.plan], before=before, after=after, is_undoable=True
    )


@transaction.atomic
def move_group(*, member: Membership, group: Group, up: bool) -> Event:
    """Before or after its neighbour. Raises MixRefused."""
    rows = list(Group.objects.select_for_update(of=("self",)).filter(plan=group.plan_id).order_by("rank", "pk"))
    place = next((number for number, row in enumerate(rows) if row.pk == group.pk), None)
    if place is None:
        raise MixRefused("gone")
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise MixRefused("not_alone")
    before = [row.pk for row in rows]
    rows[place], rows[other] = rows[other], rows[place]
    rank_groups([row.pk for row in rows])
    after = {"plan": group.plan_id, "name": group.name, "order": [row.pk for row in rows]}
    return record(
        member=member,
        code="mix.group_moved",
        subjects=[group.plan],
        before={"order": before},
        after=after,
        is_undoable=True,
    )


def rank_groups(order: Sequence[int]) -> None:
    for rank, number in enumerate(order, 1):
        Group.objects.filter(pk=number).update(rank=rank)


@transaction.atomic
def remove_group(*, member: Membership, group: Group) -> Event:
    """With its versions. Raises MixRefused when it stands in the agenda."""
    running = (Launch.State.WAITING, Launch.State.DONE, Launch.State.STOPPED, Launch.State.REVERTING)
    if group.launches.filter(state__in=running).exists():
        raise MixRefused("launched")
    versions = [
        {"version": one.version, "steps": one.steps, "is_proposed": one.is_proposed, "author": one.author_id}
        for one in group.sequences.order_by("version")
    ]
    before = {
        "plan": group.plan_id,
        "name": group.name,
        "why": group.why,
        "rank": group.rank,
        "kind": group.kind,
        "links": {f"{link}_id": getattr(group, f"{link}_id") for link in LINKS},
        "versions": versions,
    }
    plan = group.plan
    group.delete()
    return record(
        member=member,
        code="mix.group_removed",
        subjects=[plan],
        before=before,
        after={"name": before["name"]},
        is_undoable=True,
    )


@transaction.atomic
def save_steps(*, member: Membership, group: Group, steps: Sequence[Step]) -> ActionSequence:
    """The next version of a group's actions, in the order of their days. Raises MixRefused."""
    if not steps:
        raise MixRefused("no_steps")
    if len(steps) > MOST_STEPS:
        raise MixRefused("too_many_steps")
    if any(not 0 <= step.day <= LAST_DAY for step in steps):
        raise MixRefused("bad_day")
    _not_launched(group)
    made = _write(member, group, sorted(steps, key=lambda step: step.day), is_proposed=False)
    return _versioned(member, group, made)


@transaction.atomic
def propose_again(*, member: Membership, group: Group) -> ActionSequence:
    """The actions that suit the group today, as its next version. Raises MixRefused."""
    _not_launched(group)
    return _versioned(member, group, _propose(member, group))


def _versioned(member: Membership, group: Group, made: ActionSequence) -> ActionSequence:
    made.event = record(
        member=member,
        code="mix.sequence_saved",
        subjects=[group.plan],
        after={"id": made.pk, "group": group.name, "version": made.version, "steps": made.steps},
        is_undoable=True,
    )
    return made


def _not_launched(group: Group) -> None:
    running = (Launch.State.WAITING, Launch.State.DONE, Launch.State.STOPPED)
    if Group.objects.select_for_update(of=("self",)).filter(pk=group.pk, launches__state__in=running).exists():
        raise MixRefused("launched")


@transaction.atomic
def save_terms(*, member: Membership, channel: str, values: Mapping[str, Any]) -> ChannelTerms:
    """What the workspace says of a channel; an empty figure leaves the convention to speak."""
    row = ChannelTerms.objects.select_for_update(of=("self",)).filter(channel=channel).first()
    before = _terms(row) if row else None
    row = row or ChannelTerms(channel=channel)
    for name in TERMS_FIELDS:
        setattr(row, name, values[name])
    row.save()
    row.event = record(
        member=member,
        code="mix.terms_saved",
        subjects=[row],
        before={"values": before},
        after={"id": row.pk, "channel": channel, "values": _terms(row)},
        is_undoable=True,
    )
    return row


def _terms(row: ChannelTerms) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in TERMS_FIELDS}
    return {name: value if value is None or isinstance(value, int) else str(value) for name, value in plain.items()}


@transaction.atomic
def freeze_plan(*, member: Membership, plan: Plan) -> Document:
    """The deliverable « plan de prospection » as it stands today. Raises CannotRender."""
    data = printing.plan_data(member, board_of(plan))
    # The next version follows the one this plan printed last.
    held = plan.document
    previous = held if held and not Document.objects.filter(previous=held).exists() else None
    made = freeze(
        member=member,
        kind="mix.plan",
        template=printing.PLAN,
        data=data,
        title=data["title"],
        number=f"PROSPECTION-{plan.first_on:%Y-%m-%d}-{plan.pk}",
        language=printing.LANGUAGE,
        previous=previous,
        logo=seller_of(member.workspace)["logo"],
    )
    Plan.objects.filter(pk=plan.pk).update(document=made)
    return made
