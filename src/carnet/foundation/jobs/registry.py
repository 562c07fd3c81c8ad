"""Which function does which kind of work. A room registers its own in its `jobs.py`."""

from collections.abc import Callable, Mapping
from typing import Any

from .models import Job
from .progress import Progress

Work = Callable[[Job, Progress], Mapping[str, Any] | None]
_works: dict[str, Work] = {}


def job(kind: str) -> Callable[[Work], Work]:
    """Register the function of `kind`. What it returns becomes the job's `result`.

    It runs outside any transaction, in the scope of its workspace and the language of its member. It
    calls `progress.step` between its own transactions, each of which leaves things consistent: a cancel
    or a killed worker stops it there, and it may be started again with the same payload.
    """

    def register(function: Work) -> Work:
        if kind in _works:
            raise ValueError(f"two functions for {kind}")
        _works[kind] = function
        return function

    return register


def work_of(kind: str) -> Work:
    return _works[kind]
