"""The two documents of the file as their templates want them: every word and figure already written, in French."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from carnet.foundation.documents.frame import frame
from carnet.foundation.documents.rendering import Template
from carnet.foundation.fields.models import Field, LegalBasis, Source
from carnet.foundation.fields.queries import versions
from carnet.foundation.fields.rules.changes import change_of
from carnet.foundation.fields.words import said
from carnet.foundation.ui import formats
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of
from carnet.grow.imports import origin_words
from carnet.grow.imports.queries import lists_in_use

from . import queries
from .models import Register
from .standard import STANDARD, Standard

ARCHITECTURE = Template("architecture.fields", "/grow/architecture/typst/fields.typ", 1)
REGISTER = Template("architecture.register", "/grow/architecture/typst/register.typ", 1)
LANGUAGE = "fr"


def architecture_data(member: Membership) -> dict[str, Any]:
    """Every field with its reasons, and the versions of the set. Five queries."""
    with translation.override(LANGUAGE):
        held, known = dict(queries.whole()), versions()
        groups = [
            {
                "title": str(holder.label),
                "own": [_own_row(row) for row in held.get(holder.value, [])],
                "standard": [_standard_row(one) for one in STANDARD if one.holder == holder.value],
            }
            for holder in Field.Holder
        ]
        count = sum(len(rows) for rows in held.values())
        current = _("Version %(number)s") % {"number": known[0].number} if known else _("Common fields only")
        return {
            **_frame(member, _("Architecture of the customer file")),
            "lede": f"{current} · "
            + ngettext("%(count)d field of the workspace", "%(count)d fields of the workspace", count)
            % {"count": count},
            "groups": groups,
            "versions": [
                {
                    "number": str(version.number),
                    "on": formats.day(timezone.localtime(version.at).date(), LANGUAGE),
                    "by": str(version.member.user) if version.member else "",
                    "changes": [said(change_of(told)) for told in version.changes],
                }
                for version in known[:40]
            ],
        }


def register_data(member: Membership, register: Register) -> dict[str, Any]:
    """The record of processing, GDPR art. 30(1). Five queries."""
    with translation.override(LANGUAGE):
        who = seller_of(member.workspace)
        address = ", ".join(_address(who))
        reach = ", ".join(filter(None, [who.get("phone") and formats.phone(str(who["phone"])), who.get("email")]))
        facts = [
            (_("Controller"), ", ".join(filter(None, [str(who["legal_name"]), address, reach]))),
            (_("Who answers for the file"), register.representative or _("not told")),
            (_("Data protection officer"), register.officer or _("not told")),
            (_("Transfers outside the European Union"), register.transfers or _("None declared")),
            (_("Lists that were imported"), origin_words.lists(lists_in_use()) or _("None")),
            (_("Security measures"), security_of(register)),
        ]
        return {
            **_frame(member, _("Record of processing activities")),
            "lede": _("General Data Protection Regulation, article 30. Customer and prospect file."),
            "facts": facts,
            "activities": register_rows(register),
        }


def register_rows(register: Register) -> list[dict[str, str]]:
    """One processing activity a line: what the document and the CSV say alike. One query."""
    own = [row for _holder, rows in queries.whole() for row in rows]
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in (*STANDARD, *own):
        line = found.setdefault(
            (one.purpose, one.basis), {"labels": [], "terms": [], "kinds": set(), "personal": False}
        )
        line["labels"].append(one.label)
        line["terms"].append(term_words(*_term(one)))
        line["kinds"].add(one.holder)
        line["personal"] = line["personal"] or one.sensitivity != Field.Sensitivity.ORDINARY
    return [_activity(key, line, register) for key, line in found.items()]


def _activity(key: tuple[str, str], line: Mapping[str, Any], register: Register) -> dict[str, str]:
    inside = _("Members of the workspace, by role")
    outside = "; ".join(register.recipients.split("\n")) if register.recipients else ""
    persons = _("Contacts of customers and prospects; consumers") if line["personal"] else _("Customers and prospects")
    return {
        "purpose": key[0],
        "basis": str(LegalBasis(key[1]).label),
        "persons": persons,
        "data": ", ".join(dict.fromkeys(line["labels"])),
        "recipients": f"{inside}; {outside}" if outside else inside,
        "transfers": register.transfers or _("None declared"),
        "retention": "; ".join(dict.fromkeys(line["terms"])),
        "security": security_of(register),
    }


def security_of(register: Register) -> str:
    """What Carnet itself does, then what the company adds."""
    measures = _(
        "Personal accounts, passwords of 12 characters at least, lock after failures, second factor offered. "
        "Rights by role, fields hidden by role. Every act kept in the history. One workspace never sees another."
    )
    return " ".join(filter(None, [measures, register.security]))


def register_columns() -> list[tuple[str, str]]:
    """Key and heading of each column, in the order of article 30."""
    return [
        ("purpose", _("Purpose")),
        ("basis", _("Legal basis")),
        ("persons", _("Categories of persons")),
        ("data", _("Categories of data")),
        ("recipients", _("Recipients")),
        ("transfers", _("Transfers outside the European Union")),
        ("retention", _("Retention")),
        ("security", _("Security measures")),
    ]


def term_words(months: int, since: str) -> str:
    """`3 ans après la collecte`."""
    if months % 12 == 0:
        years = months // 12
        length = ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    else:
        length = ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return _("%(length)s from %(fact)s") % {"length": length, "fact": Field.Since(since).label}


def _term(one: Standard | Field) -> tuple[int, str]:
    return (one.months, one.since) if isinstance(one, Standard) else (one.retention_months, one.retention_from)


def _own_row(row: Field) -> dict[str, Any]:
    offered = ", ".join(choice["label"] for choice in row.choices if not choice.get("is_archived"))
    seen, required = queries.seen_by(row), queries.required_words(row)
    return {
        "label": row.label,
        "kind": _("%(kind)s: %(choices)s") % {"kind": row.get_kind_display(), "choices": offered}
        if offered
        else str(row.get_kind_display()),
        "purpose": row.purpose,
        "basis": str(row.get_basis_display()),
        "term": term_words(row.retention_months, row.retention_from),
        "facts": [
            _("Source: %(source)s") % {"source": row.get_source_display()},
            str(row.get_sensitivity_display()),
            _("Seen by: %(who)s") % {"who": ", ".join(seen) or _("the whole team")},
            *([_("Required at: %(stages)s") % {"stages": ", ".join(required)}] if required else []),
        ],
    }


def _standard_row(one: Standard) -> dict[str, Any]:
    return {
        "label": one.label,
        "kind": _("Common field"),
        "purpose": one.purpose,
        "basis": str(LegalBasis(one.basis).label),
        "term": term_words(one.months, one.since),
        "facts": [
            _("Source: %(source)s") % {"source": Source(one.source).label},
            str(Field.Sensitivity(one.sensitivity).label),
        ],
    }


def _frame(member: Membership, title: str) -> dict[str, Any]:
    who, today = seller_of(member.workspace), timezone.localdate()
    number = f"SIREN {formats.siret(str(who['siren']))}" if who.get("siren") else ""
    named = {
        "field": pgettext("printed architecture", "Field"),
        "why": _("Why it is kept"),
        "how": _("Basis and term"),
        "access": _("Source and access"),
        "own": _("Fields of the workspace"),
        "common": _("Common fields"),
        "versions": _("Versions"),
        "version": pgettext("printed architecture", "No."),
        "on": pgettext("printed architecture", "On"),
        "by": pgettext("printed architecture", "By"),
        "changes": _("What changed"),
        **dict(register_columns()),
    }
    legal = " · ".join(filter(None, [str(who["legal_name"]), number, ", ".join(_address(who))]))
    shared = frame(who, title=title, language=LANGUAGE, on=today, legal=legal, words=named)
    return {**shared, "on": formats.day(today, LANGUAGE)}


def _address(who: Mapping[str, Any]) -> Iterable[str]:
    rows = [str(who.get("street") or ""), f"{who.get('postcode') or ''} {who.get('city') or ''}".strip()]
    return [row for row in rows if row]
