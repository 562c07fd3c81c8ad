"""What a text file is made of, guessed from its beginning: encoding, separator, header, order of dates.

Each guess is shown to the person, who can correct it.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from charset_normalizer import from_bytes

SAMPLE = 256 * 1024
"""Bytes that are looked at."""
SEPARATORS = (";", ",", "\t", "|")
ENCODINGS = ("utf-8-sig", "cp1252", "utf-16-le", "utf-16-be", "mac_roman", "cp850", "iso8859_15")
DATE_ORDERS = ("dmy", "mdy", "ymd")

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_OLD = ["cp1252", "mac_roman", "cp850"]
_NO_HEADER = re.compile(r"^[\d\s+().,/-]+$|@\w")
_DATE = re.compile(r"^(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})\b")


@dataclass(frozen=True, slots=True)
class Layout:
    """How to cut a file into cells."""

    encoding: str
    separator: str
    has_header: bool = True


def guess_layout(sample: bytes) -> Layout:
    encoding = guess_encoding(sample)
    text = decode(sample, encoding)
    separator = guess_separator(text)
    rows = first_rows(text, separator, 2)
    return Layout(encoding, separator, has_header=bool(rows) and is_header(rows[0]))


def guess_encoding(sample: bytes) -> str:
    """A byte order mark speaks first, then the zero bytes of UTF-16, then UTF-8, then the old code pages.

    UTF-16 without a mark shows as zeros on every second place: French text is mostly below U+0100.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    head = sample[: len(sample) // 2 * 2]
    pairs = len(head) // 2
    if pairs:
        low, high = head[0::2].count(0), head[1::2].count(0)
        if high > 0.4 * pairs and high > 8 * low:
            return "utf-16-le"
        if low > 0.4 * pairs and low > 8 * high:
            return "utf-16-be"
    if _is_utf8(sample):
        return "utf-8-sig"
    return _old_code_page(sample)


def _is_utf8(sample: bytes) -> bool:
    """A sample may end inside a character."""
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.start >= len(sample) - 3
    return True


def _old_code_page(sample: bytes) -> str:
    # Lines without accents say nothing and slow the detector down.
    telling = b"\n".join(line for line in sample.splitlines() if not line.isascii())[:32_768]
    best = from_bytes(telling, cp_isolation=_OLD, preemptive_behaviour=False).best()
    if best is None or _accents(telling, "cp1252") >= _accents(telling, best.encoding):
        return "cp1252"
    return best.encoding


def _accents(sample: bytes, encoding: str) -> int:
    """Letters and signs that French uses, less those it never does."""
    signs = [letter for letter in sample.decode(encoding, "replace") if ord(letter) > 127]
    good = sum(letter in "éèêëàâäçîïôöùûüÿœæÉÈÊÀÂÇÎÔÛŒ’‘“”«»€°–—… \u00a0" for letter in signs)
    return 2 * good - len(signs)


def decode(data: bytes, encoding: str) -> str:
    """Bytes that make no sense become U+FFFD, which refuses the cell later."""
    return data.decode(encoding, "replace").removeprefix("\ufeff")


def guess_separator(text: str) -> str:
    """The one that cuts most rows into the same number of cells, more cells winning a tie."""
    best, best_score = ";", 0.0
    for separator in SEPARATORS:
        widths = [len(row) for row in first_rows(text, separator, 60)]
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        score = count / len(widths) * (width - 1) ** 0.25 if width > 1 else 0.0
        if score > best_score:
            best, best_score = separator, score
    return best


def first_rows(text: str, separator: str, count: int) -> list[list[str]]:
    """Rows that are not blank; a row cut by the end of the sample counts too."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) == count:
                break
    except csv.Error:
        pass
    return rows


def is_header(row: Sequence[str]) -> bool:
    """Names of columns hold no figures alone and no address; blank cells are allowed."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and not any(_NO_HEADER.search(cell) for cell in filled)


def guess_date_order(values: Sequence[str]) -> str:
    """`ymd`, `dmy` or `mdy`; French order unless a value makes it impossible."""
    found = [match for value in values if (match := _DATE.match(value.strip()))]
    if found and all(len(match[1]) == 4 for match in found):
        return "ymd"
    short = [match for match in found if len(match[1]) < 3]
    if any(int(match[2]) > 12 for match in short) and not any(int(match[1]) > 12 for match in short):
        return "mdy"
    return "dmy"
