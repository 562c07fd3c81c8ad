"""Reading the customer file: who follows whom, what comes next, the cities there are."""

from datetime import date
from typing import Any

from carnet.foundation.agenda.models import Task
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import Membership, Workspace


def owners_of(workspace: Workspace) -> dict[int, str]:
    """The names of the active members, by id, in alphabetical order. One query."""
    members = Membership.objects.filter(workspace=workspace, is_active=True).values_list(
        "pk", "user__name", "user__email"
    )
    named = ((pk, name or email) for pk, name, email in members)
    return dict(sorted(named, key=lambda pair: pair[1].casefold()))


def next_actions(company_ids: list[int]) -> dict[int, tuple[date, str]]:
    """The earliest open task of each company: its day and its title. One query."""
    tasks = (
        Task.objects.open()
        .filter(company_id__in=company_ids)
        .order_by("-due_on", "-pk")
        .values_list("company_id", "due_on", "title")
    )
    # Read from the latest to the earliest: the earliest stays.
    return {company_id: (due_on, title) for company_id, due_on, title in tasks}


def cities_like(start: str, limit: int = 20) -> list[str]:
    """The cities of the file that begin so, in order. One query along the index of cities."""
    rows: Any = Company.objects.present()
    if start:
        begin = start[:1].upper() + start[1:]
        rows = rows.filter(city__gte=begin, city__lt=f"{begin}\U0010ffff")
    else:
        rows = rows.exclude(city="")
    return list(rows.order_by("city").values_list("city", flat=True).distinct()[:limit])
