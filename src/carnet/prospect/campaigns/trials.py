"""A trial of two messages: planned, looked at when it was said one would, ended."""

import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .models import MOST_LOOKS, Boundary, Campaign, Said, Stage, Trial, TrialLook
from .queries import arms_of
from .rules import looks as rules


class TrialRefused(ValueError):
    """`reason`: no_message, same_message, bad_rate, bad_looks, running, closed, gone, too_soon, over."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def plan_trial(
    *,
    member: Membership,
    campaign: Campaign,
    first: str,
    second: str,
    base: Decimal,
    gain: Decimal,
    goal: int = Stage.MEETING,
    boundary: str = Boundary.OBRIEN_FLEMING,
    looks: int = 3,
    wait_days: int = 7,
    seed: int | None = None,
    at: datetime | None = None,
) -> Trial:
    """Decide everything before it begins; `base` and `gain` in per cent; a given `seed` repeats a draw.

    Raises TrialRefused.
    """
    first, second = first.strip()[:80], second.strip()[:80]
    if not first or not second:
        raise TrialRefused("no_message")
    if first == second:
        raise TrialRefused("same_message")
    if not 1 <= looks <= MOST_LOOKS:
        raise TrialRefused("bad_looks")
    if not (0 < base < 100 and gain > 0 and base + gain < 100):
        raise TrialRefused("bad_rate")
    current = Campaign.objects.open().select_for_update(of=("self",)).filter(pk=campaign.pk).first()
    if current is None:
        raise TrialRefused("closed")
    if current.trials.filter(ended_at__isnull=True).exists():
        raise TrialRefused("running")
    each = rules.planned(float(base) / 100, float(gain) / 100, rules.Boundary(boundary), looks)
    trial = Trial.objects.create(
        campaign=current, first=first, second=second, goal=goal, base=base, gain=gain, boundary=boundary, looks=looks,
        each=each, wait_days=wait_days, seed=secrets.randbelow(2**31) if seed is None else seed,
        began_at=at or timezone.now(), member=member,
    )  # fmt: skip
    trial.event = record(
        member=member, code="campaigns.trial_planned", subjects=[current], after=told(trial), is_undoable=True, at=at
    )
    return trial


def told(trial: Trial) -> dict[str, Any]:
    return {
        "id": trial.pk,
        "campaign": trial.campaign_id,
        "first": trial.first,
        "second": trial.second,
        "each": trial.each,
        "looks": trial.looks,
    }


@transaction.atomic
def take_look(*, member: Membership, trial: Trial, at: datetime | None = None) -> TrialLook:
    """The next planned look, once both messages have the contacts it takes, long enough ago; it ends the trial where
    it decides or is the last. It reads as many of each as was planned, even where there are more. Raises TrialRefused.
    """
    current = _open(trial)
    moment = at or timezone.now()
    number = current.taken.count() + 1
    size = rules.size_at(current.each, current.looks, number)
    found = arms_of(current, moment - timedelta(days=current.wait_days))
    if found.ready < size:
        raise TrialRefused("too_soon")
    read = rules.look(
        rules.Boundary(current.boundary),
        current.looks,
        number,
        each=size,
        first=sum(found.first[:size]),
        second=sum(found.second[:size]),
    )
    taken = TrialLook.objects.create(
        trial=current, number=number, at=moment, each=read.each, first=read.first, second=read.second,
        z=Decimal(str(read.z)), beyond=Decimal(str(read.beyond)), said=read.said.value,
    )  # fmt: skip
    if read.is_last_word:
        current.ended_at, current.said = moment, read.said.value
        current.save(update_fields=["ended_at", "said"])
    after = told(current) | {"number": number, "said": read.said.value}
    record(member=member, code="campaigns.trial_looked", subjects=[current.campaign], after=after, at=at)
    return taken


@transaction.atomic
def stop_trial(*, member: Membership, trial: Trial) -> Event:
    """Given up before its last look: nothing is concluded. Raises TrialRefused."""
    current = _open(trial)
    current.ended_at, current.said = timezone.now(), ""
    current.save(update_fields=["ended_at", "said"])
    return record(
        member=member,
        code="campaigns.trial_stopped",
        subjects=[current.campaign],
        after=told(current),
        is_undoable=True,
    )


def _open(trial: Trial) -> Trial:
    current = Trial.objects.select_for_update(of=("self",)).select_related("campaign").filter(pk=trial.pk).first()
    if current is None:
        raise TrialRefused("gone")
    if current.ended_at is not None:
        raise TrialRefused("over")
    return current


WINNERS = (Said.FIRST, Said.SECOND)
