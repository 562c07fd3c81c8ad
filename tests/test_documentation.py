"""What the documentation must not forget."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTING = re.compile(r"\bCARNET_[A-Z_]+[A-Z]\b")


def test_every_setting_stands_in_the_deployment_page_and_no_other() -> None:
    code = (ROOT / "src/carnet/settings.py").read_text()
    page = (ROOT / "docs/how-to/deploy.md").read_text()
    rows = "\n".join(line.partition("| ")[2].partition(" | ")[0] for line in page.splitlines() if line.startswith("|"))
    assert set(SETTING.findall(code)) == set(SETTING.findall(rows))


def test_make_help_names_every_target_that_people_call() -> None:
    makefile = (ROOT / "Makefile").read_text()
    public = set(re.findall(r"^\.PHONY: (\w+)", makefile, re.MULTILINE))
    helped = set(re.findall(r"^(\w+):.*## ", makefile, re.MULTILINE))
    assert public == helped
