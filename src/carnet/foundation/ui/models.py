"""What a member keeps of the interface: their saved views of lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from carnet.foundation.workspaces.models import Membership, ScopedModel


class SavedView(ScopedModel):
    """A list's filter, sort and columns under a name; `query` is the address's query string, so it can be shared."""

    list_code = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    member = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    is_shared = models.BooleanField(_("shared with the team"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "member", "list_code", "name"], name="saved_view_once_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
