"""Who is asked before a call. The agenda lies below the room that knows consents, which registers its answer here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from carnet.foundation.parties.models import Company, Person

Choice = tuple[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether one may call now, in words; `sources`: what the law rests on, each with its date and confidence."""

    is_allowed: bool
    reason: str
    said: str
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


Ask = Callable[[Company | Person, Company | None, str], Answer]


@dataclass(frozen=True, slots=True)
class Gate:
    """`purposes` are what one may call for, the first where nothing is said."""

    ask: Ask
    purposes: tuple[Choice, ...]


_gates: list[Gate] = []


def register(gate: Gate) -> None:
    _gates[:] = [gate]


def purposes() -> tuple[Choice, ...]:
    return _gates[0].purposes if _gates else ()


def ask(party: Company | Person, company: Company | None, purpose: str = "") -> Answer | None:
    """The answer for a call now; None while no room gives one."""
    return _gates[0].ask(party, company, purpose or str(_gates[0].purposes[0][0])) if _gates else None
