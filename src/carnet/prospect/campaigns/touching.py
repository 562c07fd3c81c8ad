"""Contacts of a campaign: written down, advanced, taken out; by a rep, or by a room that calls, writes or publishes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.agenda.models import Interaction
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.parties.models import Affiliation, Company, Person
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mix.models import Channel
from carnet.prospect.mix.terms import contact_cost

from .models import Campaign, Reason, Stage, Touch

Party = Company | Person
MOVED = ("stage", "reason")
CHUNK = 500


class TouchRefused(ValueError):
    """`reason`: closed, nobody, no_channel, no_stage, no_reason, backward, gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def record_touch(
    *,
    member: Membership,
    campaign: Campaign,
    party: Party,
    channel: str,
    message: str = "",
    segment: str = "",
    at: datetime | None = None,
    stage: int = Stage.ATTEMPTED,
    reason: str = "",
    interaction: Interaction | None = None,
    cost_cents: int | None = None,
) -> Touch:
    """Write down one contact. The segment is the group's name where none is given, the cost that of the channel.

    An interaction is never counted twice: the contact that the campaign made of it by itself, when it heard of it, is
    completed. Raises TouchRefused.
    """
    _judge(campaign, channel, stage, reason)
    touch = (Touch.objects.filter(interaction=interaction).first() if interaction else None) or Touch()
    touch = build(touch, member, campaign, party, channel)
    touch.message, touch.segment = message.strip()[:80], (segment.strip() or _segment(campaign))[:80]
    touch.at = at or (interaction.at if interaction else timezone.now())
    touch.stage, touch.reason, touch.interaction = stage, reason, interaction
    touch.cost_cents = cost_of(channel, touch.at) if cost_cents is None else cost_cents
    if interaction and interaction.event:
        touch.heard = interaction.event
    touch.save()
    subjects = [campaign] if interaction else [campaign, party]
    touch.event = record(
        member=member,
        code="campaigns.touch_recorded",
        subjects=subjects,
        after=told(touch),
        is_undoable=True,
        at=at,
    )
    return touch


def build(touch: Touch, member: Membership, campaign: Campaign, party: Party, channel: str) -> Touch:
    """With a person goes the company where they work, so that it counts once."""
    touch.campaign, touch.channel, touch.member = campaign, channel, member
    if isinstance(party, Person):
        touch.person = party
        role = party.affiliations.current().order_by("-is_main", "pk").select_related("company").first()
        touch.company = role.company if role else touch.company
    else:
        touch.company = party
    return touch


def _judge(campaign: Campaign, channel: str, stage: int, reason: str) -> None:
    if campaign.closed_at or campaign.deleted_at:
        raise TouchRefused("closed")
    if channel not in Channel.values:
        raise TouchRefused("no_channel")
    if stage not in Stage.values:
        raise TouchRefused("no_stage")
    if reason and reason not in Reason.values:
        raise TouchRefused("no_reason")


def _segment(campaign: Campaign) -> str:
    return campaign.group.name if campaign.group else ""


def cost_of(channel: str, at: datetime) -> int | None:
    """Cents of one contact by this channel on that day. One query."""
    return contact_cost(channel, on=timezone.localtime(at).date())[0]


def told(touch: Touch) -> dict[str, Any]:
    """A contact as its events keep it: codes and numbers, nobody's name."""
    return {
        "id": touch.pk,
        "campaign": touch.campaign_id,
        "name": touch.campaign.name,
        "channel": str(touch.channel),
        "stage": int(touch.stage),
        "reason": str(touch.reason),
    }


@transaction.atomic
def record_touches(
    *,
    member: Membership,
    campaign: Campaign,
    parties: Iterable[Party],
    channel: str,
    message: str = "",
    segment: str = "",
    at: datetime | None = None,
) -> list[Touch]:
    """The same contact with many, such as a mailing: one event for all. Raises TouchRefused."""
    _judge(campaign, channel, Stage.ATTEMPTED, "")
    moment, wanted = at or timezone.now(), list(parties)
    if not wanted:
        raise TouchRefused("nobody")
    cost, part = cost_of(channel, moment), (segment.strip() or _segment(campaign))[:80]
    works_at = _companies_of([one.pk for one in wanted if isinstance(one, Person)])
    rows = [
        Touch(
            workspace_id=campaign.workspace_id,
            campaign=campaign,
            company_id=party.pk if isinstance(party, Company) else works_at.get(party.pk),
            person=party if isinstance(party, Person) else None,
            channel=channel,
            message=message.strip()[:80],
            segment=part,
            at=moment,
            cost_cents=cost,
            member=member,
        )
        for party in wanted
    ]
    made = Touch.objects.bulk_create(rows, batch_size=CHUNK)
    after = {"campaign": campaign.pk, "name": campaign.name, "channel": str(channel), "ids": [row.pk for row in made]}
    event = record(
        member=member, code="campaigns.touches_recorded", subjects=[campaign], after=after, is_undoable=True, at=at
    )
    for row in made:
        row.event = event
    return made


def _companies_of(people: list[int]) -> dict[int, int]:
    """Where each works, by person. One query for each 500."""
    found: dict[int, int] = {}
    for start in range(0, len(people), CHUNK):
        roles = Affiliation.objects.current().filter(person__in=people[start : start + CHUNK])
        found |= dict(roles.order_by("is_main", "-pk").values_list("person_id", "company_id"))
    return found


@transaction.atomic
def advance_touch(
    *,
    member: Membership,
    touch: Touch,
    stage: int,
    reason: str = "",
    at: datetime | None = None,
    because: Event | None = None,
) -> Touch:
    """It came farther, or one knows why it came no farther. Without a reason the former one stays.

    `because`: the act heard of that says so. Raises TouchRefused.
    """
    current = Touch.objects.select_for_update(of=("self",)).select_related("campaign").filter(pk=touch.pk).first()
    if current is None:
        raise TouchRefused("gone")
    _judge(current.campaign, current.channel, stage, reason)
    if stage < current.stage:
        raise TouchRefused("backward")
    before = {name: getattr(current, name) for name in MOVED}
    current.stage, current.reason = stage, reason or current.reason
    current.save(update_fields=list(MOVED))
    current.event = record(
        member=member,
        code="campaigns.touch_advanced",
        subjects=[current.campaign] if because else [current.campaign, *_parties(current)],
        before=before,
        after=told(current) | {"because": because.pk if because else None},
        is_undoable=because is None,
        at=at,
    )
    return current


def _parties(touch: Touch) -> list[Party]:
    return [one for one in (touch.company, touch.person) if one is not None]


KEPT = ("company_id", "person_id", "channel", "segment", "message", "at", "cost_cents", "stage", "reason", "member_id",
        "interaction_id", "heard_id")  # fmt: skip


@transaction.atomic
def remove_touch(*, member: Membership, touch: Touch) -> Event:
    """Taken out of its campaign, as it was not part of it; an interaction of the agenda stays. Raises TouchRefused."""
    current = Touch.objects.select_for_update(of=("self",)).select_related("campaign").filter(pk=touch.pk).first()
    if current is None:
        raise TouchRefused("gone")
    if current.campaign.closed_at:
        raise TouchRefused("closed")
    before = {name: getattr(current, name) for name in KEPT} | {"campaign_id": current.campaign_id}
    after = told(current)
    subjects = [current.campaign, *_parties(current)]
    current.delete()
    return record(
        member=member,
        code="campaigns.touch_removed",
        subjects=subjects,
        before=before,
        after=after,
        is_undoable=True,
    )
