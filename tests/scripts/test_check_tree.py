"""The checks on the tracked files."""

import pytest

from scripts import check_tree


@pytest.mark.parametrize("parts", [("py", "pi.org"), ("files.python", "hosted.org"), ("registry.npm", "js.org")])
def test_a_registry_host_is_found_with_its_line(parts: tuple[str, str]) -> None:
    text = f"one\nfrom https://{''.join(parts)}/simple\n"
    (found,) = check_tree.hosts(check_tree.ROOT / "some.txt", text)
    assert found.startswith("some.txt:2: names the registry host")


def test_ordinary_words_are_no_registry_host() -> None:
    assert not list(check_tree.hosts(check_tree.ROOT / "some.md", "npm and PyPI are registries; debian.org is not."))


@pytest.mark.parametrize(
    ("name", "lines", "faults"),
    [
        ("src/carnet/a.py", 400, 0),
        ("src/carnet/a.py", 401, 1),
        ("tests/a.py", 900, 0),
        ("src/x/migrations/a.py", 900, 0),
    ],
)
def test_a_file_over_400_lines_is_too_long_unless_it_is_a_test_or_a_migration(
    name: str, lines: int, faults: int
) -> None:
    assert len(list(check_tree.sizes(check_tree.ROOT / name, "a = 1\n" * lines))) == faults


@pytest.mark.parametrize(("lines", "faults"), [(60, 0), (61, 1)])
def test_a_function_over_60_lines_is_too_long(lines: int, faults: int) -> None:
    text = "def long():\n" + "    a = 1\n" * (lines - 1)
    assert len(list(check_tree.sizes(check_tree.ROOT / "src/carnet/a.py", text))) == faults
