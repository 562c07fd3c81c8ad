"""The rooms of the history in words, by the first word of an event's code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "workspaces": _("Workspace and members"),
    "audit": _("Acts taken back"),
    "parties": _("Companies and people"),
    "agenda": _("Contacts, actions and appointments"),
    "opportunities": _("Deals"),
    "catalogue": _("Catalogue"),
    "closing": _("Quotes"),
    "documents": _("Documents"),
    "customer_file": _("Imports and customer file"),
    "fields": _("Architecture of the file"),
    "consents": _("Consents and objections"),
    "privacy": _("Personal data"),
    "duplicates": _("Merged duplicates"),
    "quality": _("Verified data"),
    "tags": _("Tags"),
    "architecture": _("Documents of the file’s architecture"),
    "imports": _("Imported files"),
    "bulk": _("Acts on many records"),
    "sourcing": _("Companies to find"),
    "buying": _("Buying centres"),
    "tours": _("Tours of visits"),
    "mix": _("Prospecting plans"),
    "landing": _("Public pages"),
    "mailing": _("Mailings"),
    "campaigns": _("Campaigns"),
    "calling": _("Calling sessions"),
    "interviews": _("Interviews"),
    "api": _("Keys for programs"),
    "pipeline": _("Board and list of deals"),
    "reporting": _("Objectives and results"),
    "referential": _("Référentiel"),
    "csr": _("Commitments"),
    "law": _("Law"),
}


def kind_choices(codes: list[str]) -> list[tuple[str, str]]:
    """Those found in the history, by their words; a room without words shows its own code."""
    return sorted(((code, str(KINDS.get(code, code))) for code in codes), key=lambda choice: choice[1].casefold())
