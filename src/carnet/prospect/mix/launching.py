"""A group's actions put into the agenda: reckoned first, written chunk by chunk in the background, taken back at once.

It is an act on many records as those of the lists are: rows written down first, one event at the end.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.agenda.models import Task
from carnet.foundation.audit.services import record
from carnet.foundation.jobs import services as jobs
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.rules import SMALL
from carnet.foundation.jobs.services import JobCancelled, JobFailed, Progress
from carnet.foundation.parties import bulk
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .board import Board, Line, board_of
from .models import Action, Group, Launch
from .rules.channels import Channel
from .services import MixRefused
from .words import channel as channel_name

RUN, REVERT = "mix.launch", "mix.revert"
LAUNCHED = "mix.launched"
CHUNK = 500
KINDS = {Channel.PHONE: Task.Kind.CALL, Channel.EMAIL: Task.Kind.EMAIL, Channel.VISIT: Task.Kind.VISIT}
RUNNING = (Launch.State.WAITING, Launch.State.DONE, Launch.State.STOPPED)


@dataclass(slots=True)
class Preview:
    """What a launch would do: `counts` by channel, `refused` companies by reason with the first of them."""

    line: Line
    counts: dict[Channel, int]
    companies: int
    refused: list[tuple[Company, str]]

    @property
    def tasks(self) -> int:
        return sum(self.counts.values())


def preview(board: Board, group: Group) -> Preview:
    """No query: the plan was reckoned already."""
    line = board.line(group)
    refused = (
        []
        if line.launch
        else [(company, _reason(line, company)) for company in line.seen.companies if company.pk not in line.placed]
    )
    return Preview(line, line.contacts, len(line.placed), refused)


def _reason(line: Line, company: Company) -> str:
    """Why a company is left out: the gate's own reason when all its channels have the same, else the general one."""
    used = {step.channel for step in line.steps}
    if line.seen.may(company) & used:
        return "no_week"
    reasons = {line.seen.reach[company.pk][channel].decision.reason for channel in used}
    return reasons.pop() if len(reasons) == 1 else "no_channel"


def start_launch(*, member: Membership, group: Group) -> Launch:
    """Put the group's sequence into the agenda of whose plan it is. A few companies at once, many by a worker.

    Raises MixRefused: launched, nobody, over.
    """
    board = board_of(group.plan)
    line = board.line(group)
    if line.launch is not None:
        raise MixRefused("launched")
    if group.plan.last_on < timezone.localdate():
        raise MixRefused("over")
    told = preview(board, group)
    if not told.companies or line.seen.sequence is None:
        raise MixRefused("nobody")
    with transaction.atomic():
        Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
        if group.launches.filter(state__in=RUNNING).exists():
            raise MixRefused("launched")
        launch = Launch.objects.create(group=group, sequence=line.seen.sequence, member=member)
        _write_down(launch, told)
        launch.job = jobs.start(
            member=member,
            kind=RUN,
            title=_title(told.tasks),
            payload={"launch": launch.pk},
            total=told.tasks,
            target_url=_page(member, group),
            enqueue=told.tasks > SMALL,
        )
        launch.save(update_fields=["job"])
    if told.tasks <= SMALL:
        jobs.perform(launch.job.pk)
        launch.refresh_from_db()
    return launch


def _page(member: Membership, group: Group) -> str:
    return reverse("mix:group", args=[member.workspace.slug, group.pk])


def _title(count: int) -> str:
    return ngettext("Plan %(count)d prospecting action", "Plan %(count)d prospecting actions", count) % {"count": count}


def _write_down(launch: Launch, told: Preview) -> None:
    """Each action with its day, each refusal with its reason: what is done after reads these rows alone."""
    rows = [
        Action(launch=launch, company_id=company, channel=move.channel, due_on=move.on)
        for company, moves in told.line.placed.items()
        for move in moves
    ]
    rows += [
        Action(launch=launch, company=company, state=Action.State.REFUSED, reason=reason[:20])
        for company, reason in told.refused
    ]
    Action.objects.bulk_create(rows, batch_size=CHUNK)
    launch.refused = len(told.refused)
    launch.save(update_fields=["refused"])


def run(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The work of kind `mix.launch`. Taken up again, it goes on with the actions not yet planned."""
    launch = Launch.objects.select_related("group__plan__member", "member__workspace", "member__user").get(
        pk=job.payload["launch"]
    )
    member = launch.member
    if member is None or not member.is_active or not member.may(Permission.AGENDA_EDIT):
        raise JobFailed(_("Who asked for this may no longer do it: nothing more was planned."))
    progress.at(launch.actions.filter(state=Action.State.PLANNED).count())
    try:
        while rows := _next(launch, Action.State.TODO):
            with transaction.atomic():
                progress.hold()
                _plan(launch, launch.group.plan.member or member, rows)
            progress.step(len(rows))
    except JobCancelled:
        _settle(launch, Launch.State.STOPPED)
        raise
    _settle(launch, Launch.State.DONE)
    return {}


def _next(launch: Launch, state: str) -> list[Action]:
    return list(Action.objects.filter(launch=launch, state=state).order_by("pk")[:CHUNK])


def _plan(launch: Launch, member: Membership, rows: Sequence[Action]) -> None:
    """The tasks of these rows. A company thrown away or objecting since gets none."""
    numbers = {row.company_id for row in rows}
    there = set(Company.objects.prospectable().filter(pk__in=numbers).values_list("pk", flat=True))
    going = [row for row in rows if row.company_id in there]
    tasks = Task.objects.bulk_create(
        [
            Task(
                workspace_id=launch.workspace_id,
                company_id=row.company_id,
                kind=KINDS.get(Channel(row.channel), Task.Kind.OTHER),
                title=title_of(launch, row),
                due_on=row.due_on,
                member=member,
            )
            for row in going
        ],
        batch_size=CHUNK,
    )
    for row, task in zip(going, tasks, strict=True):
        row.task, row.state = task, Action.State.PLANNED
    for row in rows:
        if row.company_id not in there:
            row.state, row.reason, row.due_on = Action.State.REFUSED, "objected", None
    bulk.update(Action, ["task_id", "state", "reason", "due_on"], rows)


def title_of(launch: Launch, row: Action) -> str:
    """« Courrier : Installateurs » : the same for each company, so that the undo knows it again."""
    return _("%(channel)s: %(group)s") % {"channel": channel_name(row.channel), "group": launch.group.name}


@transaction.atomic
def _settle(launch: Launch, state: str) -> None:
    """The one event, in the thread of each company that got an action."""
    counts = Counter(launch.actions.values_list("state", flat=True))
    planned = Action.objects.filter(launch=launch, state=Action.State.PLANNED)
    numbers = list(planned.order_by("company_id").values_list("company_id", flat=True).distinct())
    launch.state, launch.tasks, launch.planned = state, counts[Action.State.PLANNED], len(numbers)
    launch.refused = counts[Action.State.REFUSED]
    if numbers and launch.event_id is None:
        launch.event = record(
            member=launch.member,
            code=LAUNCHED,
            subjects=[launch.group.plan, *(Company(pk=number) for number in numbers)],
            after={"id": launch.pk, "group": launch.group.name, "tasks": launch.tasks, "companies": len(numbers)},
            is_undoable=True,
        )
    launch.save()


def take_back(launch: Launch, member: Membership) -> bool:
    """Take the actions out of the agenda again, in the background where they are many. False: nothing to take back."""
    count = launch.actions.filter(state=Action.State.PLANNED).count()
    launch.state = Launch.State.REVERTING
    if count > SMALL:
        launch.job = jobs.start(
            member=member,
            kind=REVERT,
            title=_("Taking back the actions of “%(group)s”") % {"group": launch.group.name},
            payload={"launch": launch.pk},
            total=count,
            target_url=_page(member, launch.group),
        )
    launch.save(update_fields=["state", "job"])
    return count > SMALL or bool(revert(launch))


def run_back(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The work of kind `mix.revert`. Taken up again, it goes on with what is not yet taken back."""
    revert(Launch.objects.get(pk=job.payload["launch"]), progress)
    return {}


def revert(launch: Launch, progress: Progress | None = None) -> int:
    """Tasks still open and on their day go; those done, dropped or put off stay. How many went."""
    gone = 0
    while rows := _next(launch, Action.State.PLANNED):
        with transaction.atomic():
            if progress:
                progress.hold()
            gone += _revert(launch, rows)
        if progress:
            progress.step(len(rows))
    Launch.objects.filter(pk=launch.pk).update(state=Launch.State.REVERTED, kept=launch.kept)
    return gone


def _revert(launch: Launch, rows: Sequence[Action]) -> int:
    tasks = Task.objects.open().filter(pk__in=[row.task_id for row in rows if row.task_id])
    due = dict(tasks.values_list("pk", "due_on"))
    going = {row.task_id for row in rows if row.task_id and due.get(row.task_id) == row.due_on}
    for row in rows:
        row.state = Action.State.BACK if row.task_id in going else Action.State.KEPT
    bulk.update(Action, ["state"], rows)
    Task.objects.filter(pk__in=going).delete()
    launch.kept += len(rows) - len(going)
    return len(going)


def refused_rows(launch: Launch, limit: int = 50) -> list[Action]:
    """The companies of a launch that got no action, with their reasons. One query."""
    rows = Action.objects.filter(launch=launch, state=Action.State.REFUSED).select_related("company")
    return list(rows.order_by("pk")[:limit])
