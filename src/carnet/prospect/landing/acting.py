"""What a member does with a lead: set it aside as spam, take it back, see it answered."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.agenda.models import Interaction, Task
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company, Party, Person
from carnet.foundation.parties.services import of, trash
from carnet.foundation.workspaces.models import Membership

from .models import Lead, Submission
from .receiving import call_worker


class LeadRefused(ValueError):
    """`reason`: already (set aside, or not), gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def mark_spam(*, member: Membership, lead: Lead) -> Event:
    """Set it aside: its task is dropped; what it alone had put into the file goes to the trash. Raises LeadRefused."""
    if not Lead.objects.filter(pk=lead.pk, spam_at=None).update(spam_at=timezone.now()):
        raise LeadRefused("already")
    dropped = _drop_task(lead)
    thrown = [_thrown(member, party) for party in _only_through(lead)]
    return record(
        member=member,
        code="landing.lead_spam",
        subjects=[party for party in (lead.company, lead.person) if party],
        after={"id": lead.pk, "page": lead.page.name, "task": dropped, "thrown": thrown},
        is_undoable=True,
    )


def _drop_task(lead: Lead) -> int | None:
    """Unless another lead, which is no spam, waits for the same answer."""
    if lead.task_id is None or Lead.objects.genuine().filter(task=lead.task_id).exclude(pk=lead.pk).exists():
        return None
    open_one = Task.objects.filter(pk=lead.task_id, done_at=None, dropped_at=None)
    return lead.task_id if open_one.update(dropped_at=timezone.now()) else None


def _only_through(lead: Lead) -> list[Party]:
    """Those that this lead made and that nobody has used since."""
    made = [(lead.person, lead.is_new_person), (lead.company, lead.is_new_company)]
    return [party for party, is_new in made if party and is_new and not party.deleted_at and not _is_used(party, lead)]


def _is_used(party: Party, lead: Lead) -> bool:
    mine = of(party)
    if Lead.objects.genuine().filter(**mine).exclude(pk=lead.pk).exists():
        return True
    if Interaction.objects.filter(**mine, is_inbound=False).exists():
        return True
    return Opportunity.objects.filter(**mine).exists()


def _thrown(member: Membership, party: Party) -> dict[str, Any]:
    trash(member=member, party=party)
    return {"model": party._meta.model_name, "id": party.pk}


@transaction.atomic
def mark_answered(interaction: Interaction) -> int:
    """A contact of ours with who had written: their leads are answered from then on. One query."""
    rows = Lead.objects.unanswered().filter(received_at__lte=interaction.at)
    owner: Company | Person | None = interaction.person or interaction.company
    if owner is None:
        return 0
    return rows.filter(**of(owner)).update(answered_at=interaction.at)


def try_again(*, member: Membership) -> int:
    """Give the forms that failed to a worker once more; how many."""
    count = Submission.objects.filter(state=Submission.State.FAILED).update(state=Submission.State.WAITING)
    call_worker()
    return count
