"""How the acts of privacy read, and what acts of other rooms they answer to."""

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.erasing import impersonal
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.services import on
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.consents.services import recognise_anew
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.ui.templatetags.carnet import day
from carnet.foundation.workspaces.models import Membership
from carnet.sell.closing.models import Quote

from .models import Outcome, PurgeItem, Right

impersonal(
    "customer_file.bulk_edited",
    "privacy.erased",
    "privacy.values_purged",
    "privacy.request_received",
    "privacy.request_answered",
)


def _day(value: object) -> str:
    return day(parse_date(value) if isinstance(value, str) else value)


@sentence("privacy.request_received")
def _received(event: Event) -> Sentence:
    after = event.after or {}
    title = _("Rights request received: %(right)s") % {"right": Right(after["right"]).label}
    return Sentence(title=title, text=_("To be answered by %(day)s") % {"day": _day(after["due_on"])}, tone="warn")


@sentence("privacy.request_extended")
def _extended(event: Event) -> Sentence:
    text = _("To be answered by %(day)s") % {"day": _day((event.after or {})["due_on"])}
    return Sentence(title=_("Rights request: more time taken, and the person told"), text=text)


@sentence("privacy.request_identity")
def _identity(event: Event) -> Sentence:
    return Sentence(title=_("Rights request: identity established"))


@sentence("privacy.request_answered")
def _answered(event: Event) -> Sentence:
    after = event.after or {}
    title = _("Rights request answered: %(right)s") % {"right": Right(after["right"]).label}
    return Sentence(title=title, text=str(Outcome(after["outcome"]).label), tone="ok")


@sentence("privacy.breach_recorded")
def _breach(event: Event) -> Sentence:
    return Sentence(title=_("Breach recorded"), text=str((event.after or {})["title"]), tone="bad")


@sentence("privacy.breach_changed")
def _breach_changed(event: Event) -> Sentence:
    return Sentence(title=_("Breach completed"), text=str((event.after or {})["title"]))


@sentence("privacy.breach_closed")
def _breach_closed(event: Event) -> Sentence:
    return Sentence(title=_("Breach closed"), text=str((event.after or {})["title"]), tone="ok")


@sentence("privacy.exported")
def _exported(event: Event) -> Sentence:
    after = event.after or {}
    text = f"{str(after['form']).upper()} · SHA-256 {str(after['sha256'])[:16]}…"
    return Sentence(title=_("Everything held about this person was exported"), text=text)


@sentence("privacy.erased")
def _erased(event: Event) -> Sentence:
    after = event.after or {}
    stays = ", ".join(f"{what} ({count})" for what, count in after["stays"])
    text = _("Kept by law: %(what)s") % {"what": stays} if stays else ""
    return Sentence(
        title=_("Personal data erased"), text="\n".join(filter(None, [after["because"], text])), tone="warn"
    )


@sentence("privacy.kept")
def _kept(event: Event) -> Sentence:
    after = event.after or {}
    title = _("Kept beyond its time, until %(day)s") % {"day": _day(after["until"])}
    return Sentence(title=title, text=str(after["because"]))


@undoable("privacy.kept")
def _undo_kept(event: Event, member: Membership) -> None:
    before, after = event.before or {}, event.after or {}
    item = PurgeItem.objects.filter(pk=before["id"]).first()
    if item is None or item.state != PurgeItem.State.KEPT or item.kept_because != after["because"]:
        raise NotUndoable("changed_since")
    item.state, item.kept_because, item.kept_until = before["state"], before["because"], before["until"]
    item.save(update_fields=["state", "kept_because", "kept_until"])


@sentence("privacy.settings_saved")
def _settings(event: Event) -> Sentence:
    return Sentence(title=_("Privacy settings changed"))


@on("closing.quote_accepted")
@on("closing.quote_refused")
def _they_answered(event: Event) -> None:
    """An answer to a quote is a contact that comes from them: their data may be kept anew. Three queries."""
    quote = Quote.objects.filter(pk=(event.after or {}).get("id")).select_related("company", "person").first()
    for party in filter(None, [quote.company, quote.person] if quote else []):
        if party.last_inbound_at is None or party.last_inbound_at < event.at:
            party.last_inbound_at = event.at
            party.save(update_fields=["last_inbound_at"])


@on("customer_file.reach_saved")
def _reach_saved(event: Event) -> None:
    """A further number may be that of someone who refused."""
    row = (event.after or {}).get("row", {})
    for model, key in ((Company, "company_id"), (Person, "person_id")):
        if row.get(key) and (party := model.objects.filter(pk=row[key]).first()):
            recognise_anew(party)


@sentence("privacy.values_purged")
def _values_purged(event: Event) -> Sentence:
    after = event.after or {}
    count = int(after.get("count", 0))
    text = ngettext("%(count)d record", "%(count)d records", count) % {"count": count}
    return Sentence(title=_("Values past their term erased: %(label)s") % {"label": after.get("label", "")}, text=text)
