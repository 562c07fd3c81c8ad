"""How an event reads in a timeline. A room registers a sentence for each code that it writes."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import Event


@dataclass(frozen=True, slots=True)
class Sentence:
    """`tone` is one of neutral, ok, warn, bad; `tag` a word or two; `url` where the act can be read whole."""

    title: str
    text: str = ""
    tag: str = ""
    tone: str = "neutral"
    url: str = ""


Writer = Callable[[Event], Sentence]
_writers: dict[str, Writer] = {}


def sentence(code: str) -> Callable[[Writer], Writer]:
    """Register the writer of a code's sentence."""

    def register(writer: Writer) -> Writer:
        _writers[code] = writer
        return writer

    return register


def written(code: str) -> bool:
    return code in _writers


def written_codes() -> list[str]:
    """Every code that has a writer."""
    return sorted(_writers)


def read(event: Event) -> Sentence:
    """The sentence of an event; its bare code where no room has given words to it yet.

    What the law had erased is only told to have been.
    """
    if event.erased_at is not None:
        return Sentence(title=_("Content erased"), text=_("At the person’s request, or because its time was over."))
    writer = _writers.get(event.code)
    return writer(event) if writer else Sentence(title=event.code)


@sentence("audit.undone")
def _undone(event: Event) -> Sentence:
    if event.undoes is None:
        return Sentence(title=_("Undone"))
    return Sentence(title=_("Undone: %(act)s") % {"act": read(event.undoes).title})
