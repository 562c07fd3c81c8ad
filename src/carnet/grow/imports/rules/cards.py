"""vCards (2.1, 3.0, 4.0) as records: one card is one row, whose columns are the properties that Carnet can keep.

Of a card whatever is not known is passed over, as RFC 6350 asks (§3.3, 6.10); pictures, sounds and keys too.
Sources: RFC 2426, RFC 6350 §3 to §6, vCard 2.1 of the versit consortium, read 2026-11.
"""

import quopri
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from . import values
from .records import FileUnreadable, Record
from .targets import IGNORED, KEPT_IN_NOTES

COLUMNS: Mapping[str, str] = {
    "org": "company.name",
    "family": "person.family_name",
    "given": "person.given_name",
    "prefix": "person.civility",
    "title": "person.job_title",
    "role": KEPT_IN_NOTES,
    "department": KEPT_IN_NOTES,
    "tel": "person.phone",
    "tel_work": "person.phone",
    "tel_mobile": "person.phone",
    "tel_home": "person.phone",
    "tel_switchboard": "company.phone",
    "fax": IGNORED,
    "email": "person.email",
    "email_work": "person.email",
    "email_home": "person.email",
    "url": "company.website",
    "street": "company.street",
    "postcode": "company.postcode",
    "city": "company.city",
    "country": "company.country",
    "street_2": "company.street",
    "postcode_2": "company.postcode",
    "city_2": "company.city",
    "country_2": "company.country",
    "home": IGNORED,
    "note": "person.notes",
    "categories": IGNORED,
    "birthday": IGNORED,
}
"""What a card can say, and where it goes unless a person chooses otherwise. A private address or a birthday is more
than a sale needs: it is offered, not taken."""
MARK = "BEGIN:VCARD"
_PROPERTY = re.compile(r"([A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;(?:\"[^\"]*\"|[^\":;])*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";((?:\"[^\"]*\"|[^\";])*)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NOT_A_FIELD = re.compile(r"(?<!\\);")
_NOT_A_LIST = re.compile(r"(?<!\\),")
_KINDS = (("fax", "fax|pager"), ("mobile", "cell|mobile|iphone"), ("switchboard", "main"), ("home", "home"))


@dataclass(slots=True)
class _Line:
    name: str
    types: set[str]
    preference: int
    text: str
    """Still escaped."""


@dataclass(slots=True)
class _Card:
    line: int
    cells: dict[str, list[str]] = field(default_factory=dict)
    phones: list[tuple[int, str, str]] = field(default_factory=list)
    emails: list[tuple[int, str, str]] = field(default_factory=list)
    whole_name: str = ""
    is_company: bool = False

    def put(self, column: str, value: str) -> None:
        if value and value not in self.cells.setdefault(column, []):
            self.cells[column].append(value)


def is_cards(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[: len(MARK)].upper() == MARK


def cards(lines: Iterable[str], charset: str = "utf-8") -> Iterator[Record]:
    """One record for each card, its cells in the order of COLUMNS; `charset` is that of the file, for what 2.1 quotes.

    Raises FileUnreadable (`card`) where a card is begun and never ended: the file was cut short.
    """
    card: _Card | None = None
    depth = 0
    for number, text in _unfolded(lines):
        said = text.strip().upper().replace(" ", "")
        if said == MARK:
            depth += 1
            # A card inside a card (2.1: an agent) is somebody else's.
            card = _Card(number) if depth == 1 else card
        elif said == "END:VCARD":
            depth = max(0, depth - 1)
            if depth == 0 and card:
                yield Record(card.line, _cells(card))
                card = None
        elif depth == 1 and card and (line := _line(text, charset)):
            _take(card, line)
    if card:
        raise FileUnreadable("card", card.line)


def used(records: Iterable[Record]) -> tuple[list[str], int]:
    """The columns in which some card has something, and how many cards there are."""
    seen, count = [False] * len(COLUMNS), 0
    for record in records:
        count += 1
        seen = [old or bool(cell) for old, cell in zip(seen, record.cells, strict=True)]
    return [column for column, is_used in zip(COLUMNS, seen, strict=True) if is_used], count


def narrowed(records: Iterable[Record], columns: Sequence[str]) -> Iterator[Record]:
    """The same records with these columns alone."""
    places = [list(COLUMNS).index(column) for column in columns]
    for record in records:
        yield Record(record.line, [record.cells[place] for place in places])


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first: a blank at the beginning goes on with the line before, and so
    does what 2.1 breaks with `=` at the end of quoted text."""
    waiting, first, is_quoted = "", 1, False
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        if is_quoted and waiting.endswith("="):
            waiting = waiting[:-1] + line
        elif line[:1] in {" ", "\t"} and waiting:
            waiting += line[1:]
        else:
            if waiting:
                yield first, waiting
            waiting, first = line, number
            is_quoted = "QUOTED-PRINTABLE" in line.partition(":")[0].upper()
    if waiting:
        yield first, waiting


def _line(text: str, charset: str) -> _Line | None:
    found = _PROPERTY.fullmatch(text)
    if not found:
        return None
    types: set[str] = set()
    parameters: dict[str, str] = {}
    for part in _PARAMETER.findall(found[3]):
        name, equals, value = part.partition("=")
        if not equals:
            # 2.1 writes the type alone: TEL;WORK;VOICE.
            name, value = "TYPE", name
        if name.strip().upper() == "TYPE":
            types.update(value.replace('"', "").lower().split(","))
        parameters[name.strip().upper()] = value.strip('"')
    body = found[4]
    if "QUOTED-PRINTABLE" in {parameters.get("ENCODING", "").upper(), *(one.upper() for one in types)}:
        body = _unquoted(body, parameters.get("CHARSET", charset))
    elif parameters.get("ENCODING", "").upper() in {"B", "BASE64"} or "base64" in types:
        return None
    preference = 1 if "pref" in types else int(parameters.get("PREF", "")) if _is_rank(parameters) else 101
    return _Line(found[2].upper(), types, preference, body)


def _is_rank(parameters: Mapping[str, str]) -> bool:
    return bool(re.fullmatch(r"\d{1,3}", parameters.get("PREF", ""), re.ASCII))


def _unquoted(text: str, charset: str) -> str:
    data = quopri.decodestring(text.encode("latin-1", "replace"))
    try:
        return data.decode(charset, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _plain(text: str) -> str:
    """Without the escapes, which mean a line end, a comma, a semicolon or a backslash."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _parts(text: str) -> list[str]:
    """The fields of a structured value; several values of one field are joined."""
    return [" ".join(filter(None, map(_plain, _NOT_A_LIST.split(part)))) for part in _NOT_A_FIELD.split(text)]


def _part(parts: Sequence[str], place: int) -> str:
    return parts[place] if place < len(parts) else ""


_SIMPLE = {"TITLE": "title", "ROLE": "role", "NOTE": "note", "BDAY": "birthday"}


def _take(card: _Card, line: _Line) -> None:
    name = line.name
    if name in _SIMPLE:
        card.put(_SIMPLE[name], _plain(line.text))
    elif name == "TEL":
        card.phones.append((line.preference, _kind(line.types, "work"), _number(_plain(line.text))))
    elif name == "EMAIL":
        address = re.sub(r"^mailto:", "", _plain(line.text), flags=re.IGNORECASE)
        card.emails.append((line.preference, "home" if "home" in line.types else "work", address))
    elif name == "URL":
        # One is enough, and a second would only say more of the same.
        card.cells.setdefault("url", [_plain(line.text)])
    elif name == "CATEGORIES":
        card.put("categories", ", ".join(filter(None, map(_plain, _NOT_A_LIST.split(line.text)))))
    elif name == "ADR":
        _take_place(card, line)
    else:
        _take_name(card, name, line.text)


def _take_name(card: _Card, name: str, text: str) -> None:
    if name == "N":
        parts = _parts(text)
        card.put("family", _part(parts, 0))
        card.put("given", _part(parts, 1))
        card.put("prefix", _part(parts, 3))
    elif name == "FN":
        card.whole_name = card.whole_name or _plain(text)
    elif name == "ORG":
        parts = _parts(text)
        card.put("org", _part(parts, 0))
        card.put("department", " · ".join(filter(None, parts[1:])))
    elif (name, _plain(text).lower()) in {("KIND", "org"), ("X-ABSHOWAS", "company")}:
        card.is_company = True


def _take_place(card: _Card, line: _Line) -> None:
    """Post office box, further line, street, city, region, postcode, country: the order of the format."""
    parts = _parts(line.text)
    street = ", ".join(filter(None, (_part(parts, place).replace("\n", ", ") for place in (2, 1, 0))))
    values_of = (street, _part(parts, 5), _part(parts, 3), _part(parts, 6))
    if not any(values_of[:3]):
        return
    if "home" in line.types and "work" not in line.types:
        card.put("home", ", ".join(filter(None, (street, " ".join(values_of[1:3]).strip(), values_of[3]))))
        return
    end = "_2" if {"street", "postcode", "city"} & card.cells.keys() else ""
    if end and {"street_2", "postcode_2", "city_2"} & card.cells.keys():
        return
    for column, value in zip(("street", "postcode", "city", "country"), values_of, strict=True):
        card.put(f"{column}{end}", value)


def _kind(types: set[str], otherwise: str) -> str:
    return next((kind for kind, words in _KINDS if types & set(words.split("|"))), otherwise)


def _number(text: str) -> str:
    """`tel:+33-4-72;ext=12` is a number; what follows a semicolon is not part of it."""
    return re.sub(r"^tel:", "", text, flags=re.IGNORECASE).partition(";")[0]


def _cells(card: _Card) -> list[str]:
    _settle_name(card)
    _settle_reach(card, "tel", card.phones)
    _settle_reach(card, "email", card.emails)
    if "title" not in card.cells and "role" in card.cells:
        card.cells["title"] = card.cells.pop("role")
    separators = {"note": "\n", "org": " ", "family": " ", "given": " "}
    return [separators.get(column, " ; ").join(card.cells.get(column, ())) for column in COLUMNS]


def _settle_name(card: _Card) -> None:
    """The name in parts goes before the name as shown; a card without either is named by its organisation."""
    named = {"family", "given"} & card.cells.keys()
    organisation = " ".join(card.cells.get("org", ()))
    if card.is_company or (not named and card.whole_name == organisation):
        card.cells.setdefault("org", [card.whole_name])
        for column in ("family", "given", "prefix"):
            card.cells.pop(column, None)
    elif not named and card.whole_name:
        given, family = values.split_name(card.whole_name)
        card.put("family", family)
        card.put("given", given)


def _settle_reach(card: _Card, name: str, found: list[tuple[int, str, str]]) -> None:
    """The preferred one, else the first, is the one to use; each other stands under its kind."""
    telling = [one for one in found if one[2]]
    first = min((one for one in telling if one[1] != "fax"), key=lambda one: one[0], default=None)
    for one in telling:
        kind = "fax" if one[1] == "fax" else name if one is first and one[1] != "switchboard" else f"{name}_{one[1]}"
        card.put(kind, one[2])
