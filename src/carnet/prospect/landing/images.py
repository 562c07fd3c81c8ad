"""A picture that someone uploads: checked and drawn anew, so that nothing of the file itself reaches a visitor."""

from hashlib import sha256
from io import BytesIO
from typing import IO

from django.utils import timezone

from .models import Page, PageImage

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
WIDEST = 1280
SMALL_ENOUGH = 110_000
"""Bytes: a quarter of a second on a telephone."""
QUALITIES = (80, 70, 60, 50, 40)


class ImageRefused(ValueError):
    """`reason`: too_heavy, not_a_picture, too_large (in pixels)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def store_image(page: Page, file: IO[bytes], size: int) -> PageImage:
    """The picture as WebP, 1 280 points wide at most, without its metadata (such as the place). Raises ImageRefused."""
    if size > MOST_BYTES:
        raise ImageRefused("too_heavy")
    content, width, height = redraw(file.read(MOST_BYTES + 1))
    return PageImage.objects.create(
        page=page, content=content, width=width, height=height, digest=sha256(content).hexdigest(), at=timezone.now()
    )


def redraw(given: bytes) -> tuple[bytes, int, int]:
    """WebP bytes, width and height. Raises ImageRefused."""
    # Here and not above: only who uploads a picture needs the library in memory.
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(given), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ImageRefused("too_large")
            opened.load()
            upright = ImageOps.exif_transpose(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, ImageRefused):
            raise
        raise ImageRefused("not_a_picture") from error
    drawn = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    drawn.thumbnail((WIDEST, WIDEST * 2))
    content = b""
    for quality in QUALITIES:
        out = BytesIO()
        drawn.save(out, "WEBP", quality=quality, method=4)
        content = out.getvalue()
        if len(content) <= SMALL_ENOUGH:
            break
    return content, drawn.width, drawn.height
