"""Why an act was refused, in sentences that say what to do next."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

MEMBERS: dict[str, str | Promise] = {
    "unknown_role": gettext_lazy("This role does not exist. Choose one of the list."),
    "owner_only": gettext_lazy("Only an owner may do this to an owner. Ask them."),
    "last_owner": gettext_lazy("A workspace needs an owner: hand it over to someone else first."),
    "inactive": gettext_lazy("This person no longer has access. Give it back first."),
    "itself": gettext_lazy("You are the owner already."),
    "already_member": gettext_lazy("This person is a member of the workspace already."),
    "deactivated": gettext_lazy(
        "This person was a member: give their access back in the list, with all their history."
    ),
    "already_invited": gettext_lazy("An invitation to this address is open already. Send it again instead."),
    "too_many": gettext_lazy("100 invitations are open: withdraw some, or wait for answers."),
    "accepted": gettext_lazy("This invitation has been accepted."),
    "withdrawn": gettext_lazy("This invitation has been withdrawn. Ask the person who sent it for another one."),
    "expired": gettext_lazy("This invitation has expired: a link lasts 7 days. Ask for it to be sent again."),
    "other_address": gettext_lazy("This invitation was sent to another address than the one you signed in with."),
}

SPACES: dict[str, str | Promise] = {
    "name_empty": gettext_lazy("Give the workspace a name."),
    "slug_invalid": gettext_lazy("An address takes small letters, digits and hyphens, such as “ateliers-rhodanis”."),
    "slug_taken": gettext_lazy("Another workspace has this address. Choose another one."),
}

UNDO: dict[str, str | Promise] = {
    "unknown": gettext_lazy("This act is not in the history of the workspace."),
    "not_undoable": gettext_lazy("This act cannot be taken back."),
    "already": gettext_lazy("This act has been taken back already."),
    "gone": gettext_lazy("What this act was about no longer exists."),
    "not_allowed": gettext_lazy("Your role does not allow you to take this act back."),
    "last_owner": MEMBERS["last_owner"],
}


def too_many_to_copy(rows: int) -> str:
    return ngettext(
        "The workspace has %(count)d row, too many for a page: copy it with the command “manage.py workspace copy”.",
        "The workspace has %(count)d rows, too many for a page: copy it with the command “manage.py workspace copy”.",
        rows,
    ) % {"count": rows}


def why_not_undone(reason: str, detail: str = "") -> str:
    """One sentence for a NotUndoable of any room."""
    if reason == "changed_since":
        if detail:
            return _("“%(what)s” has been changed since: correct it by hand.") % {"what": detail}
        return _("This has been changed since: correct it by hand.")
    return str(UNDO.get(reason) or _("This act can no longer be taken back: something now depends on it."))


def why_not_identity(reason: str, value: str) -> str:
    """One sentence for a number that is none."""
    sentences = {
        "siren": _("“%(value)s” is not a SIREN: it has 9 digits, the last of which checks the others."),
        "siret": _("“%(value)s” is not a SIRET: it has 14 digits, the first 9 being the SIREN."),
        "siret_of_other": _("The SIRET %(value)s belongs to another SIREN than the one above. Correct either."),
        "vat": _("“%(value)s” is not a European VAT number. A French one is FR, 2 digits, then the SIREN."),
        "vat_of_other": _("The VAT number %(value)s belongs to another SIREN than the one above. Correct either."),
        "iban": _("“%(value)s” is not an IBAN: check it against your bank’s document, character by character."),
        "bic": _("“%(value)s” is not a BIC: it has 8 or 11 letters and digits."),
        "phone": _(
            "“%(value)s” is not a phone number. Write it as 04 72 00 00 00, or with the country: +41 22 700 00 00."
        ),
        "postcode": _("“%(value)s” is not a French postcode: it has 5 digits."),
    }
    return sentences[reason] % {"value": value}


def why_not_logo(reason: str, detail: str) -> str:
    sentences = {
        "too_heavy": _("This file weighs more than 512 KB. Save the logo smaller, then send it again."),
        "not_a_picture": _("This file is neither PNG nor JPEG. Save the logo as one of these, then send it again."),
        "damaged": _("This picture cannot be opened: the file is damaged. Save it again from your drawing program."),
        "too_wide": _(
            "This picture has %(size)s pixels: 3000 at most on each side. Save it smaller, then send it again."
        ),
    }
    return sentences[reason] % ({"size": detail} if reason == "too_wide" else {})
