"""Refuse a file by its size before its bytes are read."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from carnet.grow.imports.services import most_bytes

SLACK = 64 * 1024
"""What the form around the file may weigh."""


class SizeLimit(FileUploadHandler):
    """Passes over a file that is announced, or proves, larger than allowed: nothing of it is kept."""

    def handle_raw_input(self, input_data: Any, meta: Any, content_length: int, *args: Any, **kwargs: Any) -> None:
        self.is_too_big = content_length > most_bytes() + SLACK

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.seen = 0
        if self.is_too_big:
            self.refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > most_bytes():
            self.refuse()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def refuse(self) -> None:
        if self.request is not None:
            self.request.is_upload_refused = True  # type: ignore[attr-defined]
        raise SkipFile


def limit(request: HttpRequest) -> None:
    request.upload_handlers.insert(0, SizeLimit(request))


def was_refused(request: HttpRequest) -> bool:
    return getattr(request, "is_upload_refused", False)
