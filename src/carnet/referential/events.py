"""How the acts of this room read in a timeline."""

from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence

from .services import CHOSEN


@sentence(CHOSEN)
def _chosen(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("Référentiel chosen: %(title)s") % {"title": after.get("title") or after.get("slug", "")})
