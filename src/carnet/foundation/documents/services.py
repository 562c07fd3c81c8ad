"""Freeze a document; check that it is still the one that was frozen."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .models import Document, DocumentContent
from .rendering import ARCHIVAL, Template, render
from .rules import typeset


@transaction.atomic
def freeze(
    *,
    member: Membership,
    kind: str,
    template: Template,
    data: Mapping[str, Any],
    title: str,
    number: str = "",
    language: str = "fr",
    previous: Document | None = None,
    logo: bytes | None = None,
    standard: str | None = ARCHIVAL,
) -> Document:
    """Render and keep. In the transaction of the act that sends it: both happen, or neither.

    Raises CannotRender. Four inserts.
    """
    printed = typeset(dict(data), language)
    pdf = render(template, printed, logo=logo, standard=standard)
    document = Document.objects.create(
        workspace_id=member.workspace_id,
        kind=kind,
        title=title[:200],
        number=number,
        version=previous.version + 1 if previous else 1,
        language=language,
        template=template.code,
        template_version=template.version,
        data=printed,
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        previous=previous,
    )
    DocumentContent.objects.create(workspace_id=member.workspace_id, document=document, pdf=pdf)
    after = {"kind": kind, "number": number, "version": document.version, "sha256": document.sha256}
    record(member=member, code="documents.frozen", subjects=[document], after=after)
    return document
