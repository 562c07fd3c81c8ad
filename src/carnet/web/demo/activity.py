"""Two years of contacts, tasks, meetings and deals of the demo."""

from datetime import date, timedelta
from random import Random

from carnet.foundation.agenda.models import Task
from carnet.foundation.agenda.services import book_appointment, complete_task, log_interaction, plan_task
from carnet.foundation.opportunities.models import Opportunity, PipelineStage
from carnet.foundation.opportunities.services import (
    make_pipeline,
    move_opportunity,
    open_opportunity,
)
from carnet.foundation.parties.models import Stage
from carnet.foundation.workspaces.models import Membership

from . import words
from .calendar import at, last_working_day, office_hour, working_day
from .people import Firm, draw
from .quotes import Fate

DEALS, OPEN, LOST = 60, 18, 12
QUOTED_FROM = 2
"""The position of the last stage without a quote."""
CONTACTS = {Stage.SUSPECT: 1, Stage.COLD: 4, Stage.WARM: 7, Stage.HOT: 9, Stage.CUSTOMER: 10, Stage.FORMER: 6}
OUTCOMES = [("reached", 38), ("no_answer", 26), ("message", 14), ("call_back", 8), ("meeting", 8), ("refused", 6)]


def make_contacts(random: Random, firms: list[Firm], team: list[Membership], today: date) -> int:
    """Each firm's calls, visits and mails, oldest first; returns how many."""
    count = 0
    for firm in firms:
        span = (today - firm.since).days
        number = random.randint(0, 2 * CONTACTS[Stage(firm.company.stage)])
        for days in sorted(random.sample(range(span + 1), min(number, span + 1)), reverse=True):
            _contact(random, firm, random.choice(team), today - timedelta(days=days))
            count += 1
    return count


def _contact(random: Random, firm: Firm, member: Membership, day: date) -> None:
    channel = draw(random, [("call", 66), ("email", 18), ("visit", 14), ("video", 2)])
    outcome = draw(random, OUTCOMES) if channel == "call" else ""
    texts = {"call": words.CALLS.get(outcome, [""]), "email": words.MAILS}.get(channel, words.VISITS)
    is_talk = outcome in {"reached", "meeting", "refused"}
    log_interaction(
        member=member,
        channel=channel,
        company=firm.company,
        person=random.choice(firm.people) if random.random() < 0.8 else None,
        outcome=outcome,
        text=random.choice(texts),
        minutes=random.randint(2, 14) if is_talk else random.choice([45, 60, 75]) if channel == "visit" else None,
        is_inbound=channel != "visit" and random.random() < 0.15,
        at=office_hour(random, day),
    )


def make_deals(random: Random, firms: list[Firm], team: list[Membership], today: date) -> list[Fate]:
    """Sixty opportunities: most closed over two years, the rest along the pipeline today."""
    make_pipeline()
    buyers = [firm for firm in firms if firm.company.stage in {Stage.CUSTOMER, Stage.HOT, Stage.WARM, Stage.FORMER}]
    fates = []
    for number, firm in enumerate(random.sample(buyers, DEALS)):
        outcome = "open" if number < OPEN else "lost" if number < OPEN + LOST else "won"
        fates.append(_deal(random, firm, random.choice(team), today, outcome))
    return fates


def _deal(random: Random, firm: Firm, member: Membership, today: date, outcome: str) -> Fate:
    stages = list(PipelineStage.objects.order_by("position"))
    age = random.randint(8, 60) if outcome == "open" else random.randint(40, min((today - firm.since).days + 41, 700))
    opened = today - timedelta(days=age)
    deal = open_opportunity(
        member=member,
        company=firm.company,
        name=random.choice(words.DEALS).format(n=random.randint(6, 48)),
        amount_cents=int(random.lognormvariate(9.1, 0.7)) * 100,
        expected_on=working_day(today + timedelta(days=random.randint(-4, 75)))
        if outcome == "open"
        else opened + timedelta(days=40),
        person=random.choice(firm.people),
        at=office_hour(random, opened),
    )
    reached = random.randint(0, len(stages) - 1) if outcome == "open" else len(stages) - 1
    for step in range(1, reached + 1):
        day = opened + timedelta(days=int(age * 0.4 * step / len(stages)))
        move_opportunity(member=member, opportunity=deal, stage=stages[step], at=office_hour(random, day))
    return _fate(random, deal, outcome, opened, today)


def _fate(random: Random, deal: Opportunity, outcome: str, opened: date, today: date) -> Fate:
    """Days of the quote and of the answer, in the order that time allows."""
    deal.refresh_from_db()
    if outcome == "open":
        is_quoted = deal.stage.position > QUOTED_FROM
        sent = last_working_day(today - timedelta(days=random.randint(1, 20))) if is_quoted else None
        return Fate(deal, outcome, max(sent, last_working_day(opened)) if sent else None, None)
    closed = last_working_day(min(opened + timedelta(days=random.randint(16, 90)), today - timedelta(days=1)))
    return Fate(deal, outcome, last_working_day(closed - timedelta(days=random.randint(3, 12))), closed)


def make_agenda(random: Random, fates: list[Fate], team: list[Membership], today: date) -> None:
    """What is to be done and when one meets, from last week to next; some of it late, as in life."""
    deals = [fate.deal for fate in fates]
    live = [fate.deal for fate in fates if fate.outcome == "open"]
    for deal in deals:
        kind, title = random.choice(words.TASKS if deal in live else words.CARE)
        due = working_day(today + timedelta(days=random.randint(-6, 14)))
        task = plan_task(
            member=deal.owner or team[0],
            kind=kind,
            title=title.format(p=deal.person, c=deal.company.name, d=deal.name),
            due_on=due,
            company=deal.company,
            person=deal.person,
            at=office_hour(random, min(due, today) - timedelta(days=4)),
        )
        _maybe_done(random, task, deal.owner or team[0], today)
    taken: set[tuple[int, date, int]] = set()
    for number, deal in enumerate(random.sample(live, len(live)) * 2):
        day = working_day(today + timedelta(days=number // 4))
        hour = (9, 11, 14, 16)[number % 4]
        assignee = team[number % len(team)] if number >= 8 else team[0]
        while (assignee.pk, day, hour) in taken:
            day = working_day(day + timedelta(days=1))
        taken.add((assignee.pk, day, hour))
        book_appointment(
            member=deal.owner or team[0],
            assignee=assignee,
            title=random.choice(["Découverte", "Prise de cotes", "Présentation du devis", "Suivi de livraison"]),
            starts_at=at(day, hour, 15 * (number % 2)),
            ends_at=at(day, hour + 1, 15 * (number % 2)),
            company=deal.company,
            person=deal.person,
            location=f"{deal.company.street}, {deal.company.postcode} {deal.company.city}",
            at=office_hour(random, today - timedelta(days=5)),
        )


def _maybe_done(random: Random, task: Task, member: Membership, today: date) -> None:
    if task.due_on < today and random.random() < 0.8:
        complete_task(member=member, task_id=task.pk, at=office_hour(random, task.due_on))
