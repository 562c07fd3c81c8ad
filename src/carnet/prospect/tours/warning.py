"""What speaks against driving somewhere, as the register and the official notices told it to `sourcing`."""

from collections.abc import Collection, Iterable

from carnet.prospect.sourcing.queries import advice_for, doubts_of
from carnet.prospect.sourcing.rules import Advice, before_a_visit

from .rules.warned import Warned


def warned(companies: Collection[int]) -> dict[int, Warned]:
    """Only those against whom something speaks. One query."""
    return {
        number: Warned(
            tuple(dict.fromkeys(doubt.label for doubt in doubts)),
            before_a_visit([doubt.sign for doubt in doubts]) is Advice.DO_NOT,
        )
        for number, doubts in doubts_of(companies).items()
    }


def barred(companies: Iterable[int]) -> set[int]:
    """Those where nobody drives before it has been cleared up. One query."""
    return {number for number, advice in advice_for(list(companies)).items() if advice is Advice.DO_NOT}
