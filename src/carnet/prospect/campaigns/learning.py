"""What a campaign teaches: adjustments taken, rewritten or dropped, and the next campaign that holds them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.documents.models import Document
from carnet.foundation.documents.services import freeze
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of

from . import printing
from .models import Adjustment, Campaign
from .rules.adjusting import Proposal
from .services import start_campaign

State = Adjustment.State


class AdjustmentRefused(ValueError):
    """`reason`: no_text, gone, unknown."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def decide(
    *,
    member: Membership,
    campaign: Campaign,
    text: str,
    proposal: Proposal | None = None,
    accept: bool = True,
) -> Adjustment:
    """Take a proposal, in these words, or drop it; without a proposal, one’s own adjustment.

    What was decided of the same proposal before is replaced. Raises AdjustmentRefused.
    """
    if not text.strip():
        raise AdjustmentRefused("no_text")
    row = None
    if proposal:
        same = campaign.adjustments.filter(code=proposal.code, key=proposal.key).exclude(state=State.HELD)
        row = same.select_for_update(of=("self",)).first()
    before = _plain(row) if row else None
    row = row or Adjustment(campaign=campaign)
    row.code, row.key = (proposal.code, proposal.key[:100]) if proposal else ("", "")
    row.figures = proposal.figures if proposal else {}
    row.text, row.member = text.strip()[:600], member
    row.state = State.ACCEPTED if accept else State.DROPPED
    row.save()
    row.event = record(
        member=member,
        code="campaigns.adjustment_decided",
        subjects=[campaign],
        before=before,
        after={"id": row.pk, "campaign": campaign.pk, **_plain(row)},
        is_undoable=True,
    )
    return row


def _plain(row: Adjustment) -> dict[str, Any]:
    return {"text": row.text, "state": row.state, "figures": row.figures}


@transaction.atomic
def withdraw(*, member: Membership, adjustment: Adjustment) -> Event:
    """Forget what was decided: a proposal of the figures stands open again. Raises AdjustmentRefused."""
    row = Adjustment.objects.select_for_update(of=("self",)).select_related("campaign").filter(pk=adjustment.pk).first()
    if row is None:
        raise AdjustmentRefused("gone")
    links = {name: getattr(row, name) for name in ("code", "key", "origin_id", "campaign_id")}
    before = _plain(row) | links
    campaign = row.campaign
    row.delete()
    after = {"campaign": campaign.pk, "text": before["text"]}
    return record(
        member=member,
        code="campaigns.adjustment_withdrawn",
        subjects=[campaign],
        before=before,
        after=after,
        is_undoable=True,
    )


@transaction.atomic
def follow_on(
    *, member: Membership, campaign: Campaign, name: str, first_on: date | None = None, last_on: date | None = None
) -> Campaign:
    """The next campaign with the same group, holding every adjustment accepted of this one. Raises CampaignRefused."""
    following = start_campaign(
        member=member,
        name=name,
        goal=campaign.goal,
        group=campaign.group,
        first_on=first_on,
        last_on=last_on,
        previous=campaign,
    )
    accepted = campaign.adjustments.filter(state=State.ACCEPTED).order_by("pk")
    Adjustment.objects.bulk_create(
        Adjustment(
            workspace_id=following.workspace_id,
            campaign=following,
            code=row.code,
            key=row.key,
            figures=row.figures,
            text=row.text,
            state=State.HELD,
            origin=row,
            member=member,
        )
        for row in accepted
    )
    return following


@transaction.atomic
def freeze_report(*, member: Membership, campaign: Campaign) -> Document:
    """The document « bilan de campagne » as its figures stand. Raises CannotRender."""
    data: Mapping[str, Any] = printing.report_data(member, campaign)
    held = campaign.document
    previous = held if held and not Document.objects.filter(previous=held).exists() else None
    made = freeze(
        member=member,
        kind="campaigns.report",
        template=printing.REPORT,
        data=data,
        title=data["title"],
        number=f"CAMPAGNE-{campaign.first_on:%Y-%m-%d}-{campaign.pk}",
        language=printing.LANGUAGE,
        previous=previous,
        logo=seller_of(member.workspace)["logo"],
    )
    Campaign.objects.filter(pk=campaign.pk).update(document=made)
    return made
