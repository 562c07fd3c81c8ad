"""An act on many records: gathered, done chunk by chunk, written as one event, taken back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event, EventSubject
from carnet.foundation.audit.services import record
from carnet.foundation.jobs import services as jobs
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.rules import SMALL
from carnet.foundation.jobs.services import JobCancelled, JobFailed, Progress
from carnet.foundation.parties import bulk
from carnet.foundation.ui import lists
from carnet.foundation.workspaces.models import Membership

from .acts import MODELS, NEEDS, Outcome, perform, take_back
from .leaving import in_order, spec_of, state_of
from .models import Act, ActRow

CHUNK = 500
RUN, REVERT = "bulk.run", "bulk.revert"
State = ActRow.State


class ActRefused(Exception):
    """`reason`: empty (no record), not_allowed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def chosen(member: Membership, party: str, wishes: str) -> Any:
    """The records of a list's query, in no order."""
    spec = spec_of(member, party)
    return lists.matching(spec, state_of(spec, wishes))


def start_act(
    *, member: Membership, party: str, kind: str, wanted: Mapping[str, Any], wishes: str = "", ids: Sequence[int] = ()
) -> Act:
    """Ask for an act on the records of a list (`wishes`) or on those of `ids`. A few are done before this returns,
    many by a worker. Raises ActRefused."""
    if not member.may(NEEDS[Act.Kind(kind)]):
        raise ActRefused("not_allowed")
    rows = MODELS[party].objects.present().filter(pk__in=ids) if ids else chosen(member, party, wishes)
    count = rows.order_by().count()
    if not count:
        raise ActRefused("empty")
    with transaction.atomic():
        act = Act.objects.create(
            member=member, party=party, act=kind, wanted=dict(wanted), wishes="" if ids else wishes[:1500], total=count
        )
        if ids:
            _gather(act, rows.order_by("name_key", "pk").values_list("pk", flat=True))
        act.job = jobs.start(
            member=member,
            kind=RUN,
            title=title_of(act),
            payload={"act": act.pk},
            total=count,
            target_url=reverse("bulk:act", args=[member.workspace.slug, act.pk]),
            enqueue=count > SMALL,
        )
        act.save(update_fields=["job"])
    if count <= SMALL:
        jobs.perform(act.job.pk)
        act.refresh_from_db()
    return act


def title_of(act: Act) -> str:
    text = {
        Act.Kind.EDIT: ngettext("Change %(count)d record", "Change %(count)d records", act.total),
        Act.Kind.TAG: ngettext("Tag %(count)d record", "Tag %(count)d records", act.total),
        Act.Kind.PLAN: ngettext("Plan for %(count)d record", "Plan for %(count)d records", act.total),
        Act.Kind.TRASH: ngettext("Put %(count)d record in the trash", "Put %(count)d records in the trash", act.total),
        Act.Kind.EXPORT: ngettext("Export %(count)d record", "Export %(count)d records", act.total),
    }[Act.Kind(act.act)]
    return text % {"count": act.total}


def _gather(act: Act, numbers: Iterable[int]) -> None:
    """The records that the act is about are written down first: changing them may change who answers the filter."""
    act.rows.all().delete()
    total = 0
    for some in stretches(numbers, 5000):
        rows = [ActRow(workspace_id=act.workspace_id, act=act, kind=act.party, object_id=pk) for pk in some]
        ActRow.objects.bulk_create(rows, batch_size=1000)
        total += len(rows)
    act.total, act.is_gathered = total, True
    act.save(update_fields=["total", "is_gathered"])


def run(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The work of kind `bulk.run`. Taken up again, it goes on with the records not yet looked at."""
    act = Act.objects.select_related("member__workspace", "member__user").get(pk=job.payload["act"])
    member = act.member
    if member is None or not member.is_active or not member.may(NEEDS[Act.Kind(act.act)]):
        raise JobFailed(_("Who asked for this may no longer do it: nothing more was changed."))
    if not act.is_gathered:
        with transaction.atomic():
            progress.hold()
            _gather(act, _numbers(act, member))
    progress.of(act.total)
    progress.at(act.rows.exclude(state=State.TODO).count())
    try:
        while numbers := _next(act, State.TODO):
            with transaction.atomic():
                progress.hold()
                _write(act, numbers, perform(act, member, [row.object_id for row in numbers]))
            progress.step(len(numbers))
    except JobCancelled:
        _settle(act, Act.State.STOPPED)
        raise
    _settle(act, Act.State.DONE)
    return {}


def _numbers(act: Act, member: Membership) -> Iterator[int]:
    """Of those that answer the list's query; a file keeps the order of the list."""
    if act.act == Act.Kind.EXPORT:
        return in_order(member, act.party, act.wishes)
    rows = chosen(member, act.party, act.wishes).order_by("pk")
    return iter(rows.values_list("pk", flat=True).iterator(chunk_size=5000))


def stretches(numbers: Iterable[int], size: int) -> Iterator[list[int]]:
    left = iter(numbers)
    while some := list(islice(left, size)):
        yield some


def _next(act: Act, state: str) -> list[ActRow]:
    return list(ActRow.objects.filter(act=act, state=state).order_by("pk")[:CHUNK])


def _write(act: Act, rows: Sequence[ActRow], found: Outcome) -> None:
    for row in rows:
        pk = row.object_id
        row.state = State.GONE
        if pk in found.changed:
            row.state, row.before = State.CHANGED, found.changed[pk]
        elif pk in found.refused:
            row.state, row.reason = State.REFUSED, found.refused[pk][:300]
        elif pk in found.same:
            row.state = State.SAME
    bulk.update(ActRow, ["state", "before", "reason"], rows)


@transaction.atomic
def _settle(act: Act, state: str) -> None:
    """The one event of the act, with every record that it changed; none where it changed nothing."""
    counts = dict(act.rows.values_list("state").annotate(count=Count("pk")).order_by())
    act.state = state
    act.changed, act.same = counts.get(State.CHANGED, 0), counts.get(State.SAME, 0)
    act.refused, act.gone = counts.get(State.REFUSED, 0), counts.get(State.GONE, 0)
    if act.changed and act.event_id is None:
        after = {"act_id": act.pk, "act": act.act, "party": act.party, "count": act.changed, "wanted": act.wanted}
        if act.act == Act.Kind.EXPORT:
            act.event = record(member=act.member, code="bulk.exported", after={**after, "refused": act.refused})
        else:
            act.event = record(member=act.member, code="bulk.done", after=after, is_undoable=True)
        _tell(act, act.event)
    act.save()


def _tell(act: Act, event: Event) -> None:
    """The act stands in the thread of each record that it changed."""
    kind = f"parties.{act.party}"
    changed = act.rows.filter(state=State.CHANGED).order_by("pk").values_list("object_id", flat=True)
    for some in stretches(changed.iterator(chunk_size=5000), 5000):
        EventSubject.objects.bulk_create(
            [
                EventSubject(workspace_id=act.workspace_id, event=event, kind=kind, object_id=pk, at=event.at)
                for pk in some
            ],
            batch_size=1000,
        )


def run_back(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The work of kind `bulk.revert`. Taken up again, it goes on with what is not yet taken back."""
    act = Act.objects.get(pk=job.payload["act"])
    revert(act, job.member, progress)
    return {}


def revert(act: Act, member: Membership | None, progress: Progress | None = None) -> int:
    """Each record that still holds what the act set gets back what it had. How many did."""
    count = 0
    while rows := _next(act, State.CHANGED):
        with transaction.atomic():
            if progress:
                progress.hold()
            back = take_back(act, member, rows) if member else set()
            count += len(back)
            ActRow.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.BACK)
            kept = len(rows) - len(back)
            act.kept += kept
            act.save(update_fields=["kept"])
        if progress:
            progress.step(len(rows))
    Act.objects.filter(pk=act.pk).update(state=Act.State.REVERTED)
    return count
