"""What the pages of duplicates show: a card for each group, a column for each record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from carnet.foundation.parties.models import Company, Party
from carnet.foundation.ui.formats import percent
from carnet.foundation.ui.templatetags.carnet import language, phone
from carnet.grow.duplicates import comparing, queries, services, words
from carnet.grow.duplicates.models import Kind

Said = Mapping[str, str]
SUREST = 0.999
"""No comparison is certain: what is shown stays below."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a queue is narrowed to."""

    kind: str
    least: float
    is_mine: bool
    page: int

    @property
    def force(self) -> str:
        """As an address says it."""
        return str(self.least) if self.least else ""


def filters_of(said: Said, *, kind: str = "") -> Asked:
    asked = kind or said.get("genre", "")
    least = {str(one): one for one in services.THRESHOLDS}.get(said.get("force", ""), 0.0)
    page = said.get("page", "1")
    return Asked(
        kind=asked if asked in Kind.values else Kind.COMPANY,
        least=least,
        is_mine=said.get("mien") == "1",
        page=max(1, int(page)) if page.isdigit() and len(page) < 5 else 1,
    )


def query_of(asked: Asked) -> str:
    parts = {"genre": asked.kind}
    if asked.least:
        parts["force"] = asked.force
    if asked.is_mine:
        parts["mien"] = "1"
    return f"?{urlencode(parts)}"


def card(group: queries.Group) -> dict[str, Any]:
    word, tone = words.certainty(group.pair.probability)
    told = words.reasons(group.pair.reasons)
    return {
        "pk": group.pk,
        "parties": [
            {"name": str(party), "facts": facts(party, group.places), "owner": party.owner} for party in group.parties
        ],
        "reasons": told,
        "for": [str(reason) for reason, _strength, tone in told if tone in {"ok", ""}],
        "against": [str(reason) for reason, _strength, tone in told if tone in {"warn", "bad"}],
        "certainty": word,
        "tone": tone,
        "percent": percent(min(group.pair.probability, SUREST), language(), 1 if group.pair.probability >= 0.99 else 0),
        "is_mine": group.is_mine,
    }


def facts(party: Party, places: Mapping[int, str]) -> str:
    place = party.city if isinstance(party, Company) else places.get(party.pk, "")
    number = getattr(party, "phone", "")
    return " · ".join(filter(None, (place, phone(number) if number else "", getattr(party, "email", ""))))


def side_by_side(
    request: HttpRequest, group: queries.Group, plan: services.Plan, wanted: list[int] | None, refused: str
) -> dict[str, Any]:
    """What the page of records side by side shows, wherever one comes from."""
    told = comparing.lines(group.parties, group.pair.kind, plan)
    return {
        "group": group,
        "card": card(group),
        "columns": columns(request, group, plan, wanted),
        "lines": [line for line in told if line.is_choice],
        "agreed": [line for line in told if not line.is_choice],
        "stamp": comparing.stamp_of(group.parties),
        "refused": refused,
        "queue_url": "",
        "keep_url": "",
        "previous_url": "",
        "next_url": "",
        "rest": 0,
        "back_url": "",
        "is_picked": False,
    }


def plan_of(said: QueryDict, plan: services.Plan) -> services.Plan:
    """The choices of the form; those of a record that stays out are left to what a merge does by itself."""
    wanted = set(said.getlist("fiche"))
    choices = {
        name.removeprefix("choix-"): int(value)
        for name, value in said.items()
        if name.startswith("choix-") and value in wanted and value.isdigit()
    }
    survivor = said.get("reste", "")
    kept = int(survivor) if survivor in wanted and survivor.isdigit() else plan.survivor
    return services.Plan(kept, choices, tuple(said.getlist("garder")))


def stamp_in(said: QueryDict, wanted: list[int]) -> str:
    """What was shown of the records that are merged: each part is a record's number and when it was saved."""
    parts = said.get("vu", "").split("|")
    return "|".join(part for part in parts if part.partition(":")[0] in {str(number) for number in wanted})


def numbers(said: QueryDict, name: str = "fiche") -> list[int]:
    return [int(one) for one in said.getlist(name) if one.isascii() and one.isdigit() and len(one) < 19]


def columns(
    request: HttpRequest, group: queries.Group, plan: services.Plan, wanted: list[int] | None
) -> list[dict[str, Any]]:
    name = "customer_file:company" if group.pair.kind == Kind.COMPANY else "customer_file:person"
    moving = queries.moving(group.parties)
    return [
        {
            "party": party,
            "url": reverse(name, args=[request.workspace.slug, party.pk]),
            "stays": party.pk == plan.survivor,
            "is_in": wanted is None or party.pk in wanted,
            "moving": sorted(moving[party.pk].items()),
            "owner": party.owner,
        }
        for party in group.parties
    ]
