"""The bytes of a file, kept in the database in compressed pieces and read back as a stream."""

import io
import zlib
from collections.abc import Iterable, Iterator

from .models import FilePiece, Import

PIECE = 1024 * 1024
"""Bytes before compression: what a reader holds in memory at once."""


def store(file: Import, chunks: Iterable[bytes]) -> tuple[int, int]:
    """Keep the bytes of `file`; returns how many, and how many line ends."""
    size = lines = 0
    for number, piece in enumerate(_pieces(chunks)):
        size += len(piece)
        lines += piece.count(b"\n")
        FilePiece.objects.create(file=file, number=number, data=zlib.compress(piece, 1))
    return size, lines


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)


class StoredFile(io.RawIOBase):
    """Reads the pieces one after the other: one query for each."""

    def __init__(self, file: Import) -> None:
        self._pieces = FilePiece.objects.filter(file=file)
        self._number = 0
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if not self._left:
            data = self._pieces.filter(number=self._number).values_list("data", flat=True).first()
            if data is None:
                return 0
            self._left = memoryview(zlib.decompress(data))
            self._number += 1
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def beginning(file: Import, count: int) -> bytes:
    with io.BufferedReader(StoredFile(file)) as stream:
        return stream.read(count)
