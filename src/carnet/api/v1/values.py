"""What a program may send: text that can be stored, the own fields by their codes, a member by number."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, PlainSerializer

from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import FieldSet, Holder, Kind
from carnet.foundation.parties.models import Party
from carnet.foundation.parties.rules import Match
from carnet.foundation.workspaces.models import Membership
from carnet.grow.customer_file.queries import owners_of

from .errors import Refused


def _storable(text: str) -> str:
    """No letter that a database or a file cannot hold: NUL, halves of a letter."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(_("This text holds a character that cannot be stored."))
    return text


Text = Annotated[str, AfterValidator(_storable)]


Moment = Annotated[datetime, PlainSerializer(datetime.isoformat, return_type=str)]
"""To the microsecond, so that what was read can be sent back as `seen_at`."""


class Strict(Schema):
    """What is sent: a name that is not ours is refused rather than lost."""

    model_config = ConfigDict(extra="forbid")


class Named(Schema):
    id: int
    name: str


_TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.NUMBER: (int, float, str),
    Kind.MONEY: (int,),
    Kind.DATE: (str,),
    Kind.CHOICE: (str,),
    Kind.CHOICES: (list,),
    Kind.YES_NO: (bool,),
    Kind.LINK: (str,),
    Kind.PERSON: (int, str),
}


def own_values(given: Mapping[str, Any], fields: FieldSet) -> dict[str, Any]:
    """The own fields as sent, each of the type that its kind takes; null empties one. Raises Refused."""
    wrong: dict[str, str] = {}
    for code, value in given.items():
        if code not in fields.by_code:
            wrong[f"custom.{code}"] = _("There is no such field here.")
        elif value is not None and not _fits(value, fields.by_code[code].kind):
            names = ", ".join(kind.__name__ for kind in _TYPES[fields.by_code[code].kind])
            wrong[f"custom.{code}"] = _("Send it as: %(types)s.") % {"types": names}
    if wrong:
        raise Refused(422, "invalid", " ".join(wrong.values()), fields=wrong)
    return dict(given)


def _fits(value: Any, kind: Kind) -> bool:
    types = _TYPES[kind]
    # True is an int to Python.
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        return False
    if isinstance(value, float):
        return math.isfinite(value)
    texts = value if isinstance(value, list) else [value]
    return all(not isinstance(one, str) or "\x00" not in one for one in texts) and all(
        isinstance(one, str) for one in texts if isinstance(value, list)
    )


def seen_values(party: Any, fields: FieldSet) -> dict[str, Any]:
    """Those that the member may see, by code; an empty one is not there. Of a person: number and name."""
    return {
        one.code: _plain(one.kind, party.custom[one.code]) for one in fields if party.custom.get(one.code) is not None
    }


def _plain(kind: Kind, value: Any) -> Any:
    return {"id": value["id"], "name": value["name"]} if kind == Kind.PERSON else value


def owner_of(number: int | None, owners: Mapping[int, str]) -> Membership | None:
    """Raises Refused for who is no active member."""
    if number is None:
        return None
    if number not in owners:
        sentence = _("There is no active member of this number.")
        raise Refused(422, "invalid", sentence, fields={"owner_id": sentence})
    return Membership.objects.get(pk=number)


def named(row: Any) -> dict[str, Any] | None:
    return {"id": row.pk, "name": str(row)} if row else None


def changed(party: Party) -> Refused:
    return Refused(
        409,
        "changed",
        _("Someone saved this record meanwhile: read it again, then send your change."),
        details={"updated_at": party.updated_at.isoformat()},
    )


AROUND = frozenset({"source", "detail", "seen_at", "company_id", "job_title", "is_main", "person_id", "stage_id"})
"""What is sent beside the values: each address reads it itself."""


def values_of(request: HttpRequest, given: Schema, holder: Holder) -> dict[str, Any]:
    """As the services take them: those alone that were sent; null empties a text. Raises Refused."""
    values: dict[str, Any] = {}
    for name, value in given.model_dump(exclude_unset=True, exclude=set(AROUND)).items():
        if name == "owner_id":
            values["owner"] = owner_of(value, owners_of(request.workspace))
        elif name == "custom":
            values["custom"] = own_values(value, visible_fields(holder, request.member))
        elif value is None and name in {"stage", "buyer_kind"}:
            sentence = _("Choose one of the values offered.")
            raise Refused(422, "invalid", sentence, fields={name: sentence})
        else:
            values[name] = "" if value is None else value
    return values


def detail_of(request: HttpRequest, told: str) -> str:
    """Where data come from, more exactly: unless it is said, by which program."""
    return told or f"API: {request.api_key.name}"


def refuse_known(matches: Sequence[Match]) -> None:
    """Raises Refused naming those that a new record may already be."""
    if not matches:
        return
    message = ngettext(
        "It may already be in the file: look at %(total)s record, then change that, or send anyway=true.",
        "It may already be in the file: look at these %(total)s, then change one, or send anyway=true.",
        len(matches),
    ) % {"total": len(matches)}
    details = [{"id": one.object_id, "name": one.name, "city": one.city, "why": one.reasons} for one in matches]
    raise Refused(409, "known", message, details=details)
