"""Find whose time is over: computed every month or when asked, written as a queue that a manager decides on."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from carnet.foundation import law
from carnet.foundation.audit.consultations import drop_consultations
from carnet.foundation.consents.rules import NATURAL
from carnet.foundation.parties.models import Affiliation, Company, Person, Provenance, Stage
from carnet.foundation.workspaces.models import Workspace
from carnet.sell.closing.models import Quote, Status

from . import rules, values
from .models import PurgeItem
from .queries import settings_of

CHUNK = 1000
CUSTOMERS = frozenset({Stage.CUSTOMER, Stage.FORMER})
Party = Company | Person


def scan(workspace: Workspace, *, today: date | None = None) -> int:
    """Bring the queue up to date; returns how many lines it holds. Also drops what the log of looks may not keep,
    and counts the values of own fields that are past the term of their field.

    People, companies that are one (consumers, sole traders), and all whom a rented list brought. A line whose record
    got a new contact from them leaves the queue. Each chunk of a thousand is a transaction of its own: a killed scan
    is simply run again.
    """
    day = today or timezone.localdate()
    for model in (Person, Company):
        for chunk in _chunks(_candidates(model, day)):
            _judge(model, chunk, day)
        for chunk in _chunks(_rented(model, day)):
            _list_rented(model, chunk)
    _unlist(day)
    months = law.rule("retention.consultation_log.months", on=day).number
    drop_consultations(before=rules.add_months(day, -months))
    settings = settings_of(workspace)
    settings.scanned_at = timezone.now()
    settings.values_due = values.tally(day)
    settings.save()
    return PurgeItem.objects.filter(state=PurgeItem.State.DUE).count()


def _years(day: date) -> tuple[int, int]:
    """For a prospect, for a customer."""
    prospect = law.rule("retention.prospect.years", on=day).number
    return prospect, law.rule("retention.customer_prospecting.years", on=day).number


def _candidates(model: type[Party], day: date) -> QuerySet[Any]:
    """Those who could be due: collected before the limit, and silent since. What each is due is judged in Python."""
    limit = rules.add_months(day, -12 * min(_years(day)))
    field = str(model._meta.model_name)
    collected = Provenance.objects.filter(**{field: OuterRef("pk")}, field="", collected_on__lt=limit)
    rows = model.objects.filter(erased_at=None).filter(Q(created_at__date__lt=limit) | Exists(collected))
    rows = rows.filter(Q(last_inbound_at=None) | Q(last_inbound_at__date__lt=limit))
    return rows.filter(buyer_kind__in=NATURAL) if model is Company else rows


def _rented(model: type[Party], day: date) -> QuerySet[Any]:
    """Those of a rented list whose rent is over, who neither came back nor became customers: no basis is left."""
    field = str(model._meta.model_name)
    whole = Provenance.objects.filter(**{field: OuterRef("pk")}, field="")
    over, other = whole.filter(keep_until__lt=day), whole.exclude(keep_until__lt=day)
    listed = PurgeItem.objects.filter(**{field: OuterRef("pk")})
    rows = model.objects.filter(Exists(over), ~Exists(other), ~Exists(listed), erased_at=None, last_inbound_at=None)
    return rows.exclude(stage__in=CUSTOMERS)


@transaction.atomic
def _list_rented(model: type[Party], chunk: Sequence[Any]) -> None:
    field = str(model._meta.model_name)
    rows = Provenance.objects.filter(**{f"{field}__in": [row.pk for row in chunk]}, field="")
    until = dict(rows.values_list(f"{field}_id").annotate(last=Max("keep_until")))
    PurgeItem.objects.bulk_create(
        [
            PurgeItem(**{field: row}, since=rules.Since.RENTED, base_on=until[row.pk], due_on=until[row.pk])
            for row in chunk
        ]
    )


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


@transaction.atomic
def _judge(model: type[Party], chunk: Sequence[Any], day: date) -> None:
    field = str(model._meta.model_name)
    ids = [row.pk for row in chunk]
    prospect, customer = _years(day)
    collected = _first(Provenance.objects.filter(**{f"{field}__in": ids}, field=""), field)
    sold, buying = _sales(model, ids)
    known = {getattr(item, f"{field}_id"): item for item in PurgeItem.objects.filter(**{f"{field}__in": ids})}
    made = []
    for row in chunk:
        is_customer = row.stage in CUSTOMERS or row.pk in buying
        term = rules.term(
            collected_on=min(filter(None, (collected.get(row.pk), timezone.localtime(row.created_at).date()))),
            inbound_on=timezone.localtime(row.last_inbound_at).date() if row.last_inbound_at else None,
            sold_on=sold.get(row.pk),
            years=customer if is_customer else prospect,
        )
        item = known.get(row.pk)
        if term.due_on >= day:
            if item and item.state == PurgeItem.State.DUE:
                item.delete()
        elif item is None:
            made.append(
                PurgeItem(
                    **{field: row}, since=term.since, base_on=term.base_on, due_on=term.due_on, is_customer=is_customer
                )
            )
    PurgeItem.objects.bulk_create(made)


def _first(rows: QuerySet[Provenance], field: str) -> dict[int, date]:
    found = rows.values_list(f"{field}_id").annotate(first=Min("collected_on"))
    return dict(found)


def _sales(model: type[Party], ids: list[int]) -> tuple[dict[int, date], set[int]]:
    """The last accepted quote of each, through the company for a person; and who belongs to a customer."""
    accepted = Quote.objects.filter(status=Status.ACCEPTED)
    if model is Company:
        return dict(accepted.filter(company__in=ids).values_list("company_id").annotate(last=Max("closed_on"))), set()
    roles = Affiliation.objects.filter(person__in=ids).values_list("person_id", "company_id", "company__stage")
    pairs = list(roles)
    companies = {company for _person, company, _stage in pairs}
    last = dict(accepted.filter(company__in=companies).values_list("company_id").annotate(last=Max("closed_on")))
    own = dict(accepted.filter(person__in=ids).values_list("person_id").annotate(last=Max("closed_on")))
    sold: dict[int, date] = dict(own)
    for person, company, _stage in pairs:
        if company in last:
            sold[person] = max(sold.get(person, date.min), last[company])
    return sold, {person for person, _company, stage in pairs if stage in CUSTOMERS}


def _unlist(day: date) -> None:
    """Lines whose person has come back since, or is gone already."""
    limit = rules.add_months(day, -12 * min(_years(day)))
    for field in ("company", "person"):
        back = Q(**{f"{field}__last_inbound_at__date__gte": limit})
        gone = Q(**{f"{field}__erased_at__isnull": False})
        PurgeItem.objects.filter(back | gone, state=PurgeItem.State.DUE).delete()
