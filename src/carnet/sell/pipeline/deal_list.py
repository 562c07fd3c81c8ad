"""The list of deals: its columns, its filters, and the workspace's own fields among both; the board reads it too."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from carnet.foundation.fields import listing
from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.opportunities.models import LostReason, Opportunity, OpportunityValue, Outcome
from carnet.foundation.search.rules import fold
from carnet.foundation.ui.lists import Column, Filter, ListSpec, Row
from carnet.foundation.ui.segments import FILLED, Segment, along
from carnet.foundation.ui.templatetags.carnet import ago, day, euros
from carnet.foundation.workspaces.models import Membership

DEALS = "deals"
"""The code under which views of the list of deals are kept."""
STATE, MINE, NOBODY = "etat", "moi", "personne"
STATES = {"": Outcome.OPEN, "gagnees": Outcome.WON, "perdues": Outcome.LOST}
Stages = Mapping[int, str]


def deal_list(member: Membership, owners: Mapping[int, str], stages: Stages, state: str = "") -> ListSpec:
    """The open deals, or those of another `state`. `owners` and `stages` name members and steps by number."""
    own, outcome = visible_fields(Holder.OPPORTUNITY, member), STATES.get(state, Outcome.OPEN)
    return ListSpec(
        code=DEALS,
        columns=(*_columns(owners, stages), *listing.columns(own, sort_key="name")),
        default_sort="prevue",
        rows=lambda: Opportunity.objects.filter(outcome=outcome, company__deleted_at=None),
        search=_search,
        filters=(*_filters(member, owners, stages), *listing.filters(own, OpportunityValue)),
    )


def _search(rows: QuerySet[Any], text: str) -> tuple[QuerySet[Any], str]:
    """Deals are hundreds where companies are many thousands: each is looked at."""
    return rows.filter(Q(name__icontains=text) | Q(company__name_key__contains=fold(text))), ""


def _columns(owners: Mapping[int, str], stages: Stages) -> tuple[Column, ...]:
    today = timezone.localdate()
    return (
        Column("nom", gettext_lazy("Need"), ("name",), lambda row: row["name"], along("name")),
        Column("societe", gettext_lazy("Company"), ("company__name",), lambda row: row["company__name"], card="brief"),
        Column(
            "etape", gettext_lazy("Stage"), ("stage_id",), lambda row: stages.get(row["stage_id"], ""), card="brief"
        ),
        Column(
            "montant",
            gettext_lazy("Amount before VAT"),
            ("amount_cents",),
            lambda row: euros(row["amount_cents"]),
            _filled_first("amount_cents"),
            is_newest_first=True,
            is_number=True,
            export=_amount,
        ),
        Column(
            "prevue",
            gettext_lazy("Expected on"),
            ("expected_on", "outcome"),
            lambda row: day(row["expected_on"]),
            _filled_first("expected_on"),
            tag=lambda row: _late(row, today),
        ),
        Column("suivi", gettext_lazy("Followed by"), ("owner_id",), lambda row: owners.get(row["owner_id"], "")),
        Column(
            "depuis",
            gettext_lazy("In this stage since"),
            ("stage_since",),
            lambda row: ago(row["stage_since"]),
            along("stage_since"),
            card="hide",
            export=lambda row: day(row["stage_since"]),
        ),
        Column("close", gettext_lazy("Closed on"), ("closed_on",), lambda row: day(row["closed_on"]), is_shown=False),
        Column("raison", gettext_lazy("Reason of the loss"), ("lost_reason",), _reason, is_shown=False),
    )


def _filled_first(key: str) -> tuple[Segment, ...]:
    """Sort by a column, rows without a value last in either direction."""
    return Segment(key, FILLED, (key,)), Segment(key, None, stays_last=True)


def _amount(row: Row) -> str:
    cents = row["amount_cents"]
    return "" if cents is None else f"{cents // 100},{cents % 100:02d}"


def _reason(row: Row) -> str:
    return str(LostReason(row["lost_reason"]).label) if row["lost_reason"] else ""


def _late(row: Row, today: Any) -> tuple[str, str] | None:
    is_late = row["outcome"] == Outcome.OPEN and row["expected_on"] is not None and row["expected_on"] < today
    return ("bad", _("late")) if is_late else None


def _filters(member: Membership, owners: Mapping[int, str], stages: Stages) -> tuple[Filter, ...]:
    def followed_by(value: str) -> Q | None:
        if value in {MINE, NOBODY}:
            return Q(owner=member.pk if value == MINE else None)
        return Q(owner=int(value)) if value.isascii() and value.isdigit() and int(value) in owners else None

    def people() -> Sequence[tuple[str, str | Promise]]:
        named = [(str(pk), name) for pk, name in owners.items() if pk != member.pk]
        return [(MINE, _("Me")), *named, (NOBODY, _("Nobody"))]

    def at(value: str) -> Q | None:
        return Q(stage=int(value)) if value.isascii() and value.isdigit() and int(value) in stages else None

    return (
        Filter("etape", gettext_lazy("Stage"), at, lambda: [(str(pk), name) for pk, name in stages.items()]),
        Filter("suivi", gettext_lazy("Followed by"), followed_by, people),
        Filter(STATE, gettext_lazy("Outcome"), lambda _value: None, lambda: _CLOSED),
    )


_CLOSED: Sequence[tuple[str, str | Promise]] = [
    ("gagnees", pgettext_lazy("deals", "Won")),
    ("perdues", pgettext_lazy("deals", "Lost")),
]
