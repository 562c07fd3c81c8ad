"""Bring a file in: store it, say how it is read, check it, carry it out, take it back."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation import law
from carnet.foundation.fields.rules.retention import months_after
from carnet.foundation.jobs import services as jobs
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.rules import SMALL
from carnet.foundation.workspaces.models import Membership

from . import guessing
from .checking import check
from .guessing import FileRefused
from .models import FilePiece, HeaderChoice, Import, ProofFile
from .own import has_amounts, targets_for
from .rules.formats import EURO, Formats
from .rules.records import FileUnreadable
from .rules.sniffing import ENCODINGS, SEPARATORS
from .rules.targets import names_something
from .settling import without_quotes
from .storage import store
from .telling import ImportNotReady, must_be_open, must_say_origin

State = Import.State


def most_bytes() -> int:
    return int(settings.CARNET_IMPORT_MAX_MB) * 1024 * 1024


@transaction.atomic
def receive(*, member: Membership, name: str, chunks: Iterable[bytes]) -> Import:
    """Store a file and guess how it is read. Raises FileRefused."""
    file = Import.objects.create(workspace_id=member.workspace_id, member=member, file_name=_tail(name))
    file.size, file.lines = store(file, _limited(chunks))
    if not file.size:
        raise FileRefused("empty")
    try:
        guessing.recognise(file)
        guessing.look(file)
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


@transaction.atomic
def read_as(
    *, member: Membership, file: Import, has_header: bool, encoding: str = "", separator: str = "", sheet: str = ""
) -> None:
    """Correct the guess of how the file is cut; its columns are looked at anew. A workbook has a sheet, cards an
    encoding alone. Raises ImportNotReady, FileRefused."""
    must_be_open(file)
    if file.file_format == Import.Format.XLSX:
        if sheet not in [name for name, _columns, _rows in file.sheets]:
            raise ImportNotReady("layout")
        guessing.take_sheet(file, sheet)
    else:
        is_text = file.file_format == Import.Format.TEXT
        if encoding not in ENCODINGS or (is_text and separator not in SEPARATORS):
            raise ImportNotReady("layout")
        file.encoding, file.separator = encoding, separator if is_text else ""
    file.has_header, file.state = has_header and file.file_format != Import.Format.VCARD, State.DRAFT
    try:
        guessing.look(file)
    except FileUnreadable as error:
        raise FileRefused(error.reason, error.line) from error
    file.save()


@transaction.atomic
def choose(
    *,
    member: Membership,
    file: Import,
    mapping: Sequence[str],
    formats: Formats | None = None,
    is_forgiving: bool = False,
) -> None:
    """Say where each column goes, and remember it for the next file. `formats` None: as guessed.

    Raises ImportNotReady.
    """
    must_be_open(file)
    if len(mapping) != len(file.headers) or not set(mapping) <= targets_for(member):
        raise ImportNotReady("layout")
    if not names_something(list(mapping)):
        raise ImportNotReady("nameless")
    file.mapping, file.is_forgiving = list(mapping), is_forgiving
    if formats:
        if not formats.is_known():
            raise ImportNotReady("layout")
        file.formats = formats
    if file.currency != EURO and file.rate is None and has_amounts(mapping):
        raise ImportNotReady("rate")
    file.state = State.DRAFT
    file.save()
    choices = {header[:200]: target for header, target in zip(guessing.keys(file), mapping, strict=True)}
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
    must_be_open(file)
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
    if file.is_open():
        must_say_origin(file)
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

    Done every day, over the open scope. One transaction for each file. Proofs of origin go with the term of contracts.
    """
    _drop_old_proofs()
    limit = timezone.now() - timedelta(days=int(settings.CARNET_IMPORT_KEEP_DAYS))
    old = Import.objects.filter(created_at__lt=limit, file_deleted_at=None).exclude(
        state__in=[State.RUNNING, State.REVERTING]
    )
    count = 0
    for file in old:
        _forget(file)
        count += 1
    return count


def _drop_old_proofs() -> None:
    """The proof of a list outlives its rows, as a contract does; a rented list counts from the end of its rent."""
    today = timezone.localdate()
    limit = months_after(today, -12 * law.rule("retention.contract.years", on=today).number)
    ended = Q(file__usable_until=None) | Q(file__usable_until__lt=limit)
    ProofFile.objects.filter(ended, file__created_at__date__lt=limit).delete()


@transaction.atomic
def _forget(file: Import) -> None:
    FilePiece.objects.filter(file=file).delete()
    file.refused_rows.all().delete()
    Import.objects.filter(pk=file.pk).update(file_deleted_at=timezone.now(), report=without_quotes(file.report))
