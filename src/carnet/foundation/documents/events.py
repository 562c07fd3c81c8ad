"""How documents read in a timeline."""

from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence


@sentence("documents.frozen")
def frozen(event: Event) -> Sentence:
    after = event.after or {}
    title = _("Document %(number)s frozen") % {"number": after.get("number", "")}
    text = _("Fingerprint SHA-256: %(hash)s…") % {"hash": after.get("sha256", "")[:16]}
    return Sentence(title=title, text=text, tag=f"v{after.get('version', 1)}")
