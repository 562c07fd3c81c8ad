"""What each page shows, put together from the référentiel and from what was last read."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext_lazy

from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.referential import queries
from carnet.referential.doors import doors
from carnet.referential.queries import Reading
from carnet.referential.rules import Component, CriteriaGroup, Referential, matches, same_competency
from carnet.referential.services import refresh_marks
from carnet.referential.shipped import shipped

COVERAGES = {
    "automatic": pgettext_lazy("coverage", "Automatic"),
    "human": pgettext_lazy("coverage", "Human"),
    "uncovered": pgettext_lazy("coverage", "Not yet covered"),
}

Read = dict[str, Reading]


def read_all(workspace: Workspace, referential: Referential) -> Read:
    """One query."""
    return {one.place.criterion.code: one for one in queries.readings(workspace, referential, referential.criteria)}


def competency_rows(referential: Referential, component: Component, read: Read, query: str) -> list[dict[str, Any]]:
    """The competencies of a component with their marks; under a query, those that it finds and why."""
    rows = []
    for one in component.competencies:
        places = referential.criteria_by_competency[one.code]
        activity = referential.activities[one.activity]
        short = one.short_title(queries.language())
        hits = [place for place in places if query and matches(query, place.criterion.code, place.criterion.wording)]
        own = matches(query, one.code, one.official_code, one.wording, short, activity.code, activity.title)
        if own or hits:
            marks = [read[place.criterion.code] for place in places]
            rows.append({"competency": one, "short": short, "activity": activity, "marks": marks, "hits": hits})
    return rows


def overview(workspace: Workspace, referential: Referential, query: str) -> dict[str, Any]:
    read = read_all(workspace, referential)
    blocs = []
    for bloc in referential.blocs:
        found = [(component, competency_rows(referential, component, read, query)) for component in bloc.components]
        components = [_component(component, rows) for component, rows in found if rows]
        if components:
            blocs.append({"bloc": bloc, "components": components})
    transversal, marks = referential.transversal, []
    if transversal and matches(query, transversal.code, transversal.wording, *transversal.short.values()):
        marks = [read[place.criterion.code] for place in referential.criteria_by_competency[transversal.code]]
    else:
        transversal = None
    found = sum(len(part["rows"]) for bloc in blocs for part in bloc["components"]) + int(transversal is not None)
    return {"blocs": blocs, "transversal": transversal, "transversal_marks": marks, "found_count": found}


def _component(component: Component, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Rows by activity, in the official order."""
    activities = [
        {"activity": activity, "rows": [row for row in rows if row["activity"] == activity]}
        for activity in component.activities
    ]
    return {"component": component, "rows": rows, "activities": [one for one in activities if one["rows"]]}


def fresh_readings(workspace: Workspace, referential: Referential, criteria: Iterable[str]) -> list[Reading]:
    """Ask again what is stale, then read. Two queries when all is fresh."""
    criteria = list(criteria)
    checks = [check for code in criteria if (check := queries.check_code(referential, code))]
    refresh_marks(workspace, queries.stale_checks(workspace, checks))
    return queries.readings(workspace, referential, criteria)


def competency_page(member: Membership, referential: Referential, code: str) -> dict[str, Any]:
    competency = referential.competencies[code]
    places = referential.criteria_by_competency[code]
    groups = {place.group.code: place.group for place in places}.values()
    deliverables = dict.fromkeys(one for group in groups for one in group.proposed_deliverables)
    codes = list(referential.competencies)
    rank = codes.index(code)
    home_code = same_competency(referential, shipped(), code)
    return {
        "competency": competency,
        "short": competency.short_title(queries.language()),
        "activity": referential.activities.get(competency.activity),
        "component": places[0].component,
        "bloc": places[0].bloc,
        "groups": [{"indicator": one.indicator, "codes": _official(referential, one)} for one in groups],
        "readings": fresh_readings(member.workspace, referential, [place.criterion.code for place in places]),
        "deliverables": [referential.deliverables[one] for one in deliverables],
        "doors": doors(member, home_code) if home_code else [],
        "before": referential.competencies[codes[rank - 1]] if rank else None,
        "after": referential.competencies[codes[rank + 1]] if rank + 1 < len(codes) else None,
    }


def coverage_page(workspace: Workspace, referential: Referential, wanted: str) -> dict[str, Any]:
    """Each criterion with who answers for it, the sums by component and in all, and the one filter."""
    read = read_all(workspace, referential)
    total = Counter(one.coverage for one in read.values())
    sums, components = [], []
    for component in referential.components:
        own = [one for one in read.values() if one.place.component == component]
        counts = Counter(one.coverage for one in own)
        sums.append(
            {
                "component": component,
                "counts": [(label, counts[code]) for code, label in COVERAGES.items()],
                "total": len(own),
            }
        )
        if shown := [one for one in own if wanted in ("", one.coverage)]:
            components.append({"component": component, "groups": _by_group(referential, shown)})
    return {
        "wanted": wanted,
        "choices": [{"code": code, "label": label, "count": total[code]} for code, label in COVERAGES.items()],
        "total_count": len(read),
        "sums": sums,
        "components": components,
        "shown": total[wanted] if wanted else len(read),
    }


def _by_group(referential: Referential, read: Iterable[Reading]) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for one in read:
        group = one.place.group
        entry = {"group": group, "competencies": _official(referential, group), "readings": []}
        groups.setdefault(group.code, entry)["readings"].append(one)
    return list(groups.values())


def _official(referential: Referential, group: CriteriaGroup) -> list[str]:
    return [referential.competencies[code].official_code for code in group.competencies]


def deliverables_page(workspace: Workspace, referential: Referential) -> dict[str, Any]:
    read = read_all(workspace, referential)
    components = []
    for component in referential.components:
        rows = [
            {
                "deliverable": one,
                "groups": [
                    {"group": group, "readings": [read[criterion.code] for criterion in group.criteria]}
                    for group in referential.groups_answered_by(one.code)
                ],
            }
            for one in component.deliverables
        ]
        components.append({"component": component, "rows": rows})
    return {"components": components}
