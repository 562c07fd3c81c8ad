"""A field as a manager would make it, in one line of a test."""

from typing import Any

from carnet.foundation.fields.models import Field
from carnet.foundation.fields.services import change_set, proposed
from carnet.foundation.workspaces.models import Membership

USUAL: dict[str, Any] = {
    "holder": "company", "kind": "text", "choices": [], "help": "", "purpose": "Suivre le besoin du client",
    "basis": "interest", "retention_months": 36, "retention_from": "contact", "source": "person",
    "sensitivity": "ordinary", "roles": [], "required_at": {},
}  # fmt: skip


def make_field(member: Membership, label: str, **more: Any) -> Field:
    """`choices` may be plain labels, `required_at` plain stages."""
    choices = [{"label": one} if isinstance(one, str) else one for one in more.pop("choices", [])]
    required = more.pop("required_at", [])
    stages = {"stages": required} if isinstance(required, list) else required
    values = {**USUAL, "label": label, "choices": choices, "required_at": stages, **more}
    change_set(member=member, wanted=proposed(values))
    return Field.objects.get(holder=values["holder"], label=label)
