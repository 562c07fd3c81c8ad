"""What the interviews of a workspace show for a criterion."""


def shown(good: int, total: int) -> str:
    """met where at least half of the latest interviews show it, partly where one does."""
    if not good:
        return "missing"
    return "met" if 2 * good >= total else "partly"
