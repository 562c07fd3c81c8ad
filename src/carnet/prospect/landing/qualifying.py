"""From what was sent to a lead in the file: found or made, scored, its consents to be confirmed, a task raised."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from carnet.foundation.agenda.models import Channel, Interaction, Task
from carnet.foundation.agenda.services import log_interaction, plan_task
from carnet.foundation.audit.services import record
from carnet.foundation.fields.models import Source
from carnet.foundation.geo.days import add_working_days
from carnet.foundation.parties.models import Affiliation, BuyerKind, Company, Person, Stage
from carnet.foundation.parties.queries import possible_duplicates
from carnet.foundation.parties.rules import PartyInvalid
from carnet.foundation.parties.services import create_company, create_person, edit_company, edit_person
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission, roles_with
from carnet.prospect.campaigns.models import Stage as Reached
from carnet.prospect.campaigns.touching import TouchRefused, record_touch
from carnet.prospect.mix.models import Channel as Means

from .confirming import ask_confirmation
from .models import Audience, Lead, Page, Submission
from .rules.content import Own, read_form
from .rules.scoring import Told, score, stage_of

logger = logging.getLogger(__name__)
CHUNK = 200
SAME = 1.0
"""How alike two company names must be to be taken for one without any number or address in common."""
RUSH = 20
"""So many forms within a second are a rush."""
LONGEST_RUSH = 60.0
"""Seconds after which the file is written all the same."""
_RANK = (Stage.SUSPECT, Stage.COLD, Stage.WARM, Stage.HOT)


class NobodyAnswers(Exception):
    """The workspace has no active member who may answer."""


def qualify_waiting() -> int:
    """Every form that waits, of all workspaces, oldest first; how many. Each in a transaction of its own."""
    return sum(1 for number in _waiting() if qualify(number))


def _waiting() -> Iterator[int]:
    last = 0
    while True:
        with scopes_disabled():
            rows = Submission.objects.filter(state=Submission.State.WAITING, pk__gt=last).order_by("pk")
            some = list(rows.values_list("pk", flat=True)[:CHUNK])
        if not some:
            return
        for number in some:
            let_the_rush_pass()
            yield number
        last = some[-1]


def let_the_rush_pass() -> None:
    """On SQLite one writes at a time: while forms pour in, those who send them go before the file."""
    if connection.vendor != "sqlite":
        return
    until = time.monotonic() + LONGEST_RUSH
    while time.monotonic() < until:
        with scopes_disabled():
            newest = Submission.objects.order_by("-pk").values_list("at", flat=True)[RUSH - 1 : RUSH].first()
        if newest is None or timezone.now() - newest > timedelta(seconds=1):
            return
        time.sleep(0.5)


def qualify(number: int) -> Lead | None:
    """Make one form a lead; None where another worker has it. What fails is kept and told on the page of leads."""
    try:
        with transaction.atomic(), scopes_disabled():
            found = _claimed(number)
            if found is None:
                return None
            place = found.workspace
            with scope(workspace=place), timezone.override(place.time_zone), translation.override(found.language):
                return _qualify(found)
    except Exception:
        # A form that cannot be read must not keep the others waiting; a person looks at it, the log has the trace.
        logger.exception("form %s could not be put into the file", number)
        with scopes_disabled():
            Submission.objects.filter(pk=number).update(state=Submission.State.FAILED)
        return None


def _claimed(number: int) -> Submission | None:
    rows: QuerySet[Submission] = Submission.objects.filter(pk=number, state=Submission.State.WAITING)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("workspace", "page__assignee", "page__campaign__group", "version").first()


@dataclass(slots=True)
class _Read:
    """A form as the file wants it."""

    values: dict[str, Any]
    own: tuple[Own, ...]
    is_consumer: bool
    given_name: str = ""
    family_name: str = ""
    more: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return str(self.values.get(name, ""))


def _qualify(submission: Submission) -> Lead:
    page = submission.page
    read = _read(submission)
    member = who_answers(page)
    detail = f"{page.name} v{submission.version.number}"
    again = _still_open(page, read)
    company, person, made = _parties(member, read, detail)
    points, reasons = _score(submission, read, company, made)
    _raise_stage(member, company, person, stage_of(points))
    interaction = log_interaction(
        member=member, channel=Channel.EMAIL, company=company, person=person, is_inbound=True,
        text=_message(read, page), at=submission.at,
    )  # fmt: skip
    due_on = due_day(page, submission.at.date())
    title = _("Answer %(name)s, received through “%(page)s”") % {"name": person, "page": page.name}
    task = again.task if again else plan_task(
        member=member, title=title, due_on=due_on, company=company, person=person,
        kind=Task.Kind.CALL if read["phone"] else Task.Kind.EMAIL,
    )  # fmt: skip
    lead = Lead.objects.create(
        submission=submission, page=page, company=company, person=person, task=task, member=member,
        is_new_company="company" in made, is_new_person="person" in made, score=points, reasons=reasons,
        due_on=due_on, received_at=submission.at,
    )  # fmt: skip
    lead.event = record(
        member=member,
        code="landing.lead_received",
        subjects=[row for row in (company, person) if row],
        after={"id": lead.pk, "page": page.name, "page_id": page.pk, "score": points, "interaction": interaction.pk,
               "source": submission.source},
        is_undoable=True,
    )  # fmt: skip
    _touch(page, member, person, interaction)
    if read["email"] and submission.consents:
        ask_confirmation(lead, email=read["email"])
    Submission.objects.filter(pk=submission.pk).update(state=Submission.State.DONE, values={})
    return lead


def _touch(page: Page, member: Membership, person: Person, interaction: Interaction) -> None:
    """One contact of the page's campaign, unless it is closed."""
    if page.campaign is None:
        return
    try:
        record_touch(
            member=member, campaign=page.campaign, party=person, channel=Means.SOCIAL, message=page.name,
            stage=Reached.REACHED, interaction=interaction,
        )  # fmt: skip
    except TouchRefused:
        logger.info("campaign %s takes no more contacts", page.campaign_id)


def _read(submission: Submission) -> _Read:
    values = dict(submission.values)
    page, form = submission.page, read_form(submission.version.form)
    is_consumer = page.audience == Audience.CONSUMERS or values.get("kind") == "consumer"
    words = str(values.get("name", "")).split()
    given, family = (" ".join(words[:-1]), words[-1]) if len(words) > 1 else ("", " ".join(words))
    return _Read(values, form.own, is_consumer, given[:80], family[:80])


def who_answers(page: Page) -> Membership:
    """The page's own member, else the next in turn among those who may: whoever got a lead longest ago. Two queries."""
    if page.assignee and page.assignee.is_active:
        return page.assignee
    roles = roles_with(Permission.LANDING_EDIT)
    members = list(
        Membership.objects.filter(workspace=page.workspace_id, is_active=True, role__in=roles)
        .select_related("user", "workspace")
        .order_by("pk")
    )
    if not members:
        raise NobodyAnswers(page.pk)
    last: dict[int, int] = {}
    for owner, number in Lead.objects.order_by("-pk").values_list("member_id", "pk")[:500]:
        last.setdefault(owner, number)
    # Reps first: a manager answers where there is no rep.
    reps = [one for one in members if one.role == "rep"] or members
    return min(reps, key=lambda one: (last.get(one.pk, 0), one.pk))


def due_day(page: Page, received_on: date) -> date:
    return add_working_days(received_on, page.answer_days)


def _still_open(page: Page, read: _Read) -> Lead | None:
    """A lead of the same person through the same page that nobody has answered: its task serves both."""
    if not read["email"]:
        return None
    rows = Lead.objects.unanswered().filter(page=page, person__email=read["email"], task__done_at=None)
    return rows.select_related("task").first()


def _parties(member: Membership, read: _Read, detail: str) -> tuple[Company | None, Person, set[str]]:
    """Who they are in the file; `made` names what was not there before."""
    made: set[str] = set()
    origin: dict[str, Any] = {"source": Source.FORM, "detail": detail}
    person = _person(read)
    company = _company_of(person) if person else None
    if company is None and not read.is_consumer and read["company"]:
        company = _company(read)
    # A household is a company of its own: what one sells it hangs there.
    name, kind = (read["name"], BuyerKind.CONSUMER) if read.is_consumer else (read["company"], BuyerKind.COMPANY)
    if company is None and name:
        place = {"postcode": read["postcode"], "city": read["city"]}
        company = create_company(member=member, name=name, buyer_kind=kind, owner=member, **place, **origin)
        made.add("company")
    if person is None:
        person = create_person(
            member=member, family_name=read.family_name, given_name=read.given_name, company=company,
            job_title=read["job"], email=read["email"], phone=read["phone"], owner=member, **origin,
        )  # fmt: skip
        made.add("person")
    else:
        _complete(member, person, read, origin)
    return company, person, made


def _person(read: _Read) -> Person | None:
    """By e-mail first; by phone where the name agrees too, since a number may be a whole house's."""
    if read["email"]:
        known = Q(email__in={read["email"], read["email"].lower()}) & ~Q(email="")
        found: Person | None = Person.objects.present().filter(known).order_by("pk").first()
        if found:
            return found
    if read["phone"]:
        same: list[Person] = list(Person.objects.present().filter(Q(phone=read["phone"]) & ~Q(phone=""))[:5])
        for one in same:
            if one.family_name.casefold() == read.family_name.casefold():
                return one
    return None


def _company_of(person: Person) -> Company | None:
    roles = Affiliation.objects.current().filter(person=person, company__deleted_at=None)
    role = roles.select_related("company").order_by("-is_main", "-pk").first()
    return role.company if role else None


def _company(read: _Read) -> Company | None:
    """The one that is surely the same: a number in common, or the very same name."""
    matches = possible_duplicates(
        name=read["company"], city=read["city"], phone_number=read["phone"], email_address=read["email"]
    )
    for match in matches:
        if set(match.reasons) & {"siren", "phone", "email"} or match.score >= SAME:
            found: Company | None = Company.objects.present().filter(pk=match.object_id).first()
            return found
    return None


def _complete(member: Membership, person: Person, read: _Read, origin: dict[str, Any]) -> None:
    """What the file did not know; what it knows otherwise stays, and stands in the message."""
    changes = {name: read[name] for name in ("email", "phone") if read[name] and not getattr(person, name)}
    if changes:
        edit_person(member=member, person=person, changes=changes, **origin)
    for name in ("email", "phone"):
        if read[name] and getattr(person, name).casefold() != read[name].casefold():
            read.more.append(read[name])


def _score(submission: Submission, read: _Read, company: Company | None, made: set[str]) -> tuple[int, list[str]]:
    channels = {channel for _text, channel in submission.consents}
    return score(
        Told(
            need=len(read["need"]),
            has_phone=bool(read["phone"]),
            has_company=bool(read["company"]),
            has_job=bool(read["job"]),
            agrees_to_call="phone" in channels,
            is_customer=company is not None and company.stage == Stage.CUSTOMER,
            is_known="person" not in made or (company is not None and "company" not in made),
            answers=sum(1 for one in read.own if read[one.code]),
        )
    )


def _raise_stage(member: Membership, company: Company | None, person: Person, stage: str) -> None:
    """Upwards only; where the stage asks for a field of the workspace's own, a person moves them by hand."""
    changes = {"stage": stage}
    for party in (company, person):
        if party is None or party.stage not in _RANK or _RANK.index(Stage(party.stage)) >= _RANK.index(Stage(stage)):
            continue
        try:
            with transaction.atomic():
                if isinstance(party, Company):
                    edit_company(member=member, company=party, changes=changes)
                else:
                    edit_person(member=member, person=party, changes=changes)
        except PartyInvalid:
            continue


def _message(read: _Read, page: Page) -> str:
    lines = [_("Sent by the page “%(name)s”.") % {"name": page.name}, read["need"]]
    lines += [f"{one.label} : {read[one.code]}" for one in read.own if read[one.code]]
    lines += [_("Also given: %(value)s") % {"value": value} for value in read.more]
    return "\n".join(line for line in lines if line)
