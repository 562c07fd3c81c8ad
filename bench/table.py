"""The budgets, and the table that sets the figures beside them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """`limit` in `unit`; `peer` is the best found elsewhere, measured on the same kind of machine."""

    label: str
    limit: float
    unit: str
    peer: str


BUDGETS: dict[str, Budget] = {
    "list": Budget("company list, 50 rows, full page", 20, "ms", "22 (Odoo, API only)"),
    "list_filtered": Budget("company list, filtered and sorted", 20, "ms", ""),
    "list_own": Budget("company list, 12 own fields shown, sorted by one", 20, "ms", ""),
    "list_five": Budget("company list, 12 own fields in use, five conditions", 20, "ms", ""),
    "search_hit": Budget("search as you type, hit", 8, "ms", "92 to 175 (Creme, Odoo)"),
    "search_miss": Budget("search as you type, miss", 8, "ms", "92 to 175 (Creme, Odoo)"),
    "record": Budget("open a record with 50 timeline entries", 30, "ms", "64 (Dolibarr, BottleCRM)"),
    "create": Budget("create a company, duplicate check included", 10, "ms", "10 (Dolibarr, no check)"),
    "import_written": Budget("import, a clean row written (50 µs: 20,000 rows/s)", 50, "µs", "2,000 (Odoo, no search)"),
    "import_clock": Budget("the same, by the clock", 50, "µs", ""),
    "import_checked": Budget("dry run of the import, a row", 50, "µs", ""),
    "weight": Budget("page weight, first load, compressed", 200, "KB", "166 KB to 10.6 MB"),
    "memory": Budget("app memory, one worker, PSS", 150, "MB", "57 to 295 MB"),
}


def printed(figures: Mapping[str, Mapping[str, float]], *, rows: int, peer: Mapping[str, float]) -> str:
    """The table as text: one row per act, one column per database; a figure over its budget is marked.

    `peer`: what the same acts took in Creme CRM here, in the same run.
    """
    first = f"at {rows:,} companies; ms are CPU ms per request, server plus database, of the quietest fifth"
    head = [first, "budget", *figures, "creme (sqlite)", "best peer elsewhere"]
    lines = [head]
    for name, budget in BUDGETS.items():
        cells = [_cell(found.get(name), budget) for found in figures.values()]
        beside = f"{peer[name]:.1f} {budget.unit}" if name in peer else ""
        lines.append([budget.label, f"{budget.limit:g} {budget.unit}", *cells, beside, budget.peer])
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _cell(value: float | None, budget: Budget) -> str:
    if value is None:
        return "not measured"
    return f"{value:.1f} {budget.unit}" + (" OVER" if value > budget.limit else "")
