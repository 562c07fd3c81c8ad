"""Documents as they were given to somebody: rendered once, hashed, never changed.

Glossary: document figé = frozen document.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.foundation.workspaces.models import ScopedModel, scoped


class DocumentFrozen(TypeError):
    """Someone tried to change or delete what was frozen; a new version follows it instead."""


class FrozenQuerySet(models.QuerySet):
    """Reads only. The deletion of a whole workspace goes by the foreign keys, not through here."""

    def update(self, **fields: object) -> int:
        raise DocumentFrozen("a frozen document never changes")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise DocumentFrozen("a frozen document is never deleted alone")

    def bulk_update(self, *args: object, **kwargs: object) -> int:
        raise DocumentFrozen("a frozen document never changes")


class FrozenModel(ScopedModel):
    objects = scoped(FrozenQuerySet)

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise DocumentFrozen("a frozen document never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise DocumentFrozen("a frozen document is never deleted alone")


class Document(FrozenModel):
    """`sha256` and `size` are those of the PDF in `DocumentContent`; `data` is what its template was given."""

    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("number"), max_length=40, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    language = models.CharField(_("language"), max_length=5, default="fr")
    template = models.CharField(max_length=60)
    template_version = models.PositiveSmallIntegerField()
    data = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    frozen_at = models.DateTimeField(_("frozen on"), default=timezone.now)
    # RESTRICT, unlike PROTECT, lets a whole workspace go.
    previous = models.OneToOneField("self", models.RESTRICT, null=True, blank=True, related_name="next")

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["workspace", "kind", "-frozen_at"], name="document_kind")]
        constraints = [
            models.CheckConstraint(condition=models.Q(version__gte=1), name="document_version_from_one"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="document_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def filename(self) -> str:
        """A name that every file system takes: `D-2026-0118-v2.pdf`."""
        base = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in self.number or self.kind)
        return f"{base}-v{self.version}.pdf" if self.version > 1 else f"{base}.pdf"


class DocumentContent(FrozenModel):
    """The bytes, apart so that a list of documents does not read them, in the database so that freezing is one act."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="content")
    pdf = models.BinaryField()

    class Meta:
        verbose_name = _("content of a document")
        verbose_name_plural = _("contents of documents")

    def __str__(self) -> str:
        return f"{self.document_id}"
