"""A PNG or JPEG of a sensible size as text, since the files that Typst is given must be text.

An SVG may carry a picture, but none is taken from outside: it could name files of the server.
"""

import base64
import struct

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
# Start-of-frame markers of JPEG, which carry the size; C4, C8 and CC of that range mean other things.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
LARGEST = 10_000


class BadLogo(ValueError):
    """Neither a PNG nor a JPEG whose size can be read, or far too large."""


def size_of(image: bytes) -> tuple[int, int]:
    """Width and height in pixels, read from the head of the picture alone. Raises BadLogo."""
    try:
        width, height = _size(image)
    except (struct.error, IndexError) as error:
        raise BadLogo("cut short") from error
    if not (0 < width <= LARGEST and 0 < height <= LARGEST):
        raise BadLogo(f"{width} × {height} pixels")
    return width, height


def _size(image: bytes) -> tuple[int, int]:
    if image.startswith(PNG):
        width, height = struct.unpack(">II", image[16:24])
        return width, height
    if image.startswith(JPEG):
        return _jpeg_size(image)
    raise BadLogo("neither PNG nor JPEG")


def _jpeg_size(image: bytes) -> tuple[int, int]:
    at = 2
    while image[at] == 0xFF:
        if image[at + 1] in FRAMES:
            height, width = struct.unpack(">HH", image[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", image[at + 2 : at + 4])[0]
    raise BadLogo("not a JPEG inside")


def as_svg(image: bytes) -> bytes:
    """The picture wrapped in an SVG of its own size. Raises BadLogo."""
    width, height = size_of(image)
    media = "image/png" if image.startswith(PNG) else "image/jpeg"
    inside = base64.b64encode(image).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{media};base64,{inside}"/></svg>'
    ).encode()
