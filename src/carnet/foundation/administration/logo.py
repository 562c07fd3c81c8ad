"""A logo from a stranger's file: only the picture is kept, and it is opened once by the program that will print it.

PNG and JPEG are walked part by part: comments, cameras' positions and anything after the end are left behind.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import typst

MAX_BYTES = 512 * 1024
MAX_SIDE = 3000

PNG = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT"}
JPEG = b"\xff\xd8"
# JFIF, colour profile and Adobe's colour transform change what is seen; the other APPn and comments do not.
JPEG_DROPPED = {*range(0xE1, 0xF0), 0xFE} - {0xE2, 0xEE}
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
JPEG_SCAN = 0xDA


class LogoRefused(ValueError):
    """`reason`: too_heavy, not_a_picture, damaged, too_wide; `detail` the figure that is too much."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Logo:
    content: bytes
    media_type: str
    width: int
    height: int


def read_logo(content: bytes) -> Logo:
    """The picture alone. Raises LogoRefused."""
    if len(content) > MAX_BYTES:
        raise LogoRefused("too_heavy", str(len(content)))
    try:
        if content.startswith(PNG):
            logo = _png(content)
        elif content.startswith(JPEG):
            logo = _jpeg(content)
        else:
            raise LogoRefused("not_a_picture")
    except (struct.error, IndexError) as cut:
        raise LogoRefused("damaged") from cut
    if max(logo.width, logo.height) > MAX_SIDE or not min(logo.width, logo.height):
        raise LogoRefused("too_wide", f"{logo.width} × {logo.height}")
    _print_once(logo)
    return logo


def _png(content: bytes) -> Logo:
    kept = [PNG]
    width = height = 0
    for kind, data in _png_chunks(content):
        if kind == b"IHDR":
            width, height = struct.unpack(">II", data[:8])
        if kind in PNG_KEPT:
            kept.append(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))
    return Logo(b"".join(kept), "image/png", width, height)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while True:
        (length,) = struct.unpack_from(">I", content, at)
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(kind + data) != checksum:
            raise LogoRefused("damaged")
        yield kind, data
        if kind == b"IEND":
            return
        at += 12 + length


def _jpeg(content: bytes) -> Logo:
    kept = [JPEG]
    at, width, height = 2, 0, 0
    while True:
        if content[at] != 0xFF:
            raise LogoRefused("damaged")
        marker = content[at + 1]
        (length,) = struct.unpack_from(">H", content, at + 2)
        if marker in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
        if marker == JPEG_SCAN:
            end = content.rfind(b"\xff\xd9")
            if end < at:
                raise LogoRefused("damaged")
            return Logo(b"".join([*kept, content[at : end + 2]]), "image/jpeg", width, height)
        if marker not in JPEG_DROPPED:
            kept.append(content[at : at + 2 + length])
        at += 2 + length


def _print_once(logo: Logo) -> None:
    """What Typst cannot open would break every quote: better to learn it now."""
    suffix = logo.media_type.partition("/")[2].replace("jpeg", "jpg")
    picture = f'image(bytes(({",".join(map(str, logo.content))},)), format: "{suffix}", width: 20pt)'
    source = f"#set page(width: 20pt, height: 20pt, margin: 0pt)\n#{picture}"
    try:
        typst.compile(source.encode(), format="pdf", ignore_system_fonts=True)
    except Exception as refusal:
        raise LogoRefused("damaged") from refusal
