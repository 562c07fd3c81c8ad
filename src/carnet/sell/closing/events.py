"""How the acts on quotes read, and how they are taken back."""

from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.search.services import forget
from carnet.foundation.ui.templatetags.carnet import day, money
from carnet.foundation.workspaces.models import Membership

from .drafting import QUOTE, QuoteInvalid, QuoteNotEditable, draft, restore, snapshot
from .models import Quote, Status


def _after(event: Event) -> dict[str, Any]:
    return event.after or {}


def _url(event: Event) -> str:
    try:
        return reverse("closing:quote", args=[event.workspace.slug, _after(event)["id"]])
    except (NoReverseMatch, KeyError):
        return ""


def _sum(event: Event) -> str:
    return _("%(amount)s before VAT") % {"amount": money(_after(event).get("net_cents", 0))}


@sentence("closing.quote_drafted")
def _drafted(event: Event) -> Sentence:
    return Sentence(title=_("Quote begun"), text=_after(event).get("title", ""), url=_url(event))


@sentence("closing.quote_edited")
def _edited(event: Event) -> Sentence:
    return Sentence(title=_("Quote changed"), text=_sum(event), url=_url(event))


@sentence("closing.quote_versioned")
def _versioned(event: Event) -> Sentence:
    title = _("New version of the quote %(number)s") % {"number": _after(event)["number"]}
    return Sentence(title=title, tag=f"v{_after(event)['version']}", url=_url(event))


@sentence("closing.quote_sent")
def _sent(event: Event) -> Sentence:
    after = _after(event)
    until = day(date.fromisoformat(after["valid_until"]))
    text = _("%(sum)s, valid until %(day)s.") % {"sum": _sum(event), "day": until}
    title = _("Quote %(number)s sent") % {"number": after["number"]}
    return Sentence(title=title, text=text, tag=f"v{after['version']}", url=_url(event))


@sentence("closing.quote_accepted")
def _accepted(event: Event) -> Sentence:
    title = _("Quote %(number)s accepted") % {"number": _after(event)["number"]}
    return Sentence(title=title, text=_sum(event), tag=str(Status.ACCEPTED.label), tone="ok", url=_url(event))


@sentence("closing.quote_refused")
def _refused(event: Event) -> Sentence:
    title = _("Quote %(number)s refused") % {"number": _after(event)["number"]}
    return Sentence(
        title=title, text=_after(event).get("reason", ""), tag=str(Status.REFUSED.label), tone="bad", url=_url(event)
    )


def _quote(event: Event) -> Quote:
    found = Quote.objects.select_for_update(of=("self",)).filter(pk=_after(event)["id"]).first()
    if found is None:
        raise NotUndoable("changed_since")
    return found


def _draft(event: Event) -> Quote:
    try:
        return draft(_quote(event).pk)
    except QuoteNotEditable as error:
        raise NotUndoable("changed_since", error.reason) from error


@undoable("closing.quote_drafted")
@undoable("closing.quote_versioned")
def _undraft(event: Event, member: Membership) -> None:
    quote = _draft(event)
    if quote.revision > 1:
        raise NotUndoable("changed_since")
    forget(QUOTE, [quote.pk])
    quote.delete()


@undoable("closing.quote_edited")
def _unedit(event: Event, member: Membership) -> None:
    quote = _draft(event)
    after = {name: value for name, value in _after(event).items() if name != "net_cents"}
    if snapshot(quote) != after:
        raise NotUndoable("changed_since")
    try:
        restore(quote, event.before or {})
    except QuoteInvalid as error:
        raise NotUndoable("changed_since", str(error)) from error


def _reopen(quote: Quote, status: str) -> None:
    if quote.status != status or Quote.objects.filter(previous=quote).exists():
        raise NotUndoable("changed_since")
    quote.status, quote.closed_on, quote.refusal = Status.SENT, None, ""
    quote.save(update_fields=["status", "closed_on", "refusal", "updated_at"])


@undoable("closing.quote_accepted")
def _unaccept(event: Event, member: Membership) -> None:
    _reopen(_quote(event), Status.ACCEPTED)
    for pk in (event.before or {}).get("events", []):
        undo(member=member, event_id=pk)


@undoable("closing.quote_refused")
def _unrefuse(event: Event, member: Membership) -> None:
    _reopen(_quote(event), Status.REFUSED)
