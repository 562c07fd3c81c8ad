"""Further phones, e-mails, pages and addresses of a party: added, changed and taken away, each with its provenance."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.parties.models import Address, Company, ContactPoint, Person, Provenance, Source
from carnet.foundation.parties.rules import PartyInvalid, normalise
from carnet.foundation.parties.services import of, save_party
from carnet.foundation.workspaces.models import Membership

from .queries import origin_key

Row = ContactPoint | Address
FIELDS: dict[type[Row], tuple[str, ...]] = {
    ContactPoint: ("channel", "use", "value", "is_preferred"),
    Address: ("use", "street", "postcode", "city", "country"),
}
_AS = {
    ContactPoint.Channel.PHONE: "phone",
    ContactPoint.Channel.EMAIL: "email",
    ContactPoint.Channel.WEB: "website",
}


@transaction.atomic
def save_reach(
    *,
    member: Membership,
    party: Company | Person,
    row: Row,
    values: Mapping[str, Any],
    source: str = Source.ENTERED,
    detail: str = "",
) -> Event:
    """Add `row` (unsaved) or change it. Raises PartyInvalid.

    A preferred phone or e-mail also becomes the party's own, which lists and search show.
    """
    before = as_data(row) if row.pk else None
    for name, value in _clean(row, values).items():
        setattr(row, name, value)
    for name, owner in of(party).items():
        setattr(row, name, owner)
    row.save()
    Provenance.objects.create(
        **of(party), field=origin_key(row), source=source, detail=detail[:200], collected_on=timezone.localdate()
    )
    replaced = _prefer(party, row)
    return record(
        member=member,
        code="customer_file.reach_saved",
        subjects=[party],
        before={"row": before, "own": replaced},
        after={"model": row._meta.model_name, "id": row.pk, "row": as_data(row), "said": str(row)},
        is_undoable=True,
    )


@transaction.atomic
def remove_reach(*, member: Membership, party: Company | Person, row: Row) -> Event:
    """Take a further phone, e-mail, page or address away; undo brings it back."""
    data, said, pk = as_data(row), str(row), row.pk
    row.delete()
    return record(
        member=member,
        code="customer_file.reach_removed",
        subjects=[party],
        before={"model": row._meta.model_name, "id": pk, "row": data, "said": said},
        is_undoable=True,
    )


def as_data(row: Row) -> dict[str, Any]:
    """What an undo needs to write the row again."""
    fields = {name: getattr(row, name) for name in FIELDS[type(row)]}
    return fields | {"company_id": row.company_id, "person_id": row.person_id}


def _clean(row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(row, Address):
        clean = {name: normalise(name, values.get(name, "")) for name in FIELDS[Address]}
        if not (clean["street"] or clean["city"]):
            raise PartyInvalid("street", "empty")
        return clean | {"country": clean["country"] or "FR"}
    channel = values["channel"]
    try:
        value = normalise(_AS[ContactPoint.Channel(channel)], values["value"])
    except PartyInvalid as error:
        raise PartyInvalid("value", error.reason, error.value) from error
    if not value:
        raise PartyInvalid("value", "empty")
    return {"channel": channel, "use": values["use"], "value": value, "is_preferred": bool(values.get("is_preferred"))}


def _prefer(party: Company | Person, row: Row) -> dict[str, str]:
    """Make a preferred number the party's own; what stood there, for the undo."""
    if not isinstance(row, ContactPoint) or not row.is_preferred or row.channel == ContactPoint.Channel.WEB:
        return {}
    ContactPoint.objects.filter(**of(party), channel=row.channel).exclude(pk=row.pk).update(is_preferred=False)
    name = str(row.channel)
    replaced = {name: getattr(party, name)}
    setattr(party, name, row.value)
    save_party(party)
    return replaced
