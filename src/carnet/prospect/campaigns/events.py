"""How the acts on a campaign read, how they are taken back, and which other acts it hears of."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.erasing import impersonal
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.services import on
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.mix.models import Channel

from . import hearing
from .models import Adjustment, Campaign, Reason, Said, Stage, Touch, Trial
from .services import FIELDS, plain
from .touching import MOVED

NEEDS = Permission.CAMPAIGN_EDIT
_TONES = {Stage.MEETING: "ok", Stage.SALE: "ok"}


def _url(event: Event, number: int) -> str:
    return reverse("campaigns:campaign", args=[event.workspace.slug, number])


@sentence("campaigns.saved")
def _saved(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("Campaign “%(name)s”") % after, url=_url(event, after["id"]))


@undoable("campaigns.saved", needs=NEEDS)
def _unsave(event: Event, member: Membership) -> None:
    """One just begun goes, unless it has contacts; a changed one says again what it said, unless changed since."""
    after, before = event.after or {}, event.before or {}
    campaign = _campaign(after["id"])
    if campaign.closed_at or plain(campaign) != after["values"]:
        raise NotUndoable("changed_since")
    if not before:
        if campaign.touches.exists() or campaign.following.exists():
            raise NotUndoable("changed_since")
        campaign.delete()
        return
    for name, value in before["values"].items():
        setattr(campaign, name, date.fromisoformat(value) if name in {"first_on", "last_on"} else value)
    campaign.save(update_fields=[name.removesuffix("_id") for name in FIELDS])


def _campaign(number: int) -> Campaign:
    found = Campaign.objects.present().select_for_update(of=("self",)).filter(pk=number).first()
    if found is None:
        raise NotUndoable("gone")
    return found


@sentence("campaigns.closed")
def _closed(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("Campaign “%(name)s” closed") % after, url=_url(event, after["id"]))


@undoable("campaigns.closed", needs=NEEDS)
def _unclose(event: Event, member: Membership) -> None:
    campaign = _campaign((event.after or {})["id"])
    if campaign.closed_at is None or campaign.document_id:
        raise NotUndoable("changed_since")
    campaign.closed_at = None
    campaign.save(update_fields=["closed_at"])


@sentence("campaigns.reopened")
def _reopened(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("Campaign “%(name)s” opened again") % after, url=_url(event, after["id"]))


@undoable("campaigns.reopened", needs=NEEDS)
def _unreopen(event: Event, member: Membership) -> None:
    campaign = _campaign((event.after or {})["id"])
    if campaign.closed_at is not None:
        raise NotUndoable("changed_since")
    campaign.closed_at = parse_datetime((event.before or {})["closed_at"])
    campaign.save(update_fields=["closed_at"])


@sentence("campaigns.deleted")
def _deleted(event: Event) -> Sentence:
    return Sentence(title=_("Campaign “%(name)s” deleted") % (event.after or {}), tone="warn")


@undoable("campaigns.deleted", needs=NEEDS)
def _undelete(event: Event, member: Membership) -> None:
    if not Campaign.objects.filter(pk=(event.after or {})["id"], deleted_at__isnull=False).update(deleted_at=None):
        raise NotUndoable("gone")


def _told(event: Event) -> dict[str, Any]:
    after = event.after or {}
    return {
        "name": after["name"],
        "channel": Channel(after["channel"]).label,
        "stage": Stage(after["stage"]).label,
        "reason": Reason(after["reason"]).label if after.get("reason") else "",
    }


def _touch_sentence(event: Event, title: str) -> Sentence:
    after, told = event.after or {}, _told(event)
    return Sentence(
        title=title % told,
        text=str(told["reason"]),
        tag=str(told["stage"]),
        tone=_TONES.get(Stage(after["stage"]), "neutral"),
        url=_url(event, after["campaign"]),
    )


@sentence("campaigns.touch_recorded")
def _touched(event: Event) -> Sentence:
    return _touch_sentence(event, _("%(channel)s, campaign “%(name)s”"))


@undoable("campaigns.touch_recorded", needs=NEEDS)
def _untouch(event: Event, member: Membership) -> None:
    after = event.after or {}
    now = {name: after[name] for name in MOVED}
    deleted, _rows = Touch.objects.filter(pk=after["id"], campaign__closed_at=None, **now).delete()
    if not deleted:
        raise NotUndoable("changed_since")


@sentence("campaigns.touches_recorded")
def _many(event: Event) -> Sentence:
    after = event.after or {}
    count = len(after["ids"])
    title = ngettext("%(count)d contact of a campaign", "%(count)d contacts of a campaign", count) % {"count": count}
    return Sentence(title=title, text=f"{Channel(after['channel']).label} · {after['name']}")


@undoable("campaigns.touches_recorded", needs=NEEDS)
def _unmany(event: Event, member: Membership) -> None:
    """Those that have not come farther since."""
    rows = Touch.objects.filter(pk__in=(event.after or {})["ids"], campaign__closed_at=None, stage=Stage.ATTEMPTED)
    deleted, _rows = rows.filter(reason="").delete()
    if not deleted:
        raise NotUndoable("changed_since")


@sentence("campaigns.touch_advanced")
def _advanced(event: Event) -> Sentence:
    return _touch_sentence(event, _("%(channel)s, campaign “%(name)s”: it came farther"))


@undoable("campaigns.touch_advanced", needs=NEEDS)
def _unadvance(event: Event, member: Membership) -> None:
    after, before = event.after or {}, event.before or {}
    now = {name: after[name] for name in MOVED}
    if not Touch.objects.filter(pk=after["id"], campaign__closed_at=None, **now).update(**before):
        raise NotUndoable("changed_since")


@sentence("campaigns.touch_removed")
def _removed(event: Event) -> Sentence:
    return Sentence(title=_("Contact taken out of the campaign “%(name)s”") % (event.after or {}), tone="warn")


@undoable("campaigns.touch_removed", needs=NEEDS)
def _unremove(event: Event, member: Membership) -> None:
    before = dict(event.before or {})
    campaign = _campaign(before.pop("campaign_id"))
    if campaign.closed_at:
        raise NotUndoable("changed_since")
    before["at"] = parse_datetime(before["at"])
    links = {
        name: value if value is not None and _is_there(name, value) else None
        for name, value in before.items()
        if name.endswith("_id")
    }
    Touch.objects.create(campaign=campaign, **before | links)


def _is_there(name: str, number: int) -> bool:
    model: Any = Touch._meta.get_field(name.removesuffix("_id")).related_model
    return bool(model.objects.filter(pk=number).exists())


on("agenda.contact_logged")(hearing.hear_contact)
on("agenda.task_done")(hearing.hear_task)
on("agenda.appointment_booked")(hearing.hear_meeting)
on("opportunities.won")(hearing.hear_sale)
on("audit.undone")(hearing.hear_undo)

# They tell campaigns, codes and numbers, nobody's data.
impersonal(
    "campaigns.saved",
    "campaigns.touch_recorded",
    "campaigns.touches_recorded",
    "campaigns.touch_advanced",
    "campaigns.touch_removed",
)


@sentence("campaigns.trial_planned")
def _trial(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(
        title=_("Trial of “%(first)s” and “%(second)s” planned") % after, url=_url(event, after["campaign"])
    )


@undoable("campaigns.trial_planned", needs=NEEDS)
def _untrial(event: Event, member: Membership) -> None:
    trial = Trial.objects.filter(pk=(event.after or {})["id"]).first()
    if trial is None:
        raise NotUndoable("gone")
    if trial.taken.exists() or trial.ended_at:
        raise NotUndoable("changed_since")
    trial.delete()


@sentence("campaigns.trial_looked")
def _looked(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(
        title=_("Look %(number)s of %(looks)s at “%(first)s” and “%(second)s”") % after,
        text=str(Said(after["said"]).label),
        url=_url(event, after["campaign"]),
    )


@sentence("campaigns.trial_stopped")
def _stopped(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("Trial of “%(first)s” and “%(second)s” given up") % after, tone="warn")


@undoable("campaigns.trial_stopped", needs=NEEDS)
def _unstop(event: Event, member: Membership) -> None:
    after = event.after or {}
    if Trial.objects.filter(campaign=after["campaign"], ended_at__isnull=True).exists():
        raise NotUndoable("changed_since")
    stopped = Trial.objects.filter(pk=after["id"], ended_at__isnull=False, said="")
    if not stopped.update(ended_at=None):
        raise NotUndoable("gone")


@sentence("campaigns.adjustment_decided")
def _decided(event: Event) -> Sentence:
    after = event.after or {}
    word = Adjustment.State(after["state"]).label
    return Sentence(
        title=_("Adjustment of a campaign"), text=after["text"], tag=str(word), url=_url(event, after["campaign"])
    )


@undoable("campaigns.adjustment_decided", needs=NEEDS)
def _undecide(event: Event, member: Membership) -> None:
    after, before = event.after or {}, event.before or {}
    rows = Adjustment.objects.filter(pk=after["id"], text=after["text"], state=after["state"])
    changed = rows.update(**before) if before else rows.delete()[0]
    if not changed:
        raise NotUndoable("changed_since")


@sentence("campaigns.adjustment_withdrawn")
def _withdrawn(event: Event) -> Sentence:
    return Sentence(title=_("Adjustment withdrawn"), text=(event.after or {})["text"], tone="warn")


@undoable("campaigns.adjustment_withdrawn", needs=NEEDS)
def _unwithdraw(event: Event, member: Membership) -> None:
    before = dict(event.before or {})
    campaign = _campaign(before.pop("campaign_id"))
    held = before["state"] == Adjustment.State.HELD
    same = campaign.adjustments.filter(code=before["code"], key=before["key"]).exclude(state=Adjustment.State.HELD)
    if before["code"] and not held and same.exists():
        raise NotUndoable("changed_since")
    if not Adjustment.objects.filter(pk=before["origin_id"]).exists():
        before["origin_id"] = None
    Adjustment.objects.create(campaign=campaign, member=member, **before)


impersonal("campaigns.trial_planned", "campaigns.trial_looked", "campaigns.trial_stopped")
