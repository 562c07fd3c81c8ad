"""How a mailing pauses or ends by itself, and what is written down of an address that is dead."""

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.services import record
from carnet.foundation.parties.models import Affiliation

from .composing import Reader
from .models import FailingAddress, Mailing, Message, Run


def reader_of(row: Message) -> Reader:
    """Whom a message is for, with the job that they have there today. One query at most."""
    title = ""
    if row.person_id and row.company_id:
        roles = Affiliation.objects.current().filter(person=row.person_id, company=row.company_id)
        title = roles.order_by("-is_main", "pk").values_list("job_title", flat=True).first() or ""
    return Reader(row.address, row.company, row.person, title)


@transaction.atomic
def pause_by_itself(mailing: Mailing, reason: str, said: str = "") -> None:
    """Something has to be mended before it can go on: the mailing says what."""
    running = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.RUNNING)
    if not running.update(state=Mailing.State.PAUSED, pause_reason=reason, pause_detail=said[:300]):
        return
    after = {"id": mailing.pk, "name": mailing.name, "reason": reason, "said": said[:300]}
    record(member=None, code="mailing.stopped", subjects=[mailing], after=after)


@transaction.atomic
def end(mailing: Mailing) -> None:
    """Every message has its end. The one event names everybody who was written to, in whose threads it then stands."""
    running = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.RUNNING)
    if not running.update(state=Mailing.State.DONE, ended_at=timezone.now(), pause_reason="", pause_detail=""):
        return
    Run.objects.filter(mailing=mailing).delete()
    tell(mailing, "mailing.ended")


def tell(mailing: Mailing, code: str) -> None:
    sent = Message.objects.filter(mailing=mailing, state=Message.State.SENT)
    companies = {row.company_id: row.company for row in sent.exclude(company=None).select_related("company")}
    people = {row.person_id: row.person for row in sent.exclude(person=None).select_related("person")}
    after = {"id": mailing.pk, "name": mailing.name, "sent": sent.count()}
    record(member=mailing.member, code=code, subjects=[mailing, *companies.values(), *people.values()], after=after)


def mark_dead(row: Message, said: str) -> None:
    """Never to be written to again, until somebody says that the address is mended."""
    failing, _is_new = FailingAddress.objects.get_or_create(
        address=row.address.casefold(),
        defaults={"company_id": None if row.person_id else row.company_id, "person_id": row.person_id},
    )
    failing.is_hard, failing.times, failing.detail, failing.at = True, failing.times + 1, said[:300], timezone.now()
    failing.save()
    party = row.party
    if party is not None:
        after = {"address": row.address, "said": said[:300], "mailing": row.mailing_id}
        record(member=None, code="mailing.address_dead", subjects=[party], after=after)
