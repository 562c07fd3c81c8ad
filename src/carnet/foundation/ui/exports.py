"""A list as a file that a French spreadsheet opens as it is: `;`, UTF-8 with its mark, no formula let through."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify

from .lists import Column, Row
from .rules import spreadsheet_cell

BOM = "\ufeff"


class Echo:
    """What csv.writer writes to: it hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def lines(chunks: Iterable[Sequence[Row]], columns: Sequence[Column]) -> Iterator[str]:
    writer = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    yield BOM + str(writer.writerow([spreadsheet_cell(column.label) for column in columns]))
    shows = [column.export or column.show for column in columns]
    for chunk in chunks:
        yield "".join(str(writer.writerow([spreadsheet_cell(show(row)) for show in shows])) for row in chunk)


def csv_response(name: str, chunks: Iterable[Sequence[Row]], columns: Sequence[Column]) -> StreamingHttpResponse:
    """The file, sent as it is read: memory does not grow with it."""
    response = StreamingHttpResponse(lines(chunks, columns), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "liste"}-{day}.csv"'
    response["Cache-Control"] = "no-store"
    return response
