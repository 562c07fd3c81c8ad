"""What a company can commit to, and how what was done is measured against it. No Django.

Glossary: RSE (responsabilité sociétale des entreprises) = CSR, engagement = commitment. ISO 26000 gives the
seven core subjects; it is guidance, nobody is certified against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum


class Subject(StrEnum):
    """The seven core subjects of ISO 26000, in its order."""

    GOVERNANCE = "governance"
    HUMAN_RIGHTS = "human_rights"
    LABOUR = "labour"
    ENVIRONMENT = "environment"
    FAIR_PRACTICES = "fair_practices"
    CONSUMERS = "consumers"
    COMMUNITY = "community"


class Unit(StrEnum):
    """What a target counts: hours are a window, minutes since midnight, `target` to `target_end`."""

    SHARE = "share"
    KM = "km"
    CENTS = "cents"
    HOURS = "hours"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Kind:
    """`least` and `most` bound the target; `usual` is proposed in the form."""

    code: str
    subject: Subject
    unit: Unit
    usual: int | None = None
    usual_end: int | None = None
    least: int = 0
    most: int | None = None


def _share(code: str, subject: Subject, usual: int) -> Kind:
    return Kind(code, subject, Unit.SHARE, usual, least=1, most=100)


def _promise(code: str, subject: Subject) -> Kind:
    return Kind(code, subject, Unit.NONE)


_LIST = (
    Kind("gift_ceiling", Subject.GOVERNANCE, Unit.CENTS, usual=5000),
    _promise("no_gift_in_negotiation", Subject.GOVERNANCE),
    _promise("no_discrimination", Subject.HUMAN_RIGHTS),
    Kind("visit_hours", Subject.LABOUR, Unit.HOURS, usual=8 * 60 + 30, usual_end=18 * 60, most=24 * 60),
    Kind("right_to_disconnect", Subject.LABOUR, Unit.HOURS, usual=8 * 60, usual_end=19 * 60, most=24 * 60),
    _share("zone_grouping", Subject.ENVIRONMENT, 80),
    _share("remote_first", Subject.ENVIRONMENT, 70),
    Kind("train_over_km", Subject.ENVIRONMENT, Unit.KM, usual=200, least=1, most=2000),
    _share("paperless", Subject.ENVIRONMENT, 95),
    _promise("eco_driving", Subject.ENVIRONMENT),
    _promise("fewer_samples", Subject.ENVIRONMENT),
    _promise("no_denigration", Subject.FAIR_PRACTICES),
    _promise("no_false_urgency", Subject.CONSUMERS),
    _promise("no_hidden_cost", Subject.CONSUMERS),
    _promise("honest_advice", Subject.CONSUMERS),
    _promise("vulnerable_people", Subject.CONSUMERS),
    _promise("personal_data", Subject.CONSUMERS),
    _share("local_suppliers", Subject.COMMUNITY, 50),
)
KINDS: Mapping[str, Kind] = {kind.code: kind for kind in _LIST}
STARTER_SET = (
    "gift_ceiling",
    "visit_hours",
    "zone_grouping",
    "remote_first",
    "train_over_km",
    "paperless",
    "no_false_urgency",
    "honest_advice",
)


INWARD = frozenset({"gift_ceiling", "visit_hours", "right_to_disconnect", "remote_first", "train_over_km"})
"""Rules of the house that a customer has no use for: kept, and not printed in a proposal unless one asks."""


class CommitmentInvalid(ValueError):
    """A commitment that cannot be kept as given. `reason`: unknown_kind, target_needed, target_out_of_range,
    window_reversed, text_needed, dates_reversed, overlaps; `field` is the input to mend.
    """

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


def check_target(kind: Kind, target: int | None, target_end: int | None) -> tuple[int | None, int | None]:
    """The target and its end as they are stored; raises CommitmentInvalid."""
    if kind.unit == Unit.NONE:
        return None, None
    if target is None:
        raise CommitmentInvalid("target_needed", "target")
    if target < kind.least or (kind.most is not None and target > kind.most):
        raise CommitmentInvalid("target_out_of_range", "target")
    if kind.unit != Unit.HOURS:
        return target, None
    if target_end is None:
        raise CommitmentInvalid("target_needed", "target_end")
    if target_end <= target or target_end > 24 * 60:
        raise CommitmentInvalid("window_reversed", "target_end")
    return target, target_end


class State(StrEnum):
    """`UNKNOWN` when there was no occasion to keep the commitment: that is neither good nor bad."""

    MET = "met"
    PARTLY = "partly"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Measure:
    """`kept` occasions out of `total`; `wanted` is the share that meets the commitment."""

    state: State
    kept: int
    total: int
    wanted: Decimal

    @property
    def ratio(self) -> Decimal | None:
        return Decimal(self.kept) / self.total if self.total else None


def measure(kept: int, total: int, *, share: int = 100) -> Measure:
    """What `kept` occasions out of `total` say of a commitment that wants `share` % of them.

    Partly from half of what is wanted. Raises ValueError when the counts make no sense.
    """
    if not 0 <= kept <= total or not 0 < share <= 100:
        raise ValueError(f"{kept} of {total}, {share} % wanted")
    wanted = Decimal(share) / 100
    if total == 0:
        return Measure(State.UNKNOWN, 0, 0, wanted)
    ratio = Decimal(kept) / total
    state = State.MET if ratio >= wanted else State.PARTLY if ratio * 2 >= wanted else State.MISSING
    return Measure(state, kept, total, wanted)


def within_hours(moment: time, start: int, end: int) -> bool:
    """Whether a clock time lies in a window of minutes since midnight; both ends belong to it."""
    return start <= moment.hour * 60 + moment.minute <= end


def train_wanted(km: float, threshold_km: int) -> bool:
    """Whether a trip is long enough that the train comes first."""
    return km > threshold_km


def gift_allowed(total_cents: int, ceiling_cents: int) -> bool:
    """Whether what one person received over the period stays under the ceiling; the ceiling itself is allowed."""
    return total_cents <= ceiling_cents
