"""What there is to decide: groups of records that may be one, the most alike first; and what a merge would move."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from carnet.foundation.audit.models import Event, EventSubject, kind_of
from carnet.foundation.parties.models import Affiliation, Party
from carnet.foundation.workspaces.models import Membership

from .models import MODELS, Kind, Pair, Search, sides
from .perms import may_merge
from .references import Policy, references
from .rules.groups import groups

LIMIT = 1000
"""Pairs that a queue reads: the most alike. The next ones come up as those are decided."""
MOST = 20


@dataclass(frozen=True, slots=True)
class Group:
    """Records that may be one. `pair` is its most alike pair: the group is found again by its number."""

    pair: Pair
    parties: tuple[Party, ...]
    places: Mapping[int, str]
    is_mine: bool
    """Whether the reader may merge them."""

    @property
    def pk(self) -> int:
        return self.pair.pk


def queue(member: Membership, kind: str, *, least: float = 0.0, is_mine: bool = False) -> list[Group]:
    """The groups to decide about, the most alike first. Two queries, three for people."""
    rows = Pair.objects.proposed().filter(kind=kind, probability__gte=least).order_by("-weight", "pk")[:LIMIT]
    pairs = {frozenset((pair.one_id, pair.other_id)): pair for pair in rows}
    members = groups((pair.one_id, pair.other_id) for pair in pairs.values())
    of_group = {number: place for place, group in enumerate(members) for number in group}
    best: dict[int, Pair] = {}
    for pair in pairs.values():
        best.setdefault(of_group[pair.one_id], pair)
    parties = _parties(kind, [number for group in members for number in group])
    places = _places(kind, list(parties))
    found = []
    for place, pair in best.items():
        told = tuple(parties[number] for number in members[place][:MOST])
        mine = may_merge(member, told)
        if mine or not is_mine:
            found.append(Group(pair, told, places, mine))
    return found


def group_of(member: Membership, pair: Pair) -> Group:
    """The whole group of a pair, even where its own queue shows a part. Two queries, three for people."""
    one = Q(kind=pair.kind, state=Pair.State.PROPOSED)
    rows = Pair.objects.proposed().filter(one).order_by("-weight", "pk")[:LIMIT]
    members = next(
        (group for group in groups((row.one_id, row.other_id) for row in rows) if pair.one_id in group),
        [pair.one_id, pair.other_id],
    )
    parties = _parties(pair.kind, members[:MOST])
    told = tuple(parties[number] for number in members[:MOST] if number in parties)
    return Group(pair, told, _places(pair.kind, list(parties)), may_merge(member, told))


def picked(member: Membership, kind: str, ids: Collection[int]) -> Group | None:
    """Records that somebody chose, with what a search found of them if it did; None unless two or more are there.

    Two queries, three for people.
    """
    wanted = sorted(set(ids))[:MOST]
    parties = _parties(kind, wanted)
    if len(parties) < 2:
        return None
    there = sorted(parties)
    one, other = sides(kind)
    found = Pair.objects.proposed().filter(**{"kind": kind, f"{one}__in": there, f"{other}__in": there})
    pair = found.order_by("-weight", "pk").first()
    pair = pair or Pair(kind=kind, probability=0.0, weight=0.0, **{one: there[0], other: there[1]})
    told = tuple(parties[number] for number in there)
    return Group(pair, told, _places(kind, there), may_merge(member, told))


def _parties(kind: str, numbers: Sequence[int]) -> dict[int, Party]:
    rows = MODELS[kind].objects.present().filter(pk__in=numbers).select_related("owner__user")
    return {row.pk: row for row in rows}


def _places(kind: str, numbers: Sequence[int]) -> dict[int, str]:
    """Where people work, by their number; companies need none."""
    if kind == Kind.COMPANY:
        return {}
    roles = Affiliation.objects.current().filter(person__in=numbers).order_by("is_main", "pk")
    return dict(roles.values_list("person_id", "company__name"))


def neighbours(found: Sequence[Group], pk: int) -> tuple[Group | None, Group | None]:
    """The group before and the one after, in the order of the queue."""
    place = next((place for place, group in enumerate(found) if group.pk == pk), None)
    if place is None:
        return None, found[0] if found else None
    return (found[place - 1] if place else None), (found[place + 1] if place + 1 < len(found) else None)


def moving(parties: Sequence[Party]) -> dict[int, dict[str, int]]:
    """How many rows of each kind point to each record, by its number and the kind's name.

    One query for each kind of row that can, whatever their number, and one for the threads.
    """
    numbers = [party.pk for party in parties]
    found: dict[int, dict[str, int]] = {number: {} for number in numbers}
    for reference in references(type(parties[0])):
        if reference.policy in {Policy.DERIVED, Policy.PAIR}:
            continue
        name = str(reference.model._meta.verbose_name_plural)
        for number in reference.rows.filter(**{f"{reference.column}__in": numbers}).values_list(
            reference.column, flat=True
        ):
            found[number][name] = found[number].get(name, 0) + 1
    kind = kind_of(parties[0])
    events = str(Event._meta.verbose_name_plural)
    for number in EventSubject.objects.filter(kind=kind, object_id__in=numbers).values_list("object_id", flat=True):
        found[number][events] = found[number].get(events, 0) + 1
    return found


def last_search(kind: str) -> Search | None:
    """One query."""
    return Search.objects.filter(kind=kind).select_related("job", "member__user").order_by("-at", "-pk").first()


def counts(kinds: Collection[str] = tuple(Kind.values)) -> dict[str, int]:
    """Pairs to decide about, by kind. One query for each."""
    return {kind: Pair.objects.proposed().filter(kind=kind).count() for kind in kinds}


def survivor_of(model: type[Party], number: int) -> int | None:
    """The record that one which is gone was merged into; the last of a chain. One query for each merge of it."""
    kind = f"{model._meta.app_label}.{model._meta.model_name}"
    seen: set[int] = set()
    while number not in seen and not model._default_manager.filter(pk=number).exists():
        seen.add(number)
        event = (
            Event.objects.about(kind, number).filter(code="duplicates.merged", undone_by=None).order_by("-at").first()
        )
        if event is None:
            return None
        number = int(event.after["survivor"]["id"])
    return number if seen else None
