"""The seller's own identity and look, and what the workspace is called."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from carnet.foundation.administration.identity import normalised
from carnet.foundation.administration.logo import read_logo
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import CompanySettings, Membership, Workspace

IDENTITY_FIELDS = (
    "legal_name legal_form capital_cents siren siret rcs_city vat_number vat_regime is_vat_on_debits street postcode "
    "city country phone email website insurance mediator iban bic color second_color"
).split()
WORKSPACE_FIELDS = ("name", "time_zone", "is_certifying")


@transaction.atomic
def save_company(*, member: Membership, values: Mapping[str, Any]) -> Event | None:
    """Write the seller's identity; None when nothing differs. Raises IdentityInvalid.

    A second colour that was the same as the first, and was not touched, goes with it.
    """
    row = _own(member)
    before = {field: getattr(row, field) for field in IDENTITY_FIELDS}
    merged = normalised(before | dict(values))
    if before["second_color"] == before["color"] == merged["second_color"]:
        merged["second_color"] = merged["color"]
    return _save(row, merged, IDENTITY_FIELDS, member=member, code="workspaces.company_edited")


@transaction.atomic
def save_workspace(*, member: Membership, values: Mapping[str, Any]) -> Event | None:
    """Write the workspace's name, time zone and margin; None when nothing differs."""
    row = Workspace.objects.select_for_update(of=("self",)).get(pk=member.workspace_id)
    return _save(row, values, WORKSPACE_FIELDS, member=member, code="workspaces.workspace_edited")


@transaction.atomic
def set_logo(*, member: Membership, content: bytes | None) -> Event:
    """Keep a PNG or JPEG cleaned of what is not picture, or none. Raises LogoRefused."""
    row = _own(member)
    logo = read_logo(content) if content is not None else None
    row.logo, row.logo_type = (logo.content, logo.media_type) if logo else (None, "")
    row.save()
    after = {"width": logo.width, "height": logo.height} if logo else {}
    return record(member=member, code="workspaces.logo_changed", subjects=[row], after=after)


def _own(member: Membership) -> CompanySettings:
    row, _ = CompanySettings.objects.select_for_update(of=("self",)).get_or_create(workspace_id=member.workspace_id)
    return row


def _save(
    row: CompanySettings | Workspace, values: Mapping[str, Any], fields: tuple[str, ...] | list[str], **act: Any
) -> Event | None:
    before = {
        field: getattr(row, field) for field in fields if field in values and getattr(row, field) != values[field]
    }
    if not before:
        return None
    for field in before:
        setattr(row, field, values[field])
    row.save(update_fields=list(before))
    after = {field: values[field] for field in before}
    return record(subjects=[row], before=before, after=after, is_undoable=True, **act)
