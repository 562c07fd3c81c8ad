"""What each kind of act does to some hundreds of records, and how it is taken back. No event: the whole act has one."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.agenda.models import Task
from carnet.foundation.parties.findable import COMPANY, PERSON
from carnet.foundation.parties.models import Company, Person, Provenance
from carnet.foundation.parties.trash import take_out
from carnet.foundation.search.services import forget
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.services import LINKS, change, put
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.services import make_tasks, plan_bulk, set_custom, write_plan

from .leaving import outs, reason_words
from .models import Act, ActRow

Party = type[Company] | type[Person]
MODELS: dict[str, Party] = {Act.Party.COMPANY: Company, Act.Party.PERSON: Person}
NEEDS = {
    Act.Kind.EDIT: Permission.COMPANY_EDIT,
    Act.Kind.TAG: Permission.COMPANY_EDIT,
    Act.Kind.TRASH: Permission.COMPANY_EDIT,
    Act.Kind.PLAN: Permission.AGENDA_EDIT,
    Act.Kind.EXPORT: Permission.COMPANY_READ,
}


@dataclass(slots=True)
class Outcome:
    """By the record's number; those in neither are gone."""

    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    same: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)


def perform(act: Act, member: Membership, ids: Sequence[int]) -> Outcome:
    return _DO[act.act](act, member, ids)


def take_back(act: Act, member: Membership, rows: Sequence[ActRow]) -> set[int]:
    """The records that got back what they had; those that someone has changed since keep what they have."""
    return _BACK[act.act](act, member, rows)


def _edit(act: Act, member: Membership, ids: Sequence[int]) -> Outcome:
    model, wanted = MODELS[act.party], act.wanted
    plan = plan_bulk(ids, wanted.get("values", {}), wanted.get("custom", {}), member=member, model=model)
    sources = _sources(act.party, ids, wanted["source"]) if wanted.get("source") else {}
    write_plan(plan)
    found = Outcome({party.pk: before for party, before in plan.changes})
    for party, labels in plan.refused:
        found.refused[party.pk] = _("Its stage needs: %(labels)s.") % {"labels": labels}
    for party in plan.unchanged:
        found.same.add(party.pk)
    for pk, before in sources.items():
        if pk in found.changed or pk in found.same:
            found.changed.setdefault(pk, {})["source"] = before
            found.same.discard(pk)
    asked = [pk for pk, before in found.changed.items() if "source" in before]
    Provenance.objects.filter(**{f"{act.party}__in": asked}, field="").update(source=wanted.get("source"))
    return found


def _sources(link: str, ids: Sequence[int], wanted: str) -> dict[int, str]:
    """Where the records come from that come from elsewhere than `wanted`."""
    rows = Provenance.objects.filter(**{f"{link}__in": ids}, field="").exclude(source=wanted)
    return dict(rows.order_by("collected_on", "pk").values_list(f"{link}_id", "source"))


def _edit_back(act: Act, member: Membership, rows: Sequence[ActRow]) -> set[int]:
    model, wanted = MODELS[act.party], act.wanted
    values, custom, back = wanted.get("values", {}), wanted.get("custom", {}), set()
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    own: dict[int, dict[str, Any]] = {}
    for row in rows:
        plain = {name: old for name, old in row.before.items() if name in values}
        if plain:
            alike[tuple(sorted(plain.items(), key=lambda pair: pair[0]))].append(row.object_id)
        if row.before.get("custom"):
            own[row.object_id] = row.before["custom"]
    for before, ids in alike.items():
        still = model.objects.filter(pk__in=ids, **{name: values[name] for name, _old in before})
        numbers = list(still.values_list("pk", flat=True))
        model.objects.filter(pk__in=numbers).update(**dict(before), updated_at=timezone.now())
        back.update(numbers)
    for party in model.objects.filter(pk__in=own):
        held = {code: old for code, old in own[party.pk].items() if party.custom.get(code) == custom.get(code)}
        if held:
            set_custom([(party, held)], held)
            back.add(party.pk)
    return back | _sources_back(act, rows)


def _sources_back(act: Act, rows: Sequence[ActRow]) -> set[int]:
    alike: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if "source" in row.before:
            alike[row.before["source"]].append(row.object_id)
    back: set[int] = set()
    for source, ids in alike.items():
        still = Provenance.objects.filter(**{f"{act.party}__in": ids}, field="", source=act.wanted["source"])
        back.update(still.values_list(f"{act.party}_id", flat=True))
        still.update(source=source)
    return back


def _tag(act: Act, member: Membership, ids: Sequence[int]) -> Outcome:
    model = MODELS[act.party]
    present = set(model.objects.present().filter(pk__in=ids).values_list("pk", flat=True))
    tags = list(Tag.objects.filter(pk__in=act.wanted.get("tag_ids", [])))
    added, gone = change(
        model, sorted(present), tags, act.wanted.get("off", {}).get("tag_ids", []), workspace_id=act.workspace_id
    )
    found = Outcome(same=present)
    for pk, tag in added:
        found.changed.setdefault(pk, {}).setdefault("tag_ids", []).append(tag)
    for pk, tag in gone:
        found.changed.setdefault(pk, {}).setdefault("off", {}).setdefault("tag_ids", []).append(tag)
    found.same -= set(found.changed)
    return found


def _tag_back(act: Act, member: Membership, rows: Sequence[ActRow]) -> set[int]:
    model, link = LINKS[MODELS[act.party]]
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    again, back = [], set()
    tags = set(Tag.objects.values_list("pk", flat=True))
    for row in rows:
        alike[tuple(row.before.get("tag_ids", ()))].append(row.object_id)
        again += [(row.object_id, tag) for tag in row.before.get("off", {}).get("tag_ids", ()) if tag in tags]
    for numbers, ids in alike.items():
        links = model.objects.filter(**{f"{link}__in": ids}, tag__in=numbers)
        back.update(links.values_list(f"{link}_id", flat=True))
        links.delete()
    there = set(MODELS[act.party].objects.filter(pk__in={pk for pk, _t in again}).values_list("pk", flat=True))
    put(model, link, [pair for pair in again if pair[0] in there], act.workspace_id)
    return back | {pk for pk, _tag in again if pk in there}


def _plan(act: Act, member: Membership, ids: Sequence[int]) -> Outcome:
    present = list(MODELS[act.party].objects.present().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    wanted = act.wanted
    due_on = date.fromisoformat(wanted["due_on"])
    tasks = make_tasks(
        member=member, link=act.party, ids=present, title=wanted["title"], due_on=due_on, kind=wanted["kind"]
    )
    return Outcome({pk: {"task_id": task.pk} for pk, task in zip(present, tasks, strict=True)})


def _plan_back(act: Act, member: Membership, rows: Sequence[ActRow]) -> set[int]:
    """Those done, dropped or put off meanwhile stay."""
    wanted, by_task = act.wanted, {row.before["task_id"]: row.object_id for row in rows}
    tasks = Task.objects.open().filter(pk__in=by_task, title=wanted["title"].strip()[:200], due_on=wanted["due_on"])
    found = list(tasks.values_list("pk", flat=True))
    Task.objects.filter(pk__in=found).delete()
    return {by_task[pk] for pk in found}


def _trash(act: Act, member: Membership, ids: Sequence[int]) -> Outcome:
    model, now = MODELS[act.party], timezone.now()
    present = list(model.objects.present().filter(pk__in=ids).values_list("pk", flat=True))
    model.objects.filter(pk__in=present).update(deleted_at=now, updated_at=now)
    forget(COMPANY if model is Company else PERSON, present)
    return Outcome({pk: {"at": now.isoformat()} for pk in present})


def _trash_back(act: Act, member: Membership, rows: Sequence[ActRow]) -> set[int]:
    moments = {row.object_id: datetime.fromisoformat(row.before["at"]) for row in rows}
    return take_out(MODELS[act.party], moments, workspace_id=act.workspace_id)


def _export(act: Act, member: Membership, ids: Sequence[int]) -> Outcome:
    """Nothing changes: each is found free to leave in the file, or not."""
    rows = list(MODELS[act.party].objects.present().filter(pk__in=ids))
    out = outs(act.party, rows, act.wanted)
    channel = act.wanted.get("channel", "")
    return Outcome(
        {row.pk: {} for row in rows if row.pk not in out},
        refused={pk: reason_words(reason, channel) for pk, reason in out.items()},
    )


_DO: Mapping[str, Callable[[Act, Membership, Sequence[int]], Outcome]] = {
    Act.Kind.EDIT: _edit,
    Act.Kind.TAG: _tag,
    Act.Kind.PLAN: _plan,
    Act.Kind.TRASH: _trash,
    Act.Kind.EXPORT: _export,
}
_BACK: Mapping[str, Callable[[Act, Membership, Sequence[ActRow]], set[int]]] = {
    Act.Kind.EDIT: _edit_back,
    Act.Kind.TAG: _tag_back,
    Act.Kind.PLAN: _plan_back,
    Act.Kind.TRASH: _trash_back,
}
