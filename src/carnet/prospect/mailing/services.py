"""Write a letter, make a mailing of it, queue it, hold it, end it; one act, one transaction, one event."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of

from . import accounts
from .composing import Reader, content_of, known_fields
from .keys import key_of
from .models import Letter, Mailing, Message, Run, Variant, new_token
from .readers import reckon
from .rules.letters import Fault, faults_of, links_in, variant_of
from .tasks import plan_sending

LINKS = ("targeting", "group", "tag", "view")
CHUNK = 500
MAILING_FIELDS = ("name", "readers", "counts_clicks")


class MailingRefused(ValueError):
    """`reason`: a key of `words.REFUSED`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LetterInvalid(ValueError):
    """`faults`: by the code of the variant that they stand in."""

    def __init__(self, faults: Mapping[str, Sequence[Fault]]) -> None:
        super().__init__(", ".join(one.reason for found in faults.values() for one in found))
        self.faults = faults


@transaction.atomic
def save_letter(
    *, member: Membership, name: str, variants: Sequence[Mapping[str, str]], letter: Letter | None = None
) -> Letter:
    """Write a letter, or its next version. `variants`: code, segment, subject, text.

    Raises MailingRefused, LetterInvalid.
    """
    if not name.strip():
        raise MailingRefused("no_name")
    if not variants or all(one["segment"] for one in variants):
        raise MailingRefused("no_variant")
    known = [code for code, _label in known_fields()]
    faults = {one["code"]: found for one in variants if (found := faults_of(one["subject"], one["text"], known))}
    if faults:
        raise LetterInvalid(faults)
    before = _plain(letter) if letter else None
    letter = letter or Letter(member=member, version=0)
    letter.name, letter.changed_at = name.strip()[:120], timezone.now()
    letter.version += 1
    letter.save()
    write_variants(letter, variants)
    letter.event = record(
        member=member,
        code="mailing.letter_saved",
        subjects=[letter],
        before=before,
        after={"id": letter.pk, **_plain(letter)},
        is_undoable=True,
    )
    return letter


def write_variants(letter: Letter, variants: Sequence[Mapping[str, str]]) -> None:
    letter.variants.all().delete()
    Variant.objects.bulk_create(
        [
            Variant(
                letter=letter, code=one["code"], segment=one["segment"],
                subject=one["subject"].strip(), text=one["text"].strip(),
            )
            for one in variants
        ]
    )  # fmt: skip


def _plain(letter: Letter) -> dict[str, Any]:
    return {"name": letter.name, "version": letter.version, "variants": content_of(letter)}


@transaction.atomic
def archive_letter(*, member: Membership, letter: Letter) -> Event:
    """It leaves the list; mailings made of it keep their words. Raises MailingRefused."""
    if letter.mailings.filter(state__in=[Mailing.State.RUNNING, Mailing.State.PAUSED]).exists():
        raise MailingRefused("in_use")
    if not Letter.objects.filter(pk=letter.pk, archived_at=None).update(archived_at=timezone.now()):
        raise MailingRefused("gone")
    after = {"id": letter.pk, "name": letter.name}
    return record(member=member, code="mailing.letter_archived", subjects=[letter], after=after, is_undoable=True)


@transaction.atomic
def save_mailing(
    *,
    member: Membership,
    letter: Letter,
    values: Mapping[str, Any],
    source: Mapping[str, Any],
    mailing: Mailing | None = None,
) -> Mailing:
    """Prepare a mailing: nothing leaves. `source`: one of targeting, group, tag, view. Raises MailingRefused."""
    given = {link: source[link] for link in LINKS if source.get(link) is not None}
    if len(given) != 1:
        raise MailingRefused("no_source")
    if not str(values["name"]).strip():
        raise MailingRefused("no_name")
    if mailing is not None and mailing.state != Mailing.State.DRAFT:
        raise MailingRefused("queued")
    is_new = mailing is None
    mailing = mailing or Mailing(member=member)
    for link in LINKS:
        setattr(mailing, link, given.get(link))
    for name in MAILING_FIELDS:
        setattr(mailing, name, values[name])
    mailing.name, mailing.letter = mailing.name.strip()[:120], letter
    mailing.save()
    mailing.event = record(
        member=member,
        code="mailing.prepared",
        subjects=[mailing],
        after={"id": mailing.pk, "name": mailing.name, "letter": letter.name},
        is_undoable=is_new,
    )
    return mailing


@transaction.atomic
def queue_mailing(*, member: Membership, mailing: Mailing) -> Mailing:
    """Freeze the words, write down one row for each reader and each refusal, hand it to the worker.

    Raises MailingRefused. Twice at once gives one queue: the row of the mailing is held.
    """
    held = Mailing.objects.select_for_update(of=("self",)).select_related("letter", "workspace").get(pk=mailing.pk)
    if held.state != Mailing.State.DRAFT:
        raise MailingRefused("queued")
    if reason := accounts.lacking(accounts.settings_of(held.workspace), seller_of(held.workspace)):
        raise MailingRefused(reason)
    variants = content_of(held.letter)
    links = links_in([one["text"] for one in variants])
    held.content = {"variants": variants, "links": links}
    found = reckon(held)
    if not found.going:
        raise MailingRefused("nobody")
    _write_down(held, found.going, found.refused)
    held.letter_version, held.member = held.letter.version, member
    held.state, held.queued_at = Mailing.State.RUNNING, timezone.now()
    held.save()
    Run.objects.create(mailing=held)
    held.event = record(
        member=member,
        code="mailing.queued",
        subjects=[held],
        after={"id": held.pk, "name": held.name, "count": len(found.going), "refused": len(found.refused)},
        is_undoable=True,
    )
    transaction.on_commit(plan_sending)
    return held


def _write_down(mailing: Mailing, going: Sequence[Reader], refused: Sequence[Reader]) -> None:
    everybody = [one["code"] for one in mailing.content["variants"] if not one["segment"]]
    by_segment: dict[str, list[str]] = {}
    for one in mailing.content["variants"]:
        by_segment.setdefault(one["segment"], []).append(one["code"])
    Message.objects.bulk_create(
        (_row(mailing, one, by_segment.get(_stage(one)) or everybody) for one in going), batch_size=CHUNK
    )
    Message.objects.bulk_create(
        (_row(mailing, one, (), state=Message.State.REFUSED, reason=one.reason) for one in refused), batch_size=CHUNK
    )


def _stage(reader: Reader) -> str:
    return str((reader.company or reader.party).stage)


def _row(mailing: Mailing, reader: Reader, codes: Sequence[str], **fields: Any) -> Message:
    token = new_token()
    variant = variant_of(codes, letter=mailing.letter_id, reader=reader.code) if codes else ""
    return Message(
        mailing=mailing, company=reader.company, person=reader.person, address=reader.address,
        variant=variant, token=token, key=key_of(token), **fields,
    )  # fmt: skip


@transaction.atomic
def pause_mailing(*, member: Membership, mailing: Mailing) -> Event:
    """At once: at most the message in hand still leaves. Raises MailingRefused."""
    running = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.RUNNING)
    if not running.update(state=Mailing.State.PAUSED, pause_reason="asked", pause_detail=""):
        raise MailingRefused("not_running")
    return record(member=member, code="mailing.paused", subjects=[mailing], after=_named(mailing))


@transaction.atomic
def resume_mailing(*, member: Membership, mailing: Mailing) -> Event:
    """Raises MailingRefused; `elsewhere` for a copy of a workspace, which never had this server's leave to send."""
    run = Run.objects.filter(mailing=mailing)
    if not run.exists():
        raise MailingRefused("over" if mailing.is_over else "elsewhere")
    paused = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.PAUSED)
    if not paused.update(state=Mailing.State.RUNNING, pause_reason="", pause_detail="", member=member):
        raise MailingRefused("not_running")
    run.update(due_at=timezone.now(), failures=0)
    transaction.on_commit(plan_sending)
    return record(member=member, code="mailing.resumed", subjects=[mailing], after=_named(mailing))


@transaction.atomic
def cancel_mailing(*, member: Membership, mailing: Mailing) -> Event:
    """What has not left never will; what has left cannot be called back. Raises MailingRefused."""
    if not cancel(mailing):
        raise MailingRefused("over")
    gone = Message.objects.filter(mailing=mailing, state=Message.State.CANCELLED).count()
    return record(member=member, code="mailing.cancelled", subjects=[mailing], after=_named(mailing) | {"count": gone})


def cancel(mailing: Mailing) -> bool:
    """Also the undo of queueing. False: it was over."""
    live = Mailing.objects.filter(
        pk=mailing.pk, state__in=[Mailing.State.RUNNING, Mailing.State.PAUSED, Mailing.State.DRAFT]
    )
    if not live.update(state=Mailing.State.CANCELLED, ended_at=timezone.now()):
        return False
    Message.objects.to_send().filter(mailing=mailing).update(state=Message.State.CANCELLED, reason="taken_back")
    return True


@transaction.atomic
def settle_unknown(*, member: Membership, mailing: Mailing, as_sent: bool, only: Sequence[int] | None = None) -> Event:
    """A person says what became of messages that nobody could tell of: they left, or they are sent once more.

    Sent once more, a message keeps its Message-ID, by which its reader's server may know it again.
    Raises MailingRefused.
    """
    rows = Message.objects.in_doubt().filter(mailing=mailing)
    if only is not None:
        rows = rows.filter(pk__in=only)
    now = timezone.now()
    if as_sent:
        count = rows.update(state=Message.State.SENT, sent_at=now, reason="")
    else:
        if not Run.objects.filter(mailing=mailing).exists() and mailing.state != Mailing.State.DONE:
            raise MailingRefused("elsewhere")
        count = rows.update(state=Message.State.QUEUED, claim="", dot_at=None, handed_at=None, due_at=now, reason="")
        if count:
            Run.objects.get_or_create(mailing=mailing)
            Run.objects.filter(mailing=mailing).update(due_at=now)
            Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.DONE).update(
                state=Mailing.State.RUNNING, ended_at=None
            )
            transaction.on_commit(plan_sending)
    if not count:
        raise MailingRefused("not_unknown")
    after = _named(mailing) | {"count": count, "as_sent": as_sent}
    return record(member=member, code="mailing.unknown_settled", subjects=[mailing], after=after)


def _named(mailing: Mailing) -> dict[str, Any]:
    return {"id": mailing.pk, "name": mailing.name}
