"""The reference page forgets no problem, state, address or check of the référentiel."""

from pathlib import Path

import pytest

from carnet.referential.reading import MAX_BYTES, MAX_DEPTH, MAX_EVENTS
from carnet.referential.registry import LABELS
from carnet.referential.screens.urls import urlpatterns
from carnet.referential.shape import SCHEMA, SHAPES
from carnet.referential.words import SENTENCES

PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/referential.md").read_text()
ADDRESSES = [str(one.pattern).replace("<str:code>", "<code>") for one in urlpatterns]
PROPOSED = sorted({name for keys in SHAPES.values() for name in keys if name.endswith(("_proposes", "_proposees"))})


@pytest.mark.parametrize("word", [*SENTENCES, *map(str, LABELS), *PROPOSED, SCHEMA])
def test_the_page_names_it(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_page_gives_every_address(address: str) -> None:
    assert f"`{address}" in PAGE


@pytest.mark.parametrize("limit", [MAX_BYTES, MAX_DEPTH, MAX_EVENTS])
def test_the_page_gives_the_limits(limit: int) -> None:
    assert f"{limit:,}".replace(",", " ") in PAGE
