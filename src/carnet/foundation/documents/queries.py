"""Read documents back."""

import hashlib
from dataclasses import dataclass

from .models import Document, DocumentContent


@dataclass(frozen=True, slots=True)
class Verification:
    """`found` is the hash of the bytes kept today; empty when they are gone."""

    is_intact: bool
    found: str


def verify(document: Document) -> Verification:
    """Hash the kept bytes again. One query."""
    content = DocumentContent.objects.filter(document=document).first()
    if content is None:
        return Verification(is_intact=False, found="")
    found = hashlib.sha256(content.pdf).hexdigest()
    return Verification(is_intact=found == document.sha256 and len(content.pdf) == document.size, found=found)


def with_content(pk: int) -> Document | None:
    """The document and its bytes, None when there is none here. One query."""
    return Document.objects.select_related("content").filter(pk=pk).first()
