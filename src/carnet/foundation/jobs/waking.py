"""What a worker looks for when it starts: work of its own that a worker killed before it may have left. A room
registers in its `jobs.py`."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

Function = Callable[[], None]
_wakers: list[Function] = []


def on_wake(function: Function) -> Function:
    _wakers.append(function)
    return function


def wake() -> None:
    """Ask each room; what fails is logged, and the worker starts all the same."""
    for function in _wakers:
        try:
            function()
        except Exception:
            # One room's bug must not keep everybody's work from being done; the log has the trace.
            logger.exception("%s failed at the start of a worker", function.__qualname__)
