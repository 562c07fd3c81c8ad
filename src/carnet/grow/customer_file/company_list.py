"""The list of companies: its columns, its filters, and what each asks of the database."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carnet.foundation.fields import listing
from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.filters.listing import reader
from carnet.foundation.parties.findable import COMPANY
from carnet.foundation.parties.models import BuyerKind, Company, CompanyValue, Stage
from carnet.foundation.search.queries import narrowed
from carnet.foundation.ui.lists import Column, Filter, ListSpec, Row
from carnet.foundation.ui.offering import offers
from carnet.foundation.ui.segments import along, filled_last
from carnet.foundation.ui.templatetags.carnet import ago, day
from carnet.foundation.workspaces.models import Membership

from .company_fields import FLAGS, editable, flag, tags
from .groups import company_groups
from .queries import next_actions, owners_of
from .rules import COMPANIES
from .subjects import company_subjects

SILENCES = (30, 60, 90, 180, 365)
MINE, NOBODY = "moi", "personne"
MAP = "carte"


def company_list(member: Membership, owners: Mapping[int, str]) -> ListSpec:
    """`owners` names the workspace's members by id: every row shows one."""
    own = visible_fields(Holder.COMPANY, member)
    return ListSpec(
        code=COMPANIES,
        columns=(*_columns(editable(owners)), tags(Company), *listing.columns(own)),
        default_sort="nom",
        rows=present,
        search=_search,
        filters=(*_filters(member, owners), *listing.filters(own, CompanyValue)),
        enrich=_enrich,
        always=("name",),
        select=reader(lambda: company_subjects(member, owners)),
        groupings=company_groups(member, owners),
        faces=(MAP,),
    )


@offers(COMPANIES)
def _offered(member: Membership) -> ListSpec:
    """For rooms below, that read a saved view without knowing this list."""
    return company_list(member, owners_of(member.workspace))


def _search(rows: QuerySet[Any], text: str) -> tuple[QuerySet[Any], str]:
    found = narrowed(rows, text, COMPANY)
    return found.rows, found.beginning


def present() -> QuerySet[Any]:
    return Company.objects.present()


def _columns(fields: Mapping[str, Column]) -> tuple[Column, ...]:
    return (
        Column(
            "nom",
            gettext_lazy("Name"),
            ("name", *FLAGS),
            lambda row: row["name"],
            along("name_key"),
            tag=flag,
            export=lambda row: row["name"],
        ),
        fields["city"],
        fields["stage"],
        Column("activite", gettext_lazy("Activity"), ("industry", "naf_code"), _activity, card="hide"),
        fields["owner"],
        Column(
            "contact",
            gettext_lazy("Last contact"),
            ("last_contact_at",),
            lambda row: ago(row["last_contact_at"]),
            filled_last("last_contact_at"),
            is_newest_first=True,
            export=lambda row: day(row["last_contact_at"]),
        ),
        Column(
            "action",
            gettext_lazy("Next action"),
            (),
            lambda row: row["next_action"][1] if row["next_action"] else "",
            tag=_due_tag,
            export=lambda row: f"{day(row['next_action'][0])} {row['next_action'][1]}" if row["next_action"] else "",
        ),
        *(fields[name] for name in ("phone", "email", "postcode", "buyer_kind", "siren")),
        Column(
            "ajout",
            gettext_lazy("Added on"),
            ("created_at",),
            lambda row: day(row["created_at"]),
            along("created_at"),
            is_newest_first=True,
            is_shown=False,
        ),
    )


def _activity(row: Row) -> str:
    return row["industry"] or row["naf_code"]


def _due_tag(row: Row) -> tuple[str, str] | None:
    if not row["next_action"]:
        return None
    due_on = row["next_action"][0]
    return ("bad" if due_on < timezone.localdate() else "", ago(due_on))


def _enrich(rows: list[Row]) -> None:
    actions = next_actions([row["id"] for row in rows])
    for row in rows:
        row["next_action"] = actions.get(row["id"])


def party_filters(member: Membership, owners: Mapping[int, str]) -> tuple[Filter, ...]:
    """Stage and owner: the filters of companies and people alike."""

    def followed_by(value: str) -> Q | None:
        if value == NOBODY:
            return Q(owner=None)
        if value == MINE:
            return Q(owner=member.pk)
        return Q(owner=int(value)) if value.isdigit() and int(value) in owners else None

    def people() -> Sequence[tuple[str, str | Promise]]:
        named = [(str(pk), name) for pk, name in owners.items() if pk != member.pk]
        return [(MINE, _("Me")), *named, (NOBODY, _("Nobody"))]

    return (
        Filter("etape", gettext_lazy("Stage"), _one_of("stage", Stage.values), lambda: Stage.choices),
        Filter("suivi", gettext_lazy("Followed by"), followed_by, people),
        Filter("silence", gettext_lazy("No contact for"), _silent, _silences),
        Filter("prospection", gettext_lazy("Prospecting"), _wish, _wishes),
    )


def _filters(member: Membership, owners: Mapping[int, str]) -> tuple[Filter, ...]:
    return (
        *party_filters(member, owners),
        Filter("ville", gettext_lazy("City"), _in_city, suggests=True),
        Filter("acheteur", gettext_lazy("Kind of buyer"), _one_of("buyer_kind", BuyerKind.values), buyer_choices),
    )


def buyer_choices() -> Sequence[tuple[str, str | Promise]]:
    return BuyerKind.choices


def _one_of(field: str, values: Sequence[str]) -> Any:
    return lambda value: Q(**{field: value}) if value in values else None


def _wish(value: str) -> Q | None:
    return {
        "possible": Q(objected_at=None, restricted_at=None),
        "opposition": Q(objected_at__isnull=False),
        "gel": Q(restricted_at__isnull=False),
    }.get(value)


def _wishes() -> Sequence[tuple[str, str]]:
    return [("possible", _("May be prospected")), ("opposition", _("Objects")), ("gel", _("Frozen"))]


def _silent(value: str) -> Q | None:
    """Never contacted counts as silent for ever."""
    if not value.isdigit() or not 0 < int(value) < 10_000:
        return None
    since = timezone.now() - timedelta(days=int(value))
    return Q(last_contact_at=None) | Q(last_contact_at__lt=since)


def _silences() -> Sequence[tuple[str, str]]:
    return [(str(days), ngettext("%(count)d day", "%(count)d days", days) % {"count": days}) for days in SILENCES]


def _in_city(value: str) -> Q:
    """A city as typed or in the usual cases: one spelling, so that the index gives its companies in order."""
    spellings = (value, value.title(), value.capitalize(), value.upper())
    known = (city for city in dict.fromkeys(spellings) if present().filter(city=city).exists())
    return Q(city=next(known, value))
