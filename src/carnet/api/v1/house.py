"""Whose key it is, and which fields the workspace has made for itself."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.workspaces.permissions import Permission

from .auth import Key

router = Router(tags=["workspace"])


class Me(Schema):
    workspace: str = Field(description="The workspace's name in addresses.")
    workspace_name: str
    member: int
    name: str
    role: str
    permissions: list[str]
    is_read_only: bool


class OwnField(Schema):
    """An own field. In `custom`, under its code: text, number, whole cents, ISO day, code of a choice (or a list of
    them), true or false, address, or a person by number."""

    code: str
    label: str
    kind: str
    choices: dict[str, str] = Field(description="Code to label; those not offered any more are left out.")
    required_at: list[str] = Field(description="The stages that ask for it.")
    purpose: str
    basis: str
    retention_months: int | None
    sensitivity: str


class OwnFields(Schema):
    companies: list[OwnField]
    people: list[OwnField]
    opportunities: list[OwnField]


@router.get("/me", response=Me, auth=Key(), summary="Whose key this is")
def me(request: HttpRequest) -> dict[str, Any]:
    member = request.member
    return {
        "workspace": request.workspace.slug,
        "workspace_name": request.workspace.name,
        "member": member.pk,
        "name": str(member),
        "role": member.role,
        "permissions": sorted(member.permissions),
        "is_read_only": request.api_key.is_read_only,
    }


@router.get("/fields", response=OwnFields, auth=Key(Permission.COMPANY_READ), summary="The workspace's own fields")
def own_fields(request: HttpRequest) -> dict[str, Any]:
    holders = {"companies": Holder.COMPANY, "people": Holder.PERSON, "opportunities": Holder.OPPORTUNITY}
    return {name: [_told(one) for one in visible_fields(holder, request.member)] for name, holder in holders.items()}


def _told(one: Any) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": one.label,
        "kind": str(one.kind),
        "choices": {choice.code: choice.label for choice in one.choices if not choice.is_archived},
        "required_at": sorted(one.required_at),
        "purpose": one.purpose,
        "basis": one.basis,
        "retention_months": one.retention_months,
        "sensitivity": one.sensitivity,
    }
