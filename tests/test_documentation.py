"""What the documentation must not forget: a setting, command, permission, dependency or competency without its line fails."""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SETTING = re.compile(r"\bCARNET_[A-Z_]+[A-Z]\b")
LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def first_cells(page: Path) -> str:
    """What stands in the first column of the page's tables."""
    rows = (line for line in page.read_text().splitlines() if line.startswith("|"))
    return "\n".join(line.partition("| ")[2].partition(" | ")[0] for line in rows)


def test_every_setting_stands_in_the_deployment_page_and_no_other() -> None:
    code = (ROOT / "src/carnet/settings.py").read_text()
    assert set(SETTING.findall(code)) == set(SETTING.findall(first_cells(DOCS / "how-to/deploy.md")))


def test_every_variable_of_the_environment_has_its_line_of_reference_and_no_other() -> None:
    code = [*ROOT.glob("src/**/*.py"), *ROOT.glob("bench/*.py"), *ROOT.glob("scripts/*"), ROOT / "Makefile"]
    named = {name for path in code if path.is_file() for name in SETTING.findall(path.read_text())}
    assert named == set(SETTING.findall(first_cells(DOCS / "reference/settings.md")))


def targets() -> set[str]:
    return set(re.findall(r"^\.PHONY: ([\w-]+)", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_make_help_names_every_target_that_people_call() -> None:
    helped = set(re.findall(r"^([\w-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets() == helped


def test_every_target_of_make_has_its_line_and_no_other() -> None:
    assert set(re.findall(r"`make ([\w-]+)", first_cells(DOCS / "reference/commands.md"))) == targets()


def test_every_command_of_ours_has_its_line() -> None:
    ours = {name for name, app in get_commands().items() if app.startswith("carnet.")}
    page = (DOCS / "reference/commands.md").read_text()
    told = {
        row.split("`")[1].split()[0] for row in page.splitlines() if row.startswith("| `") and "make" not in row[:8]
    }
    assert ours
    assert ours == told


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[Path, str]]:
    """The generated pages as they should stand."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import reference

    yield reference.pages()
    sys.modules.pop("reference", None)


def test_permissions_and_screens_stand_in_the_docs_as_in_the_code(reference: dict[Path, str]) -> None:
    stale = [path.name for path, text in reference.items() if path.read_text() != text]
    assert not stale, f"{', '.join(stale)}: run .venv/bin/python scripts/reference.py"


def test_every_permission_says_what_it_allows(reference: dict[Path, str]) -> None:
    assert [path.name for path, text in reference.items() if "(to be written)" in text] == []


def test_every_key_of_the_screens_has_its_line() -> None:
    page = (DOCS / "reference/keyboard.md").read_text()
    templates = "".join(path.read_text() for path in ROOT.glob("src/**/*.html") if path.name != "components.html")
    single = {key.upper() for key in re.findall(r'(?:data-shortcut|kbd)="([^\s"])"', templates)} - {"/"}
    navigation = (ROOT / "src/carnet/web/navigation.py").read_text()
    after_g = {key.upper() for key in re.findall(r'Entry\([^()]*(?:\([^()]*\)[^()]*)*, "([a-z])"', navigation)}
    assert single
    assert after_g
    assert {key for key in single if f"| {key} |" not in page} == set()
    assert {key for key in after_g if f"| G then {key} |" not in page} == set()


def pinned() -> dict[str, str]:
    """Each direct dependency with its version: the locks know those that no line pins."""
    found = {}
    for source in (
        "requirements.in",
        "requirements-dev.in",
        "requirements-uv.in",
        "requirements-build.in",
        "requirements-spark.in",
    ):
        lock = (ROOT / source.replace(".in", ".txt")).read_text()
        locked = dict(re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([\w.]+)", lock, re.MULTILINE))
        for line in (ROOT / source).read_text().splitlines():
            if line and line[0] not in "#-":
                name = re.split(r"[\[=<>~ ]", line)[0].lower()
                found[name] = locked[name]
    package = json.loads((ROOT / "package.json").read_text())
    return found | package["dependencies"] | package["devDependencies"]


def test_every_dependency_says_why_it_is_there_at_the_version_we_run() -> None:
    page = (DOCS / "explanation/dependencies.md").read_text()
    told = dict(re.findall(r"^\| `([^`]+)` (\S+) \|", page, re.MULTILINE))
    assert told == pinned()


def test_every_decision_stands_in_the_index_and_is_numbered_once() -> None:
    files = [path.name for path in sorted(DOCS.glob("decisions/0*.md"))]
    index = (DOCS / "decisions/README.md").read_text()
    assert [name for name in files if f"({name})" not in index] == []
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_link_between_pages_is_dead(document: Path) -> None:
    targets = LINK.findall(FENCE.sub("", document.read_text()))
    local = [target.partition("#")[0] for target in targets if not re.match(r"\w+:|#", target)]
    assert [target for target in local if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", sorted(DOCS.rglob("*.md")), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_page_can_be_reached_from_the_table_of_the_docs(document: Path) -> None:
    known, waiting = set(), [DOCS / "README.md"]
    while waiting:
        here = waiting.pop()
        if here not in known:
            known.add(here)
            found = LINK.findall(FENCE.sub("", here.read_text()))
            waiting += [
                path for target in found if (path := (here.parent / target).resolve()).suffix == ".md" and path.exists()
            ]
    assert document in known


def test_pictures_are_light() -> None:
    assert [path.name for path in DOCS.glob("images/*") if path.stat().st_size > 250_000] == []


def test_the_licence_is_whole_and_named_where_tools_look() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert text.rstrip().endswith("<https://www.gnu.org/licenses/>.")
    assert text.count("\n") == 661
    assert json.loads((ROOT / "package.json").read_text())["license"] == "AGPL-3.0-or-later"
    assert "SPDX-License-Identifier: AGPL-3.0-or-later" in (ROOT / "pyproject.toml").read_text()
    tomllib.loads((ROOT / "pyproject.toml").read_text())
