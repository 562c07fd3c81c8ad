"""What the worker does: messages of the mailings under way, one by one, each written down before it is handed over.

docs/decisions/0015 says why each step stands where it stands. A message goes queued → handed (claimed, durable) →
dot (durable) → sent, failed or unknown. A worker found dead before the dot left nothing behind: its message waits
again. After the dot nobody knows, and the message says so until a return, a witness copy or a person tells.
"""

import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from carnet.foundation.workspaces.permissions import Permission

from . import accounts, finishing
from .composing import Composer, envelope_sender
from .models import LEASE, Mailing, Message, Run
from .paces import pace_of
from .readers import refusal
from .rules.letters import ValueMissing
from .rules.pacing import allowed_on, gap, retry_at
from .transport import Account, End, Line, Outcome, hello_name

BATCH = 25
BUDGET = 20.0
"""Seconds that one round gives to sending before it lets the worker do other work."""
DOWN_MINUTES = (1, 2, 5, 15, 30, 60)
"""Before a server that does not answer is tried again: it loses nothing but time."""
MOST_REFUSED = 5
"""Messages refused one after the other, addresses apart, before the mailing pauses: something else is wrong."""


def _me() -> str:
    return f"{socket.gethostname()}/{os.getpid()}/{_began(os.getpid())}"


def _began(pid: int) -> str:
    """When a process began, as the kernel counts: a number taken again is another process. Empty where unknown."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def is_gone(holder: str) -> bool:
    """Whether the worker of that name was on this machine and is no longer there. A guess for no other machine."""
    host, _slash, rest = holder.partition("#")[0].partition("/")
    pid, _slash, began = rest.partition("/")
    if host != socket.gethostname() or not pid.isdigit() or not Path("/proc/self").exists():
        return False
    return bool(began) and _began(int(pid)) != began


def due_runs(now: datetime) -> list[Run]:
    """Of every workspace, the longest due first. One query, scopes disabled."""
    rows = Run.objects.filter(due_at__lte=now, mailing__state=Mailing.State.RUNNING)
    return list(rows.select_related("workspace").order_by("due_at", "pk"))


def next_due() -> datetime | None:
    """When the next round has something to do; None when nothing is under way. One query, scopes disabled."""
    found: datetime | None = (
        Run.objects.filter(mailing__state=Mailing.State.RUNNING)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return found


def send_round(*, budget: float = BUDGET) -> int:
    """One round over all mailings that are due, each in its turn. How many messages were dealt with."""
    ends = time.monotonic() + budget
    done = 0
    with scopes_disabled():
        runs = due_runs(timezone.now())
    for number, run in enumerate(runs):
        share = (ends - time.monotonic()) / (len(runs) - number)
        if share <= 0:
            break
        with scope(workspace=run.workspace), timezone.override(run.workspace.time_zone), durable():
            done += _Sending(run).work(time.monotonic() + share)
    return done


@contextmanager
def durable() -> Iterator[None]:
    """What is written down is on the disk before the next step, even if the power fails; SQLite asks less by itself."""
    is_ours = connection.vendor == "sqlite" and not connection.in_atomic_block
    if is_ours:
        _pragma("FULL")
    try:
        yield
    finally:
        if is_ours:
            _pragma("NORMAL")


def _pragma(level: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level}")


class _Sending:
    """One worker at one mailing, as long as its lease holds."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.claim = f"{_me()}#{secrets.token_hex(4)}"
        self.done = 0
        self.refused_in_a_row = 0

    def work(self, ends: float) -> int:
        if not self._take():
            return 0
        self.mailing = Mailing.objects.select_related("letter", "workspace", "member__user", "member__workspace").get(
            pk=self.run.mailing_id
        )
        try:
            recover(self.mailing, self.claim)
            if account := self._ready():
                with Line(account, hello_name(django_settings.PUBLIC_URL)) as line:
                    while time.monotonic() < ends and self._step(line, ends):
                        pass
        finally:
            Run.objects.filter(pk=self.run.pk, holder=self.claim).update(holder="", beat_at=None)
        return self.done

    def _take(self) -> bool:
        """The lease, unless a living worker has it."""
        now = timezone.now()
        free = Q(holder="") | Q(beat_at=None) | Q(beat_at__lt=now - LEASE)
        if self.run.holder and is_gone(self.run.holder):
            free |= Q(holder=self.run.holder)
        taken = Run.objects.filter(free, pk=self.run.pk).update(holder=self.claim, beat_at=now)
        return bool(taken)

    def _ready(self) -> Account | None:
        """All that sending needs; else the mailing pauses and says what is missing."""
        member = self.mailing.member
        if member is None or not member.is_active or not member.may(Permission.MAILING_SEND):
            return self._pause("no_right")
        self.composer = Composer(self.mailing)
        self.settings = self.composer.settings
        if reason := accounts.lacking(self.settings, self.composer.seller):
            return self._pause(reason)
        password = accounts.secret_of(self.settings, "smtp")
        if password is None:
            return self._pause("no_secret")
        self.pace = pace_of(self.settings, timezone.localdate())
        return Account.of(self.settings, password)

    def _pause(self, reason: str, said: str = "") -> None:
        finishing.pause_by_itself(self.mailing, reason, said)

    def _step(self, line: Line, ends: float) -> bool:
        """The next messages, as many as the day allows. False: nothing more for now."""
        left = self._left_today()
        if left <= 0:
            self._sleep_until(_tomorrow())
            return False
        now = timezone.now()
        rows = list(
            Message.objects.to_send()
            .filter(mailing=self.mailing, due_at__lte=now)
            .select_related("company", "person")
            .order_by("due_at", "pk")[: min(BATCH, left)]
        )
        if not rows:
            return self._rest()
        return all(self._one(line, row, ends) for row in rows)

    def _rest(self) -> bool:
        """Nothing is due: wait for the next try, or end."""
        waiting = (
            Message.objects.to_send().filter(mailing=self.mailing).order_by("due_at").values_list("due_at", flat=True)
        )
        if later := waiting.first():
            self._sleep_until(later)
        elif not Message.objects.filter(mailing=self.mailing, state=Message.State.HANDED).exists():
            finishing.end(self.mailing)
        else:
            self._sleep_until(timezone.now() + LEASE)
        return False

    def _left_today(self) -> int:
        start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        gone = Message.objects.filter(dot_at__isnull=False, dot_at__gte=start).count()
        return allowed_on(self.pace, timezone.localdate(), self.settings.warm_since) - gone

    def _sleep_until(self, at: datetime) -> None:
        Run.objects.filter(pk=self.run.pk, holder=self.claim).update(due_at=at)

    def _one(self, line: Line, row: Message, ends: float) -> bool:
        """One message from the gate to the server's answer. False: the round is over."""
        began = time.monotonic()
        if began > ends or not self._holds():
            return False
        reader = finishing.reader_of(row)
        reason = refusal(reader)
        if not reason:
            try:
                content = self.composer.message(reader, row)
            except ValueMissing as error:
                reason = f"field:{error.name}"[:40]
            except (ValueError, UnicodeError):
                # An old import may have left an address or a name that no header can carry.
                reason = "broken_address"
        if reason:
            Message.objects.to_send().filter(pk=row.pk).update(state=Message.State.REFUSED, reason=reason)
            self.done += 1
            return True
        if not self._claim(row):
            return True
        outcome = line.deliver(
            envelope_sender(self.settings, row.key),
            [row.address, *([self.settings.witness] if self.settings.witness else [])],
            content,
            before_dot=lambda: self._dot(row),
        )
        goes_on = self._settle(row, outcome)
        self._breathe(began, ends)
        return goes_on

    def _holds(self) -> bool:
        """The lease is still ours and the mailing still runs. Two statements."""
        running = Mailing.objects.filter(pk=self.mailing.pk, state=Mailing.State.RUNNING)
        beat = Run.objects.filter(pk=self.run.pk, holder=self.claim).update(beat_at=timezone.now())
        return bool(beat) and running.exists()

    def _claim(self, row: Message) -> bool:
        now = timezone.now()
        fields = {"state": Message.State.HANDED, "claim": self.claim, "handed_at": now, "attempts": row.attempts + 1}
        running = Message.objects.to_send().filter(pk=row.pk, mailing__state=Mailing.State.RUNNING)
        if not running.exists() or not Message.objects.to_send().filter(pk=row.pk).update(**fields):
            return False
        row.attempts += 1
        return True

    def _dot(self, row: Message) -> bool:
        """Written down, durably, before the dot: whoever takes over knows that the message may have left."""
        mine = Message.objects.filter(pk=row.pk, claim=self.claim, state=Message.State.HANDED)
        return bool(mine.update(dot_at=timezone.now()))

    def _settle(self, row: Message, outcome: Outcome) -> bool:
        """What the answer means for the message, and whether the round goes on."""
        self.done += 1
        now, end = timezone.now(), outcome.end
        if end == End.LOST:
            return False
        if end in {End.SENT, End.HARD, End.REFUSED, End.UNKNOWN}:
            return self._over(row, outcome, now)
        fields = {"state": Message.State.QUEUED, "claim": "", "handed_at": None, "dot_at": None}
        if end == End.LATER:
            again = retry_at(now, row.attempts, self.pace.retry_minutes)
            if again is None:
                self._write(row, state=Message.State.FAILED, reason="too_often", detail=outcome.said)
            else:
                self._write(row, due_at=again, detail=outcome.said, **fields)
            return True
        self._write(row, attempts=row.attempts - 1, **fields)
        if end == End.DOWN:
            self._down(outcome.said)
        else:
            self._pause(end.value, outcome.said)
        return False

    def _over(self, row: Message, outcome: Outcome, now: datetime) -> bool:
        """The message has its end, for good or, when nothing came back, for now."""
        end = outcome.end
        if end == End.SENT:
            self.refused_in_a_row = 0
            self._write(row, state=Message.State.SENT, sent_at=now, reason="", detail="")
            if self.run.failures:
                Run.objects.filter(pk=self.run.pk).update(failures=0)
                self.run.failures = 0
        elif end == End.UNKNOWN:
            self._write(row, state=Message.State.UNKNOWN, reason="no_answer", detail=outcome.said)
        elif end == End.HARD:
            with transaction.atomic():
                self._write(row, state=Message.State.FAILED, reason="dead", detail=outcome.said)
                finishing.mark_dead(row, outcome.said)
        else:
            self._write(row, state=Message.State.FAILED, reason="server_refused", detail=outcome.said)
            self.refused_in_a_row += 1
            if self.refused_in_a_row >= MOST_REFUSED:
                self._pause("refused", outcome.said)
                return False
        return True

    def _write(self, row: Message, **fields: object) -> None:
        """Only while the message is ours, or was held for unknown while we were slow."""
        held = [Message.State.HANDED, Message.State.UNKNOWN]
        Message.objects.filter(pk=row.pk, claim=self.claim, state__in=held).update(**fields)

    def _down(self, said: str) -> None:
        """The server cannot be reached: later, each time a little later still."""
        self.run.failures += 1
        minutes = DOWN_MINUTES[min(self.run.failures, len(DOWN_MINUTES)) - 1]
        Run.objects.filter(pk=self.run.pk, holder=self.claim).update(
            failures=self.run.failures, due_at=timezone.now() + timedelta(minutes=minutes)
        )
        Mailing.objects.filter(pk=self.mailing.pk).update(pause_detail=said)

    def _breathe(self, began: float, ends: float) -> None:
        """The pause between two messages, no longer than the round lasts: the rest is kept for the next round."""
        pause = began + gap(self.pace).total_seconds() - time.monotonic()
        if pause <= 0:
            return
        if time.monotonic() + pause > ends:
            self._sleep_until(timezone.now() + timedelta(seconds=pause))
        time.sleep(min(pause, max(0.0, ends - time.monotonic())))


def recover(mailing: Mailing, claim: str) -> tuple[int, int]:
    """Messages that a worker left in hand: before the dot they wait again, after it nobody knows. How many of each."""
    left = Message.objects.filter(mailing=mailing, state=Message.State.HANDED).exclude(claim=claim)
    back = left.filter(dot_at=None).update(state=Message.State.QUEUED, claim="", handed_at=None)
    lost = left.filter(dot_at__isnull=False).update(state=Message.State.UNKNOWN, reason="killed")
    return back, lost


def _tomorrow() -> datetime:
    day = timezone.localtime() + timedelta(days=1)
    return day.replace(hour=8, minute=0, second=0, microsecond=0)
