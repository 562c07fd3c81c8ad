"""How the acts on a prospecting plan read, and how they are taken back."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.erasing import impersonal
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .launching import LAUNCHED, take_back
from .models import ActionSequence, ChannelTerms, Group, Launch, Plan
from .services import PLAN_FIELDS, rank_groups
from .words import channel

NEEDS = Permission.TARGETING_EDIT


@sentence("mix.plan_saved")
def _saved(event: Event) -> Sentence:
    after = event.after or {}
    url = reverse("mix:plan", args=[event.workspace.slug, after["id"]])
    return Sentence(title=_("Prospecting plan “%(name)s”") % after, url=url)


@undoable("mix.plan_saved", needs=NEEDS)
def _unsave(event: Event, member: Membership) -> None:
    """A plan just made goes, unless it has groups; a changed one gets back what it said, unless changed since."""
    after, before = event.after or {}, event.before or {}
    plan = Plan.objects.select_for_update(of=("self",)).filter(pk=after["id"], deleted_at=None).first()
    if plan is None:
        raise NotUndoable("gone")
    if not before:
        if plan.groups.exists():
            raise NotUndoable("changed_since")
        plan.delete()
        return
    now = {name: getattr(plan, name) for name in PLAN_FIELDS} | {"first_on": plan.first_on.isoformat()}
    if now != after["values"]:
        raise NotUndoable("changed_since")
    for name, value in before["values"].items():
        setattr(plan, name, date.fromisoformat(value) if name == "first_on" else value)
    plan.save()


@sentence("mix.plan_deleted")
def _deleted(event: Event) -> Sentence:
    return Sentence(title=_("Prospecting plan “%(name)s” deleted") % (event.after or {}), tone="warn")


@undoable("mix.plan_deleted", needs=NEEDS)
def _undelete(event: Event, member: Membership) -> None:
    if not Plan.objects.filter(pk=(event.after or {})["id"]).exclude(deleted_at=None).update(deleted_at=None):
        raise NotUndoable("gone")


@sentence("mix.group_added")
def _added(event: Event) -> Sentence:
    return Sentence(title=_("Group “%(name)s” added") % (event.after or {}))


@undoable("mix.group_added", needs=NEEDS)
def _unadd(event: Event, member: Membership) -> None:
    group = Group.objects.filter(pk=(event.after or {})["id"]).first()
    if group is None:
        raise NotUndoable("gone")
    if group.sequences.count() > 1 or group.launches.exists():
        raise NotUndoable("changed_since")
    group.delete()


@sentence("mix.group_edited")
def _edited(event: Event) -> Sentence:
    return Sentence(title=_("Group “%(name)s” renamed or argued") % (event.after or {}))


@undoable("mix.group_edited", needs=NEEDS)
def _unedit(event: Event, member: Membership) -> None:
    after, before = event.after or {}, event.before or {}
    if not Group.objects.filter(pk=after["id"], name=after["name"], why=after["why"]).update(**before):
        raise NotUndoable("changed_since")


@sentence("mix.group_moved")
def _moved(event: Event) -> Sentence:
    return Sentence(title=_("Group “%(name)s” ranked anew") % (event.after or {}))


@undoable("mix.group_moved", needs=NEEDS)
def _unmove(event: Event, member: Membership) -> None:
    after = event.after or {}
    now = list(Group.objects.filter(plan=after["plan"]).order_by("rank", "pk").values_list("pk", flat=True))
    if now != after["order"]:
        raise NotUndoable("changed_since")
    rank_groups((event.before or {})["order"])


@sentence("mix.group_removed")
def _removed(event: Event) -> Sentence:
    return Sentence(title=_("Group “%(name)s” taken out of the plan") % (event.after or {}), tone="warn")


@undoable("mix.group_removed", needs=NEEDS)
def _unremove(event: Event, member: Membership) -> None:
    before = event.before or {}
    if not Plan.objects.present().filter(pk=before["plan"]).exists():
        raise NotUndoable("gone")
    links = {name: number if _is_there(name, number) else None for name, number in before["links"].items()}
    group = Group.objects.create(
        plan_id=before["plan"],
        name=before["name"],
        why=before["why"],
        rank=before["rank"],
        kind=before["kind"],
        **links,
    )
    ActionSequence.objects.bulk_create(
        ActionSequence(
            group=group, version=one["version"], steps=one["steps"], is_proposed=one["is_proposed"], author=member
        )
        for one in before["versions"]
    )


def _is_there(name: str, number: int | None) -> bool:
    model = Group._meta.get_field(name.removesuffix("_id")).related_model
    return number is not None and model is not None and model.objects.filter(pk=number).exists()  # type: ignore[union-attr] # a model of ours


@sentence("mix.sequence_saved")
def _sequence(event: Event) -> Sentence:
    after = event.after or {}
    steps = [
        _("D+%(day)s %(channel)s") % {"day": one["day"], "channel": channel(one["channel"])} for one in after["steps"]
    ]
    return Sentence(title=_("Actions of “%(group)s”, version %(version)s") % after, text=" · ".join(steps))


@undoable("mix.sequence_saved", needs=NEEDS)
def _unsequence(event: Event, member: Membership) -> None:
    """The version before speaks again; not once a later one was written, or it was put into the agenda."""
    made = ActionSequence.objects.filter(pk=(event.after or {})["id"]).first()
    if made is None:
        raise NotUndoable("gone")
    later = ActionSequence.objects.filter(group=made.group_id, version__gt=made.version)
    if later.exists() or made.launches.exists():
        raise NotUndoable("changed_since")
    made.delete()


@sentence("mix.terms_saved")
def _terms(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(
        title=_("Figures of the channel “%(channel)s”") % {"channel": channel(after["channel"])},
        text=str(after["values"].get("source") or ""),
    )


@undoable("mix.terms_saved", needs=NEEDS)
def _unterms(event: Event, member: Membership) -> None:
    after = event.after or {}
    row = ChannelTerms.objects.select_for_update(of=("self",)).filter(pk=after["id"]).first()
    if row is None:
        raise NotUndoable("gone")
    if Event.objects.filter(code="mix.terms_saved", at__gt=event.at, after__channel=after["channel"]).exists():
        raise NotUndoable("changed_since")
    before = (event.before or {}).get("values")
    if before is None:
        row.delete()
        return
    for name, value in before.items():
        setattr(row, name, _typed(name, value))
    row.save()


def _typed(name: str, value: object) -> object:
    if value is None or isinstance(value, int):
        return value
    if name == "read_on":
        return date.fromisoformat(str(value))
    return Decimal(str(value)) if name in {"grams", "meetings", "sales"} else value


@sentence(LAUNCHED)
def _launched(event: Event) -> Sentence:
    after = event.after or {}
    count = int(after.get("tasks", 0))
    title = ngettext(
        "%(count)d prospecting action put into the agenda",
        "%(count)d prospecting actions put into the agenda",
        count,
    )
    return Sentence(title=title % {"count": count}, text=str(after.get("group", "")))


@undoable(LAUNCHED, needs=NEEDS)
def _unlaunch(event: Event, member: Membership) -> None:
    """Here for a few, else as background work; what was done, dropped or put off meanwhile stays, and is counted."""
    launch = Launch.objects.select_for_update(of=("self",)).filter(pk=(event.after or {})["id"]).first()
    if launch is None:
        raise NotUndoable("gone")
    if launch.state not in {Launch.State.DONE, Launch.State.STOPPED}:
        raise NotUndoable("running")
    if not take_back(launch, member):
        raise NotUndoable("changed_since")


# They tell plans, groups and numbers, nobody's data.
impersonal("mix.plan_saved", "mix.group_added", "mix.sequence_saved", LAUNCHED)
