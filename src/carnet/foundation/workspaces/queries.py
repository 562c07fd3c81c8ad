"""What other rooms ask about a workspace."""

from typing import Any

from carnet.prepared import Prepared

from .models import CompanySettings, Membership, Workspace

SELLER_FIELDS = (
    "legal_name legal_form capital_cents siren siret rcs_city vat_number vat_regime is_vat_on_debits street postcode "
    "city country phone email website insurance mediator iban bic color second_color logo logo_type"
).split()


def company_settings(workspace: Workspace) -> CompanySettings:
    """The seller's identity, or a blank one not yet saved. One query."""
    found = CompanySettings.objects.filter(workspace=workspace).first()
    return found or CompanySettings(workspace=workspace)


def seller(workspace: Workspace) -> dict[str, Any]:
    """The seller as its documents name it: the fields of `SELLER_FIELDS`, `logo` in bytes (empty without one).

    `legal_name` falls back on the workspace's name. One query.
    """
    row = company_settings(workspace)
    values = {field: getattr(row, field) for field in SELLER_FIELDS}
    values["logo"] = bytes(values["logo"] or b"")
    values["legal_name"] = values["legal_name"] or workspace.name
    return values


def place_of(user_id: int, slug: str) -> Membership | None:
    """The place of a person in the workspace of that address. One query."""
    found: Membership | None = _place.instance(user=user_id, slug=slug)
    return found


_place = Prepared(
    lambda user, slug: Membership.objects.filter(user=user, workspace__slug=slug, is_active=True).select_related(
        "workspace"
    ),
    user=int,
    slug=str,
)


def places_of(user_id: int) -> list[Membership]:
    """Where a person works, by the workspace's name. One query."""
    places: list[Membership] = _places.instances(user=user_id)
    return places


_places = Prepared(
    lambda user: (
        Membership.objects.filter(user=user, is_active=True)
        .select_related("workspace")
        .order_by("workspace__name", "pk")
    ),
    user=int,
)
