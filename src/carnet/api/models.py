"""What a program shows to act in a member's name."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped

from .rules import SHOWN


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def standing(self) -> "ApiKeyQuerySet":
        """Neither withdrawn nor past its last day."""
        today = timezone.localdate()
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today), revoked_at=None)


class ApiKey(ScopedModel):
    """A program acts as `member`, never with more rights, and with `is_read_only` it changes nothing.

    Only the key's hash is kept: a stolen database opens no door. `start` is what its owner recognises it by.
    """

    member = models.ForeignKey(Membership, models.CASCADE, related_name="+", verbose_name=_("who"))
    name = models.CharField(_("what it is for"), max_length=80)
    start = models.CharField(max_length=SHOWN, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    is_read_only = models.BooleanField(_("may only read"), default=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_on = models.DateField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = scoped(ApiKeyQuerySet)

    class Meta:
        verbose_name = _("key of a program")
        verbose_name_plural = _("keys of programs")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.start}… {self.name}"
