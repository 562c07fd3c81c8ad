"""What a proof of origin may be, told from its first bytes and never from its name. Pure."""

_MARKS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


class BadProof(ValueError):
    """Neither a PDF nor a picture nor plain text."""


def media_type(data: bytes) -> str:
    """PDF, PNG, JPEG, or text (a mail saved as text is one). Raises BadProof."""
    for mark, kind in _MARKS:
        if data.startswith(mark):
            return kind
    if not data.strip() or b"\x00" in data:
        raise BadProof
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadProof from error
    return "text/plain"
