"""The steps of an interview, and how its minutes are shared among them."""

from enum import StrEnum


class Step(StrEnum):
    """In the order in which they are held (BTS MCO's steps; taking leave is one of them)."""

    CONTACT = "contact"
    DISCOVERY = "discovery"
    RESTATEMENT = "restatement"
    ARGUMENT = "argument"
    OBJECTIONS = "objections"
    CONCLUSION = "conclusion"
    LEAVE = "leave"


# Tenths of the time. A convention of ours: half of it listens, before anything is shown.
SHARES = {
    Step.CONTACT: 1,
    Step.DISCOVERY: 4,
    Step.RESTATEMENT: 1,
    Step.ARGUMENT: 2,
    Step.OBJECTIONS: 1,
    Step.CONCLUSION: 1,
    Step.LEAVE: 0,
}
SHORTEST, LONGEST = 5, 480


def timetable(minutes: int) -> dict[Step, int]:
    """The minute by which each step should be over; the last two are over with the interview.

    `minutes` is the whole length, taken between SHORTEST and LONGEST.
    """
    length, done, found = min(max(minutes, SHORTEST), LONGEST), 0, {}
    for step in Step:
        done += SHARES[step]
        found[step] = length * done // 10
    return found
