"""The page behind a message's own address, and what a refusal there does: no account, no cookie, one POST.

The scope of the workspace that the address names is open: a copy of it elsewhere has addresses of its own.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from carnet.foundation.consents.fingerprints import Mark
from carnet.foundation.consents.models import Means
from carnet.foundation.consents.rules import Channel
from carnet.foundation.consents.services import ConsentRefused, object_to_prospecting
from carnet.foundation.consents.suppression import suppress

from .keys import key_of
from .models import Message


def find(token: str) -> Message | None:
    """One query, by the key that is made of the token: nothing is compared that a clock could measure."""
    rows = Message.objects.filter(key=key_of(token)).select_related("company", "person", "mailing")
    return rows.order_by("pk").first()


@transaction.atomic
def unsubscribe(row: Message) -> None:
    """They object to e-mails of prospecting, at once and everywhere; a second time changes nothing."""
    now = timezone.now()
    if not Message.objects.filter(pk=row.pk, left_at=None).update(left_at=now):
        return
    row.left_at = now
    _came(row)
    told = {"means": Means.UNSUBSCRIBE, "note": row.mailing.name}
    try:
        if row.party is not None:
            object_to_prospecting(member=None, party=row.party, channel=Channel.EMAIL.value, **told)
    except ConsentRefused:
        # They object already: the wish stands.
        pass
    if row.party is None or row.party.email.casefold() != row.address.casefold():
        # The address as it was written to, where the record has another one since.
        suppress([Mark("email", row.address)], workspace_id=row.workspace_id, channel=Channel.EMAIL.value, at=now)


def _came(row: Message) -> None:
    """Whoever answers a message has it: where nobody knew whether it left, one does now."""
    Message.objects.in_doubt().filter(pk=row.pk).update(state=Message.State.SENT, reason="", sent_at=row.dot_at)


def follow(key: str, number: int, *, counts: bool) -> str | None:
    """Where a link leads, one of those that the letter holds; None for no such link. A click is counted where asked."""
    row = Message.objects.filter(key=key).select_related("mailing").order_by("pk").first()
    links = row.mailing.content.get("links", []) if row else []
    if row is None or number >= len(links):
        return None
    if counts and row.mailing.counts_clicks:
        Message.objects.filter(pk=row.pk, clicked_at=None).update(clicked_at=timezone.now())
        Message.objects.filter(pk=row.pk).update(clicks=F("clicks") + 1)
        _came(row)
    return str(links[number])
