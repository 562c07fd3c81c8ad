"""How the acts read, how they are taken back, and what a new or changed record answers to."""

from contextlib import suppress

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from carnet.foundation import law
from carnet.foundation.agenda import gate
from carnet.foundation.agenda.models import CallOutcome, Interaction
from carnet.foundation.agenda.models import Channel as Contact
from carnet.foundation.audit.models import Event, EventSubject
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.services import on
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.parties.models import BuyerKind, Company, Party, Person
from carnet.foundation.parties.trash import MODELS, PUT
from carnet.foundation.ui.templatetags.carnet import day
from carnet.foundation.workspaces.models import Membership
from carnet.prepared import Prepared

from .fingerprints import marks
from .models import Basis, Channel, Consent, Means, Objection, SellerTrades, Suppression, SuppressionKey
from .queries import buyer_of, may_reach
from .services import ConsentRefused, object_to_prospecting, recognise, recognise_anew, refresh_flag
from .suppression import channels_of, suppressed
from .words import PURPOSES, channel_name, told


@sentence("consents.given")
def _given(event: Event) -> Sentence:
    after = event.after or {}
    until = after.get("until")
    parts = [str(Basis(after["basis"]).label), channel_name(after["channel"])]
    if until:
        last = parse_date(until) if isinstance(until, str) else until
        parts.append(_("until %(day)s") % {"day": day(last)})
    return Sentence(title=_("Consent recorded"), text=" · ".join(parts), tone="ok")


@sentence("consents.withdrawn")
def _withdrawn(event: Event) -> Sentence:
    after = event.after or {}
    text = f"{channel_name(after['channel'])} · {Means(after['means']).label}"
    return Sentence(title=_("Consent withdrawn"), text=text, tone="warn")


@sentence("consents.objected")
def _objected(event: Event) -> Sentence:
    after = event.after or {}
    parts = [channel_name(after["channel"]), str(Means(after["means"]).label), after.get("note", "")]
    return Sentence(title=_("Objects to prospecting"), text=" · ".join(filter(None, parts)), tone="bad")


@sentence("consents.recognised")
def _recognised(event: Event) -> Sentence:
    channels = ", ".join(channel_name(one) for one in (event.after or {})["channels"])
    return Sentence(
        title=_("Objects to prospecting"), text=_("Recognised from the suppression list: %(channels)s") % {
            "channels": channels
        }, tone="bad",
    )  # fmt: skip


@sentence("consents.lifted")
def _lifted(event: Event) -> Sentence:
    after = event.after or {}
    text = f"{channel_name(after['channel'])} · {after['because']}"
    return Sentence(title=_("No longer objects to prospecting"), text=text)


@sentence("consents.trades_said")
def _trades_said(event: Event) -> Sentence:
    return Sentence(title=_("Regulated trades of the seller"), text=", ".join((event.after or {})["trades"]))


@undoable("consents.trades_said")
def _undo_trades(event: Event, member: Membership) -> None:
    row = SellerTrades.objects.first()
    if row is None or row.banned_trades != (event.after or {})["trades"]:
        raise NotUndoable("changed_since")
    row.banned_trades = (event.before or {})["trades"]
    row.save(update_fields=["banned_trades"])


@sentence("consents.restricted")
def _restricted(event: Event) -> Sentence:
    return Sentence(title=_("Record frozen"), text=str((event.after or {})["because"]), tone="warn")


@sentence("consents.unrestricted")
def _unrestricted(event: Event) -> Sentence:
    return Sentence(title=_("Record no longer frozen"), text=str((event.after or {})["because"]))


@undoable("consents.given")
def _undo_given(event: Event, member: Membership) -> None:
    consent = Consent.objects.filter(pk=(event.after or {})["id"]).first()
    if consent is None:
        raise NotUndoable("gone")
    if consent.withdrawn_at is not None:
        raise NotUndoable("changed_since")
    consent.delete()


@undoable("consents.withdrawn")
def _undo_withdrawn(event: Event, member: Membership) -> None:
    consent = Consent.objects.filter(pk=(event.after or {})["id"]).first()
    if consent is None:
        raise NotUndoable("gone")
    consent.withdrawn_at, consent.withdrawn_by = None, ""
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])


@undoable("consents.objected")
def _undo_objected(event: Event, member: Membership) -> None:
    """A slip of the hand: the objection and what it brought go; refused once it was lifted or the lines changed."""
    after = event.after or {}
    rows = list(Objection.objects.filter(pk__in=[after["id"], *after["twins"]]).select_related("company", "person"))
    if not any(row.pk == after["id"] for row in rows):
        raise NotUndoable("gone")
    if any(row.lifted_at for row in rows):
        raise NotUndoable("changed_since")
    Suppression.objects.filter(pk__in=after["lines"]).delete()
    Consent.objects.filter(pk__in=after["withdrawn"]).update(withdrawn_at=None, withdrawn_by="")
    for row in rows:
        party: Party | None = row.company or row.person
        row.delete()
        if party:
            refresh_flag(party)


@undoable("consents.restricted")
def _undo_restricted(event: Event, member: Membership) -> None:
    after = event.after or {}
    model = Company if after["model"] == "company" else Person
    party = model.objects.filter(pk=after["id"]).first()
    if party is None or party.restricted_at is None:
        raise NotUndoable("changed_since")
    party.restricted_at = None
    party.save(update_fields=["restricted_at"])


def _may_call(party: Party, company: Company | None, purpose: str) -> gate.Answer:
    """Of a call that is logged: who made it had a number, be it in no record."""
    return told(may_reach(party, Channel.PHONE, purpose=purpose, company=company, has_address=True))


gate.register(gate.Gate(_may_call, tuple((str(code), words) for code, words in PURPOSES.items())))


@on("agenda.contact_logged")
def _refused_on_the_phone(event: Event) -> None:
    """A consumer who says no on the phone withdraws for good: the table of law, `call.refusal.is_withdrawal`."""
    after = event.after or {}
    if after.get("outcome") != CallOutcome.REFUSED or after.get("channel") != Contact.CALL:
        return
    contact = Interaction.objects.select_related("company", "person").filter(pk=after["id"]).first()
    party: Party | None = contact and (contact.person or contact.company)
    if contact is None or party is None or not _is_withdrawal(contact, party):
        return
    with suppress(ConsentRefused):
        object_to_prospecting(member=event.member, party=party, channel=Channel.PHONE, at=contact.at)


def _is_withdrawal(contact: Interaction, party: Party) -> bool:
    buyer = contact.company.buyer_kind if contact.company else buyer_of(party)
    if buyer != BuyerKind.CONSUMER:
        return False
    try:
        on_day = timezone.localtime(contact.at).date()
        return law.rule("call.refusal.is_withdrawal", on=on_day, buyer=BuyerKind.CONSUMER).is_true
    except law.NoRuleInForce:
        return False


@on("parties.company_created")
def _new_company(event: Event) -> None:
    _consult(Company, event)


@on("parties.person_created")
def _new_person(event: Event) -> None:
    _consult(Person, event)


_keys = Prepared(
    lambda workspace: SuppressionKey.objects.filter(workspace=workspace).values_list("pk")[:1], workspace=int
)


def _consult(model: type[Party], event: Event) -> None:
    """Mark at once a record that comes back under a number or an address that refused. One query while none did."""
    if not _keys.rows(workspace=event.workspace_id):
        return
    party = model.objects.filter(pk=(event.after or {})["id"]).first()  # type: ignore[attr-defined]
    if party is None:
        return
    found = marks(party.phone, party.email, getattr(party, "siren", ""))
    if channels := channels_of(found, workspace_id=party.workspace_id):
        recognise(party=party, channels=channels)


@on("parties.company_edited")
def _edited_company(event: Event) -> None:
    _reached_anew(Company, event)


@on("parties.person_edited")
def _edited_person(event: Event) -> None:
    _reached_anew(Person, event)


def _reached_anew(model: type[Party], event: Event) -> None:
    """A new number may be that of someone who refused; and who refused does so under the new one too."""
    if not {"phone", "email", "siren"} & set(event.after or {}):
        return
    party = model.objects.filter(pk=(event.before or {})["id"]).first()  # type: ignore[attr-defined]
    if party is not None:
        recognise_anew(party)


@on("parties.company_restored")
@on("parties.person_restored")
@on("parties.restored")
def _restored(event: Event) -> None:
    _back_from_the_trash(event)


@on("audit.undone")
def _undone(event: Event) -> None:
    if event.undoes and event.undoes.code in PUT:
        _back_from_the_trash(event.undoes)


def _back_from_the_trash(event: Event) -> None:
    """Somebody may have refused under the same number while the record was away. Few queries while none did."""
    subjects = list(EventSubject.objects.filter(event=event, kind__in=MODELS).values_list("kind", "object_id"))
    for kind, model in MODELS.items():
        numbers = [pk for one, pk in subjects if one == kind]
        parties = {party.pk: party for party in model.objects.filter(pk__in=numbers)} if numbers else {}
        known = {pk: marks(one.phone, one.email, getattr(one, "siren", "")) for pk, one in parties.items()}
        for pk, channels in suppressed(known, workspace_id=event.workspace_id).items() if known else ():
            recognise(party=parties[pk], channels=channels)
