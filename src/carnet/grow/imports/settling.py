"""Close an import: the one event that tells it, and that can be taken back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .models import Import, ProofFile

COUNTS = ("companies_created", "people_created", "updated", "skipped", "refused")


def without_quotes(report: Mapping[str, Any]) -> dict[str, Any]:
    """Of a report, the figures alone: the rest names people."""
    return {name: report[name] for name in ("counts", "reasons", "kept", "is_partial") if name in report}


def _told(file: Import) -> dict[str, str]:
    """What was said of where the list comes from: the history keeps it whatever becomes of the row."""
    names = "origin supplier contract proof basis notice collected_on usable_until inform_by".split()
    said = {name: str(getattr(file, name)) for name in names if getattr(file, name)}
    digest = ProofFile.objects.filter(file=file).values_list("sha256", flat=True).first()
    return said | ({"proof_sha256": digest} if digest else {})


@transaction.atomic
def settle(*, file: Import, member: Membership | None, is_partial: bool = False) -> None:
    """Mark the import done and write its event. Once only, whoever comes first.

    Refused rows stand apart by now: the file itself, and what its check quoted of it, are needed no more.
    """
    current = Import.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if current.state != Import.State.RUNNING:
        return
    current.state = Import.State.DONE
    current.finished_at = timezone.now()
    current.report = {**without_quotes(current.report), "is_partial": is_partial}
    current.pieces.all().delete()
    current.save(update_fields=["state", "finished_at", "report"])
    record(
        member=member,
        code="imports.imported",
        subjects=[current],
        after={
            "id": current.pk,
            "file": current.file_name,
            **{name: getattr(current, name) for name in COUNTS},
            "origin": _told(current),
        },
        is_undoable=True,
    )
