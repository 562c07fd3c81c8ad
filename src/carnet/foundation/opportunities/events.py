"""How the acts on opportunities read, and how they are taken back."""

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.fields.history import own_changes, taken_back
from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.fields.rules.values import Stored
from carnet.foundation.fields.storing import merged
from carnet.foundation.search.services import forget
from carnet.foundation.ui.templatetags.carnet import euros, language
from carnet.foundation.workspaces.models import Membership

from . import own_fields
from .models import LostReason, Opportunity, Outcome
from .services import OPPORTUNITY, index_opportunity


def _named(event: Event) -> str:
    after = event.after or {}
    amount = after.get("amount_cents")
    return " · ".join(filter(None, [str(after.get("name", "")), euros(amount) if amount else ""]))


@sentence("opportunities.opened")
def _opened(event: Event) -> Sentence:
    return Sentence(title=_("Opportunity opened"), text=_named(event))


@sentence("opportunities.edited")
def _edited(event: Event) -> Sentence:
    names = [name.removesuffix("_id") for name in event.after or {} if name not in {"id", "custom"}]
    own = own_changes(field_set(Holder.OPPORTUNITY), event.before or {}, event.after or {}, language())
    labels = [str(Opportunity._meta.get_field(name).verbose_name) for name in names]
    said = [f"{label} ({new})" if new else label for label, _old, new in own]
    return Sentence(title=_("Opportunity changed"), text=", ".join([*labels, *said]))


@sentence("opportunities.moved")
def _moved(event: Event) -> Sentence:
    after, before = event.after or {}, event.before or {}
    text = _("%(name)s: from %(old)s to %(new)s") % {
        "name": after.get("name", ""),
        "old": before["stage"],
        "new": after["stage"],
    }
    return Sentence(title=_("Opportunity moved"), text=text)


@sentence("opportunities.won")
def _won(event: Event) -> Sentence:
    return Sentence(title=_("Opportunity won"), text=_named(event), tag=str(Outcome.WON.label), tone="ok")


@sentence("opportunities.lost")
def _lost(event: Event) -> Sentence:
    after = event.after or {}
    reason = str(LostReason(after["reason"]).label)
    text = " · ".join(filter(None, [str(after["name"]), reason, str(after.get("detail", ""))]))
    return Sentence(title=_("Opportunity lost"), text=text, tag=str(Outcome.LOST.label), tone="bad")


def _get(event: Event) -> Opportunity:
    rows = Opportunity.objects.select_for_update(of=("self",)).select_related("company")
    opportunity = rows.filter(pk=(event.after or {})["id"]).first()
    if opportunity is None:
        raise NotUndoable("gone")
    return opportunity


@undoable("opportunities.opened")
def _undo_opened(event: Event, member: Membership) -> None:
    opportunity = _get(event)
    if opportunity.outcome != Outcome.OPEN or opportunity.name != (event.after or {})["name"]:
        raise NotUndoable("changed_since", opportunity.name)
    forget(OPPORTUNITY, [opportunity.pk])
    opportunity.delete()


@undoable("opportunities.edited")
def _undo_edited(event: Event, member: Membership) -> None:
    opportunity, before, after = _get(event), dict(event.before or {}), event.after or {}
    _own_back(opportunity, before.pop("custom", {}), after.get("custom", {}), member)
    for name, value in before.items():
        field = Opportunity._meta.get_field(name.removesuffix("_id"))
        if str(getattr(opportunity, name)) != str(after[name]):
            raise NotUndoable("changed_since", str(field.verbose_name))
        setattr(opportunity, name, parse_date(value) if name == "expected_on" and value else value)
    opportunity.save(update_fields=[*before, "custom"])
    index_opportunity(opportunity)


@undoable("opportunities.moved")
def _undo_moved(event: Event, member: Membership) -> None:
    opportunity, before, after = _get(event), event.before or {}, event.after or {}
    if opportunity.stage_id != after["stage_id"] or opportunity.outcome != Outcome.OPEN:
        raise NotUndoable("changed_since", opportunity.name)
    opportunity.stage_id = before["stage_id"]
    opportunity.stage_since = parse_date(before["stage_since"]) or opportunity.stage_since
    _own_back(opportunity, before.get("custom", {}), after.get("custom", {}), member)
    opportunity.save(update_fields=["stage", "stage_since", "custom"])


def _own_back(
    opportunity: Opportunity, before: dict[str, Stored], after: dict[str, Stored], member: Membership
) -> None:
    """Own fields that came with the act go with it; saved by the caller."""
    if before:
        back = taken_back(field_set(Holder.OPPORTUNITY), before, after, opportunity.custom, member)
        opportunity.custom = merged(opportunity.custom, back)
        own_fields.index(opportunity, back)


def _reopen(event: Event) -> Opportunity:
    opportunity = _get(event)
    opportunity.outcome, opportunity.closed_on = Outcome.OPEN, None
    opportunity.lost_reason = opportunity.lost_detail = ""
    opportunity.save(update_fields=["outcome", "closed_on", "lost_reason", "lost_detail"])
    return opportunity


@undoable("opportunities.won")
def _undo_won(event: Event, member: Membership) -> None:
    """The company goes back to its former stage, unless another won sale keeps it a customer."""
    opportunity = _reopen(event)
    _own_back(opportunity, (event.before or {}).get("custom", {}), (event.after or {}).get("custom", {}), member)
    opportunity.save(update_fields=["custom"])
    company = opportunity.company
    if not company.opportunities.won().exists():
        company.stage = (event.before or {})["company_stage"]
        company.save(update_fields=["stage", "updated_at"])


@undoable("opportunities.lost")
def _undo_lost(event: Event, member: Membership) -> None:
    _reopen(event)
