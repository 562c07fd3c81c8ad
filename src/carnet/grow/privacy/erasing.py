"""Erase a person: what names them goes, what the law makes us keep stays, and both are told before and after."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.foundation import law
from carnet.foundation.agenda.models import Appointment, Interaction, Task
from carnet.foundation.audit.erasing import erase_events
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.consents.models import Consent, Objection
from carnet.foundation.opportunities.models import Opportunity, OpportunityValue
from carnet.foundation.parties.custom import erase_values
from carnet.foundation.parties.findable import COMPANY, PERSON
from carnet.foundation.parties.models import Address, Affiliation, Company, ContactPoint, Party, Person, Provenance
from carnet.foundation.parties.services import of
from carnet.foundation.search.rules import fold
from carnet.foundation.search.services import forget
from carnet.foundation.workspaces.models import Membership
from carnet.grow.imports.models import RefusedRow
from carnet.sell.closing.models import Quote, Status

from .models import PurgeItem, RightsRequest
from .rules import Known, add_months, tells_of


@dataclass(frozen=True, slots=True)
class Line:
    """Something of a person's: what, how many, and, of what stays, why and until when."""

    what: str
    count: int
    why: str = ""
    until: date | None = None


@dataclass(slots=True)
class Plan:
    goes: list[Line] = field(default_factory=list)
    stays: list[Line] = field(default_factory=list)


class ErasureRefused(ValueError):
    """`reason`: already, not_confirmed, in_progress (a deal or a quote still runs), not_natural (a company is not a
    person: its people are erased one by one)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


KEPT_FIELDS = frozenset(
    "id workspace owner stage buyer_kind created_at updated_at deleted_at objected_at restricted_at erased_at "
    "last_contact_at last_inbound_at country naf_version".split()
)
"""Of the row itself: what counts and sorts, and names nobody."""

OTHER_END = "toward"
"""The field of a row between two people that names the second."""


def plan_erasure(party: Party) -> Plan:
    """What would go and what would stay, without changing anything. About fifteen queries."""
    plan = Plan()
    mine = of(party)
    filled = sum(1 for name in _personal_fields(party) if getattr(party, name) not in ("", None, {}, []))
    counted: list[tuple[str, int]] = [
        (_("Fields of the record, notes included"), filled),
        (_("Further numbers and addresses"), _count(ContactPoint, mine) + _count(Address, mine)),
        (_("Roles in companies"), _count(Affiliation, mine)),
        (_("Words of contacts and notes (day and kind stay, for the figures)"), _count(Interaction, mine)),
        (_("Tasks and appointments"), _count(Task, mine) + _count(Appointment, mine)),
        (_("Where the data came from"), _count(Provenance, mine)),
        (_("Drafts of quotes"), Quote.objects.filter(**mine, status=Status.DRAFT).count()),
        (_("Rows of imported files that were refused"), len(_refused_rows(party))),
        *((str(model._meta.verbose_name_plural), _count(model, mine)) for model in _others()),
    ]
    plan.goes = [Line(what[:1].upper() + what[1:], count) for what, count in counted if count]
    plan.stays = _stays(party)
    return plan


def _count(model: type[models.Model], mine: dict[str, Any]) -> int:
    return sum(model._default_manager.filter(**one).count() for one in _places(model, mine))


def _places(model: type[models.Model], mine: dict[str, Any]) -> list[dict[str, Any]]:
    """The ways in which rows of a table may be this party's: as its own, and as the other end of what joins two."""
    names = {part.name for part in model._meta.concrete_fields}
    found = [mine] if set(mine) <= names else []
    if "person" in mine and OTHER_END in names:
        found.append({OTHER_END: mine["person"]})
    return found


def _stays(party: Party) -> list[Line]:
    today = timezone.localdate()
    years = law.rule("retention.accounting.years", on=today).number
    frozen = Quote.objects.filter(**of(party)).exclude(status=Status.DRAFT)
    last = frozen.order_by("-issued_on").values_list("issued_on", flat=True).first()
    proofs = Consent.objects.filter(**of(party), keep_proof_until__gte=today)
    until = proofs.order_by("-keep_proof_until").values_list("keep_proof_until", flat=True).first()
    lines = [
        Line(
            _("Numbered quotes, frozen as they were sent"),
            frozen.count(),
            _("Accounting documents and their proofs are kept by law (C. com., art. L123-22)."),
            add_months(last, 12 * years) if last else None,
        ),
        Line(
            pgettext("erasure", "Proofs of consent"),
            proofs.count(),
            _("The proof of a consent to be called is kept by law (C. conso., art. R223-2), without a name."),
            until,
        ),
        Line(
            _("Fingerprints on the suppression list"),
            Objection.objects.standing().filter(**of(party)).count(),
            _("So that they are not prospected again; a fingerprint names nobody."),
        ),
        Line(
            _("Lines of the register of rights requests"),
            RightsRequest.objects.filter(**of(party)).count(),
            _("They prove that the request was answered (GDPR, art. 5(2))."),
        ),
    ]
    return [line for line in lines if line.count]


def obstacle(party: Party) -> str:
    """Why it cannot be erased now; empty when nothing is in the way. Two queries."""
    if party.erased_at is not None:
        return "already"
    if isinstance(party, Company) and party.buyer_kind not in {"consumer", "sole_trader"}:
        return "not_natural"
    open_deals = Opportunity.objects.open().filter(**of(party)).exists()
    running = Quote.objects.pending().filter(**of(party)).exists()
    return "in_progress" if open_deals or running else ""


@transaction.atomic
def erase(*, member: Membership, party: Party, confirmation: str, because: str) -> Event:
    """Erase for good. `confirmation` repeats the name of the record. Not undoable. Raises ErasureRefused.

    The row stays, empty and out of every list, so that accounting documents and figures keep what they point to.
    """
    if reason := obstacle(party):
        raise ErasureRefused(reason)
    if " ".join(confirmation.split()).casefold() != " ".join(str(party).split()).casefold():
        raise ErasureRefused("not_confirmed")
    plan = plan_erasure(party)
    _erase_around(party)
    erase_events([party])
    _empty(party)
    PurgeItem.objects.filter(**of(party)).update(
        state=PurgeItem.State.GONE, decided_at=timezone.now(), member=member, kept_because="", kept_until=None
    )
    return record(
        member=member,
        code="privacy.erased",
        subjects=[party],
        after={
            "because": because.strip()[:300],
            "goes": [[line.what, line.count] for line in plan.goes],
            "stays": [[line.what, line.count] for line in plan.stays],
        },
    )


def _erase_around(party: Party) -> None:
    mine, now = of(party), timezone.now()
    _keep_proofs(party)
    RefusedRow.objects.filter(pk__in=_refused_rows(party)).delete()
    Quote.objects.filter(**mine, status=Status.DRAFT).delete()
    Quote.objects.filter(**mine).update(notes="")
    Interaction.objects.filter(**mine).update(text="")
    erased = pgettext("erasure", "Erased")
    Task.objects.filter(**mine, done_at=None, dropped_at=None).update(dropped_at=now)
    Task.objects.filter(**mine).update(title=erased)
    Appointment.objects.filter(**mine, starts_at__gt=now, cancelled_at=None).update(cancelled_at=now)
    Appointment.objects.filter(**mine).update(title=erased, location="")
    if isinstance(party, Company):
        Opportunity.objects.filter(company=party).update(name=erased, custom={})
        OpportunityValue.objects.filter(record__company=party).delete()
    erase_values(party)
    for model in (ContactPoint, Address, Provenance, Affiliation, *_others()):
        for one in _places(model, mine):
            model._default_manager.filter(**one).delete()
    Objection.objects.filter(**mine).update(note="")
    RightsRequest.objects.filter(**mine).update(text="")


def _keep_proofs(party: Party) -> None:
    """A proof that must stay is tied to a fingerprint of the number, not to a name; the others go."""
    today = timezone.localdate()
    phone = str(getattr(party, "phone", ""))
    mark = hashlib.sha256(f"{party.workspace_id}:{phone}".encode()).hexdigest()[:16] if phone else ""
    Consent.objects.filter(**of(party)).exclude(keep_proof_until__gte=today).delete()
    Consent.objects.filter(**of(party)).update(detail=mark)


def _personal_fields(party: Party) -> list[str]:
    return [part.name for part in party._meta.concrete_fields if part.name not in KEPT_FIELDS]


def _empty(party: Party) -> None:
    """Every field that names, back to nothing; those that other rooms add later as well."""
    for name in _personal_fields(party):
        part = party._meta.get_field(name)
        setattr(party, name, part.get_default() if part.has_default() or part.empty_strings_allowed else None)
    label = _("Erased record no. %(number)s") % {"number": party.pk}
    if isinstance(party, Company):
        party.name = party.name_key = label
    elif isinstance(party, Person):
        party.family_name = party.name_key = label
    party.owner = None
    party.erased_at = party.deleted_at = timezone.now()
    party.save()
    forget(COMPANY if isinstance(party, Company) else PERSON, [party.pk])


def _refused_rows(party: Party) -> list[int]:
    """Refused rows of imports that hold their e-mail, their phone however it is written, or their whole name.

    One query, which reads them all: cells are as somebody typed them, and no index finds a number in them.
    """
    email, phone = (str(getattr(party, name, "")).casefold() for name in ("email", "phone"))
    named = (party.given_name, party.family_name) if isinstance(party, Person) else (party.name,)
    words = set(fold(" ".join(named)).split()) if all(named) else set()
    known = Known(email, "".join(one for one in phone if one.isdigit())[-9:], frozenset(words))
    rows = RefusedRow.objects.order_by("pk").values_list("pk", "cells").iterator(chunk_size=2000)
    return [pk for pk, cells in rows if tells_of([str(cell) for cell in cells], known)]


_TREATED: frozenset[str] = frozenset(
    "parties.contactpoint parties.address parties.provenance parties.affiliation agenda.interaction agenda.task "
    "agenda.appointment opportunities.opportunity closing.quote consents.consent consents.objection "
    "privacy.rightsrequest privacy.purgeitem".split()
)


def _others() -> list[type[models.Model]]:
    """Tables of other rooms that belong to a party: what is not known here goes with the person."""
    return [
        model
        for model in apps.get_models()
        if f"{model._meta.app_label}.{model._meta.model_name}" not in _TREATED
        and any(_belongs(part) for part in model._meta.concrete_fields)
    ]


def _belongs(part: models.Field) -> bool:
    if part.name not in {"company", "person"} or part.related_model not in {Company, Person}:
        return False
    return part.remote_field.on_delete is models.CASCADE
