"""What each permission lets one do, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carnet.foundation.workspaces.permissions import Permission

LABELS: dict[str, str | Promise] = {
    Permission.WORKSPACE_READ: _("See the workspace and its members"),
    Permission.WORKSPACE_MANAGE: _("Change the settings of the workspace"),
    Permission.MEMBER_INVITE: _("Invite people"),
    Permission.MEMBER_MANAGE: _("Change roles, close access"),
    Permission.WORKSPACE_OWN: _("Hand over the ownership"),
    Permission.WORKSPACE_EXPORT: _("Export the whole workspace"),
    Permission.WORKSPACE_DELETE: _("Delete the whole workspace"),
    Permission.HISTORY_READ: _("Read the history"),
    Permission.UNDO: _("Take an act back"),
    Permission.REFERENTIAL_READ: _("Read the référentiel and its evidence"),
    Permission.LAW_READ: _("Read the table of law"),
    Permission.CSR_READ: _("Read the commitments"),
    Permission.CSR_EDIT: _("Change the commitments"),
    Permission.COMPANY_READ: _("Read companies and people"),
    Permission.COMPANY_EDIT: _("Add and change companies and people"),
    Permission.COMPANY_IMPORT: _("Import files"),
    Permission.LANDING_EDIT: _("Write and publish public pages, short links and posts"),
    Permission.PRODUCT_READ: _("Read the catalogue"),
    Permission.PRODUCT_EDIT: _("Change the catalogue"),
    Permission.AGENDA_READ: _("Read the agenda"),
    Permission.AGENDA_EDIT: _("Log contacts, plan actions and appointments"),
    Permission.OPPORTUNITY_READ: _("Read deals"),
    Permission.OPPORTUNITY_EDIT: _("Open and move deals"),
    Permission.QUOTE_READ: _("Read quotes"),
    Permission.QUOTE_EDIT: _("Write quotes"),
    Permission.QUOTE_SEND: _("Send quotes"),
    Permission.DOCUMENT_READ: _("Read documents"),
    Permission.RESULTS_READ: _("Read results"),
    Permission.OBJECTIVE_EDIT: _("Set objectives"),
    Permission.ARCHITECTURE_EDIT: _("Design the fields of the customer file"),
    Permission.VIEW_SHARE: _("Share views with the team"),
    Permission.MAILING_SEND: _("Write letters and send mailings"),
}
