"""The sentences of imports: what is wrong, where, and what to do."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from carnet.foundation.parties.custom import is_custom, label_of
from carnet.foundation.parties.models import Affiliation, Company, Person

from .models import Import
from .rules.formats import CURRENCIES, currency_name
from .rules.targets import COLLECTED_ON, COMPANY, IGNORED, KEPT_IN_NOTES, PERSON

Text = str | Promise

_TARGETS: dict[str, Text] = {
    IGNORED: gettext_lazy("Do not import"),
    KEPT_IN_NOTES: gettext_lazy("Add to the notes"),
    COLLECTED_ON: gettext_lazy("Date of collection"),
    "person.full_name": gettext_lazy("First and last name together"),
    "person.job_title": Affiliation._meta.get_field("job_title").verbose_name,
}


def target(code: str) -> str:
    """`Company: phone`, since a closed list shows its choice without its group."""
    if code in {IGNORED, KEPT_IN_NOTES, COLLECTED_ON}:
        return str(_TARGETS[code])
    kind, _dot, field = code.partition(".")
    model = Company if kind == "company" else Person
    if is_custom(field):
        label = label_of(field)
    else:
        label = str(_TARGETS.get(code) or model._meta.get_field(field).verbose_name)
    plain = label if label.isupper() else label[:1].lower() + label[1:]
    return _("Company: %(field)s") % {"field": plain} if model is Company else _("Person: %(field)s") % {"field": plain}


def target_groups(own: Iterable[str] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of a `<select>`, in groups; `own` are the targets of the workspace's own fields."""
    ours = [(_("Our fields"), [(code, target(code)) for code in own])] if own else []
    return [
        ("", [(code, target(code)) for code in (IGNORED, KEPT_IN_NOTES)]),
        (_("Company"), [(f"company.{field}", target(f"company.{field}")) for field in COMPANY]),
        (_("Person"), [(f"person.{field}", target(f"person.{field}")) for field in PERSON]),
        *ours,
        (_("The record"), [(COLLECTED_ON, target(COLLECTED_ON))]),
    ]


ENCODINGS: dict[str, Text] = {
    "utf-8-sig": "UTF-8",
    "cp1252": gettext_lazy("Windows-1252 (Western Europe)"),
    "iso8859_15": "ISO-8859-15",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "mac_roman": "Mac Roman",
    "cp850": gettext_lazy("CP850 (MS-DOS)"),
}
SEPARATORS: dict[str, Text] = {
    ";": gettext_lazy("Semicolon ;"),
    ",": gettext_lazy("Comma ,"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Vertical bar |"),
}
DATE_ORDERS: dict[str, Text] = {
    "dmy": gettext_lazy("Day, month, year (03/11/2026)"),
    "mdy": gettext_lazy("Month, day, year (11/03/2026)"),
    "ymd": gettext_lazy("Year, month, day (2026-11-03)"),
}

DECIMAL_MARKS: dict[str, Text] = {
    ",": gettext_lazy("With a comma (1 234,50)"),
    ".": gettext_lazy("With a point (1,234.50)"),
}
CARD_COLUMNS: dict[str, Text] = {
    "org": gettext_lazy("Company"),
    "family": gettext_lazy("Last name"),
    "given": gettext_lazy("First name"),
    "prefix": gettext_lazy("Civility"),
    "title": gettext_lazy("Job title"),
    "role": gettext_lazy("Role"),
    "department": gettext_lazy("Department"),
    "tel": gettext_lazy("Phone"),
    "tel_work": gettext_lazy("Work phone"),
    "tel_mobile": gettext_lazy("Mobile phone"),
    "tel_home": gettext_lazy("Private phone"),
    "tel_switchboard": gettext_lazy("Switchboard"),
    "fax": gettext_lazy("Fax"),
    "email": gettext_lazy("E-mail"),
    "email_work": gettext_lazy("Work e-mail"),
    "email_home": gettext_lazy("Private e-mail"),
    "url": gettext_lazy("Website"),
    "street": gettext_lazy("Street"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("City"),
    "country": gettext_lazy("Country"),
    "street_2": gettext_lazy("Street 2"),
    "postcode_2": gettext_lazy("Postcode 2"),
    "city_2": gettext_lazy("City 2"),
    "country_2": gettext_lazy("Country 2"),
    "home": gettext_lazy("Private address"),
    "note": gettext_lazy("Notes"),
    "categories": gettext_lazy("Categories"),
    "birthday": gettext_lazy("Birthday"),
}


def card_column(code: str) -> str:
    """The header of what a card says, in the language of whoever sends the file: it is stored with it."""
    return str(CARD_COLUMNS[code])


def currencies() -> list[tuple[str, str]]:
    return [(code, currency_name(code, get_language() or "fr")) for code in CURRENCIES]


_REASONS: dict[str, Text] = {
    "empty": gettext_lazy("the name is missing"),
    "too_long": gettext_lazy("the text is too long"),
    "nul": gettext_lazy("a NUL byte stands in the cell: the file is damaged there"),
    "undecodable": gettext_lazy("some characters cannot be read: is the encoding the right one?"),
    "short": gettext_lazy("the row has fewer cells than there are columns"),
    "long": gettext_lazy("the row has more cells than there are columns"),
    "format": gettext_lazy("the value has not the form of one"),
    "length": gettext_lazy("the number of characters is wrong"),
    "checksum": gettext_lazy("the check digit does not match: a figure is wrong"),
    "country": gettext_lazy("the country is not known"),
    "stage": gettext_lazy("the stage is not known: write suspect, prospect, customer or former customer"),
    "date": gettext_lazy("it is not a date"),
    "number": gettext_lazy("it is not a number"),
    "currency": gettext_lazy("it is in another currency than the one chosen for the file"),
    "rate": gettext_lazy("what one unit is worth in euros is not said yet"),
    "decimals": gettext_lazy("it has more than six decimals"),
    "money": gettext_lazy("it is not an amount in euros"),
    "range": gettext_lazy("the figure is beyond what can be kept"),
    "choice": gettext_lazy("it is not one of the choices of this field"),
    "archived": gettext_lazy("this choice is no longer offered"),
    "yes_no": gettext_lazy("write yes or no"),
    "link": gettext_lazy("it is not a web address"),
}

# More exact than the reason alone, by field and reason.
_BY_FIELD: dict[tuple[str, str], Text] = {
    ("email", "format"): gettext_lazy("it is not an e-mail address, such as name@company.com"),
    ("phone", "format"): gettext_lazy("it is not a phone number"),
    ("phone", "length"): gettext_lazy("the phone number has too few or too many digits"),
    ("siren", "length"): gettext_lazy("a SIREN has 9 digits"),
    ("siret", "length"): gettext_lazy("a SIRET has 14 digits"),
    ("website", "format"): gettext_lazy("it is not a web address"),
    ("vat_number", "format"): gettext_lazy("it is not a VAT number of the European Union"),
}

_MATCHES: dict[str, Text] = {
    "siren": gettext_lazy("same SIREN"),
    "name_city": gettext_lazy("same name, same city"),
    "name_company": gettext_lazy("same name, same company"),
    "name": gettext_lazy("same name"),
    "phone": gettext_lazy("same phone"),
    "email": gettext_lazy("same e-mail"),
}

_FILES: dict[str, Text] = {
    "empty": gettext_lazy("The file holds no row. Check that you have chosen the right one."),
    "binary": gettext_lazy("This is neither a table nor contact cards. Send a CSV, TSV, XLSX or VCF file."),
    "too_wide": gettext_lazy("The file has more than 300 columns. Remove those that you do not need."),
    "sheet": gettext_lazy("The workbook has no sheet of that name. Choose one from the list."),
    "encrypted": gettext_lazy(
        "The workbook is protected by a password, or is in the old .xls format. Save it as XLSX without a password, "
        "or as CSV."
    ),
    "not_xlsx": gettext_lazy("The workbook is damaged or cut short. Open it and save it again as XLSX or CSV."),
    "bomb": gettext_lazy("The workbook unfolds to more than 1 GB. Save it as CSV and send that."),
    "layout": gettext_lazy("The encoding or the separator is not known. Choose them from the lists."),
}

_NOT_READY: dict[str, Text] = {
    "nameless": gettext_lazy(
        "No column gives a name. Say which one holds the name of the company, or the last name of the person."
    ),
    "layout": gettext_lazy("A choice is not one of those offered. Choose from the lists."),
    "rate": gettext_lazy(
        "The amounts of this file are not in euros. Give what one unit of their currency is worth in euros."
    ),
    "running": gettext_lazy("This import is under way already."),
    "done": gettext_lazy("This import is done: its columns cannot change any more. Send the file again."),
    "changed": gettext_lazy("The columns have changed since the check. Check the file again."),
    "gone": gettext_lazy("The file has been deleted at the end of its retention. Send it again."),
    "origin": gettext_lazy(
        "Say first where this list comes from: whoever it names may ask, and the law wants the answer."
    ),
    "names_people": gettext_lazy(
        "The list was said to name no natural person, but columns go to people. Leave them out, or say how these "
        "people were told where their data come from."
    ),
    "told": gettext_lazy("Nobody is left to be told of this import."),
}


def file_refused(error: Any) -> str:
    if error.reason == "too_big":
        most = settings.CARNET_IMPORT_MAX_MB
        return _(
            "The file is larger than %(most)s MB, the limit of this server. Split it, or remove the columns that "
            "you do not need."
        ) % {"most": most}
    if error.reason == "quote":
        return _(
            "From line %(line)s on, a quotation mark is opened and never closed, so the rest of the file cannot be cut "
            "into rows. Correct that line and send the file again."
        ) % {"line": error.line}
    if error.reason == "card":
        return _(
            "The card that begins on line %(line)s never ends: the file was cut short. Export your contacts once more "
            "and send the new file."
        ) % {"line": error.line}
    return str(_FILES[error.reason])


def not_ready(reason: str) -> str:
    return str(_NOT_READY[reason])


def match(reason: str) -> str:
    return str(_MATCHES[reason])


def reason(code: str, field: str = "") -> str:
    return str(_BY_FIELD.get((field, code)) or _REASONS[code])


def line(number: int) -> str:
    return _("Line %(line)s:") % {"line": number}


def column(file: Import, place: int) -> str:
    """The header of a column, or its number where it has none."""
    if place < 0 or place >= len(file.headers):
        return ""
    return file.headers[place].strip() or _("column %(number)s") % {"number": place + 1}


def problems(file: Import, found: Iterable[Sequence[Any]]) -> str:
    """`SIRET “123”: the number of characters is wrong; …`"""
    parts = []
    for place, field, code, value in found:
        where = column(file, place)
        why = reason(code, field)
        if where and value:
            parts.append(_("%(column)s “%(value)s”: %(why)s") % {"column": where, "value": value, "why": why})
        else:
            parts.append(_("%(column)s: %(why)s") % {"column": where, "why": why} if where else why)
    return " · ".join(parts)


def checked(counts: Mapping[str, int]) -> list[str]:
    """What the import would do, one line for each sort."""
    rows = counts.get("rows", 0)
    lines = [ngettext("%(count)d row read", "%(count)d rows read", rows) % {"count": rows}]
    return (
        lines
        + _made(counts.get("companies", 0), counts.get("people", 0))
        + _left(counts.get("in_base", 0) + counts.get("in_file", 0), counts.get("refused", 0))
    )


def outcome(file: Import) -> list[str]:
    lines = _made(file.companies_created, file.people_created)
    lines.append(
        ngettext("%(count)d row filled blanks", "%(count)d rows filled blanks", file.updated) % {"count": file.updated}
    )
    return lines + _left(file.skipped, file.refused)


def _made(companies: int, people: int) -> list[str]:
    return [
        ngettext("%(count)d new company", "%(count)d new companies", companies) % {"count": companies},
        ngettext("%(count)d new person", "%(count)d new people", people) % {"count": people},
    ]


def _left(there: int, refused: int) -> list[str]:
    return [
        ngettext("%(count)d row already there", "%(count)d rows already there", there) % {"count": there},
        ngettext("%(count)d row refused", "%(count)d rows refused", refused) % {"count": refused},
    ]
