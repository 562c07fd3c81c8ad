"""Tags (étiquettes): free words that a team puts on companies and people to find them again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import ScopedModel


class Tag(ScopedModel):
    """`key` is the folded name: « Salon 2026 » and « salon 2026 » are one tag. `tone` is the colour it is shown in."""

    class Tone(models.TextChoices):
        PLAIN = "", pgettext_lazy("colour", "Plain")
        INFO = "info", pgettext_lazy("colour", "Blue")
        OK = "ok", pgettext_lazy("colour", "Green")
        WARN = "warn", pgettext_lazy("colour", "Amber")
        BAD = "bad", pgettext_lazy("colour", "Red")

    name = models.CharField(_("name"), max_length=40)
    key = models.CharField(max_length=40, editable=False)
    tone = models.CharField(_("colour"), max_length=4, choices=Tone, blank=True, default=Tone.PLAIN)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="tag_once"),
            models.CheckConstraint(condition=~Q(key=""), name="tag_named"),
        ]

    def __str__(self) -> str:
        return self.name


class CompanyTag(ScopedModel):
    company = models.ForeignKey(Company, models.CASCADE, related_name="tag_links", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="company_links", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "tag"], name="company_tag_once")]
        indexes = [models.Index(fields=["tag", "company"], name="company_tag")]


class PersonTag(ScopedModel):
    person = models.ForeignKey(Person, models.CASCADE, related_name="tag_links", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="person_links", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "tag"], name="person_tag_once")]
        indexes = [models.Index(fields=["tag", "person"], name="person_tag")]
