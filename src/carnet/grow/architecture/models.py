"""What the register of processing says that no row of the file can say by itself (GDPR, art. 30)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from carnet.foundation.workspaces.models import ScopedModel, Workspace


class Register(ScopedModel):
    """One per workspace; what is empty is said from the rows, or as not told."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+", editable=False)
    representative = models.CharField(_("who answers for the file"), max_length=200, blank=True)
    officer = models.CharField(_("data protection officer"), max_length=200, blank=True)
    recipients = models.TextField(_("recipients outside the team"), blank=True)
    transfers = models.TextField(_("transfers outside the European Union"), blank=True)
    security = models.TextField(_("security measures of the company"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("register of processing")
        verbose_name_plural = _("registers of processing")
