"""Make one record of several: one transaction, one event, and everything that pointed to any points to the survivor."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from carnet.foundation.audit.models import Event, kind_of
from carnet.foundation.audit.services import record
from carnet.foundation.consents.services import carry_over
from carnet.foundation.fields.rules.definitions import PREFIX
from carnet.foundation.parties.custom import index_values
from carnet.foundation.parties.models import Address, ContactPoint, Party
from carnet.foundation.parties.services import COMPANY_FIELDS, PERSON_FIELDS, of, plain, save_party
from carnet.foundation.workspaces.models import Membership

from . import origins
from .models import MODELS, Kind
from .moving import Moves, counted, left_behind, move_all, reindex_around
from .perms import may_merge
from .references import snapshot, values_of
from .rules.choosing import ALL_KEPT, differs, is_empty, proposed, units

MOST = 20
"""Records merged at once: more than a person can look at is not a merge."""
FIELDS: Mapping[str, Sequence[str]] = {Kind.COMPANY: [*COMPANY_FIELDS, "naf_version"], Kind.PERSON: PERSON_FIELDS}
_CHANNELS = {
    "phone": ContactPoint.Channel.PHONE,
    "email": ContactPoint.Channel.EMAIL,
    "website": ContactPoint.Channel.WEB,
}


class MergeRefused(Exception):
    """`reason`: too_few, too_many, gone (one is no longer there), not_yours (a colleague follows one), changed (one
    was saved since it was shown), unknown_choice."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Plan:
    """`choices` names the record whose value stays, by unit of fields or key of a workspace's own field.

    `both` holds the units of which the other values stay too.
    """

    survivor: int
    choices: Mapping[str, int] = field(default_factory=dict)
    both: Collection[str] = ()


def stamp_of(parties: Sequence[Party]) -> str:
    """What the merge was looked at with: another one says that somebody has saved a record since."""
    return "|".join(f"{party.pk}:{party.updated_at.isoformat()}" for party in sorted(parties, key=lambda one: one.pk))


@transaction.atomic
def merge(*, member: Membership, kind: str, ids: Collection[int], plan: Plan, stamp: str = "") -> Event:
    """Merge records of one kind into `plan.survivor`. The others go; undo brings them back. Raises MergeRefused."""
    parties = _locked(kind, ids, member, plan, stamp)
    by_id = {party.pk: party for party in parties}
    survivor = by_id.pop(plan.survivor)
    absorbed = list(by_id.values())
    before = snapshot(survivor)
    gone = [snapshot(party) for party in absorbed]
    chosen = _chosen([survivor, *absorbed], kind, plan)
    made = _keep_both(survivor, absorbed, kind, chosen, plan.both)
    carried, moves = [], []
    for party in absorbed:
        carried.append(carry_over(party, survivor))
        own = Moves()
        made += origins.settle(own, party, survivor, _by_field(chosen))
        done = move_all(party, survivor, [one.pk for one in parties])
        own.moved += done.moved
        own.dropped += done.dropped
        own.named = done.named
        moves.append(own)
    _take(survivor, absorbed, chosen, plan.both)
    for party in absorbed:
        if left := left_behind(party):
            raise RuntimeError(f"rows would be lost with {party!r}: {', '.join(left)}")
        type(party)._default_manager.filter(pk=party.pk).delete()
    reindex_around(survivor)
    parts = [
        {**told, "moved": one.moved, "dropped": one.dropped, "named": one.named, "carried": _by_rule(carry)}
        for told, one, carry in zip(gone, moves, carried, strict=True)
    ]
    return record(
        member=member,
        code="duplicates.merged",
        subjects=[survivor, *absorbed],
        before={"survivor": before, "absorbed": parts},
        after={
            "survivor": {"kind": kind_of(survivor), "id": survivor.pk, "values": values_of(survivor)},
            "made": [snapshot(row) for row in made],
            "names": [str(party) for party in absorbed],
            "name": str(survivor),
            "counts": counted(moves),
        },
        is_undoable=True,
    )


def _locked(kind: str, ids: Collection[int], member: Membership, plan: Plan, stamp: str) -> list[Party]:
    wanted = set(ids)
    if len(wanted) < 2:
        raise MergeRefused("too_few")
    if len(wanted) > MOST:
        raise MergeRefused("too_many")
    rows = MODELS[kind].objects.present().select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    parties = list(rows)
    if len(parties) != len(wanted) or plan.survivor not in wanted:
        raise MergeRefused("gone")
    if not may_merge(member, parties):
        raise MergeRefused("not_yours")
    if stamp and stamp_of(parties) != stamp:
        raise MergeRefused("changed")
    return parties


def _chosen(parties: Sequence[Party], kind: str, plan: Plan) -> dict[tuple[str, ...], Party]:
    """The record whose value stays, by unit of fields that differ; the first of `parties` is the survivor."""
    by_id = {party.pk: party for party in parties}
    values = [values_named(party, kind) for party in parties]
    chosen: dict[tuple[str, ...], Party] = {}
    for name, unit in units(FIELDS[kind]):
        if name in plan.choices:
            if plan.choices[name] not in by_id:
                raise MergeRefused("unknown_choice")
            chosen[unit] = by_id[plan.choices[name]]
        elif differs(values, unit) or is_empty(values[0], unit):
            chosen[unit] = parties[proposed(values, unit)]
    for code in sorted({code for party in parties for code in party.custom}):
        holder = by_id.get(plan.choices.get(f"{PREFIX}{code}", 0))
        chosen[(f"{PREFIX}{code}",)] = holder or next(party for party in parties if code in party.custom)
    return chosen


def values_named(party: Party, kind: str) -> dict[str, Any]:
    """A record's values by field, a colleague as their number."""
    return {name: plain(party, name) for name in FIELDS[kind]}


def _by_field(chosen: Mapping[tuple[str, ...], Party]) -> dict[str, Party]:
    return {name: party for unit, party in chosen.items() for name in unit}


def _take(
    survivor: Party, absorbed: Sequence[Party], chosen: Mapping[tuple[str, ...], Party], both: Collection[str]
) -> None:
    """Write the values that stay on the survivor: the last contact is the later one, the first day the earlier."""
    parties = [survivor, *absorbed]
    notes = "\n\n".join(dict.fromkeys(party.notes for party in parties if party.notes))
    custom = dict(survivor.custom)
    taken = {
        name: getattr(party, _attname(party, name))
        for name, party in _by_field(chosen).items()
        if not name.startswith(PREFIX)
    }
    for name, value in taken.items():
        setattr(survivor, _attname(survivor, name), value)
    for unit, party in chosen.items():
        if unit[0].startswith(PREFIX):
            code = unit[0].removeprefix(PREFIX)
            custom.pop(code, None)
            custom |= {code: party.custom[code]} if code in party.custom else {}
    changed = {code: custom.get(code) for code in {*custom, *survivor.custom}}
    survivor.custom = custom
    if "notes" in both:
        survivor.notes = notes
    survivor.last_contact_at = max(filter(None, (party.last_contact_at for party in parties)), default=None)
    survivor.created_at = min(party.created_at for party in parties)
    save_party(survivor)
    index_values(survivor, changed)


def _attname(party: Party, name: str) -> str:
    return str(getattr(party._meta.get_field(name), "attname", name))


def _keep_both(
    survivor: Party,
    absorbed: Sequence[Party],
    kind: str,
    chosen: Mapping[tuple[str, ...], Party],
    both: Collection[str],
) -> list[models.Model]:
    """Further phones, e-mails, pages and addresses for the values that do not stay as the party's own."""
    made: list[models.Model] = []
    for name, unit in units(FIELDS[kind]):
        if name not in both or name not in ALL_KEPT or name == "notes":
            continue
        stays = chosen.get(unit, survivor)
        said = {tuple(getattr(stays, part) for part in unit)}
        for party in (survivor, *absorbed):
            value = tuple(getattr(party, part) for part in unit)
            if value in said or is_empty(dict(zip(unit, value, strict=True)), unit):
                continue
            said.add(value)
            made.append(_further(survivor, name, dict(zip(unit, value, strict=True))))
    return [row for row in made if row.pk]


def _further(survivor: Party, name: str, value: Mapping[str, str]) -> models.Model:
    if name == "address":
        return Address.objects.create(**of(survivor), use=Address.Use.SITE, **value)
    point = ContactPoint(**of(survivor), channel=_CHANNELS[name], value=value[name])
    if not ContactPoint.objects.filter(**of(survivor), channel=point.channel, value=point.value).exists():
        point.save()
    return point


def _by_rule(carried: Mapping[str, Any]) -> dict[str, Any]:
    """What consents moved, under names by which a copy of the workspace finds its own numbers."""
    return {
        "before": carried["before"],
        "consent_ids": carried["consent"],
        "objection_ids": carried["objection"],
    }
