"""The emission factors in force on a day, from the dated table of `foundation/law`."""

from datetime import date

from carnet.foundation.law.rules import LegalValue, NoRuleInForce
from carnet.foundation.law.table import rule, table

THEME = "carbon"


def in_force(on: date) -> dict[str, LegalValue]:
    """Every factor of that day by its code; those that nobody could read are not there."""
    found = {}
    for code in dict.fromkeys(one.code for one in table().values if one.theme == THEME):
        try:
            found[code] = rule(code, on=on)
        except NoRuleInForce:
            continue
    return found


def figures(on: date) -> dict[str, float]:
    """The same as plain numbers, kilograms of CO2 equivalent."""
    return {code: float(one.decimal) for code, one in in_force(on).items()}
