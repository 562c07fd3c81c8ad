"""The dossier of one person as a PDF that they can read. Not frozen: what is answered is proved by its fingerprint."""

import hashlib
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carnet.foundation.audit.consultations import consulted
from carnet.foundation.audit.models import Consultation, Event
from carnet.foundation.audit.services import record
from carnet.foundation.documents.frame import frame
from carnet.foundation.documents.rendering import Template, render
from carnet.foundation.parties.models import Party
from carnet.foundation.ui.templatetags.carnet import day
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller

from .dossier import Section
from .queries import settings_of

TEMPLATE = Template("privacy.dossier", "/grow/privacy/typst/dossier.typ", 1)


def dossier_pdf(party: Party, sections: Sequence[Section], member: Membership) -> bytes:
    """Raises CannotRender."""
    today = timezone.localdate()
    identity = seller(member.workspace)
    contact = settings_of(member.workspace).contact or identity["email"]
    title = _("Your personal data")
    data = {
        **frame(identity, title=title, language=get_language() or "fr", on=today),
        "subject": str(party),
        "lede": _("What %(seller)s holds about you on %(day)s, as the GDPR (art. 15) gives you the right to know.")
        % {"seller": identity["legal_name"], "day": day(today)},
        "contact": _("Questions and requests: %(contact)s") % {"contact": contact} if contact else "",
        "sections": [
            {
                "title": section.title,
                "head": [str(one) for one in section.head],
                "rows": [[str(cell) for cell in row] for row in section.rows],
                "note": str(section.note),
            }
            for section in sections
        ],
    }
    return render(TEMPLATE, data, logo=identity["logo"] or None)


def told_exported(*, member: Membership, party: Party, content: bytes, form: str) -> Event:
    """Remember that the dossier went out: who, when, and the fingerprint of what."""
    consulted(member, party, Consultation.Act.EXPORTED)
    digest = hashlib.sha256(content).hexdigest()
    return record(member=member, code="privacy.exported", subjects=[party], after={"form": form, "sha256": digest})
