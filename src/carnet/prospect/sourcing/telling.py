"""Write the notices that concern the companies of a workspace."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from carnet.foundation.audit.services import record
from carnet.foundation.parties.models import Company

from .models import Doubt
from .notices import Notice
from .queries import SIZE


@transaction.atomic
def tell(notices: Mapping[str, Sequence[Notice]], *, file: str) -> int:
    """Add a doubt for each notice that is new to the open workspace; how many. A notice told before adds nothing."""
    made: list[Doubt] = []
    sirens = list(notices)
    for start in range(0, len(sirens), SIZE):
        rows = list(Company.objects.present().filter(siren__in=sirens[start : start + SIZE]).order_by("pk"))
        told = Doubt.objects.filter(company__in=rows).values_list("company_id", "kind", "key")
        known = set(told)
        made += [
            Doubt(
                company=row,
                kind=notice.kind,
                since=notice.on,
                source=f"BODACC, {notice.on:%d/%m/%Y}",
                detail=notice.text,
                url=notice.url,
                key=notice.key,
            )
            for row in rows
            for notice in notices[row.siren]
            if (row.pk, notice.kind, notice.key) not in known
        ]
    Doubt.objects.bulk_create(made, batch_size=500)
    if made:
        companies = {doubt.company_id: doubt.company for doubt in made}
        after = {"count": len(made), "file": file[:200]}
        record(member=None, code="sourcing.notices_read", subjects=companies.values(), after=after)
    return len(made)
