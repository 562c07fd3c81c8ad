"""Measure records, and say that what one reads on them is still true."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.fields.models import Source
from carnet.foundation.parties.models import Company, Person, Provenance
from carnet.foundation.parties.services import of
from carnet.foundation.workspaces.models import Membership

from .models import Assessment
from .queries import outdated, party_of
from .reading import PERSON_VALUES, qualities
from .rules import FRESH_MONTHS, Quality

BATCH = 1000
AT_ONCE = 100
"""Records that a page measures by itself before it shows the queue; a job takes more."""

CONFIRMING = (Source.PERSON, Source.WEBSITE, Source.SIRENE)
"""Where one may have looked; a website confirms here because a member of the team has read it today."""


class NothingToVerify(ValueError):
    """None of the fields named is one that ages, or holds anything. `reason` is stable."""

    reason = "nothing_to_verify"


@transaction.atomic
def measure(parties: Sequence[Company | Person]) -> int:
    """Write down the quality of parties of one kind; returns how many. Three queries."""
    if not parties:
        return 0
    name = party_of(type(parties[0]))
    found = qualities(parties)
    now = timezone.now()
    rows = [Assessment(**{name: party}, **_kept(found[party.pk]), computed_at=now) for party in parties]
    Assessment.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=[name],
        update_fields=["score", "findings", "kinds", "fields", "verify_on", "computed_at"],
    )
    return len(rows)


def _kept(quality: Quality) -> dict[str, Any]:
    return {
        "score": quality.score,
        "findings": [[one.field, one.kind.value, one.detail, one.points] for one in quality.findings],
        "kinds": _spaced(kind.value for kind in quality.kinds),
        "fields": _spaced(one.field for one in quality.findings)[:400],
        "verify_on": quality.verify_on,
    }


def _spaced(words: Iterable[str]) -> str:
    joined = " ".join(words)
    return f" {joined} " if joined else ""


def catch_up(model: type[Company] | type[Person], limit: int = AT_ONCE) -> int:
    """Measure the first records that changed since they were last looked at. Four queries, one when there are none."""
    return measure(list(outdated(model)[:limit]))


@transaction.atomic
def verify(*, member: Membership, party: Company | Person, fields: Iterable[str], source: str) -> Event:
    """Say that data of a record were checked today, and where. Raises NothingToVerify.

    Each gets a new origin of today, which the undo takes away; its value stays as it is.
    """
    ageing = {*FRESH_MONTHS, *PERSON_VALUES}
    names = [name for name in dict.fromkeys(fields) if name in ageing and getattr(party, name, None)]
    if not names or source not in CONFIRMING:
        raise NothingToVerify
    today = timezone.localdate()
    # A page one has read oneself is no longer a page that nobody stands for.
    kept = Source.ENTERED if source == Source.WEBSITE else source
    rows = Provenance.objects.bulk_create(
        Provenance(**of(party), field=name, source=kept, detail=f"verified:{source}", collected_on=today)
        for name in names
    )
    event = record(
        member=member,
        code="quality.verified",
        subjects=[party],
        after={"fields": names, "source": source, "origins": [row.pk for row in rows], "id": party.pk},
        is_undoable=True,
    )
    measure([party])
    return event
