"""Write down who may be reached and who said no; freeze a record. One act, one transaction, one event."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from carnet.foundation import law
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.parties.findable import COMPANY, PERSON
from carnet.foundation.parties.models import Affiliation, Company, Party, Person
from carnet.foundation.parties.services import of
from carnet.foundation.search.queries import containing
from carnet.foundation.workspaces.models import Membership

from . import rules
from .fingerprints import Mark, fingerprint, marks, marks_of, personal
from .models import Basis, Consent, Means, Objection, SellerTrades, Suppression, SuppressionKey
from .queries import buyer_of
from .suppression import channels_of, key_of, suppress, suppressed

Flags = ("objected_at", "restricted_at")


class ConsentRefused(ValueError):
    """`reason`: no_words (a consent without the text that was shown), in_the_future, too_long (beyond what the law
    allows), ends_before_start, already (withdrawn, objecting or restricted already), none (there is nothing to lift),
    no_reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def give_consent(
    *,
    member: Membership,
    party: Party,
    channel: str,
    basis: str = Basis.CONSENT,
    source: str,
    detail: str = "",
    wording: str = "",
    collected_at: datetime | None = None,
    asked_until: date | None = None,
    slot_at: datetime | None = None,
    is_slot_only: bool = False,
) -> Consent:
    """Record on what one may reach a party by a channel; `is_slot_only`, at that hour alone. Raises ConsentRefused.

    A consumer's phone consent ends after the years of the law table at most, and its proof is kept longer.
    """
    at = collected_at or timezone.now()
    day = timezone.localtime(at).date()
    _check(basis, wording, at, asked_until, day)
    expires_on, keep_until = _term(party, channel, basis, day, asked_until)
    consent = Consent.objects.create(
        **of(party),
        channel=channel,
        basis=basis,
        source=source,
        detail=detail.strip()[:200],
        wording=wording.strip(),
        collected_at=at,
        slot_at=slot_at,
        is_slot_only=is_slot_only and slot_at is not None,
        expires_on=expires_on,
        keep_proof_until=keep_until,
        member=member,
    )
    after = {"id": consent.pk, "channel": channel, "basis": basis, "until": expires_on}
    consent.event = record(member=member, code="consents.given", subjects=[party], after=after, is_undoable=True)
    return consent


@transaction.atomic
def save_trades(*, member: Membership, banned_trades: Sequence[str]) -> Event | None:
    """Say in which regulated trades the workspace sells; None where that is said already."""
    row, _is_new = SellerTrades.objects.get_or_create(workspace_id=member.workspace_id)
    before, wanted = list(row.banned_trades), sorted(set(banned_trades))
    if before == wanted:
        return None
    row.banned_trades = wanted
    row.save(update_fields=["banned_trades"])
    return record(
        member=member, code="consents.trades_said", before={"trades": before}, after={"trades": wanted},
        is_undoable=True,
    )  # fmt: skip


def _check(basis: str, wording: str, at: datetime, asked_until: date | None, day: date) -> None:
    if at > timezone.now():
        raise ConsentRefused("in_the_future")
    if asked_until is not None and asked_until < day:
        raise ConsentRefused("ends_before_start")
    if basis in {Basis.CONSENT, Basis.SALE} and not wording.strip():
        raise ConsentRefused("no_words")


def _term(
    party: Party, channel: str, basis: str, day: date, asked_until: date | None
) -> tuple[date | None, date | None]:
    """The last day of the consent and of its proof, as the table of law has them for a consumer's phone."""
    if basis != Basis.CONSENT or channel != rules.Channel.PHONE or buyer_of(party) not in {"consumer", ""}:
        return asked_until, None
    try:
        longest = law.rule("call.consent.max_years", on=day, buyer="consumer").number
        proof = law.rule("call.consent.proof_years", on=day, buyer="consumer").number
    except law.NoRuleInForce:
        # Given before the present law: it gives no length, and the gate will refuse what it cannot measure.
        return asked_until, None
    return rules.last_day(day, longest, asked_until), rules.proof_until(day, proof)


@transaction.atomic
def withdraw_consent(*, member: Membership, consent: Consent, means: str = Means.ORAL) -> Event:
    """They take it back, spoken words included: at once. The proof stays. Raises ConsentRefused."""
    if consent.withdrawn_at is not None:
        raise ConsentRefused("already")
    consent.withdrawn_at, consent.withdrawn_by = timezone.now(), means
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    after = {"id": consent.pk, "channel": consent.channel, "means": means}
    return record(member=member, code="consents.withdrawn", subjects=[_party(consent)], after=after, is_undoable=True)


@transaction.atomic
def object_to_prospecting(
    *,
    member: Membership | None,
    party: Party,
    channel: str = rules.EVERY,
    means: str = Means.ORAL,
    note: str = "",
    at: datetime | None = None,
) -> Objection:
    """They refuse to be prospected, by one channel or by all: lists, exports and campaigns see it at once.

    Every consent that it contradicts is withdrawn, the identifiers go on the suppression list, and other records with
    the same e-mail or mobile phone are marked too. Raises ConsentRefused with reason `already`.
    """
    moment = at or timezone.now()
    if Objection.objects.standing().filter(**of(party), channel__in={channel, rules.EVERY}).exists():
        raise ConsentRefused("already")
    found = marks_of(party)
    lines = suppress(found, workspace_id=party.workspace_id, channel=channel, at=moment)
    objection = _object(party, channel, means, moment, note=note, member=member)
    withdrawn = _withdraw_all(party, channel, means, moment)
    twins = [
        (twin, _object(twin, channel, Means.RECOGNISED, moment, member=member))
        for twin in _twins(party, personal(found))
        if not Objection.objects.standing().filter(**of(twin), channel__in={channel, rules.EVERY}).exists()
    ]
    objection.event = record(
        member=member,
        code="consents.objected",
        subjects=[party, *(twin for twin, _made in twins)],
        after={
            "id": objection.pk,
            "twins": [made.pk for _twin, made in twins],
            "channel": channel,
            "means": means,
            "note": objection.note,
            "lines": lines,
            "withdrawn": withdrawn,
        },
        is_undoable=True,
        at=at,
    )
    return objection


def _object(
    party: Party, channel: str, means: str, at: datetime, *, note: str = "", member: Membership | None = None
) -> Objection:
    objection = Objection.objects.create(
        **of(party), workspace_id=party.workspace_id, channel=channel, means=means, note=note.strip()[:300], at=at,
        member=member,
    )  # fmt: skip
    refresh_flag(party)
    return objection


def refresh_flag(party: Party) -> None:
    """Make the record's own flag say what its standing objections say."""
    every = Objection.objects.standing().filter(**of(party), channel=rules.EVERY).order_by("at").first()
    party.objected_at = every.at if every else None
    party.save(update_fields=["objected_at"])


def _withdraw_all(party: Party, channel: str, means: str, at: datetime) -> list[int]:
    """Consents that a refusal contradicts; a contract in progress goes on."""
    rows = Consent.objects.filter(**of(party), withdrawn_at=None).exclude(basis=Basis.CONTRACT)
    if channel != rules.EVERY:
        rows = rows.filter(channel=channel)
    numbers = list(rows.values_list("pk", flat=True))
    Consent.objects.filter(pk__in=numbers).update(withdrawn_at=at, withdrawn_by=means)
    return numbers


def _twins(party: Party, found: Sequence[Mark]) -> list[Party]:
    """Other records that the same e-mail (whatever its case) or mobile phone names. Two queries for each of them."""
    twins: list[Party] = []
    for mark in found:
        for model, kind in ((Company, COMPANY), (Person, PERSON)):
            near = [hit.object_id for hit in containing(mark.value, [kind], limit=20)]
            rows = model.objects.filter(**{f"{mark.kind}__iexact": mark.value}, pk__in=near)
            twins += [row for row in rows if row != party and row not in twins]
    return twins


@transaction.atomic
def lift_objection(*, member: Membership, objection: Objection, because: str) -> Event:
    """They changed their mind, and said so: `because` tells how. Raises ConsentRefused (none, no_reason)."""
    if objection.lifted_at is not None:
        raise ConsentRefused("none")
    if not because.strip():
        raise ConsentRefused("no_reason")
    party = _party(objection)
    objection.lifted_at, objection.lifted_because = timezone.now(), because.strip()[:300]
    objection.save(update_fields=["lifted_at", "lifted_because"])
    refresh_flag(party)
    _unsuppress(party, objection.channel)
    after = {"id": objection.pk, "channel": objection.channel, "because": objection.lifted_because}
    return record(member=member, code="consents.lifted", subjects=[party], after=after)


def _unsuppress(party: Party, channel: str) -> None:
    from_list = fingerprints_of(party)
    Suppression.objects.filter(digest__in=from_list, channel=channel).delete()


def fingerprints_of(party: Party) -> list[str]:
    """The lines of the suppression list that a party's identifiers answer to."""
    key = key_of(party.workspace_id)
    return [fingerprint(key, mark) for mark in marks_of(party)]


def recognise(*, party: Party, channels: set[str], at: datetime | None = None) -> Event | None:
    """Mark a record whose number or address is on the suppression list; None when it already says so."""
    moment = at or timezone.now()
    standing = set(Objection.objects.standing().filter(**of(party)).values_list("channel", flat=True))
    missing = [channel for channel in sorted(channels) if not standing & {channel, rules.EVERY}]
    if rules.EVERY in missing:
        missing = [rules.EVERY]
    if not missing:
        return None
    for channel in missing:
        _object(party, channel, Means.RECOGNISED, moment)
    return record(member=None, code="consents.recognised", subjects=[party], after={"channels": missing})


def recognise_many(model: type[Party], numbers: Sequence[int], *, workspace_id: int, at: datetime) -> int:
    """Mark those of `numbers` that the suppression list knows; how many. For an import: no event for each.

    One query while nobody of the workspace has ever objected.
    """
    if not numbers or not SuppressionKey.objects.filter(workspace_id=workspace_id).exists():
        return 0
    names = ["phone", "email", "siren"] if model is Company else ["phone", "email"]
    found: dict[int, set[str]] = {}
    for start in range(0, len(numbers), 500):
        rows = model.objects.filter(pk__in=numbers[start : start + 500], objected_at=None)
        identifiers = {pk: marks(*values) for pk, *values in rows.values_list("pk", *names)}
        found |= suppressed(identifiers, workspace_id=workspace_id)
    field = str(model._meta.model_name)
    Objection.objects.bulk_create(
        [
            Objection(**{f"{field}_id": pk}, channel=channel, at=at, means=Means.RECOGNISED)
            for pk, channels in found.items()
            for channel in ([rules.EVERY] if rules.EVERY in channels else channels)
        ]
    )
    every = [pk for pk, channels in found.items() if rules.EVERY in channels]
    model.objects.filter(pk__in=every).update(objected_at=at)
    return len(found)


def recognise_anew(party: Party) -> None:
    """After a number was added: it may be that of someone who refused; and who refused does so under it."""
    found = marks_of(party)
    if channels := channels_of(found, workspace_id=party.workspace_id):
        recognise(party=party, channels=channels)
    for objection in Objection.objects.standing().filter(**of(party)):
        suppress(found, workspace_id=party.workspace_id, channel=objection.channel, at=objection.at)


@transaction.atomic
def restrict(*, member: Membership, party: Party, because: str) -> Event:
    """Freeze a record (GDPR, art. 18): kept, seen, and used for nothing else. Raises ConsentRefused."""
    if party.restricted_at is not None:
        raise ConsentRefused("already")
    if not because.strip():
        raise ConsentRefused("no_reason")
    party.restricted_at = timezone.now()
    party.save(update_fields=["restricted_at"])
    after = {"model": party._meta.model_name, "id": party.pk, "because": because.strip()[:300]}
    return record(member=member, code="consents.restricted", subjects=[party], after=after, is_undoable=True)


@transaction.atomic
def unrestrict(*, member: Membership, party: Party, because: str) -> Event:
    """The reason of the restriction is gone; the person must be told beforehand. Raises ConsentRefused."""
    if party.restricted_at is None:
        raise ConsentRefused("none")
    if not because.strip():
        raise ConsentRefused("no_reason")
    before = {"model": party._meta.model_name, "id": party.pk, "at": party.restricted_at}
    party.restricted_at = None
    party.save(update_fields=["restricted_at"])
    return record(
        member=member, code="consents.unrestricted", subjects=[party], before=before,
        after={"because": because.strip()[:300]},
    )  # fmt: skip


def _party(row: Consent | Objection) -> Party:
    party: Party | None = row.company or row.person
    if party is None:
        raise TypeError(f"{row!r} belongs to nobody")
    return party


def natural_companies_of(person: Person) -> list[Company]:
    """Households and sole traders that this person is: what a right of theirs reaches besides the person."""
    roles = Affiliation.objects.current().filter(person=person, company__buyer_kind__in=rules.NATURAL)
    return [role.company for role in roles.select_related("company")]


@transaction.atomic
def carry_over(from_party: Party, to_party: Party) -> dict[str, Any]:
    """For a merge: what `from_party` allowed and refused becomes `to_party`'s. Writes no event: the merge has its own.

    Call it inside the merge's transaction, before `from_party` is trashed or deleted and before its further numbers
    move. Both are of one kind (company or person). Afterwards `to_party` holds every consent, objection and
    restriction of both, the earlier `objected_at` and `restricted_at`, the later `last_inbound_at`; all numbers and
    addresses of both that an objection covers are on the suppression list. The two rows' flags are saved here and
    set on the instances given: save no older copy of them over it.

    Returns what moved, as JSON keeps it, for `give_back`. Eight to twelve statements.
    """
    moved: dict[str, Any] = {"before": _flags(to_party)}
    for model in (Consent, Objection):
        rows = model.objects.filter(**of(from_party))
        moved[model._meta.model_name or ""] = list(rows.values_list("pk", flat=True))
        rows.update(**of(to_party))
    for name, pick in (("objected_at", min), ("restricted_at", min), ("last_inbound_at", max)):
        given = [value for party in (from_party, to_party) if (value := getattr(party, name))]
        setattr(to_party, name, pick(given) if given else None)
    to_party.save(update_fields=["objected_at", "restricted_at", "last_inbound_at"])
    for objection in Objection.objects.standing().filter(**of(to_party)):
        both = [*marks_of(from_party), *marks_of(to_party)]
        suppress(both, workspace_id=to_party.workspace_id, channel=objection.channel, at=objection.at)
    return moved


@transaction.atomic
def give_back(from_party: Party, to_party: Party, moved: dict[str, Any]) -> None:
    """For the undo of a merge, once `from_party` is back: the rows that `carry_over` took return to it.

    An objection is never lost by an undo: while one of the two records still objects because of what the merge
    brought together, the suppression list keeps its lines. `last_inbound_at` goes back unless it moved since.
    """
    for model in (Consent, Objection):
        model.objects.filter(pk__in=moved[model._meta.model_name or ""], **of(to_party)).update(**of(from_party))
    before = moved["before"]
    restricted = parse_datetime(before["restricted_at"]) if before["restricted_at"] else None
    inbound = parse_datetime(before["last_inbound_at"]) if before["last_inbound_at"] else None
    to_party.refresh_from_db(fields=["restricted_at", "last_inbound_at"])
    if to_party.restricted_at and from_party.restricted_at == to_party.restricted_at:
        to_party.restricted_at = restricted
    if to_party.last_inbound_at and from_party.last_inbound_at == to_party.last_inbound_at:
        to_party.last_inbound_at = inbound
    to_party.save(update_fields=["restricted_at", "last_inbound_at"])
    for party in (from_party, to_party):
        refresh_flag(party)


def _flags(party: Party) -> dict[str, str | None]:
    return {
        name: value.isoformat() if (value := getattr(party, name)) else None for name in (*Flags, "last_inbound_at")
    }
