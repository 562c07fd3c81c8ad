"""From counts to what the architecture of a file shows. Pure."""

USEFUL = 3
"""Own fields that serve, from which a file says more of a customer than how to reach them. A convention of ours."""
SHARE = 0.5
"""Share of the customers and prospects in follow-up from which a field serves. A convention of ours."""
FEW = 5


def choice_state(*, serving: int, in_use: int, renewed: int, followed: int) -> str:
    """Whether what is kept lets one know and follow customers, and their needs as they change.

    `serving` fields are filled in for enough of the `followed` companies; `renewed` values were brought up to date.
    """
    if not in_use or not followed:
        return "missing"
    if serving >= USEFUL and renewed and followed >= FEW:
        return "met"
    return "partly" if serving else "missing"


def lawful_state(*, in_use: int, exposed: int, overdue: int, traced: float, is_told: bool, is_frozen: bool) -> str:
    """Whether what is kept and how it is treated follow the GDPR, as far as rows can tell.

    `exposed`: delicate fields that everybody sees. `overdue`: values past their term. `traced`: share of the people
    whose data say where they come from. `is_told`, `is_frozen`: the register names who answers; it has been frozen.
    """
    if exposed or overdue:
        return "missing" if not (is_told or is_frozen) else "partly"
    if in_use and traced >= 0.95 and is_told and is_frozen:
        return "met"
    return "partly" if is_told or is_frozen or (in_use and traced >= 0.95) else "missing"
