"""What a stranger sends: one short insert, so that nothing waits and nothing is lost; a worker does the rest."""

import threading
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core import signing
from django.utils import timezone

from .models import Page, PageVersion, Submission
from .rules.sending import LONGEST, key_of, verdict
from .tasks import qualify_all

SALT = "carnet.landing.form"
PAUSE = 1.0
"""Seconds for which this process gathers what comes in before it calls a worker once for all of it."""

_lock = threading.Lock()
_called_for = [0.0]


def stamp(page: Page) -> str:
    """What the form carries: the page and when it was shown, signed."""
    return signing.TimestampSigner(salt=SALT).sign(str(page.pk))


def age_of(page: Page, told: str) -> float | None:
    """Seconds since the form was shown; None where this is not our stamp for this page."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        number = signer.unsign(told, max_age=int(30 * LONGEST))
    except signing.BadSignature:
        return None
    if number != str(page.pk):
        return None
    written = told.rsplit(":", 2)[1]
    return float(time.time() - signing.b62_decode(written))


def judge(page: Page, *, trap: str, stamped: str) -> str:
    """ "" where a person sent it, else why not. No query."""
    return verdict(trap=trap, age=age_of(page, stamped))


def receive(
    *,
    version: PageVersion,
    values: Mapping[str, Any],
    consents: Sequence[tuple[int, str]],
    source: Mapping[str, str],
    language: str,
) -> None:
    """Put it into the inbox. One statement; the same words sent again on the same day change nothing.

    `consents`: the archived texts that were agreed to, with their channels.
    """
    page = version.page
    row = Submission(
        workspace_id=version.workspace_id,
        page_id=page.pk,
        version_id=version.pk,
        key=key_of(page.pk, values, [channel for _text, channel in consents], timezone.localdate()),
        values=dict(values),
        consents=[list(one) for one in consents],
        source=dict(source),
        language=language,
    )
    Submission.objects.bulk_create([row], ignore_conflicts=True)
    call_worker()


def call_worker() -> None:
    """Once for all that comes in within a second: the task begins after it, and sees every row written before."""
    now = time.monotonic()
    with _lock:
        if now < _called_for[0]:
            return
        _called_for[0] = now + PAUSE
    qualify_all.using(run_after=timezone.now() + timedelta(seconds=PAUSE)).enqueue()
