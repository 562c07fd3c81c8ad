"""Look for duplicates, keep two records separate; merging has its own file."""

from collections.abc import Collection
from itertools import combinations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.jobs import services as jobs
from carnet.foundation.workspaces.models import Membership

from .merging import MOST, MergeRefused, Plan, merge
from .models import MODELS, Kind, Pair, Search, sides
from .reading import companies, fingerprint, people

__all__ = ["THRESHOLDS", "MergeRefused", "Plan", "SearchRefused", "keep_separate", "merge", "search"]

THRESHOLDS = (0.5, 0.9, 0.99)
"""Least probability of a pair: more likely than not, probable, almost sure."""


class SearchRefused(Exception):
    """`reason`: running (one is under way), threshold (not one of those offered), too_few (nothing to compare)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def search(*, member: Membership, kind: str, threshold: float = THRESHOLDS[0]) -> Search:
    """Hand the comparison of all records of a kind to a worker. Raises SearchRefused."""
    if threshold not in THRESHOLDS:
        raise SearchRefused("threshold")
    last = Search.objects.filter(kind=kind).select_related("job").order_by("-at", "-pk").first()
    if last and last.job and not last.job.is_over() and not last.job.is_interrupted():
        raise SearchRefused("running")
    if MODELS[kind].objects.present().count() < 2:
        raise SearchRefused("too_few")
    found = Search.objects.create(kind=kind, threshold=threshold, member=member)
    title = _("Duplicates among companies") if kind == Kind.COMPANY else _("Duplicates among people")
    url = f"{reverse('duplicates:queue', kwargs={'workspace': member.workspace.slug})}?genre={kind}"
    payload = {"search_id": found.pk}
    found.job = jobs.start(member=member, kind="duplicates.search", title=title, payload=payload, target_url=url)
    found.save(update_fields=["job"])
    return found


@transaction.atomic
def keep_separate(*, member: Membership, kind: str, ids: Collection[int]) -> Event:
    """Say that records are not one party: none of their pairs is proposed again until their data says more.

    Raises MergeRefused (too_few, too_many, gone).
    """
    wanted = sorted(set(ids))
    if not 2 <= len(wanted) <= MOST:
        raise MergeRefused("too_few" if len(wanted) < 2 else "too_many")
    parties = list(MODELS[kind].objects.present().filter(pk__in=wanted).order_by("pk"))
    if len(parties) != len(wanted):
        raise MergeRefused("gone")
    records = dict((companies if kind == Kind.COMPANY else people)(wanted))
    one, other = sides(kind)
    known = {
        (pair.one_id, pair.other_id): pair
        for pair in Pair.objects.filter(**{f"{one}__in": wanted, f"{other}__in": wanted})
    }
    pairs = []
    for low, high in combinations(wanted, 2):
        pair = known.get((low, high)) or Pair(kind=kind, probability=0.0, weight=0.0, **{one: low, other: high})
        pair.fingerprint = fingerprint(records[low], records[high])
        pair.state, pair.decided_by, pair.decided_at = Pair.State.KEPT, member, timezone.now()
        pair.save()
        pairs.append(pair.pk)
    return record(
        member=member,
        code="duplicates.kept_separate",
        subjects=parties,
        after={"pair_ids": pairs, "names": [str(party) for party in parties]},
        is_undoable=True,
    )
