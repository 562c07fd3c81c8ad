"""An old address of a record that was merged leads to the one that stays."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from carnet.foundation.parties.models import Company, Party
from carnet.foundation.ui.responses import see_other, toast
from carnet.grow.duplicates.queries import survivor_of

from .companies import address


def to_survivor(request: HttpRequest, model: type[Party], pk: int) -> HttpResponse:
    """Raises Http404 where there never was such a record, or it is gone for good."""
    survivor = survivor_of(model, pk)
    if survivor is None:
        raise Http404
    toast(request, _("The record that you asked for was merged into this one."))
    return see_other(request, address(request, "company" if model is Company else "person", survivor))
