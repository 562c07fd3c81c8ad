"""What a member may do, as data: a permission is a string, a role is a set of them.

Being sets of strings, they can always be said as a WHERE clause; nothing here looks at a row.
"""

from enum import StrEnum

from django.db import models
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    REP = "rep", pgettext_lazy("role", "Sales rep")
    MANAGER = "manager", pgettext_lazy("role", "Manager")
    EXPERT = "expert", pgettext_lazy("role", "Expert")
    CARE = "care", pgettext_lazy("role", "After-sales")
    READER = "reader", pgettext_lazy("role", "Reader")
    CANDIDATE = "candidate", pgettext_lazy("role", "Candidate")
    MARKER = "marker", pgettext_lazy("role", "Marker")
    JURY = "jury", pgettext_lazy("role", "Jury")
    CERTIFIER = "certifier", pgettext_lazy("role", "Certifier")


class Permission(StrEnum):
    WORKSPACE_READ = "workspace:read"
    WORKSPACE_MANAGE = "workspace:manage"
    MEMBER_INVITE = "member:invite"
    MEMBER_MANAGE = "member:manage"
    WORKSPACE_OWN = "workspace:own"
    WORKSPACE_EXPORT = "workspace:export"
    WORKSPACE_DELETE = "workspace:delete"
    HISTORY_READ = "history:read"
    UNDO = "history:undo"
    REFERENTIAL_READ = "referential:read"
    LAW_READ = "law:read"
    CSR_READ = "csr:read"
    CSR_EDIT = "csr:edit"
    COMPANY_READ = "company:read"
    COMPANY_EDIT = "company:edit"
    COMPANY_IMPORT = "company:import"
    TARGETING_EDIT = "targeting:edit"
    CAMPAIGN_READ = "campaign:read"
    CAMPAIGN_EDIT = "campaign:edit"
    LANDING_EDIT = "landing:edit"
    ARCHITECTURE_EDIT = "architecture:edit"
    COMPANY_MERGE = "company:merge"
    COMPANY_MERGE_ANY = "company:merge_any"
    CONSENT_EDIT = "consent:edit"
    PRIVACY_READ = "privacy:read"
    PRIVACY_MANAGE = "privacy:manage"
    PRODUCT_READ = "product:read"
    PRODUCT_EDIT = "product:edit"
    AGENDA_READ = "agenda:read"
    AGENDA_EDIT = "agenda:edit"
    OPPORTUNITY_READ = "opportunity:read"
    OPPORTUNITY_EDIT = "opportunity:edit"
    QUOTE_READ = "quote:read"
    QUOTE_EDIT = "quote:edit"
    QUOTE_SEND = "quote:send"
    DOCUMENT_READ = "document:read"
    RESULTS_READ = "results:read"
    OBJECTIVE_EDIT = "objective:edit"
    VIEW_SHARE = "view:share"
    MAILING_SEND = "mailing:send"
    API_USE = "api:use"


P = Permission

_READ = frozenset(
    {
        P.WORKSPACE_READ,
        P.API_USE,
        P.HISTORY_READ,
        P.REFERENTIAL_READ,
        P.LAW_READ,
        P.CSR_READ,
        P.COMPANY_READ,
        P.CAMPAIGN_READ,
        P.PRIVACY_READ,
        P.PRODUCT_READ,
        P.AGENDA_READ,
        P.OPPORTUNITY_READ,
        P.QUOTE_READ,
        P.DOCUMENT_READ,
        P.RESULTS_READ,
    }
)
_SELL = _READ | {
    P.UNDO,
    P.COMPANY_EDIT,
    P.COMPANY_IMPORT,
    P.TARGETING_EDIT,
    P.CAMPAIGN_EDIT,
    P.LANDING_EDIT,
    P.COMPANY_MERGE,
    P.CONSENT_EDIT,
    P.AGENDA_EDIT,
    P.OPPORTUNITY_EDIT,
    P.QUOTE_EDIT,
    P.QUOTE_SEND,
    P.VIEW_SHARE,
    P.MAILING_SEND,
}
_LEAD = _SELL | {
    P.COMPANY_MERGE_ANY,
    P.PRODUCT_EDIT,
    P.CSR_EDIT,
    P.PRIVACY_MANAGE,
    P.OBJECTIVE_EDIT,
    P.ARCHITECTURE_EDIT,
    P.MEMBER_INVITE,
    P.MEMBER_MANAGE,
    P.WORKSPACE_MANAGE,
    P.WORKSPACE_EXPORT,
}

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.REP: _SELL,
    Role.MANAGER: _LEAD,
    Role.EXPERT: _READ | {P.PRODUCT_EDIT, P.AGENDA_EDIT, P.UNDO},
    Role.CARE: _READ | {P.COMPANY_EDIT, P.CONSENT_EDIT, P.AGENDA_EDIT, P.UNDO},
    Role.READER: _READ,
    # A candidate works alone in their copy of a case study: they need every tool of the job.
    Role.CANDIDATE: _LEAD - {P.MEMBER_INVITE, P.MEMBER_MANAGE},
    Role.MARKER: _READ,
    Role.JURY: _READ,
    Role.CERTIFIER: _READ | {P.WORKSPACE_EXPORT},
}
OWNER_PERMISSIONS = _LEAD | {P.WORKSPACE_OWN, P.WORKSPACE_DELETE}


def permissions_of(role: str, *, is_owner: bool) -> frozenset[Permission]:
    """What `role` may do; an owner may besides do all that a manager may, and delete the workspace."""
    granted = ROLE_PERMISSIONS.get(role, frozenset())
    return granted | OWNER_PERMISSIONS if is_owner else granted


def roles_with(permission: Permission) -> list[str]:
    """The roles to ask for, in the order of `Role`, when a member lacks `permission`."""
    return [role for role in Role.values if permission in ROLE_PERMISSIONS[role]]
