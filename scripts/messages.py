"""The French words of each room: `messages.py update` brings catalogues up to date, `check` judges them.

A room holds its own catalogue, so that it can leave with its words. A catalogue is written sorted,
without places or dates: its history then shows the words that changed and nothing else.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src/carnet"
CATALOGUE = "locale/fr/LC_MESSAGES/django.po"
HEADER = {
    "Project-Id-Version": "Carnet",
    "Language": "fr",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    # Of French as one writes it: 0 and 1,5 are singular.
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}
KEYWORDS = [
    *("_", "gettext_noop", "gettext_lazy", "ngettext:1,2", "ngettext_lazy:1,2", "pgettext:1c,2"),
    *("pgettext_lazy:1c,2", "npgettext:1c,2,3", "npgettext_lazy:1c,2,3"),
]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[ds]|\{\w*\}")
COUNTED = re.compile(r"%\((?:n|nb|count|\w+_count)\)[a-z]|%d|%\(\w+\)d|\{(?:n|nb|count|\w+_count)\}|\w\(s\)")
TAG = re.compile(r"<[^>]*>|&#?\w+;|https?://\S+|%\(\w+\)[a-z]|\{\w*\}")
# Each with what it should have been. A clock (9:30) and an address keep their colon.
TYPOGRAPHY = {
    "’, not '": re.compile(r"'"),
    '« … », not "': re.compile(r'"'),
    "a narrow space (U+202F) before ; ! ?": re.compile(r"(?:[^\u202f\s!?;(]|[ \u00a0])[;!?](?![\w\u00a0\u202f])"),
    "a no-break space (U+00A0) before :": re.compile(r"[^\u00a0\d]:(?=\s|$)"),
    "a no-break space inside « »": re.compile(r"«[^\u00a0\u202f]|[^\u00a0\u202f]»"),
    "…, not three dots": re.compile(r"\.\.\."),
}

Key = tuple[str, str, str]


class Room(NamedTuple):
    folder: Path

    @property
    def catalogue(self) -> Path:
        return self.folder / CATALOGUE

    @property
    def name(self) -> str:
        return str(self.folder.relative_to(SOURCES))

    def sources(self) -> list[Path]:
        return sorted(path for suffix in ("py", "html", "txt") for path in self.folder.rglob(f"*.{suffix}"))


def has_gettext() -> bool:
    return shutil.which("xgettext") is not None


def rooms() -> list[Room]:
    return [Room(path.parent) for path in sorted(SOURCES.rglob("apps.py"))]


def key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def extract(room: Room) -> dict[Key, polib.POEntry]:
    """The messages that the room's Python and templates hold, by gettext's own reader of Python."""
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for number, source in enumerate(room.sources()):
            text = source.read_text(encoding="utf-8")
            if source.suffix != ".py":
                text = templatize(text, origin=str(source))
            copy = Path(folder) / f"{number}.py"
            copy.write_text(text, encoding="utf-8")
            copies.append(str(copy))
        if not copies:
            return {}
        options = ["--from-code=UTF-8", "--language=Python", "--output=-", "--no-location"]
        command = ["xgettext", *options, *(f"--keyword={word}" for word in KEYWORDS), *copies]
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {key(entry): entry for entry in polib.pofile(found)} if found else {}


def read(room: Room) -> dict[Key, polib.POEntry]:
    if not room.catalogue.exists():
        return {}
    return {key(entry): entry for entry in polib.pofile(str(room.catalogue), encoding="utf-8")}


def update(room: Room, known: dict[Key, polib.POEntry]) -> int:
    """Write the room's catalogue; a message that another room has translated takes its words. Return what is left."""
    wanted, have = extract(room), read(room)
    if not wanted and not have:
        return 0
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = HEADER
    for one in sorted(wanted):
        source = have.get(one) or known.get(one)
        entry = polib.POEntry(msgctxt=wanted[one].msgctxt, msgid=one[1], msgid_plural=one[2])
        entry.flags = [flag for flag in wanted[one].flags if flag.endswith("-format")]
        if source and "fuzzy" not in source.flags:
            entry.msgstr, entry.msgstr_plural = source.msgstr, source.msgstr_plural
        elif one[2]:
            entry.msgstr_plural = {0: "", 1: ""}
        catalogue.append(entry)
    room.catalogue.parent.mkdir(parents=True, exist_ok=True)
    text = str(catalogue)
    if not room.catalogue.exists() or room.catalogue.read_text(encoding="utf-8") != text:
        room.catalogue.write_text(text, encoding="utf-8")
    return len(catalogue.untranslated_entries())


def french(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def judge_entry(entry: polib.POEntry) -> Iterator[str]:
    if "fuzzy" in entry.flags:
        yield "is fuzzy"
    if not entry.translated():
        yield "has no French"
        return
    if not entry.msgid_plural and COUNTED.search(entry.msgid):
        yield "counts without ngettext or `blocktranslate count` (a number that counts nothing: name it otherwise)"
    # The singular may leave its number out: « la fiche », « les %(count)s fiches ».
    allowed = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
    for words in french(entry):
        found = set(PLACEHOLDER.findall(words))
        if found - allowed or (not entry.msgid_plural and found != allowed):
            yield f"has other placeholders in French: {words}"
        for rule, wrong in TYPOGRAPHY.items():
            if wrong.search(TAG.sub("x", words)):
                yield f"wants {rule}: {words}"


def judge(room: Room) -> Iterator[str]:
    wanted, have = extract(room), read(room)
    for one in sorted(wanted.keys() - have.keys()):
        yield f'{room.name}: "{one[1]}" is not in the catalogue (make messages adds it)'
    for one in sorted(have.keys() - wanted.keys()):
        yield f'{room.name}: "{one[1]}" is in the catalogue and nowhere else (make messages takes it away)'
    for one in sorted(wanted.keys() & have.keys()):
        yield from (f'{room.name}: "{one[1]}" {fault}' for fault in judge_entry(have[one]))
    if have:
        catalogue = polib.pofile(str(room.catalogue), encoding="utf-8")
        if catalogue.obsolete_entries():
            yield f"{room.name}: the catalogue keeps obsolete entries"
        if catalogue.metadata.get("Plural-Forms") != HEADER["Plural-Forms"]:
            yield f"{room.name}: the catalogue's header wants Plural-Forms: {HEADER['Plural-Forms']}"


def quarrels() -> Iterator[str]:
    """Django reads all catalogues into one: a message in two rooms must say the same in both."""
    said: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for room in rooms():
        for one, entry in read(room).items():
            said[one[:2]][" / ".join(french(entry))].append(room.name)
    for (_, message), versions in sorted(said.items()):
        if len(versions) > 1:
            listed = "; ".join(f"{', '.join(names)}: {words}" for words, names in sorted(versions.items()))
            yield f'"{message}" is said in several ways ({listed}); give one a context'


def main(arguments: list[str]) -> int:
    if arguments == ["check"]:
        problems = [*(fault for room in rooms() for fault in judge(room)), *quarrels()]
        print(*problems, sep="\n", end="\n" if problems else "")
        return 1 if problems else 0
    if arguments[:1] == ["update"]:
        known = {one: entry for room in rooms() for one, entry in read(room).items() if entry.translated()}
        chosen = [room for room in rooms() if not arguments[1:] or room.name in arguments[1:]]
        for room in chosen:
            if left := update(room, known):
                print(f"{room.name}: {left} to translate in {room.catalogue.relative_to(ROOT)}")
        return 0
    print("messages.py check | update [foundation/parties …]")
    return 2


if __name__ == "__main__":
    if not has_gettext():
        sys.exit("gettext is not installed. On Debian: apt-get install gettext")
    sys.exit(main(sys.argv[1:]))
