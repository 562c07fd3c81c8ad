"""A PNG or JPEG as text: Typst takes its inputs as strings only, and an SVG may carry a picture.

Other kinds are refused, SVG too: one could point at files of the server.
"""

import base64
import struct

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
# Start-of-frame markers of JPEG, which carry the size; C4, C8 and CC of that range mean other things.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


class BadLogo(ValueError):
    """Neither a PNG nor a JPEG whose size can be read."""


def size_of(image: bytes) -> tuple[str, int, int]:
    """Media type, width and height in pixels. Raises BadLogo."""
    try:
        if image.startswith(PNG):
            return ("image/png", *struct.unpack(">II", image[16:24]))
        if image.startswith(JPEG):
            return ("image/jpeg", *_jpeg_size(image))
    except (struct.error, IndexError) as error:
        raise BadLogo("cut short") from error
    raise BadLogo("neither PNG nor JPEG")


def _jpeg_size(image: bytes) -> tuple[int, int]:
    at = 2
    while True:
        if image[at] != 0xFF:
            raise BadLogo("not a JPEG inside")
        marker = image[at + 1]
        if marker in FRAMES:
            height, width = struct.unpack(">HH", image[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", image[at + 2 : at + 4])[0]


def as_svg(image: bytes) -> str:
    """The picture wrapped in an SVG of its own size. Raises BadLogo."""
    media, width, height = size_of(image)
    if not (0 < width <= 10_000 and 0 < height <= 10_000):
        raise BadLogo(f"{width} × {height} pixels")
    inside = base64.b64encode(image).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{media};base64,{inside}"/></svg>'
    )
