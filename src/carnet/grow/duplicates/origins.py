"""After a merge each value still says where it comes from: the provenance goes with the value that stays."""

from collections.abc import Mapping

from carnet.foundation.parties.models import Party, Provenance
from carnet.foundation.parties.services import of

from .moving import Moves

BEFORE = "merged."
"""Field of a provenance that was a whole record's own before it was merged."""


def settle(moves: Moves, absorbed: Party, survivor: Party, chosen: Mapping[str, Party]) -> list[Provenance]:
    """Give the absorbed record's provenances to the survivor; returns the rows made for values that came from it.

    `chosen` names, for each field that differs, the record whose value stays. Of a value that does not stay, the
    provenance goes too: it would speak for the other one.
    """
    rows = list(Provenance.objects.filter(**of(absorbed)).order_by("collected_on", "pk"))
    whole = [row for row in rows if not row.field]
    own = [row for row in rows if row.field]
    lost = [row for row in own if row.field in chosen and chosen[row.field] != absorbed]
    moves.drop(lost)
    name = str(survivor._meta.model_name)
    moves.move([row for row in own if row not in lost], name, survivor.pk)
    moves.move(whole, name, survivor.pk)
    Provenance.objects.filter(pk__in=[row.pk for row in whole]).update(field=f"{BEFORE}{absorbed.pk}")
    for row in whole:
        moves.moved.append({"kind": "parties.provenance", "id": row.pk, "field": ""})
    taken = [field for field, party in chosen.items() if party == absorbed]
    told = {row.field for row in own}
    moves.drop(Provenance.objects.filter(**of(survivor), field__in=taken).exclude(pk__in=[row.pk for row in own]))
    return [_copy(whole[-1], survivor, field) for field in taken if field not in told] if whole else []


def _copy(row: Provenance, survivor: Party, field: str) -> Provenance:
    return Provenance.objects.create(
        **of(survivor),
        field=field,
        source=row.source,
        detail=row.detail,
        basis=row.basis,
        collected_on=row.collected_on,
        keep_until=row.keep_until,
    )
