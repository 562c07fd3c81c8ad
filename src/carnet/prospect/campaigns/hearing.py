"""What campaigns hear: contacts logged, tasks ticked, meetings agreed and sales won with those they contact.

One act makes one contact at most, of one campaign: that whose plan put the company into the agenda, else the latest
whose group holds it, else the latest that contacted it already. What a room records by itself completes what was heard.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from carnet.foundation.agenda.models import Appointment, Interaction
from carnet.foundation.audit.models import Event
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company
from carnet.prospect.mix.history import MEET_DAYS, SALE_DAYS
from carnet.prospect.mix.models import Action, Group
from carnet.prospect.mix.queries import members_of

from .models import Campaign, Reason, Stage, Touch
from .rules.stages import Heard, heard
from .touching import MOVED, advance_touch, build, cost_of

ASKED = (Action.State.PLANNED, Action.State.KEPT)


def hear_contact(event: Event) -> None:
    """A contact logged in the agenda. One query where no campaign runs."""
    campaigns = _running(event.at)
    if not campaigns or event.member is None:
        return
    interaction = Interaction.objects.select_related("company", "person").get(pk=(event.after or {})["id"])
    meant = heard(interaction.channel, interaction.outcome)
    company = interaction.company
    if meant is None or company is None:
        return
    if interaction.is_inbound:
        _answered(event, company, meant)
        return
    campaign = campaign_of(company, campaigns)
    if campaign is None:
        return
    if (last := _latest(company, event.at, MEET_DAYS)) and last.stage >= Stage.MEETING:
        # Once a meeting was agreed, what follows prepares or holds it: no more prospecting.
        return
    touch = _same_day(campaign, company, meant.channel, event.at) or Touch(heard=event)
    touch = build(touch, event.member, campaign, company, meant.channel)
    touch.person, touch.interaction, touch.at = interaction.person, interaction, event.at
    touch.stage = max(int(meant.stage), touch.stage)
    touch.reason = _reason(meant) or touch.reason
    _keep(touch, campaign)


def _keep(touch: Touch, campaign: Campaign) -> None:
    touch.segment = touch.segment or (campaign.group.name[:80] if campaign.group else "")
    if touch.cost_cents is None:
        touch.cost_cents = cost_of(touch.channel, touch.at)
    touch.save()


def _reason(meant: Heard) -> str:
    return Reason(meant.reason.value).value if meant.reason else ""


def _answered(event: Event, company: Company, meant: Heard) -> None:
    """They came to us: the last contact with them reached them at least."""
    last = _latest(company, event.at, MEET_DAYS)
    stage = max(Stage.REACHED, int(meant.stage))
    if last and last.stage < stage and event.member:
        advance_touch(member=event.member, touch=last, stage=stage, at=event.at, because=event)


def hear_task(event: Event) -> None:
    """An action of a plan ticked off, no contact logged that day: a letter, an invitation, a message elsewhere."""
    campaigns = _running(event.at)
    if not campaigns or event.member is None:
        return
    action = Action.objects.filter(task=(event.after or {})["id"], state__in=ASKED)
    found = action.select_related("launch", "company").first()
    campaign = next((one for one in campaigns if found and one.group_id == found.launch.group_id), None)
    if found is None or campaign is None:
        return
    if _on_day(campaign, found.company, found.channel, event.at):
        return
    touch = build(Touch(heard=event), event.member, campaign, found.company, found.channel)
    touch.at = event.at
    _keep(touch, campaign)


def hear_meeting(event: Event) -> None:
    """A meeting put in the calendar is credited to the last contact of the weeks before."""
    if event.member is None or not Campaign.objects.open().exists():
        return
    made = Appointment.objects.filter(pk=(event.after or {})["id"]).select_related("company").first()
    last = _latest(made.company, event.at, MEET_DAYS) if made and made.company else None
    if last and last.stage < Stage.MEETING:
        advance_touch(member=event.member, touch=last, stage=Stage.MEETING, at=event.at, because=event)


def hear_sale(event: Event) -> None:
    """A won deal is credited to the last contact of the months before it was opened, else before it was won."""
    if event.member is None or not Campaign.objects.open().exists():
        return
    deal = Opportunity.objects.filter(pk=(event.after or {})["id"]).select_related("company").first()
    if deal is None:
        return
    last = _latest(deal.company, deal.created_at, SALE_DAYS)
    if last and last.stage < Stage.SALE:
        advance_touch(member=event.member, touch=last, stage=Stage.SALE, at=event.at, because=event)


def hear_undo(event: Event) -> None:
    """An act taken back takes back what campaigns had heard in it."""
    if event.undoes_id is None or event.undoes is None:
        return
    Touch.objects.filter(heard=event.undoes_id).delete()
    moved = Event.objects.filter(code="campaigns.touch_advanced", at=event.undoes.at)
    for told in moved:
        after, before = told.after or {}, told.before or {}
        if after.get("because") == event.undoes_id:
            now = {name: after[name] for name in MOVED}
            Touch.objects.filter(pk=after["id"], **now).update(**before)


def _running(at: datetime) -> list[Campaign]:
    """The latest first. One query."""
    day = timezone.localtime(at).date()
    return list(Campaign.objects.running(day).select_related("group").order_by("-first_on", "-pk"))


def campaign_of(company: Company, campaigns: Sequence[Campaign]) -> Campaign | None:
    """Which of these campaigns contacts this company. Two queries, and one or more for each group."""
    by_group = {one.group_id: one for one in reversed(campaigns) if one.group_id}
    planned = Action.objects.filter(company=company, state__in=ASKED, launch__group__in=by_group)
    if group := planned.order_by("-pk").values_list("launch__group", flat=True).first():
        return by_group[group]
    for campaign in campaigns:
        if campaign.group and _holds(campaign.group, company):
            return campaign
    already = Touch.objects.filter(company=company, campaign__in=campaigns).order_by("-at", "-pk")
    number = already.values_list("campaign_id", flat=True).first()
    return next((one for one in campaigns if one.pk == number), None)


def _holds(group: Group, company: Company) -> bool:
    return members_of(group).filter(pk=company.pk).exists()


def _latest(company: Company, before: datetime, days: int) -> Touch | None:
    """The last contact with a company in a campaign that is still open, if not too long before."""
    found = Touch.objects.filter(company=company, at__lte=before, at__gte=before - timedelta(days=days))
    present = found.filter(campaign__closed_at=None, campaign__deleted_at=None)
    return present.select_related("campaign").order_by("-at", "-pk").first()


def _on_day(campaign: Campaign, company: Company, channel: str, at: datetime) -> list[Touch]:
    begins = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    same = Touch.objects.filter(company=company, at__gte=begins, at__lt=begins + timedelta(days=1))
    return list(same.filter(campaign=campaign, channel=channel).order_by("-at", "-pk"))


def _same_day(campaign: Campaign, company: Company, channel: str, at: datetime) -> Touch | None:
    """What a task ticked off told already: now one knows what was said."""
    rows = _on_day(campaign, company, channel, at)
    return next((one for one in rows if one.interaction_id is None and one.heard_id), None)
