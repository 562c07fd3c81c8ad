"""The fields that a workspace adds to its file, the versions of their set, and the base of what finds their values."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.workspaces.models import Membership, ScopedModel, Workspace, scoped

from .rules import definitions as rules


class Source(models.TextChoices):
    ENTERED = "entered", pgettext_lazy("source", "Entered by hand")
    IMPORT = "import", pgettext_lazy("source", "Imported file")
    SIRENE = "sirene", pgettext_lazy("source", "Insee, Sirene")
    FORM = "form", pgettext_lazy("source", "Online form")
    PERSON = "person", pgettext_lazy("source", "Told by the person")
    WEBSITE = "website", pgettext_lazy("source", "Public website")


class LegalBasis(models.TextChoices):
    """GDPR, art. 6(1), those a sales file can rest on."""

    INTEREST = "interest", pgettext_lazy("basis", "Legitimate interest")
    CONTRACT = "contract", pgettext_lazy("basis", "Contract")
    CONSENT = "consent", pgettext_lazy("basis", "Consent")
    DUTY = "duty", pgettext_lazy("basis", "Legal obligation")


class FieldQuerySet(models.QuerySet["Field"]):
    def in_use(self) -> "FieldQuerySet":
        return self.filter(archived_at=None)


class Field(ScopedModel):
    """One datum that the workspace chose to keep, with its reasons. An archived field keeps its values, unseen.

    `choices`: `[{"code", "label", "is_archived"}]`. `roles`: who sees it, everybody when empty. `required_at`: the
    stages that ask for it, `{"stages": [...]}`, or `{"pipelinestage_ids": [...], "stages": ["won"]}` of a deal.
    """

    class Holder(models.TextChoices):
        COMPANY = "company", _("Companies")
        PERSON = "person", _("People")
        OPPORTUNITY = "opportunity", _("Deals")

    class Kind(models.TextChoices):
        TEXT = "text", pgettext_lazy("kind of field", "Text")
        NUMBER = "number", pgettext_lazy("kind of field", "Number")
        MONEY = "money", pgettext_lazy("kind of field", "Amount in euros")
        DATE = "date", pgettext_lazy("kind of field", "Date")
        CHOICE = "choice", pgettext_lazy("kind of field", "One choice")
        CHOICES = "choices", pgettext_lazy("kind of field", "Several choices")
        YES_NO = "yes_no", pgettext_lazy("kind of field", "Yes or no")
        LINK = "link", pgettext_lazy("kind of field", "Link")
        PERSON = "person", pgettext_lazy("kind of field", "Person of the file")

    class Since(models.TextChoices):
        """The fact from which the months are counted."""

        COLLECTED = "collected", pgettext_lazy("retention", "the day it was collected")
        CONTACT = "contact", pgettext_lazy("retention", "the last contact coming from the person")
        RELATION = "relation", pgettext_lazy("retention", "the end of the business relation")

    class Sensitivity(models.TextChoices):
        ORDINARY = "ordinary", pgettext_lazy("sensitivity", "About the business")
        PERSONAL = "personal", pgettext_lazy("sensitivity", "Personal data")
        DELICATE = "delicate", pgettext_lazy("sensitivity", "Delicate personal data")

    holder = models.CharField(_("kept on"), max_length=11, choices=Holder)
    code = models.CharField(_("code"), max_length=rules.LONGEST_CODE)
    label = models.CharField(_("label"), max_length=60)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    help = models.CharField(_("help"), max_length=200, blank=True)
    purpose = models.CharField(_("purpose"), max_length=300)
    basis = models.CharField(_("legal basis"), max_length=10, choices=LegalBasis, default=LegalBasis.INTEREST)
    retention_months = models.PositiveSmallIntegerField(_("kept for (months)"), default=36)
    retention_from = models.CharField(_("counted from"), max_length=9, choices=Since, default=Since.CONTACT)
    source = models.CharField(_("usual source"), max_length=10, choices=Source, default=Source.PERSON)
    sensitivity = models.CharField(_("sensitivity"), max_length=8, choices=Sensitivity, default=Sensitivity.ORDINARY)
    roles = models.JSONField(_("who sees it"), default=list, blank=True)
    required_at = models.JSONField(_("required at"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = scoped(FieldQuerySet)

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        ordering = ["holder", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "holder", "code"], name="field_code_once"),
            models.CheckConstraint(condition=~Q(label="") & ~Q(code=""), name="field_named"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in rules.Kind]), name="field_kind_known"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def definition(self) -> rules.Definition:
        stages = self.required_at if isinstance(self.required_at, dict) else {}
        required = [*stages.get("stages", []), *stages.get("pipelinestage_ids", [])]
        return rules.Definition(
            id=self.pk,
            holder=rules.Holder(self.holder),
            code=self.code,
            label=self.label,
            kind=rules.Kind(self.kind),
            choices=tuple(_choice(one) for one in self.choices if isinstance(one, dict)),
            help=self.help,
            roles=frozenset(self.roles),
            required_at=frozenset(str(stage) for stage in required),
            purpose=self.purpose,
            basis=self.basis,
            retention_months=self.retention_months,
            retention_from=self.retention_from,
            sensitivity=self.sensitivity,
            source=self.source,
        )


def _choice(told: dict[str, object]) -> rules.Choice:
    return rules.Choice(str(told.get("code", "")), str(told.get("label", "")), bool(told.get("is_archived")))


class Version(ScopedModel):
    """One state of the set. `changes`: what differs from the one before; `fields`: every field as it then was."""

    number = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    changes = models.JSONField(default=list)
    fields = models.JSONField(default=list)

    class Meta:
        verbose_name = _("version of the architecture")
        verbose_name_plural = _("versions of the architecture")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["workspace", "number"], name="field_version_once")]

    def __str__(self) -> str:
        return f"v{self.number}"


class FieldValue(ScopedModel):
    """By what a value is found and sorted; the value itself stands in its record's `custom`. Several for many choices.

    A record's room makes it concrete, with the foreign key `record` and the indexes of `value_indexes`.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", editable=False, db_index=False)
    field = models.ForeignKey(Field, models.CASCADE, related_name="+", db_index=False)
    text = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001 - null: kept out of the index of texts
    number = models.FloatField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def value_indexes(prefix: str) -> list[models.Index]:
    """One for each column, only of the rows that fill it, and one that leads from a record to its values."""
    filled = {name: Q(**{f"{name}__isnull": False}) for name in ("text", "number", "day", "person")}
    return [
        *(
            models.Index(fields=["field", name, "record"], name=f"{prefix}_{name}", condition=filled[name])
            for name in ("text", "number", "day")
        ),
        models.Index(fields=["record", "field"], name=f"{prefix}_record"),
        models.Index(fields=["person"], name=f"{prefix}_person", condition=filled["person"]),
    ]


def new_stamp() -> str:
    """Of a set just changed: a process that remembers the former one sees that it is no longer the set."""
    return secrets.token_hex(8)
