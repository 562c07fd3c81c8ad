"""The order of floors and rooms holds, for imports and for foreign keys; and each contract can break."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[1]
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {contract["name"]: contract for contract in CONFIGURATION["contracts"]}
FLOORS = "Floors in the order of the sale"
FOUNDATION = "Rooms of the foundation, each on the ones below"


def heights(contract: str) -> dict[str, int]:
    """The height of each part that a contract of layers names, 0 being the ground."""
    layers = reversed(CONTRACTS[contract]["layers"])
    return {name.strip("() "): height for height, layer in enumerate(layers) for name in layer.split("|")}


def room(module: str) -> str:
    """`carnet.sell.closing` for anything in that room; a floor that is one room stands for itself."""
    parts = module.split(".")
    return ".".join(parts[:2] if parts[1] in {"web", "api", "referential"} else parts[:3])


def climbs(source: str, target: str) -> bool:
    """Whether a reference from one room to another goes up the house."""
    floors, foundation = heights(FLOORS), heights(FOUNDATION)
    source_floor, target_floor = (".".join(name.split(".")[:2]) for name in (source, target))
    if source_floor != target_floor:
        return floors[source_floor] <= floors[target_floor]
    if source_floor == "carnet.foundation" and source != target:
        return foundation[source.split(".")[2]] <= foundation[target.split(".")[2]]
    return False


def references() -> set[tuple[str, str]]:
    """Every pair of our rooms, one of which has a foreign key to the other."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField):
                pair = (model.__module__, field.related_model.__module__)
                if all(name.startswith("carnet.") for name in pair):
                    found.add((room(pair[0]), room(pair[1])))
    return found


def test_foreign_keys_go_down_the_house_only() -> None:
    assert references()
    assert [pair for pair in sorted(references()) if climbs(*pair)] == []


def test_foreign_keys_between_rooms_of_a_floor_make_no_circle() -> None:
    remaining = {pair for pair in references() if pair[0] != pair[1]}
    while leaves := {target for _, target in remaining} - {source for source, _ in remaining}:
        remaining = {pair for pair in remaining if pair[1] not in leaves}
    assert remaining == set()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("carnet.foundation.parties", "carnet.sell.closing"),
        ("carnet.foundation.audit", "carnet.foundation.parties"),
        ("carnet.foundation.law", "carnet.foundation.geo"),
        ("carnet.referential", "carnet.grow.reporting"),
    ],
)
def test_a_foreign_key_that_climbs_would_be_seen(source: str, target: str) -> None:
    assert climbs(source, target)
    assert not climbs(source, source)


# One file to plant for each contract; the rooms are there already.
PLANTS = {
    FLOORS: {"foundation/parties/planted.py": "import carnet.sell.closing"},
    FOUNDATION: {"foundation/audit/planted.py": "import carnet.foundation.parties"},
    "No circle among siblings": {
        "sell/planted_one.py": "import carnet.sell.planted_two",
        "sell/planted_two.py": "import carnet.sell.planted_one",
    },
    "Inside a room": {
        "sell/planted/__init__.py": "",
        "sell/planted/models.py": "import carnet.sell.planted.services",
        "sell/planted/services.py": "",
    },
    "Rules are plain Python": {
        "sell/planted/__init__.py": "",
        "sell/planted/rules.py": "from django.db import models",
    },
    "Screens do not know each other": {
        "sell/planted/__init__.py": "",
        "sell/planted/screens/__init__.py": "from carnet.grow.planted import screens",
        "grow/planted/__init__.py": "",
        "grow/planted/screens/__init__.py": "",
    },
}


def broken(source: Path) -> set[str]:
    """The contracts that import-linter calls broken in that copy of the sources."""
    program = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache", "--config"]
    done = subprocess.run(
        [*program, str(ROOT / "pyproject.toml")],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = {name for name in CONTRACTS if f"{name} BROKEN" in done.stdout}
    assert verdicts or done.returncode == 0, done.stdout + done.stderr
    return verdicts


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the Python files that tests may spoil."""
    folder = tmp_path_factory.mktemp("house")

    def others(directory: str, names: list[str]) -> set[str]:
        return {name for name in names if not name.endswith(".py") and not (Path(directory) / name).is_dir()}

    shutil.copytree(ROOT / "src/carnet", folder / "carnet", ignore=others)
    return folder


def test_imports_keep_every_contract(sources: Path) -> None:
    assert broken(sources) == set()


def test_every_contract_has_its_planted_violation() -> None:
    assert set(PLANTS) == set(CONTRACTS)


@pytest.mark.parametrize("contract", PLANTS)
def test_a_planted_violation_breaks_its_contract(contract: str, sources: Path) -> None:
    planted = [(sources / "carnet" / name, text) for name, text in PLANTS[contract].items()]
    folders = [path.parent for path, _ in planted if not path.parent.exists()]
    try:
        for path, text in planted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        assert contract in broken(sources)
    finally:
        for path, _ in planted:
            path.unlink(missing_ok=True)
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
