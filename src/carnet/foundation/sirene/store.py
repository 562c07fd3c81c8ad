"""Where the register lies on the disk: versions side by side, one of which answers.

`CARNET_DATA/sirene/current` names the version that answers and is replaced in one step, so that a load that is killed
leaves the former one answering. A reader holds the files that it opened: the version before is kept until the next.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

from django.conf import settings

FORMAT = 4
NOWHERE = "other"
"""The part of those that are in no département."""


class SireneAbsent(Exception):
    """No file has been loaded yet."""

    reason = "absent"


class LoadRunning(Exception):
    """Another process loads at this moment; `by` is its number."""

    reason = "running"

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class Part(TypedDict):
    """A file of each kind for one département: how many rows, and the box that holds their points, if any has one."""

    code: str
    rows: int
    box: list[float]


@dataclass(frozen=True, slots=True)
class About:
    """What a version holds. `stock_on`: the last day that its data describes."""

    id: str
    stock_on: str
    loaded_at: str
    files: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    nomenclatures: dict[str, int] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    format: int = FORMAT

    @property
    def day(self) -> date:
        return date.fromisoformat(self.stock_on)


@dataclass(frozen=True, slots=True)
class Version:
    folder: Path
    about: About

    def near(self, part: str) -> Path:
        """Those of a département that can be prospected, as questions look at them: sorted by place, few columns."""
        return self.folder / "near" / f"{part}.parquet"

    def cards(self, part: str) -> Path:
        """The same rows in the same order, with all that is told of each as one text."""
        return self.folder / "cards" / f"{part}.parquet"

    @property
    def known_establishments(self) -> Path:
        """Every SIRET with its own state, sorted by number, without a name."""
        return self.folder / "known/establishments.parquet"

    @property
    def known_units(self) -> Path:
        """Every SIREN with its state and its head office, sorted by number, without a name."""
        return self.folder / "known/units.parquet"


def root() -> Path:
    return Path(settings.DATA_DIR) / "sirene"


def current() -> Version:
    """The version that answers. Raises SireneAbsent."""
    try:
        name = (root() / "current").read_text().strip()
        told = json.loads((root() / name / "about.json").read_text())
    except FileNotFoundError:
        raise SireneAbsent from None
    if told["format"] != FORMAT:
        # Written by another release of Carnet: it must be loaded again.
        raise SireneAbsent
    return Version(root() / name, About(**told))


def is_available() -> bool:
    try:
        current()
    except SireneAbsent:
        return False
    return True


@contextmanager
def loading() -> Iterator[Path]:
    """An empty folder to build a version in, for this process alone. Raises LoadRunning.

    The system lets go of the lock when the process dies; what a killed one left is cleared here.
    """
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (root() / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise LoadRunning(lock.read().strip()) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        for stale in root().glob("loading-*"):
            shutil.rmtree(stale, ignore_errors=True)
        folder = root() / f"loading-{os.getpid()}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, about: About) -> Version:
    """Let a finished folder answer from now on, in one step; older versions go."""
    (folder / "about.json").write_text(json.dumps(asdict(about), ensure_ascii=False, indent=1))
    home = root() / about.id
    pointer = root() / "current"
    former = pointer.read_text().strip() if pointer.is_file() else ""
    folder.rename(home)
    beside = root() / "current.new"
    beside.write_text(about.id)
    with beside.open() as written:
        os.fsync(written.fileno())
    beside.replace(root() / "current")
    for old in _versions():
        if old.name not in {about.id, former}:
            shutil.rmtree(old, ignore_errors=True)
    return Version(home, about)


def _versions() -> list[Path]:
    return sorted(path.parent for path in root().glob("*/about.json") if not path.parent.name.startswith("loading-"))


def new_id(stock_on: date) -> str:
    """`2026-11-01`, then `2026-11-01.2` when the same day is loaded again."""
    taken = {path.name for path in _versions()}
    name = stock_on.isoformat()
    numbers = (f"{name}.{number}" for number in range(2, 10_000))
    return name if name not in taken else next(one for one in numbers if one not in taken)
