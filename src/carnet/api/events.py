"""How the acts of this room read in the history. A withdrawn key stays withdrawn: one makes another."""

from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence


@sentence("api.key_made")
def _made(event: Event) -> Sentence:
    return Sentence(title=_("Key made for a program: %(name)s") % {"name": (event.after or {}).get("name", "")})


@sentence("api.key_revoked")
def _revoked(event: Event) -> Sentence:
    title = _("Key of a program withdrawn: %(name)s") % {"name": (event.after or {}).get("name", "")}
    return Sentence(title=title, tone="warn")
