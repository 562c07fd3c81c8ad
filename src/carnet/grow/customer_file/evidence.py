"""What the file itself says for C13.1: whether it can be reached for, and whether it can be sorted and selected."""

from typing import cast

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carnet.foundation.parties.models import Company, CompanyValue
from carnet.foundation.search.models import SearchEntry
from carnet.foundation.ui.models import SavedView
from carnet.foundation.workspaces.models import Workspace
from carnet.referential.evidence import Evidence, Link, State, evidence

from .rules import COMPANIES, file_state, share_state


def _companies(workspace: Workspace, query: str = "") -> Link:
    url = reverse("customer_file:companies", kwargs={"workspace": workspace.slug})
    return Link(_("Companies"), f"{url}?{query}" if query else url)


@evidence("B3-C13.1-3")
def information_is_easily_reached(workspace: Workspace) -> Evidence:
    """Can one find each company, and on it what it takes to act: a phone or an e-mail, who follows it? Two queries."""
    found = Company.objects.present().aggregate(
        total=Count("pk"),
        reachable=Count("pk", filter=~Q(phone="") | ~Q(email="")),
        followed=Count("pk", filter=Q(owner__isnull=False)),
        contacted=Count("pk", filter=Q(last_contact_at__isnull=False)),
    )
    total = found["total"]
    indexed = SearchEntry.objects.filter(kind="parties.company").count()
    facts = (
        _n(_("{part} of {total} companies have a phone or an e-mail."), found["reachable"], total),
        _n(_("{part} of {total} are followed by a member of the team."), found["followed"], total),
        _n(_("{part} of {total} show the day of the last contact."), found["contacted"], total),
        _n(_("{part} of {total} are found by the search."), min(indexed, total), total),
    )
    shares = [found["reachable"], found["followed"], found["contacted"], min(indexed, total)]
    return Evidence(State(share_state(shares, total)), facts, (_companies(workspace, "suivi=personne"),))


@evidence("B3-C13.1-4")
def file_is_sorted_and_selected(workspace: Workspace) -> Evidence:
    """Do the fields that one sorts and selects by tell companies apart, and does the team keep selections?

    Three queries.
    """
    rows = Company.objects.present()
    found = rows.aggregate(
        total=Count("pk"),
        stages=Count("stage", distinct=True),
        placed=Count("pk", filter=~Q(city="")),
        sorted_out=Count("pk", filter=~Q(industry="") | ~Q(naf_code="")),
    )
    views = SavedView.objects.filter(list_code=COMPANIES)
    selecting = sum(1 for query in views.values_list("query", flat=True) if query)
    total = found["total"]
    own = CompanyValue.objects.values("field_id").distinct().count()
    facts = (
        _n(_("{part} of the workspace’s own fields, filled in, can be sorted and selected by."), own, total),
        _n(_("{part} of {total} companies have a city to select by."), found["placed"], total),
        _n(_("{part} of {total} have an activity to select by."), found["sorted_out"], total),
        _n(_("The stage tells them apart in {part} ways."), found["stages"], total),
        _n(_("{part} views are kept with their filter or their sort."), selecting, total),
    )
    state = file_state([found["placed"], found["sorted_out"]], total, stages=found["stages"], views=selecting)
    architecture = reverse("architecture:home", kwargs={"workspace": workspace.slug})
    return Evidence(State(state), facts, (_companies(workspace), Link(_("Architecture of the file"), architecture)))


def _n(sentence: Promise, part: int, total: int) -> str | Promise:
    """A fact that is put into words in the language of whoever reads it."""
    return format_lazy(cast("str", sentence), part=part, total=total)
