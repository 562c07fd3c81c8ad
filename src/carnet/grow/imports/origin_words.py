"""The sentences of a list's origin: what lacks, why it cannot be, and how the origin is told in a provenance."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from carnet.foundation.ui.templatetags.carnet import day

from .models import Import

Text = str | Promise

_PROBLEMS: dict[tuple[str, str], Text] = {
    ("origin", "unknown"): gettext_lazy("Say where the list comes from."),
    ("origin", "refused"): gettext_lazy(
        "Addresses taken from a social network cannot be imported: nobody there agreed to be prospected by you, and "
        "the CNIL fined a company 240,000 € for it (SAN-2024-020, 5 December 2024). Write to people there, and enter "
        "by hand those who answer."
    ),
    ("supplier", "missing"): gettext_lazy(
        "Name who supplied the list, or the fair, the register, the place it comes from."
    ),
    ("contract", "missing"): gettext_lazy("Give the reference and the date of the contract, the order or the invoice."),
    ("proof", "missing"): gettext_lazy(
        "Without a proof that these people were told or agreed, this list cannot be used to prospect, and whoever uses "
        "it answers for it (GDPR, art. 5 and 7). Ask the seller for the form that was shown and its dates, and add it "
        "here, or say where it is kept."
    ),
    ("proof_file", "too_big"): gettext_lazy(
        "The proof is larger than 5 MB. Send a lighter scan, or say where it is kept."
    ),
    ("proof_file", "kind"): gettext_lazy(
        "A proof is a PDF, a PNG or JPEG picture, or a text. Convert it, or say where it is kept."
    ),
    ("usable_until", "missing"): gettext_lazy(
        "Say until when the list is rented: its people go into the purge queue on that day."
    ),
    ("usable_until", "past"): gettext_lazy("The rent of this list is over: its people may not be used any more."),
    ("collected_on", "missing"): gettext_lazy("Say when the data were collected, or when you received the list."),
    ("collected_on", "future"): gettext_lazy("This day has not come yet."),
    ("basis", "missing"): gettext_lazy("Choose what the processing rests on."),
    ("basis", "not_theirs"): gettext_lazy(
        "These people have no contract with you, and no law obliges you: choose legitimate interest or consent."
    ),
    ("notice", "missing"): gettext_lazy("Say whether the people have been told."),
    ("notice", "elsewhere"): gettext_lazy(
        "You did not collect these data yourself: say whether who supplied the list told the people, or whether you "
        "will."
    ),
    ("informed_on", "missing"): gettext_lazy("Say on which day they were told."),
    ("informed_on", "future"): gettext_lazy("This day has not come yet."),
    ("on", "future"): gettext_lazy("This day has not come yet."),
    ("on", "before"): gettext_lazy("This day is before the list was collected."),
}


def problem(field: str, code: str) -> str:
    return str(_PROBLEMS[field, code])


def whence(file: Import) -> str:
    """`salon.csv (A bought list: Listes SA, order 12)`, as each row's provenance tells it; of an own file its name."""
    if file.origin in {"", Import.Origin.OWN}:
        return file.file_name
    return f"{file.file_name} ({_label(file, ', '.join(filter(None, [file.supplier, file.contract])))})"


def lists(files: Iterable[Import]) -> str:
    """`A bought list: Listes SA; Our own file`, for the record of processing."""
    return "; ".join(_label(file, file.supplier) for file in files)


def _label(file: Import, said: str) -> str:
    label = str(file.get_origin_display())
    return _("%(origin)s: %(said)s") % {"origin": label, "said": said} if said else label


def notice(file: Import) -> str:
    """How the people know, or by when they have to."""
    if file.inform_by:
        return _("To be told by %(day)s, and at the latest with the first message to them") % {
            "day": day(file.inform_by)
        }
    told = {
        Import.Notice.COLLECTION: pgettext("notice", "When their data were collected"),
        Import.Notice.SUPPLIER: pgettext("notice", "By who supplied the list"),
        Import.Notice.US: pgettext("notice", "By us"),
        Import.Notice.NOBODY: str(Import.Notice.NOBODY.label),
    }
    words = told.get(Import.Notice(file.notice), "") if file.notice else ""
    has_day = file.notice in {Import.Notice.SUPPLIER, Import.Notice.US} and file.informed_on
    return f"{words}, {day(file.informed_on)}" if has_day else words
