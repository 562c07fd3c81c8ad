"""Why a file is refused, in words."""

from django.utils.translation import gettext as _


class TransferRefused(Exception):
    """`reason` is stable; `detail` names the place in the file."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


def why(refusal: TransferRefused) -> str:
    sentences = {
        "not_a_workspace": _("This file is not an exported workspace of Carnet."),
        "version": _(
            "This file is in version %(detail)s of the format, which this Carnet does not read. Update Carnet."
        ),
        "unknown_table": _("This file holds “%(detail)s”, which this Carnet does not know. Update Carnet."),
        "unknown_name": _("This file holds a part that no export has: “%(detail)s”. It was changed after its export."),
        "altered": _("The part “%(detail)s” is not as it was exported: the file is damaged or was changed."),
        "too_large": _("Unpacked, this file would be larger than a workspace can be (%(detail)s). It is refused."),
        "too_many_rows": _(
            "This workspace has %(detail)s rows, too many for a page: restore it with the command “manage.py workspace "
            "restore”."
        ),
        "bad_row": _("A row cannot be read: %(detail)s. The file was changed after its export."),
        "dangling": _("A row points to another one that is not in the file: %(detail)s."),
        "refused_by_database": _("The database refuses these rows: %(detail)s. The file was changed after its export."),
    }
    return sentences[refusal.reason] % {"detail": refusal.detail}
