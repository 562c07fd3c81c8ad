"""What a file that has just come in is: its format, its sheet, its columns, and how its values are written."""

from collections.abc import Sequence

from carnet.foundation.fields.rules.definitions import Kind

from . import words
from .models import Import
from .opening import all_cards, all_records
from .own import known_headers, own_targets, targets_for
from .queries import remembered
from .rules.cards import COLUMNS, is_cards, used
from .rules.formats import guess
from .rules.headers import guess_targets, key
from .rules.records import Record
from .rules.rows import shown
from .rules.sniffing import SAMPLE, decode, guess_encoding, guess_layout, is_header
from .rules.targets import COLLECTED_ON, IGNORED, KEPT_IN_NOTES
from .storage import beginning
from .workbooks import OLE, ZIP, sheets

MOST_HEADERS = 300
LOOKED_AT = 100
"""Rows from which the order of dates and the like are guessed."""
_OTHERS = (b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")


class FileRefused(ValueError):
    """The file does not come in. `reason`: too_big, empty, binary, too_wide, and those of FileUnreadable."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def recognise(file: Import) -> None:
    """Set the format and how the file is cut. Raises FileRefused, FileUnreadable."""
    head = beginning(file, SAMPLE)
    if head.startswith((ZIP, OLE)):
        file.file_format = Import.Format.XLSX
        _recognise_sheet(file)
        return
    if head.startswith(_OTHERS):
        raise FileRefused("binary")
    encoding = guess_encoding(head)
    if is_cards(decode(head, encoding)):
        file.file_format, file.encoding, file.has_header = Import.Format.VCARD, encoding, False
        return
    layout = guess_layout(head)
    file.encoding, file.separator, file.has_header = layout.encoding, layout.separator, layout.has_header


def _recognise_sheet(file: Import) -> None:
    """The sheet whose columns say most; of two alike, the first. A title above the table says nothing."""
    found = [one for one in sheets(file) if one.first]
    if not found:
        raise FileRefused("empty")
    file.sheets = [[one.name, max(map(len, one.first)), one.rows] for one in found]

    def telling(first: Sequence[Sequence[str]]) -> tuple[int, bool]:
        known = guess_targets(first[0], known_headers(file.member, remembered(first[0])))
        return sum(target != IGNORED for target in known), len(first) > 1

    best = max(found, key=lambda one: telling(one.first))
    take_sheet(file, best.name)
    file.has_header = is_header(best.first[0])


def take_sheet(file: Import, name: str) -> None:
    file.sheet = name
    file.lines = next(rows for sheet, _columns, rows in file.sheets if sheet == name)


def look(file: Import) -> None:
    """Set headers, targets and formats from the first rows. Raises FileRefused, FileUnreadable."""
    if file.file_format == Import.Format.VCARD:
        file.card_columns, file.lines = used(all_cards(file))
    rows = first_records(file, LOOKED_AT)
    if not rows or not rows[0].cells:
        raise FileRefused("empty")
    width = len(rows[0].cells)
    if width > MOST_HEADERS:
        raise FileRefused("too_wide")
    if file.file_format == Import.Format.VCARD:
        file.headers = [words.card_column(column) for column in file.card_columns]
        chosen, allowed = remembered(keys(file)), targets_for(file.member)
        wanted = [chosen.get(one, COLUMNS[column]) for one, column in zip(keys(file), file.card_columns, strict=True)]
        file.mapping = [target if target in allowed else IGNORED for target in wanted]
    else:
        file.headers = [shown(cell) for cell in rows[0].cells] if file.has_header else [""] * width
        file.mapping = guess_targets(file.headers, known_headers(file.member, remembered(file.headers)))
    values = [row.cells for row in rows[1 if file.has_header else 0 :]]
    file.formats = guess(_telling(file, values), separator=file.separator)


def keys(file: Import) -> list[str]:
    """Under which the choice of each column is remembered: a card's phone is not a table's."""
    if file.file_format == Import.Format.VCARD:
        return [key(f"vcard {column}") for column in file.card_columns]
    return [key(header) for header in file.headers]


def _telling(file: Import, rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The columns that may hold days, figures or amounts: those that go to such fields, and those that go nowhere."""
    own = own_targets(file.member)
    plain = {Kind.NUMBER, Kind.MONEY, Kind.DATE}
    free = {IGNORED, KEPT_IN_NOTES, COLLECTED_ON}
    places = [
        place
        for place, target in enumerate(file.mapping)
        if target in free or (target in own and own[target].kind in plain)
    ]
    return [[cells[place] for cells in rows if place < len(cells)] for place in places]


def first_records(file: Import, count: int) -> list[Record]:
    found = all_records(file)
    return [record for record, _ in zip(found, range(count), strict=False)]
