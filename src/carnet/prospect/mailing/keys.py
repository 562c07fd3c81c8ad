"""Passwords sealed with the key of this server, and the public key of a message made from its secret token."""

import base64
import hashlib
from typing import Any

from django.conf import settings


def key_of(token: str) -> str:
    """What may be seen of a token: who knows it cannot unsubscribe anybody."""
    return hashlib.sha256(f"carnet.mailing:{token}".encode()).hexdigest()[:24]


def _fernet() -> Any:
    # Loaded by the few who seal or send: no page of the workshop needs it.
    from cryptography.fernet import Fernet

    digest = hashlib.sha256(f"carnet.mailing.secret:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def seal(secret: str) -> str:
    return str(_fernet().encrypt(secret.encode()).decode())


def unseal(sealed: str) -> str | None:
    """None where it was sealed with another server's key: it has to be typed again."""
    from cryptography.fernet import InvalidToken

    try:
        return str(_fernet().decrypt(sealed.encode()).decode())
    except InvalidToken:
        return None
