"""Lists by their code, so that a room below the one that declares a list can read the rows of a saved view."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from carnet.foundation.workspaces.models import Membership

from . import rules
from .lists import ListSpec, matching
from .models import SavedView

Maker = Callable[[Membership], ListSpec]
_makers: dict[str, Maker] = {}


def offers(code: str) -> Callable[[Maker], Maker]:
    """Register how the list of this code is made for a member."""

    def register(maker: Maker) -> Maker:
        if code in _makers:
            raise ValueError(f"two lists called {code}")
        _makers[code] = maker
        return maker

    return register


def rows_of(view: SavedView) -> QuerySet[Any] | None:
    """Every row that the view leaves to who saved it, in no order; None where no room offers its list.

    Whoever looks, « mine » means theirs: a view is read as it was meant.
    """
    maker = _makers.get(view.list_code)
    if maker is None:
        return None
    spec = maker(view.member)
    return matching(spec, rules.read_state(spec.shape, dict(QueryDict(view.query).lists())))
