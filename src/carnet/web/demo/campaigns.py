"""Two campaigns of Claire's: the autumn one, finished and analysed, and the one that runs on what it taught."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from carnet.foundation.parties.models import Company, Stage
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.campaigns.learning import decide, follow_on
from carnet.prospect.campaigns.models import Campaign
from carnet.prospect.campaigns.queries import analysis_of, message_for, proposals_of
from carnet.prospect.campaigns.services import close_campaign, edit_campaign, start_campaign
from carnet.prospect.campaigns.touching import advance_touch, record_touch
from carnet.prospect.campaigns.trials import plan_trial, take_look
from carnet.prospect.campaigns.words import adjustment
from carnet.prospect.mix.models import Channel, Group

WEEKS, MANY, DRAW = 8, 180, 20261124
FIRST, SECOND = "Objet\u00a0: vos bureaux en 3 jours", "Objet\u00a0: une question sur vos bureaux"
SCRIPT = "Script «\u00a0visite offerte\u00a0»"
SEGMENTS = ("Bureaux de 20 à 50 postes", "Bureaux de moins de 20 postes", "Collectivités")
CHANCE = {SEGMENTS[0]: 0.30, SEGMENTS[1]: 0.13, SEGMENTS[2]: 0.16}
"""Of agreeing to a meeting once called: what the analysis is to find again."""
LOST = ("competitor",) * 9 + ("wrong_time",) * 6 + ("price",) * 5 + ("no_need",) * 3 + ("gatekeeper",) * 3 + ("trust",)
WON = ("need",) * 5 + ("right_time",) * 3 + ("proof",) * 2 + ("referred",)


def make_campaigns(random: Random, claire: Membership, today: date) -> None:
    first = today - timedelta(weeks=WEEKS + 3)
    campaign = start_campaign(
        member=claire,
        name=f"Rénovation de bureaux, {first.year}",
        goal="Vingt rendez-vous chez des entreprises qui changent de locaux ou les rénovent.",
        first_on=first,
        last_on=first + timedelta(weeks=WEEKS),
        at=_at(first, 9),
    )
    trial = plan_trial(
        member=claire, campaign=campaign, first=FIRST, second=SECOND, base=Decimal(15), gain=Decimal(20),
        looks=2, wait_days=7, seed=DRAW, at=_at(first, 10),
    )  # fmt: skip
    rows = list(Company.objects.present().exclude(stage=Stage.FORMER).order_by("pk"))
    random.shuffle(rows)
    for number, company in enumerate(rows[:MANY]):
        day = first + timedelta(days=1 + number * (WEEKS * 7 - 21) // MANY)
        _contact(random, claire, campaign, (company, message_for(trial, company)), day)
    for week in (4, 7):
        if trial.ended_at is None:
            take_look(member=claire, trial=trial, at=_at(first + timedelta(weeks=week), 17))
            trial.refresh_from_db()
    _learn(claire, campaign)
    close_campaign(member=claire, campaign=campaign, at=_at(today - timedelta(days=10), 17))
    campaign.refresh_from_db()
    _next(random, claire, campaign, today, rows[MANY:])


def _contact(random: Random, claire: Membership, campaign: Campaign, told: tuple[Company, str], day: date) -> None:
    """An e-mail with its message, a call some days later, and for some a visit."""
    company, message = told
    part = random.choices(SEGMENTS, (3, 5, 2))[0]
    answered = random.random() < (0.42 if message == SECOND else 0.14)
    record_touch(
        member=claire, campaign=campaign, party=company, channel=Channel.EMAIL, message=message, segment=part,
        at=_at(day, 9, random), stage=2 if answered else 1, reason="" if answered else "no_answer",
    )  # fmt: skip
    called = _at(day + timedelta(days=3), 10, random)
    luck, chance = random.random(), CHANCE[part] * (1.5 if message == SECOND else 0.6)
    stage, reason = 1, "no_answer"
    if luck < chance:
        stage, reason = 4, random.choice(WON)
    elif luck < chance + 0.30:
        stage, reason = 3, random.choice(LOST)
    elif luck < chance + 0.48:
        stage, reason = 2, random.choice(("not_interested", "gatekeeper", "wrong_time", ""))
    call = record_touch(
        member=claire, campaign=campaign, party=company, channel=Channel.PHONE, message=SCRIPT, segment=part,
        at=called, stage=stage, reason=reason,
    )  # fmt: skip
    if stage == 4 and random.random() < 0.3:
        advance_touch(member=claire, touch=call, stage=5, at=called + timedelta(days=14))
    elif stage == 2 and random.random() < 0.35:
        record_touch(
            member=claire, campaign=campaign, party=company, channel=Channel.VISIT, segment=part,
            at=called + timedelta(days=6), stage=4 if random.random() < 0.3 else 3, reason=random.choice(LOST[:20]),
        )  # fmt: skip


def _learn(claire: Membership, campaign: Campaign) -> None:
    """The first two proposals are kept, one rewritten; the third is left aside, one of her own joins them."""
    open_ones = proposals_of(campaign, analysis_of(campaign))
    for number, proposal in enumerate(open_ones[:3]):
        decide(member=claire, campaign=campaign, text=adjustment(proposal), proposal=proposal, accept=number < 2)
    own = "Ne plus appeler le lundi matin\u00a0: les responsables sont en réunion d’équipe."
    decide(member=claire, campaign=campaign, text=own)


def _next(random: Random, claire: Membership, before: Campaign, today: date, rows: list[Company]) -> None:
    """It runs since Monday a week ago; its group is that of the plan, where there is one."""
    first = today - timedelta(days=7 + today.weekday())
    running = follow_on(
        member=claire, campaign=before, name="Bureaux, deuxième vague", first_on=first,
        last_on=first + timedelta(weeks=6),
    )  # fmt: skip
    if group := Group.objects.filter(name="Rencontrés au salon").first():
        changes = {"group_id": group.pk, "plan_id": group.plan_id}
        running = edit_campaign(member=claire, campaign=running, changes=changes)
    days = max(1, (today - first).days)
    for number, company in enumerate(rows[:22]):
        at = _at(first + timedelta(days=number * days // 22), 11, random)
        stage = random.choices((1, 2, 3, 4), (8, 6, 5, 3))[0]
        reason = {1: "no_answer", 3: random.choice(LOST), 4: random.choice(WON)}.get(stage, "")
        record_touch(
            member=claire, campaign=running, party=company, channel=random.choice((Channel.PHONE, Channel.EMAIL)),
            message=SECOND, at=at, stage=stage, reason=reason,
        )  # fmt: skip


def _at(day: date, hour: int, random: Random | None = None) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, random.randrange(60) if random else 0)))
