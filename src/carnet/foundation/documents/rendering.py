"""From data to PDF by Typst, in this process: no browser, no system font, the same bytes each time.

A compiler is kept for each template, so that fonts are read once and laid-out lines are reused.
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
    """A compiler and the lock that lets one thread at a time use it."""

    def __init__(self, path: str) -> None:
        self.lock = threading.Lock()
        self.compiler = typst.Compiler(ROOT / path.lstrip("/"), root=ROOT, font_paths=fonts())

    def print(self, inputs: dict[str, str], standard: str | None) -> bytes:
        with self.lock:
            return bytes(
                self.compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=standard or [], timestamp=0)
            )


@cache
def _press(path: str) -> _Press:
    return _Press(path)


def render(
    template: Template, data: Mapping[str, Any], *, logo: bytes | None = None, standard: str | None = ARCHIVAL
) -> bytes:
    """The PDF of `data`; the same bytes for the same data, logo and template version.

    `data` holds only what JSON can hold, its amounts already written. Raises CannotRender.
    """
    inputs = {"data": json.dumps(typeset(data, data.get("language", "fr")), ensure_ascii=False, sort_keys=True)}
    if logo:
        try:
            inputs["logo"] = as_svg(logo)
        except BadLogo as problem:
            # The name in letters stands in for a picture that cannot be read: a quote must still go out.
            logger.warning("The logo was left out: %s", problem)
    try:
        return _press(template.path).print(inputs, standard)
    except typst.TypstError as error:
        raise CannotRender(f"{template.code}: {error}") from error
