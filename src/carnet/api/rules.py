"""Keys of programs: how one is written, and what is kept of it. Pure."""

import secrets
from hashlib import sha256

PREFIX = "carnet_"
SHOWN = len(PREFIX) + 6
"""Letters of a key by which its owner recognises it; the rest is never shown again."""


def new_token() -> str:
    """256 random bits behind a word by which a leaked key is found."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept: from it the key cannot be found again. A plain hash does, there being nothing to guess."""
    return sha256(token.encode()).hexdigest()


def bearer(header: str) -> str:
    """The key of an `Authorization: Bearer …` header; empty when there is none."""
    scheme, _space, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
