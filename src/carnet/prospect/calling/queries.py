"""What sessions are made of, whom to call next, what a card shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from carnet.foundation.agenda.gate import Answer
from carnet.foundation.agenda.models import Interaction, Task
from carnet.foundation.catalogue.models import ObjectionReply
from carnet.foundation.consents.models import Channel
from carnet.foundation.consents.queries import may_reach
from carnet.foundation.consents.words import told
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Affiliation, Company, ContactPoint, Party, Person
from carnet.foundation.tags.models import Tag
from carnet.foundation.ui.models import SavedView
from carnet.foundation.workspaces.models import Membership
from carnet.prepared import Prepared
from carnet.prospect.campaigns.models import Campaign
from carnet.prospect.mix.models import Group
from carnet.prospect.mix.queries import members_of

from . import rules
from .models import Call, CallBack, CallSession, Script, ScriptVersion

MOST = 300
"""Cards of a session."""
SOON = timedelta(minutes=2)
LATER = frozenset({"closed_day", "closed_hour", "holiday", "mixed_hours", "out_of_slot"})
"""Refusals of this hour only: taken up again when the session is."""


@dataclass(slots=True)
class Wanted:
    """Somebody to be put into a session."""

    company: Company | None
    person: Person | None
    task: Task | None = None
    why: str = ""
    due_at: datetime | None = None


def due_calls(member: Membership, today: date) -> list[Wanted]:
    """The member's calls that are due, with the hours agreed. Two queries."""
    rows = Task.objects.open().filter(member=member, kind=Task.Kind.CALL, due_on__lte=today)
    tasks = list(rows.select_related("company", "person").order_by("due_on", "pk")[:MOST])
    hours = dict(CallBack.objects.filter(task__in=tasks).values_list("task_id", "at"))
    return [
        Wanted(task.company, task.person, task, task.title, hours.get(task.pk))
        for task in tasks
        if _is_there(task.company) or _is_there(task.person)
    ]


def _is_there(party: Party | None) -> bool:
    return party is not None and party.deleted_at is None


def of_group(group: Group, why: str) -> list[Wanted]:
    """The companies of a group, saved or not, each with its main contact. Two queries, a few more for a view."""
    rows = list(members_of(group)[:MOST])
    companies = list({company.pk: company for company in rows}.values())
    people = main_people([company.pk for company in companies])
    return [Wanted(company, people.get(company.pk), why=why) for company in companies]


def main_people(companies: list[int]) -> dict[int, Person]:
    """The main contact of each company. One query."""
    roles = Affiliation.objects.current().filter(company__in=companies, person__deleted_at=None)
    return {role.company_id: role.person for role in roles.select_related("person").order_by("is_main", "-pk")}


def candidates(wanted: Iterable[Wanted], today: date) -> list[rules.Candidate]:
    """What the order looks at, by place in `wanted`. One query."""
    rows = list(wanted)
    companies = {one.company.pk for one in rows if one.company}
    deals = Opportunity.objects.open().filter(company__in=companies).order_by().values_list("company_id")
    values = dict(deals.annotate(total=Sum("amount_cents")))
    return [
        rules.Candidate(
            key=place,
            name=str(one.company or one.person),
            due_at=one.due_at,
            late_days=max(0, (today - one.task.due_on).days) if one.task else 0,
            value_cents=(values.get(one.company.pk) or 0) if one.company else 0,
            stage=one.company.stage if one.company else one.person.stage if one.person else "suspect",
        )
        for place, one in enumerate(rows)
    ]


def sources(member: Membership) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a session can be made of, as codes and words, by kind; tasks apart. Four queries."""
    seen = Q(member=member) | Q(is_shared=True)
    views = SavedView.objects.filter(seen, list_code="companies").order_by("name", "pk")[:60]
    tags = Tag.objects.filter(company_links__isnull=False).distinct().order_by("key")[:60]
    groups = Group.objects.filter(plan__deleted_at=None).select_related("plan").order_by("-plan_id", "rank")[:60]
    campaigns = Campaign.objects.open().filter(group__isnull=False).order_by("-first_on", "-pk")[:30]
    return [
        ("campaign", [(f"campaign-{one.pk}", one.name) for one in campaigns]),
        ("group", [(f"group-{one.pk}", f"{one.name} ({one.plan.name})") for one in groups]),
        ("tag", [(f"tag-{one.pk}", one.name) for one in tags]),
        ("view", [(f"view-{one.pk}", one.name) for one in views]),
    ]


def group_of(source: str) -> tuple[Group | None, Campaign | None]:
    """What a code of `sources` names, as a group, and its campaign; None for what is not here. One query."""
    kind, _dash, number = source.partition("-")
    pk = int(number) if number.isdigit() and len(number) < 19 else 0
    if kind == "campaign":
        campaign = Campaign.objects.open().filter(pk=pk).select_related("group", "group__view").first()
        return (campaign.group if campaign else None), campaign
    if kind == "group":
        return Group.objects.filter(pk=pk, plan__deleted_at=None).select_related("view").first(), None
    if kind == "tag":
        tag = Tag.objects.filter(pk=pk).first()
        return (Group(name=tag.name, kind=Group.Kind.TAG, tag=tag) if tag else None), None
    view = SavedView.objects.filter(pk=pk).select_related("member__user", "member__workspace").first()
    return (Group(name=view.name, kind=Group.Kind.VIEW, view=view) if view else None), None


def sessions(member: Membership | None) -> QuerySet[CallSession]:
    """Those of `member`, or of all, the latest first, with what is done and left of each. One query."""
    rows = CallSession.objects.select_related("member__user", "campaign")
    if member is not None:
        rows = rows.filter(member=member)
    found: QuerySet[CallSession] = rows.annotate(
        done=Count("calls", filter=Q(calls__state=Call.State.DONE)), every=Count("calls")
    ).order_by("-started_at", "-pk")
    return found


def scripts() -> list[Script]:
    """Each with its latest version as `latest`. Two queries."""
    rows = list(Script.objects.present().order_by("name", "pk"))
    latest: dict[int, ScriptVersion] = {}
    for version in ScriptVersion.objects.filter(script__in=rows).select_related("script").order_by("script", "version"):
        latest[version.script_id] = version
    for row in rows:
        row.latest = latest.get(row.pk)
    return rows


def current_call(session: CallSession) -> Call | None:
    """The card in hand. One kept query."""
    found: Call | None = _current.instance(session=session.pk)
    return found


def next_call(session: CallSession, now: datetime, *, without: Iterable[int] = ()) -> Call | None:
    """An agreed hour that has come, else the first in order. One query or two."""
    todo = Call.objects.filter(session=session, state=Call.State.TODO).exclude(pk__in=list(without))
    todo = todo.select_related("company", "person")
    agreed: Call | None = todo.filter(due_at__lte=now + SOON).order_by("due_at", "pk").first()
    first: Call | None = agreed or todo.filter(due_at=None).order_by("rank", "pk").first()
    return first


def next_hour(session: CallSession) -> datetime | None:
    """The next agreed hour of those left. One query."""
    rows = Call.objects.filter(session=session, state=Call.State.TODO, due_at__isnull=False).order_by("due_at")
    found: datetime | None = rows.values_list("due_at", flat=True).first()
    return found


@dataclass(slots=True)
class Line:
    """A number that may be called, and what the law says of it."""

    party: Party
    number: str
    answer: Answer


@dataclass(slots=True)
class Gate:
    """The law's answer for a card: the numbers that may be shown, or why none. A refused number is nowhere in it."""

    answer: Answer
    lines: list[Line] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return bool(self.lines)


def gate_of(call: Call, session: CallSession, at: datetime) -> Gate:
    """The person whom one calls, and their company's own number. Who refuses is not called through it either.
    Ten to fourteen queries."""
    day, first = timezone.localtime(at).date(), None
    lines: list[Line] = []
    for party in (call.person, call.company):
        if party is None:
            continue
        decision = may_reach(
            party,
            Channel.PHONE,
            at=at,
            purpose=session.purpose,
            is_job_related=session.is_job_related,
            company=call.company,
        )
        answer = told(decision, day)
        if answer.is_allowed:
            number = number_of(party)
            if number and number not in {line.number for line in lines}:
                lines.append(Line(party, number, answer))
        elif answer.reason != "no_address":
            return Gate(answer) if not lines else Gate(lines[0].answer, lines)
        first = first or answer
    if first is None:  # pragma: no cover - a constraint of the table
        raise TypeError("a call is to a company or a person")
    return Gate(lines[0].answer if lines else first, lines)


def number_of(party: Party) -> str:
    """Its own, else the first of its further ones. One query where it has none of its own."""
    if party.phone:  # type: ignore[attr-defined] # both kinds have one
        return str(party.phone)  # type: ignore[attr-defined] # the same
    whose: dict[str, Any] = {"company": party} if isinstance(party, Company) else {"person": party}
    row = ContactPoint.objects.filter(**whose, channel="phone").order_by("-is_preferred", "pk").first()
    return row.value if row else ""


_contacts = {
    kind: Prepared(
        lambda party, kind=kind: (
            Interaction.objects.filter(**{kind: party}).select_related("member__user").order_by("-at")[:4]
        ),
        party=int,
    )
    for kind in ("company", "person")
}
_replies = Prepared(
    lambda workspace: (
        ObjectionReply.objects.filter(workspace=workspace, is_active=True)
        .select_related("product")
        .order_by("rank", "pk")[:30]
    ),
    workspace=int,
)
_tally = Prepared(
    lambda session: (
        Call._base_manager.filter(session=session)
        .order_by()
        .values_list("state", "outcome", "is_argued")
        .annotate(count=Count("pk"))
    ),
    session=int,
)
_job = Prepared(
    lambda person, company: (
        Affiliation._base_manager.filter(person=person, company=company)
        .order_by("-is_main", "-pk")
        .values_list("job_title")[:1]
    ),
    person=int,
    company=int,
)
_current = Prepared(
    lambda session: (
        Call._base_manager.filter(session=session, state=Call.State.TODO, opened_at__isnull=False)
        .select_related("company", "person", "task")
        .order_by("-opened_at", "-pk")[:1]
    ),
    session=int,
)
_deals = Prepared(
    lambda company: (
        Opportunity.objects.open()
        .filter(company=company)
        .order_by("-created_at")
        .values_list("pk", "name", "amount_cents")[:3]
    ),
    company=int,
)


def last_contacts(call: Call) -> list[Interaction]:
    """One kept query."""
    if call.company_id:
        return _contacts["company"].instances(party=call.company_id)
    return _contacts["person"].instances(party=call.person_id or 0)


def replies_at_hand(workspace: int) -> list[ObjectionReply]:
    """One kept query."""
    return _replies.instances(workspace=workspace)


def job_of(call: Call) -> str:
    """One kept query."""
    if not (call.person_id and call.company_id):
        return ""
    row = _job.first(person=call.person_id, company=call.company_id)
    return str(row[0]) if row else ""


def deals_of(call: Call) -> list[tuple[Any, ...]]:
    """One kept query."""
    return _deals.rows(company=call.company_id) if call.company_id else []


def tally_of(session: CallSession, now: datetime) -> rules.Tally:
    """One kept query."""
    seconds = rules.active_seconds(session.seconds, session.running_since, now)
    return rules.tallied(_tally.rows(session=session.pk), seconds)


def passed_over(session: CallSession) -> list[tuple[str, int]]:
    """How many cards were passed over for each reason, the most frequent first. One query."""
    rows = Call.objects.filter(session=session, state=Call.State.SKIPPED).order_by().values_list("gate")
    return sorted(rows.annotate(count=Count("pk")), key=lambda row: (-row[1], row[0]))


def outcomes_of(session: CallSession) -> list[Call]:
    """What came of each card, in the order in which it came. One query."""
    rows = Call.objects.filter(session=session).exclude(state=Call.State.TODO)
    found = rows.select_related("company", "person").order_by(F("done_at").desc(nulls_last=True), "rank")
    return list(found[:MOST])
