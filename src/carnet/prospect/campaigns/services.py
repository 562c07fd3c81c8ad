"""Campaigns: begun, changed, closed, deleted; one act, one transaction, one event."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mix.models import Group

from .models import Campaign

FIELDS = ("name", "goal", "first_on", "last_on", "group_id", "plan_id", "previous_id")
USUAL = timedelta(weeks=4)


class CampaignRefused(ValueError):
    """`reason`: no_name, bad_days, gone, closed, open."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def start_campaign(
    *,
    member: Membership,
    name: str,
    goal: str = "",
    group: Group | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    previous: Campaign | None = None,
    at: Any = None,
) -> Campaign:
    """Begin a campaign, of a plan's group or free. Days not given are the plan's, else four weeks from today.

    Raises CampaignRefused.
    """
    first = first_on or (group.plan.first_on if group else timezone.localdate())
    last = last_on or (group.plan.last_on if group else first + USUAL)
    values = {
        "name": name,
        "goal": goal,
        "first_on": first,
        "last_on": last,
        "group_id": group.pk if group else None,
        "plan_id": group.plan_id if group else None,
        "previous_id": previous.pk if previous else None,
    }
    return _save(member, Campaign(member=member), values, before=None, at=at)


@transaction.atomic
def edit_campaign(*, member: Membership, campaign: Campaign, changes: Mapping[str, Any]) -> Campaign:
    """Change what it says of itself. Raises CampaignRefused."""
    current = _locked(campaign)
    if current.closed_at:
        raise CampaignRefused("closed")
    before = plain(current)
    return _save(member, current, {name: getattr(current, name) for name in FIELDS} | dict(changes), before)


def _save(
    member: Membership, campaign: Campaign, values: Mapping[str, Any], before: dict[str, Any] | None, at: Any = None
) -> Campaign:
    name = str(values["name"]).strip()[:120]
    if not name:
        raise CampaignRefused("no_name")
    if values["last_on"] < values["first_on"]:
        raise CampaignRefused("bad_days")
    for key in FIELDS:
        setattr(campaign, key, values[key])
    campaign.name, campaign.goal = name, str(values["goal"]).strip()[:1000]
    campaign.save()
    campaign.event = record(
        member=member,
        code="campaigns.saved",
        subjects=[campaign],
        before={"values": before} if before else None,
        after={"id": campaign.pk, "name": campaign.name, "values": plain(campaign)},
        is_undoable=True,
        at=at,
    )
    return campaign


def plain(campaign: Campaign) -> dict[str, Any]:
    """What a campaign says of itself, as JSON keeps it."""
    values = {name: getattr(campaign, name) for name in FIELDS}
    return values | {"first_on": campaign.first_on.isoformat(), "last_on": campaign.last_on.isoformat()}


def _locked(campaign: Campaign) -> Campaign:
    found: Campaign | None = Campaign.objects.present().select_for_update(of=("self",)).filter(pk=campaign.pk).first()
    if found is None:
        raise CampaignRefused("gone")
    return found


@transaction.atomic
def close_campaign(*, member: Membership, campaign: Campaign, at: Any = None) -> Event:
    """Its figures stand: no contact joins it any more, none advances. Raises CampaignRefused."""
    current = _locked(campaign)
    if current.closed_at:
        raise CampaignRefused("closed")
    current.closed_at = at or timezone.now()
    current.save(update_fields=["closed_at"])
    after = {"id": current.pk, "name": current.name}
    return record(member=member, code="campaigns.closed", subjects=[current], after=after, is_undoable=True, at=at)


@transaction.atomic
def reopen_campaign(*, member: Membership, campaign: Campaign) -> Event:
    """Raises CampaignRefused."""
    current = _locked(campaign)
    if not current.closed_at:
        raise CampaignRefused("open")
    before = {"closed_at": current.closed_at}
    current.closed_at = None
    current.save(update_fields=["closed_at"])
    after = {"id": current.pk, "name": current.name}
    return record(
        member=member, code="campaigns.reopened", subjects=[current], before=before, after=after, is_undoable=True
    )


@transaction.atomic
def delete_campaign(*, member: Membership, campaign: Campaign) -> Event:
    """It leaves the list with its contacts; the interactions of the agenda stay. Raises CampaignRefused."""
    current = _locked(campaign)
    current.deleted_at = timezone.now()
    current.save(update_fields=["deleted_at"])
    after = {"id": current.pk, "name": current.name}
    return record(member=member, code="campaigns.deleted", subjects=[current], after=after, is_undoable=True)
