"""From data to PDF by Typst, in this process: no browser, no system font, the same bytes each time.

A compiler is kept for each template: fonts are read once, and what is laid out the same again is not laid out twice.
"""

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from .logo import BadLogo, as_svg
from .rules import typeset

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
"""Templates are named from here: `/sell/closing/typst/quote.typ`."""

SHARED = sorted((Path(__file__).parent / "typst").glob("*.typ"))

FONT_DIR = settings.BASE_DIR / "assets" / "fonts"

ARCHIVAL = "a-3b"
"""The PDF/A level of what is kept; other files can be embedded in it."""


@dataclass(frozen=True, slots=True)
class Template:
    """`version` goes up with each change that shows on paper; a frozen document remembers the one it used."""

    code: str
    path: str
    version: int


class CannotRender(Exception):
    """The template refused its data: a bug of ours, with Typst's own words and the place."""


@cache
def fonts() -> typst.Fonts:
    """Inter from the assets; the serif that Typst carries where they are not there, with a warning."""
    if not any(FONT_DIR.glob("*.ttf")):
        logger.warning("No font in %s: documents fall back to a serif. Run `make assets`.", FONT_DIR)
        return typst.Fonts(include_system_fonts=False)
    return typst.Fonts(include_system_fonts=False, font_paths=[FONT_DIR])


class _Press:
    """A compiler, the sources of its template, and the lock that lets one thread at a time use it."""

    def __init__(self, path: str) -> None:
        self.lock = threading.Lock()
        self.sources = {"main.typ": (ROOT / path.lstrip("/")).read_bytes()}
        self.sources |= {str(shared.relative_to(ROOT)): shared.read_bytes() for shared in SHARED}
        self.compiler = typst.Compiler({**self.sources, "data.json": b"{}"}, font_paths=fonts())

    def print(self, files: dict[str, bytes], standard: str | None) -> bytes:
        with self.lock:
            inputs = {**self.sources, **files}
            return bytes(self.compiler.compile(input=inputs, format="pdf", pdf_standards=standard or [], timestamp=0))


@cache
def _press(path: str) -> _Press:
    return _Press(path)


def render(
    template: Template, data: Mapping[str, Any], *, logo: bytes | None = None, standard: str | None = ARCHIVAL
) -> bytes:
    """The PDF of `data`; the same bytes for the same data, logo and template version.

    `data` holds only what JSON can hold, its amounts already written. A logo that cannot be printed is left out, with
    a warning: a quote must still go out. Raises CannotRender.
    """
    printed = typeset(data, data.get("language", "fr"))
    if logo:
        try:
            return _print(template, printed, as_svg(logo), standard)
        except (BadLogo, CannotRender) as problem:
            logger.warning("The logo was left out: %s", problem)
    return _print(template, printed, None, standard)


def _print(template: Template, printed: Mapping[str, Any], logo: bytes | None, standard: str | None) -> bytes:
    data = json.dumps({**printed, "has_logo": logo is not None}, ensure_ascii=False, sort_keys=True)
    files = {"data.json": data.encode()} | ({"logo.svg": logo} if logo else {})
    try:
        return _press(template.path).print(files, standard)
    except RuntimeError as error:  # TypstError is one
        raise CannotRender(f"{template.code}: {error}") from error
