"""What to change next time, argued by a campaign's own figures. A proposal is a code and the figures that speak for it.

Every rule keeps silent where there are too few; whoever ran the campaign takes, rewrites or drops what is proposed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from carnet.prospect.mix.rules.channels import FEW

from .analysing import Analysis, By, Cause, Compared
from .rates import Interval, Verdict, needed
from .stages import Reason, Stage

MANY_UNCODED = 0.3
MUCH = 0.15
"""Share of the coded failures from which one reason is worth an answer of its own."""
LOW_REACH = 0.35
GAIN = 0.1


@dataclass(frozen=True, slots=True)
class Proposal:
    """`key`: the channel, segment or message it speaks of. `figures` are whole numbers, or tenths of a percent."""

    code: str
    key: str = ""
    figures: dict[str, int] = field(default_factory=dict)


ANSWERS: dict[Reason, str] = {
    Reason.PRICE: "price",
    Reason.BUDGET: "budget",
    Reason.COMPETITOR: "competitor",
    Reason.NO_NEED: "no_need",
    Reason.WRONG_TIME: "wrong_time",
    Reason.TRUST: "trust",
    Reason.GATEKEEPER: "gatekeeper",
    Reason.WRONG_CONTACT: "wrong_contact",
    Reason.NO_ANSWER: "no_answer",
    Reason.NOT_INTERESTED: "not_interested",
    Reason.OBJECTED: "objected",
}
"""What each reason of failure calls for."""
MORE = {By.CHANNEL: "channel", By.SEGMENT: "segment", By.MESSAGE: "message"}


def propose(told: Analysis) -> list[Proposal]:
    """The strongest first: what differs for sure, then what fails most, then what to measure better."""
    return [*_differences(told), *_failures(told), *_successes(told), *_costs(told), *_measures(told)]


def _differences(told: Analysis) -> Iterator[Proposal]:
    for by, name in MORE.items():
        lines = [one for one in told.cuts[by] if one.line.key]
        if len(lines) < 2:
            continue
        for one in lines:
            if one.beside.value is not None and one.beside.verdict in {Verdict.BETTER, Verdict.WORSE}:
                side = "more" if one.beside.verdict is Verdict.BETTER else "less"
                yield Proposal(f"{name}_{side}", one.line.key, _figures(one))


def _figures(one: Compared) -> dict[str, int]:
    interval = one.beside.interval or Interval(0, 0)
    return {
        "part": one.line.came(Stage.MEETING),
        "whole": one.line.parties,
        "gap": _tenths(one.beside.value or 0),
        "low": _tenths(interval.low),
        "high": _tenths(interval.high),
    }


def _tenths(share: float) -> int:
    """Tenths of a percent."""
    return round(share * 1000)


def _failures(told: Analysis) -> Iterator[Proposal]:
    """The reasons that count: FEW coded failures at least, and a share of MUCH."""
    if sum(one.count for one in told.failures) < FEW:
        return
    for one in told.failures[:3]:
        if one.share >= MUCH:
            yield Proposal(ANSWERS[one.reason], "", _share(one, told.failures))


def _share(one: Cause, causes: list[Cause]) -> dict[str, int]:
    return {"part": one.count, "whole": sum(cause.count for cause in causes), "share": _tenths(one.share)}


def _successes(told: Analysis) -> Iterator[Proposal]:
    if told.successes and sum(one.count for one in told.successes) >= 10:
        first = told.successes[0]
        yield Proposal("repeat", first.reason.value, _share(first, told.successes))


def _costs(told: Analysis) -> Iterator[Proposal]:
    """A meeting that costs at least twice as much by one channel as by another, each of them told by five or more."""
    costs = {
        one.line.key: cost
        for one in told.cuts[By.CHANNEL]
        if not one.line.is_fragile(Stage.MEETING) and (cost := one.line.cost_of(Stage.MEETING))
    }
    if len(costs) < 2:
        return
    dear, cheap = max(costs, key=lambda key: costs[key]), min(costs, key=lambda key: costs[key])
    if costs[dear] >= 2 * costs[cheap]:
        yield Proposal("dear_channel", f"{dear}:{cheap}", {"dear": costs[dear], "cheap": costs[cheap]})


def _measures(told: Analysis) -> Iterator[Proposal]:
    ended, met = told.whole.parties, told.whole.rate(Stage.MEETING)
    reached = told.whole.rate(Stage.REACHED)
    if ended >= FEW and reached.value is not None and reached.value < LOW_REACH:
        yield Proposal("low_reach", "", {"part": reached.part, "whole": reached.whole, "share": _tenths(reached.value)})
    if ended >= FEW and told.uncoded / ended >= MANY_UNCODED:
        yield Proposal("code_reasons", "", {"part": told.uncoded, "whole": ended})
    alike = [one for one in told.cuts[By.MESSAGE] if one.line.key]
    if (
        len(alike) >= 2
        and met.value
        and all(one.beside.verdict not in {Verdict.BETTER, Verdict.WORSE} for one in alike)
    ):
        share = min(met.value, 0.85)
        yield Proposal("test_messages", "", {"each": needed(share, share + GAIN), "gain": _tenths(GAIN)})
    elif 0 < ended < FEW:
        yield Proposal("more_contacts", "", {"part": ended, "few": FEW})
