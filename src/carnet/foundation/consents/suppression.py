"""The suppression list: written when someone objects, consulted whenever a record is made or changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from carnet.foundation import law

from . import rules
from .fingerprints import Mark, fingerprint
from .models import Suppression, SuppressionKey


def key_of(workspace_id: int) -> str:
    """The workspace's key, made at its first objection. One query, or two."""
    row, _is_new = SuppressionKey.objects.get_or_create(workspace_id=workspace_id)
    return str(row.key)


def suppress(marks: Iterable[Mark], *, workspace_id: int, channel: str, at: datetime) -> list[int]:
    """Put identifiers on the list; returns the numbers of the lines that were not there before."""
    key = key_of(workspace_id)
    digests = {fingerprint(key, mark): mark for mark in marks}
    known = set(Suppression.objects.filter(digest__in=digests, channel=channel).values_list("digest", flat=True))
    until = kept_until(timezone.localtime(at).date())
    Suppression.objects.filter(digest__in=known, channel=channel, keep_until__lt=until).update(keep_until=until)
    made = [
        Suppression.objects.create(
            workspace_id=workspace_id, kind=mark.kind, digest=digest, channel=channel, at=at, keep_until=until
        )
        for digest, mark in digests.items()
        if digest not in known
    ]
    return [row.pk for row in made]


def kept_until(day: date) -> date:
    """The last day on which a line must still be there; nothing removes it by itself afterwards."""
    years = law.rule("retention.objection.years", on=day).number
    return rules.anniversary(day, years, late=True)


def channels_of(marks: Sequence[Mark], *, workspace_id: int) -> set[str]:
    """The channels by which the owner of one of `marks` refused; EVERY among them for all. Two queries, often one."""
    if not marks:
        return set()
    row = SuppressionKey.objects.filter(workspace_id=workspace_id).first()
    if row is None:
        return set()
    digests = {fingerprint(row.key, mark) for mark in marks}
    return set(Suppression.objects.filter(digest__in=digests).values_list("channel", flat=True))


def suppressed(rows: Mapping[int, Sequence[Mark]], *, workspace_id: int) -> dict[int, set[str]]:
    """The same for many rows at once, by their number: those found alone. One query when the list is empty."""
    row = SuppressionKey.objects.filter(workspace_id=workspace_id).first()
    if row is None:
        return {}
    by_digest: dict[str, set[int]] = {}
    for number, marks in rows.items():
        for mark in marks:
            by_digest.setdefault(fingerprint(row.key, mark), set()).add(number)
    found: dict[int, set[str]] = {}
    digests = list(by_digest)
    for start in range(0, len(digests), 500):
        lines = Suppression.objects.filter(digest__in=digests[start : start + 500])
        for digest, channel in lines.values_list("digest", "channel"):
            for number in by_digest[digest]:
                found.setdefault(number, set()).add(channel)
    return found
