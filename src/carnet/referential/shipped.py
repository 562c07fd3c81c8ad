"""The référentiels that come with Carnet, parsed once per process. No Django."""

import hashlib
from functools import cache
from importlib.resources import files

from .reading import read
from .rules import Referential
from .schema import build

DEFAULT = ("attache-commercial", "1")


@cache
def shipped_keys() -> tuple[tuple[str, str], ...]:
    """(slug, version) of each file of the package, the default one first."""
    folders = [folder for folder in (files(__package__) / "data").iterdir() if folder.is_dir()]
    found = {(folder.name, file.name.removesuffix(".yaml")) for folder in folders for file in folder.iterdir()}
    return (DEFAULT, *sorted(found - {DEFAULT}))


@cache
def shipped_bytes(slug: str, version: str) -> bytes:
    return (files(__package__) / "data" / slug / f"{version}.yaml").read_bytes()


def shipped(slug: str = DEFAULT[0], version: str = DEFAULT[1]) -> Referential:
    """Always the same object for the same key: `is` tells whether a workspace reads the shipped text."""
    return _parsed(slug, version)


@cache
def _parsed(slug: str, version: str) -> Referential:
    data = shipped_bytes(slug, version)
    return build(read(data), slug, version, hashlib.sha256(data).hexdigest())
