"""Which référentiel a workspace reads, and what its work shows for each criterion."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import FilteredRelation, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from carnet.foundation.workspaces.models import Workspace
from carnet.prepared import Prepared

from . import registry
from .models import EvidenceMark, LoadedReferential, WorkspaceReferential
from .reading import read
from .registry import LABELS, UNCOVERED, UNREAD, State
from .rules import Place, Referential, same_competency, same_criterion
from .schema import build
from .shipped import DEFAULT, shipped, shipped_keys

STALE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands behind one criterion; `url` leads to it on the page of its competency."""

    criterion: str
    state: str
    url: str = ""

    @property
    def label(self) -> Promise:
        return LABELS[self.state]


@dataclass(frozen=True, slots=True)
class Note:
    """One competency in the margin: official code, our short title, a mark for each of its criteria."""

    code: str
    title: str
    url: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Margin:
    """The notes of a page; `refresh_url` is set while a mark is unread or older than STALE_AFTER."""

    notes: tuple[Note, ...] = ()
    refresh_url: str = ""
    key: str = ""
    """What the notes follow from, the language included: the same key, the same notes."""

    def __iter__(self) -> Iterator[Note]:
        return iter(self.notes)

    def __len__(self) -> int:
        return len(self.notes)


@dataclass(frozen=True, slots=True)
class Reading:
    """A criterion of the workspace's référentiel with what was last read for it."""

    place: Place
    state: str
    is_human: bool = False
    facts: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
    computed_at: datetime | None = None

    @property
    def label(self) -> Promise:
        return LABELS[self.state]

    @property
    def coverage(self) -> str:
        """automatic, human or uncovered: who answers, whatever the answer."""
        if self.is_human:
            return "human"
        return "uncovered" if self.state == UNCOVERED else "automatic"


def language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


@lru_cache(maxsize=16)
def _loaded(slug: str, version: str, sha256: str) -> Referential:
    """Parsed once per process: under one hash the text cannot change. Costs one query the first time."""
    row = LoadedReferential.objects.filter(slug=slug, version=version, sha256=sha256).first()
    if row is None:
        raise LoadedReferential.DoesNotExist
    return build(read(row.source.encode()), slug, version, sha256)


def find(slug: str, version: str, sha256: str = "") -> Referential | None:
    """The référentiel of that name, shipped or loaded; None when this site does not hold that very text."""
    if (slug, version) in shipped_keys():
        return shipped(slug, version)
    if not sha256:
        row = LoadedReferential.objects.filter(slug=slug, version=version).only("sha256").first()
        sha256 = row.sha256 if row else ""
    try:
        return _loaded(slug, version, sha256)
    except LoadedReferential.DoesNotExist:
        return None


def chosen(workspace: Workspace) -> WorkspaceReferential | None:
    """One query."""
    return WorkspaceReferential.objects.filter(workspace=workspace).first()


def referential_of(workspace: Workspace) -> Referential:
    """The one chosen, else the shipped one. One query, and one more when a loaded text is first read."""
    choice = chosen(workspace)
    found = find(choice.slug, choice.version, choice.sha256) if choice else None
    return found or shipped()


def available() -> list[Referential]:
    """Every référentiel of this site, the shipped ones first. One query, and one for each text first read."""
    rows = LoadedReferential.objects.order_by("slug", "version").values_list("slug", "version", "sha256")
    return [*(shipped(*key) for key in shipped_keys()), *(_loaded(*row) for row in rows)]


def check_code(referential: Referential, criterion: str) -> str | None:
    """The shipped code whose check answers this criterion; None where nothing does."""
    code = same_criterion(shipped(), referential, criterion)
    return code if code in registry.known_codes() else None


def bare_state(code: str | None, stored: str | None) -> str:
    """What can be said of a criterion from its check's code and the state last kept, if any."""
    if code is None:
        return UNCOVERED
    if code in registry.human_codes():
        return State.HUMAN
    return (stored or UNREAD) if code in registry.checked_codes() else UNCOVERED


def competency_url(workspace: Workspace, code: str) -> str:
    return reverse("referential:competency", kwargs={"workspace": workspace.slug, "code": code})


def margin_notes(workspace: Workspace, codes: Iterable[str]) -> Margin:
    """The margin of a page that serves these competencies of the shipped référentiel.

    One query: the workspace's choice and its marks in one join. A workspace that chose another référentiel costs
    one more, its criteria being known only then. Works outside any scope.
    """
    codes = list(codes)
    if not codes:
        return Margin()
    home = shipped()
    choice, kept = _choice_and_marks(workspace, _check_codes(home, codes))
    referential = find(*choice) if choice and choice[:2] != DEFAULT else home
    if referential and referential is not home:
        codes = [there for code in codes if (there := same_competency(home, referential, code))]
        _choice, kept = _choice_and_marks(workspace, _check_codes(referential, codes))
    return _margin(workspace, referential or home, codes, kept)


def margin_checks(workspace: Workspace, codes: Iterable[str]) -> list[str]:
    """The checks behind the margin of a page that serves these competencies. One query, as `referential_of`."""
    referential = referential_of(workspace)
    there = (same_competency(shipped(), referential, code) for code in codes)
    return _check_codes(referential, [code for code in there if code])


def _check_codes(referential: Referential, competencies: Iterable[str]) -> list[str]:
    places = (place for code in competencies for place in referential.criteria_by_competency.get(code, ()))
    return [code for place in places if (code := check_code(referential, place.criterion.code))]


Kept = dict[str, tuple[str, datetime]]


def _choice_and_marks(workspace: Workspace, codes: Sequence[str]) -> tuple[tuple[str, str, str] | None, Kept]:
    choice, kept = None, {}
    for slug, version, sha256, criterion, state, computed_at in _marks_of(tuple(codes)).rows(workspace=workspace.pk):
        choice = (slug, version, sha256) if slug else None
        if criterion:
            kept[criterion] = (state, computed_at)
    return choice, kept


@lru_cache(maxsize=256)
def _marks_of(codes: tuple[str, ...]) -> Prepared:
    """A screen serves the same competencies on every request: one prepared query for each such set."""
    wanted = Q(evidence_marks__criterion__in=codes or [""])
    return Prepared(
        lambda workspace: (
            Workspace.objects.filter(pk=workspace)
            .annotate(mark=FilteredRelation("evidence_marks", condition=wanted))
            .values_list(
                "referential_choice__slug",
                "referential_choice__version",
                "referential_choice__sha256",
                "mark__criterion",
                "mark__state",
                "mark__computed_at",
            )
        ),
        workspace=int,
    )


def _margin(workspace: Workspace, referential: Referential, codes: Iterable[str], kept: Kept) -> Margin:
    oldest = timezone.now() - STALE_AFTER
    states = tuple(sorted((code, state) for code, (state, _) in kept.items()))
    read = {code for code, (_, computed_at) in kept.items() if computed_at >= oldest}
    text = (referential.slug, referential.version, referential.sha256)
    key = _Key(workspace.slug, text, language(), tuple(codes), states, registry.checked_codes(), registry.human_codes())
    notes, asked, refresh_url = _drawn(key)
    is_stale = not read.issuperset(asked)
    return Margin(notes, refresh_url if is_stale else "", f"{hash(key)} {is_stale} {key[:5]}")


class _Key(NamedTuple):
    """All that the notes of a margin follow from."""

    workspace: str
    text: tuple[str, str, str]
    language: str
    codes: tuple[str, ...]
    states: tuple[tuple[str, str], ...]
    checked: frozenset[str]
    human: frozenset[str]


@lru_cache(maxsize=1024)
def _drawn(key: _Key) -> tuple[tuple[Note, ...], frozenset[str], str]:
    """The notes, the checks behind them, and the address that reads these anew."""
    workspace = key.workspace
    referential = find(*key.text) or shipped()
    kept, notes, asked = dict(key.states), [], set()
    for code in key.codes:
        if not (competency := referential.competencies.get(code)):
            continue
        url = reverse("referential:competency", kwargs={"workspace": workspace, "code": code})
        marks = []
        for place in referential.criteria_by_competency[code]:
            check = check_code(referential, place.criterion.code)
            marks.append(
                Mark(place.criterion.code, bare_state(check, kept.get(check or "")), f"{url}#{place.criterion.code}")
            )
            if check in key.checked:
                asked.add(check)
        notes.append(Note(competency.official_code, competency.short_title(language()), url, tuple(marks)))
    address = reverse("referential:margin", kwargs={"workspace": workspace})
    served = ",".join(same_competency(referential, shipped(), code) or "" for code in key.codes)
    return tuple(notes), frozenset(asked), f"{address}?codes={served}"


def readings(workspace: Workspace, referential: Referential, criteria: Iterable[str]) -> list[Reading]:
    """What was last read for these criteria of `referential`, in their order. One query."""
    checks = {code: check_code(referential, code) for code in criteria}
    wanted = [check for check in checks.values() if check]
    kept = {mark.criterion: mark for mark in EvidenceMark.objects.filter(workspace=workspace, criterion__in=wanted)}
    return [_reading(referential.criteria[code], check, kept.get(check or "")) for code, check in checks.items()]


def _reading(place: Place, check: str | None, mark: EvidenceMark | None) -> Reading:
    state = bare_state(check, mark.state if mark else None)
    is_human = state == State.HUMAN
    if mark is None:
        reason = (str(registry.human_reason(check)),) if check and is_human else ()
        return Reading(place, state, is_human, reason)
    now = language()
    links = [(link["label"].get(now, ""), link["url"]) for link in mark.links]
    return Reading(place, state, is_human, mark.facts.get(now, ()), links, mark.computed_at)


def stale_checks(workspace: Workspace, codes: Iterable[str]) -> list[str]:
    """Those of these shipped codes that have a check whose answer is unread or old. One query at most."""
    wanted = [code for code in codes if code in registry.checked_codes()]
    if not wanted:
        return []
    fresh = set(
        EvidenceMark.objects.filter(
            workspace=workspace, criterion__in=wanted, computed_at__gte=timezone.now() - STALE_AFTER
        ).values_list("criterion", flat=True)
    )
    return [code for code in wanted if code not in fresh]
