"""Write the reference pages that repeat the code: who may do what, and which screens serve which competency.

The meaning of a permission is a sentence that a person writes into the page; it is kept. The test of the documentation
calls `pages` and compares.
"""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PERMISSIONS = ROOT / "docs/reference/permissions.md"
SCREENS = ROOT / "docs/reference/screens.md"
BEGIN, END = "<!-- written by scripts/reference.py -->", "<!-- end -->"
TO_WRITE = "(to be written)"
CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


def replaced(page: str, table: str) -> str:
    """`page` with what stands between its two marks replaced by `table`."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def meanings(page: str) -> dict[str, str]:
    return dict(re.findall(r"^\| `([\w:]+)` \| ([^|]*?) \|", page, re.MULTILINE))


def permission_table(page: str) -> str:
    """One row for each permission: its meaning, then a cross for each role and for the owner."""
    from carnet.foundation.workspaces.permissions import OWNER_PERMISSIONS, ROLE_PERMISSIONS, Permission, Role

    said = meanings(page)
    lines = [
        f"| permission | what it allows | {' | '.join(Role.values)} | owner |",
        f"|---|---|{'---|' * (len(Role.values) + 1)}",
    ]
    for permission in Permission:
        held = [permission in ROLE_PERMISSIONS[role] for role in Role.values] + [permission in OWNER_PERMISSIONS]
        crosses = " | ".join("×" if has else "" for has in held)
        lines.append(f"| `{permission}` | {said.get(permission.value, TO_WRITE)} | {crosses} |")
    return "\n".join(lines)


def addresses() -> Iterator[tuple[str, object]]:
    """Each address of a workspace with its view."""
    from django.urls import URLPattern, get_resolver

    waiting = [("", item) for item in get_resolver().url_patterns]
    while waiting:
        before, item = waiting.pop()
        route = before + str(item.pattern)
        if isinstance(item, URLPattern):
            yield route, item.callback
        else:
            waiting += [(route, inner) for inner in item.url_patterns]


def screen_table() -> str:
    """One row for each competency: the pages that serve it, and how many acts besides."""
    from carnet.foundation.ui.screens import screen_of

    pages: dict[str, set[str]] = defaultdict(set)
    acts: dict[str, int] = defaultdict(int)
    for route, view in addresses():
        declared = screen_of(view)  # type: ignore[arg-type]
        for code in declared.serves if declared else ():
            if "GET" in declared.methods:
                pages[code].add(CONVERTER.sub(r"<\1>", route).removeprefix("e/<workspace>/") or "(Aujourd’hui)")
            else:
                acts[code] += 1
    lines = ["| competency | pages, under `/e/<workspace>/` | acts |", "|---|---|---|"]
    for code in sorted({*pages, *acts}, key=order):
        shown = " · ".join(f"`{address}`" for address in sorted(pages[code]))
        lines.append(f"| {code} | {shown} | {acts[code] or ''} |")
    return "\n".join(lines)


def order(code: str) -> tuple[int, ...]:
    """C2 before C10, the transversal competency last."""
    return tuple(int(number) for number in re.findall(r"\d+", code)) or (99,)


def pages() -> dict[Path, str]:
    """Each generated page as it should stand. Django must be set up."""
    page = PERMISSIONS.read_text()
    return {
        PERMISSIONS: replaced(page, permission_table(page)),
        SCREENS: replaced(SCREENS.read_text(), screen_table()),
    }


def main() -> int:
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carnet.settings")
    import django

    django.setup()
    for path, text in pages().items():
        path.write_text(text)
        if TO_WRITE in text:
            print(f"{path.relative_to(ROOT)}: say what is {TO_WRITE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
