"""Bring a file in: store it, say how it is read, check it, carry it out, take it back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.jobs import services as jobs
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.rules import SMALL
from carnet.foundation.workspaces.models import Membership

from .checking import check
from .models import FilePiece, HeaderChoice, Import
from .opening import OLE, ZIP, all_records
from .own import known_headers, targets_for
from .queries import remembered
from .rules.headers import guess_targets, key
from .rules.records import FileUnreadable, Record
from .rules.rows import shown
from .rules.sniffing import DATE_ORDERS, ENCODINGS, SAMPLE, SEPARATORS, guess_date_order, guess_layout
from .rules.targets import COLLECTED_ON, names_something
from .storage import beginning, store

MOST_HEADERS = 300
PREVIEW = 5
State = Import.State


class FileRefused(ValueError):
    """The file does not come in. `reason`: too_big, empty, binary, too_wide, and those of FileUnreadable."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class ImportNotReady(Exception):
    """The act does not fit where the import stands. `reason`: nameless, layout, running, done, changed, gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def most_bytes() -> int:
    return int(settings.CARNET_IMPORT_MAX_MB) * 1024 * 1024


@transaction.atomic
def receive(*, member: Membership, name: str, chunks: Iterable[bytes]) -> Import:
    """Store a file and guess how it is read. Raises FileRefused."""
    file = Import.objects.create(workspace_id=member.workspace_id, member=member, file_name=_tail(name))
    file.size, file.lines = store(file, _limited(chunks))
    if not file.size:
        raise FileRefused("empty")
    head = beginning(file, SAMPLE)
    if head.startswith((ZIP, OLE)):
        file.file_format = Import.Format.XLSX
    elif head.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")):
        raise FileRefused("binary")
    else:
        layout = guess_layout(head)
        file.encoding, file.separator, file.has_header = layout.encoding, layout.separator, layout.has_header
    try:
        _look(file)
    except FileUnreadable as error:
        raise FileRefused(error.reason, error.line) from error
    file.save()
    return file


def _tail(name: str) -> str:
    return (name.replace("\\", "/").rpartition("/")[2] or "import")[-200:]


def _limited(chunks: Iterable[bytes]) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most_bytes():
            raise FileRefused("too_big")
        yield chunk


def _look(file: Import) -> None:
    """Set headers, targets and the order of dates from the first rows."""
    rows = first_records(file, PREVIEW * 20)
    if not rows:
        raise FileRefused("empty")
    width = len(rows[0].cells)
    if width > MOST_HEADERS:
        raise FileRefused("too_wide")
    file.headers = [shown(cell) for cell in rows[0].cells] if file.has_header else [""] * width
    file.mapping = guess_targets(file.headers, known_headers(file.member, remembered(file.headers)))
    values = [row.cells for row in rows[1 if file.has_header else 0 :]]
    file.date_order = guess_date_order(
        [cells[place] for cells in values for place, to in enumerate(file.mapping[: len(cells)]) if to == COLLECTED_ON]
    )


def first_records(file: Import, count: int) -> list[Record]:
    found = all_records(file)
    return [record for record, _ in zip(found, range(count), strict=False)]


@transaction.atomic
def read_as(*, member: Membership, file: Import, encoding: str, separator: str, has_header: bool) -> None:
    """Correct the guess of how the file is cut; its columns are looked at anew. Raises ImportNotReady, FileRefused."""
    _must_be_open(file)
    if file.file_format == Import.Format.TEXT:
        if encoding not in ENCODINGS or separator not in SEPARATORS:
            raise ImportNotReady("layout")
        file.encoding, file.separator = encoding, separator
    file.has_header, file.state = has_header, State.DRAFT
    try:
        _look(file)
    except FileUnreadable as error:
        raise FileRefused(error.reason, error.line) from error
    file.save()


@transaction.atomic
def choose(
    *, member: Membership, file: Import, mapping: Sequence[str], date_order: str = "dmy", is_forgiving: bool = False
) -> None:
    """Say where each column goes, and remember it for the next file. Raises ImportNotReady."""
    _must_be_open(file)
    if len(mapping) != len(file.headers) or not set(mapping) <= targets_for(member) or date_order not in DATE_ORDERS:
        raise ImportNotReady("layout")
    if not names_something(list(mapping)):
        raise ImportNotReady("nameless")
    file.mapping, file.date_order, file.is_forgiving = list(mapping), date_order, is_forgiving
    file.state = State.DRAFT
    file.save()
    choices = {key(header)[:200]: target for header, target in zip(file.headers, mapping, strict=True)}
    choices.pop("", None)
    HeaderChoice.objects.bulk_create(
        [HeaderChoice(header=header, target=target) for header, target in choices.items()],
        update_conflicts=True,
        unique_fields=["workspace", "header"],
        update_fields=["target"],
        batch_size=100,
    )


def verify(*, member: Membership, file: Import) -> Job | None:
    """Dry run, here for a small file, else as background work. Raises ImportNotReady, FileUnreadable."""
    _must_be_open(file)
    if not names_something(file.mapping):
        raise ImportNotReady("nameless")
    if file.lines <= SMALL:
        check(file)
        return None
    with transaction.atomic():
        title = _("Checking %(file)s") % {"file": file.file_name}
        file.job = _start(member, file, "imports.check", title, screen="check", total=file.lines)
        file.save(update_fields=["job"])
    return file.job


def launch(*, member: Membership, file: Import, policy: str) -> Job:
    """Carry the import out, here for a small file, else as background work. Raises ImportNotReady."""
    if policy not in Import.Policy.values:
        raise ImportNotReady("layout")
    if not Import.objects.filter(pk=file.pk, state=State.CHECKED).update(state=State.RUNNING, policy=policy):
        raise ImportNotReady("running" if not file.is_open() else "changed")
    is_small = file.lines <= SMALL
    total = file.report.get("counts", {}).get("rows") or file.lines
    title = _("Importing %(file)s") % {"file": file.file_name}
    with transaction.atomic():
        job = _start(member, file, "imports.run", title, screen="outcome", total=total, enqueue=not is_small)
        Import.objects.filter(pk=file.pk).update(job=job)
    if is_small:
        jobs.perform(job.pk)
    file.refresh_from_db()
    return job


def _start(
    member: Membership, file: Import, kind: str, title: str, *, screen: str, total: int, enqueue: bool = True
) -> Job:
    url = reverse(f"imports:{screen}", kwargs={"workspace": member.workspace.slug, "pk": file.pk})
    return jobs.start(
        member=member,
        kind=kind,
        title=title,
        payload={"import": file.pk},
        total=total,
        target_url=url,
        enqueue=enqueue,
    )


@transaction.atomic
def discard(*, member: Membership, file: Import) -> None:
    """Throw away a file that was not imported."""
    if not Import.objects.filter(pk=file.pk, state__in=[State.DRAFT, State.CHECKED]).exists():
        raise ImportNotReady("done")
    file.delete()


def purge() -> int:
    """Delete the bytes and refused rows of files past their retention; what they brought stays. Returns how many.

    Done every day, over the open scope. One transaction for each file.
    """
    limit = timezone.now() - timedelta(days=int(settings.CARNET_IMPORT_KEEP_DAYS))
    old = Import.objects.filter(created_at__lt=limit, file_deleted_at=None).exclude(
        state__in=[State.RUNNING, State.REVERTING]
    )
    count = 0
    for file in old:
        _forget(file)
        count += 1
    return count


@transaction.atomic
def _forget(file: Import) -> None:
    FilePiece.objects.filter(file=file).delete()
    file.refused_rows.all().delete()
    # The report quotes cells of the file.
    kept: Mapping[str, object] = {name: file.report[name] for name in ("counts", "reasons") if name in file.report}
    Import.objects.filter(pk=file.pk).update(file_deleted_at=timezone.now(), report=kept)


def _must_be_open(file: Import) -> None:
    if not file.is_open():
        raise ImportNotReady("running" if file.state == State.RUNNING else "done")
    if file.file_deleted_at:
        raise ImportNotReady("gone")
