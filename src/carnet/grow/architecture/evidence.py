"""What the architecture says for C13.1: what was chosen to be kept, and whether it is treated as the GDPR wants."""

from typing import cast

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carnet.foundation.documents.models import Document
from carnet.foundation.fields.models import Field
from carnet.foundation.fields.rules.definitions import PREFIX, Holder
from carnet.foundation.parties.models import Company, CompanyValue, Person, Provenance, Stage
from carnet.foundation.workspaces.models import Workspace
from carnet.referential.evidence import Evidence, Link, State, evidence

from .models import Register
from .rules import SHARE, choice_state, lawful_state

FOLLOWED = (Stage.WARM, Stage.HOT, Stage.CUSTOMER)
"""The stages at which one works with a company: there the file has to say who it is."""


def _link(label: Promise, name: str, workspace: Workspace) -> Link:
    return Link(label, reverse(f"architecture:{name}", kwargs={"workspace": workspace.slug}))


@evidence("B3-C13.1-1")
def what_is_kept_serves_the_follow_up(workspace: Workspace) -> Evidence:
    """Which own fields are filled in for the companies one works with, and are values brought up to date?

    Four queries.
    """
    fields = list(Field.objects.in_use().filter(holder=Holder.COMPANY))
    followed = Company.objects.present().filter(stage__in=FOLLOWED)
    total = followed.count()
    counts = dict(
        CompanyValue.objects.filter(record__in=followed, field__in=fields)
        .values("field_id")
        .annotate(count=Count("record_id", distinct=True))
        .values_list("field_id", "count")
    )
    serving = [field for field in fields if total and counts.get(field.pk, 0) / total >= SHARE]
    again = Provenance.objects.filter(company__isnull=False, field__startswith=PREFIX).values("company_id", "field")
    renewed = again.annotate(times=Count("pk")).filter(times__gt=1).count()
    facts = (
        _n(_("{part} own fields say what is to be known of a company."), part=len(fields)),
        _n(_("{part} of them are filled in for half or more of the {total} companies in follow-up: {names}."),
           part=len(serving), total=total, names=", ".join(field.label for field in serving) or "—"),
        _n(_("{part} values were brought up to date since they were first written."), part=renewed),
    )  # fmt: skip
    state = choice_state(serving=len(serving), in_use=len(fields), renewed=renewed, followed=total)
    return Evidence(State(state), facts, (_link(_("Architecture of the file"), "home", workspace),))


@evidence("B3-C13.1-2")
def what_is_kept_is_treated_lawfully(workspace: Workspace) -> Evidence:
    """Does each datum have its reasons, its readers and its term, is its term kept, and is the register told?

    Five queries.
    """
    fields = list(Field.objects.in_use())
    delicate = [field for field in fields if field.sensitivity == Field.Sensitivity.DELICATE]
    exposed = [field for field in delicate if not field.roles]
    overdue = Provenance.objects.filter(field__startswith=PREFIX, keep_until__lt=timezone.localdate()).count()
    people = Person.objects.present().aggregate(
        total=Count("pk", distinct=True), traced=Count("pk", distinct=True, filter=Q(provenances__field=""))
    )
    register = Register.objects.filter(workspace=workspace).first()
    is_told = bool(register and register.representative)
    frozen = Document.objects.filter(kind="architecture.register").count()
    facts = (
        _n(_("{part} own fields, each with its purpose, its legal basis and its term."), part=len(fields)),
        _n(_("{part} delicate fields, of which {exposed} can be seen by everybody."),
           part=len(delicate), exposed=len(exposed)),
        _n(_("{part} values are past their term."), part=overdue),
        _n(_("{part} of {total} people say where their data come from."), part=people["traced"], total=people["total"]),
        _("The register names who answers for the file.") if is_told
        else _("The register does not name who answers for the file."),
        _n(_("The record of processing was frozen {part} times."), part=frozen),
    )  # fmt: skip
    state = lawful_state(
        in_use=len(fields),
        exposed=len(exposed),
        overdue=overdue,
        traced=people["traced"] / people["total"] if people["total"] else 0.0,
        is_told=is_told,
        is_frozen=bool(frozen),
    )
    links = (
        _link(_("Record of processing"), "register", workspace),
        _link(_("Architecture of the file"), "home", workspace),
    )
    return Evidence(State(state), facts, links)


def _n(sentence: Promise, **values: object) -> str | Promise:
    """A fact that is put into words in the language of whoever reads it."""
    return format_lazy(cast("str", sentence), **values)
