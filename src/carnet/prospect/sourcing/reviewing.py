"""After each load: what the register now has against the records of the file, and who may no longer be prospected."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope, scopes_disabled

from carnet.foundation.audit.models import EventSubject
from carnet.foundation.audit.services import record
from carnet.foundation.consents.fingerprints import marks
from carnet.foundation.consents.models import Means, Objection
from carnet.foundation.consents.rules import EVERY
from carnet.foundation.consents.services import object_to_prospecting
from carnet.foundation.consents.suppression import suppress
from carnet.foundation.fields.models import Source
from carnet.foundation.parties.findable import COMPANY
from carnet.foundation.parties.models import Company, Provenance, Stage
from carnet.foundation.search.services import forget
from carnet.foundation.sirene import after
from carnet.foundation.sirene import queries as register
from carnet.foundation.sirene.queries import Known
from carnet.foundation.sirene.store import Version
from carnet.foundation.workspaces.models import Workspace

from .models import Doubt
from .rules import DoubtKind, Sign, State, contradiction

CHUNK = 2000
OF_THE_REGISTER = (DoubtKind.CLOSED, DoubtKind.MOVED, DoubtKind.UNKNOWN)
CUSTOMERS = (Stage.CUSTOMER, Stage.FORMER)


@after.loaded
def review_all(version: Version) -> Iterable[str]:
    """All workspaces, one after the other; what one of them has is told to none of the others."""
    counts: Counter[str] = Counter()
    with scopes_disabled():
        workspaces = list(Workspace.objects.order_by("pk"))
    for workspace in workspaces:
        with scope(workspace=workspace):
            counts += review(workspace, version)
    return told(counts)


def told(counts: Counter[str]) -> Iterable[str]:
    if seen := counts["seen"]:
        yield ngettext("%(count)d record of the files compared.", "%(count)d records of the files compared.", seen) % {
            "count": seen
        }
    if found := counts["doubts"]:
        yield ngettext("%(count)d new doubt.", "%(count)d new doubts.", found) % {"count": found}
    if gone := counts["purged"] + counts["objecting"]:
        yield ngettext(
            "%(count)d prospect may no longer be prospected: its card is purged.",
            "%(count)d prospects may no longer be prospected: their cards are purged.",
            gone,
        ) % {"count": gone}


def review(workspace: Workspace, version: Version) -> Counter[str]:
    """Compare the records of a workspace that bear a SIRET. Its scope is open. One transaction for each chunk."""
    counts: Counter[str] = Counter()
    source = f"Insee, Sirene, {version.about.day:%d/%m/%Y}"
    last = 0
    while rows := list(Company.objects.present().exclude(siret="").filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = rows[-1].pk
        states = register.states([row.siret for row in rows])
        with transaction.atomic():
            counts += _compare(rows, states, source)
            counts += _honour(workspace, rows, states, source)
    return counts


def _compare(rows: Sequence[Company], states: dict[str, Known], source: str) -> Counter[str]:
    """Write new doubts, end those that the register no longer has. Five queries at most."""
    signs = {row.pk: _sign(row, states, source) for row in rows}
    standing = Doubt.objects.standing().filter(company__in=rows, kind__in=OF_THE_REGISTER)
    known = {(doubt.company_id, doubt.kind, doubt.key): doubt for doubt in Doubt.objects.filter(company__in=rows)}
    ended = [doubt.pk for doubt in standing if not _same(doubt, signs[doubt.company_id])]
    Doubt.objects.filter(pk__in=ended).update(ended_at=timezone.now())
    # The register said so, then no longer, and says so again; what a person cleared up stays cleared up.
    again = [doubt.pk for doubt in known.values() if _is_over(doubt) and _same(doubt, signs[doubt.company_id])]
    Doubt.objects.filter(pk__in=again).update(ended_at=None, source=source, found_at=timezone.now())
    made = [
        Doubt(company_id=pk, kind=sign.kind, since=sign.since, source=source, detail=sign.detail, key=_key(sign))
        for pk, sign in signs.items()
        if sign and (pk, sign.kind, _key(sign)) not in known
    ]
    Doubt.objects.bulk_create(made, batch_size=500)
    return Counter(seen=len(rows), doubts=len(made) + len(again))


def _is_over(doubt: Doubt) -> bool:
    return doubt.ended_at is not None and doubt.ended_by_id is None


def _sign(row: Company, states: dict[str, Known], source: str) -> Sign | None:
    found = states.get(row.siret)
    state = State(found.is_active, found.is_open, found.since, found.head) if found else None
    return contradiction(row.siret, state, source=source)


def _key(sign: Sign) -> str:
    """What somebody cleared up is not told again as long as it is the same fact."""
    return f"{sign.since or ''}:{sign.detail}"


def _same(doubt: Doubt, sign: Sign | None) -> bool:
    return sign is not None and (doubt.kind, doubt.key) == (sign.kind, _key(sign))


def _honour(workspace: Workspace, rows: Sequence[Company], states: dict[str, Known], source: str) -> Counter[str]:
    """C. com., art. A123-96: who no longer wants to be prospected from these data is not.

    A prospect whose card comes from Insee goes, and its SIREN stays on the suppression list as a fingerprint. One that
    somebody worked on objects from now on, and is erased from the privacy pages. Customers stay on their own basis.
    """
    refusing = [row for row in rows if row.siret in states and not states[row.siret].is_open]
    prospects = [row for row in refusing if row.stage not in CUSTOMERS]
    cards = Provenance.objects.filter(company__in=prospects, field="", source=Source.SIRENE)
    ours = set(cards.values_list("company_id", flat=True))
    going = [row for row in prospects if row.pk in ours]
    if not going:
        return Counter(kept=len(refusing))
    worked = _worked(going)
    unused = [row for row in going if row.pk not in worked]
    found = [mark for row in unused for mark in marks(siren_number=row.siren)]
    suppress(found, workspace_id=workspace.pk, channel=EVERY, at=timezone.now())
    forget(COMPANY, [row.pk for row in unused])
    Company.objects.filter(pk__in=[row.pk for row in unused]).delete()
    objecting = [row for row in going if row.pk in worked and row.objected_at is None]
    for row in objecting:
        note = _("Partial diffusion (%(source)s)") % {"source": source}
        object_to_prospecting(member=None, party=row, means=Means.RECOGNISED, note=note)
    after_ = {"purged": len(unused), "objecting": len(objecting), "source": source}
    record(member=None, code="sourcing.diffusion_honoured", after=after_)
    return Counter(purged=len(unused), objecting=len(objecting), kept=len(refusing) - len(going))


def _worked(rows: Sequence[Company]) -> set[int]:
    """Those spoken of since they came, or edited."""
    told = EventSubject.objects.filter(kind=COMPANY, object_id__in=[row.pk for row in rows])
    spoken = set(told.exclude(event__code="sourcing.targets_added").values_list("object_id", flat=True))
    objecting = Objection.objects.filter(company__in=rows).exclude(means=Means.RECOGNISED)
    spoken |= {number for number in objecting.values_list("company_id", flat=True) if number}
    return spoken | {row.pk for row in rows if row.updated_at > row.created_at}
