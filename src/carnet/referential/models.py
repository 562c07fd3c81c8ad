"""Référentiels loaded beside the shipped one, a workspace's choice among them, and the marks last computed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from carnet.foundation.workspaces.models import ScopedModel, Workspace

from .registry import State


class LoadedReferential(models.Model):
    """A référentiel brought by a certifier, for the whole site. A version never changes: another one follows it."""

    slug = models.SlugField(_("identifier"), max_length=60)
    version = models.CharField(_("version"), max_length=40)
    sha256 = models.CharField(max_length=64, editable=False)
    source = models.TextField(_("YAML text"), editable=False)
    loaded_at = models.DateTimeField(_("loaded on"), auto_now_add=True)

    class Meta:
        verbose_name = _("loaded référentiel")
        verbose_name_plural = _("loaded référentiels")
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="loaded_referential_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class WorkspaceReferential(ScopedModel):
    """Which référentiel a workspace reads; without a row, the shipped one. `sha256` pins the very text chosen."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="referential_choice", editable=False)
    slug = models.SlugField(_("identifier"), max_length=60)
    version = models.CharField(_("version"), max_length=40)
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("choice of a référentiel")
        verbose_name_plural = _("choices of a référentiel")

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class EvidenceMark(ScopedModel):
    """What a check last found. `criterion` is the shipped code, whichever référentiel the workspace reads.

    `facts` is {language: [sentence]}, `links` is [{"label": {language: text}, "url": …}]. Made again at will:
    nothing is lost with it.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="evidence_marks", editable=False)
    criterion = models.CharField(_("criterion"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=[(state.value, state.value) for state in State])
    facts = models.JSONField(default=dict)
    links = models.JSONField(default=list)
    computed_at = models.DateTimeField(_("read on"))

    class Meta:
        verbose_name = _("evidence mark")
        verbose_name_plural = _("evidence marks")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "criterion"], name="evidence_mark_once_per_criterion"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="evidence_mark_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.state}"
