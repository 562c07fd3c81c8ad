"""How what is read of the deals reads in the history."""

from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence


@sentence("pipeline.list_exported")
def _exported(_event: Event) -> Sentence:
    return Sentence(title=_("List of deals exported"))
