"""A file that would hurt or mislead is refused before anything is built from it."""

import time

import pytest

from carnet.referential.reading import MAX_BYTES, MAX_DEPTH, ReferentialUnreadable, read
from carnet.referential.words import sentence

BOMB = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


@pytest.mark.parametrize(
    ("data", "reason", "place"),
    [
        (b"x" * (MAX_BYTES + 1), "too_large", "1:1"),
        (b"a: 1\nb: \xe9t\xe9\n", "not_utf8", "2:1"),
        (b"a: [1\nb: 2\n", "not_yaml", "2:2"),
        (b"a: \x07\n", "not_yaml", "1:1"),
        (b"a: !!python/object/apply:os.system ['true']\n", "not_yaml", "1:4"),
        (b"numero: " + b"9" * 5000, "not_yaml", "1:1"),
        (b"date: 2026-13-45\n", "not_yaml", "1:1"),
        (b"? [1, 2]\n: x\n? {a: b}\n: y\n", "not_yaml", "1:3"),
        (b"", "not_a_mapping", "1:1"),
        (b"- a\n- b\n", "not_a_mapping", "1:1"),
        (BOMB, "alias", "2:8"),
        (b"[" * 100_000, "too_deep", f"1:{MAX_DEPTH + 1}"),
        (b"- a\n" * 240_000, "too_many", "199999:3"),
        (b"blocs: 1\ncomptes: 2\nblocs: 3\n", "duplicate_key", "3:1"),
        (b"a:\n  - {id: 1, id: 2}\n", "duplicate_key", "2:13"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_refused_with_a_sentence_that_names_the_line(data: bytes, reason: str, place: str) -> None:
    started = time.monotonic()
    with pytest.raises(ReferentialUnreadable) as refusal:
        read(data)
    assert refusal.value.reason == reason
    assert refusal.value.problem.place == place
    assert "%(" not in sentence(refusal.value.problem)
    assert time.monotonic() - started < 5


def test_a_mark_of_byte_order_is_no_reason_to_refuse() -> None:
    assert read(b"\xef\xbb\xbfa: 1\n") == {"a": 1}
