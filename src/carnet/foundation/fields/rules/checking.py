"""Whether a field is well made. Pure."""

from collections.abc import Mapping
from typing import Any

from .changes import NAMES
from .definitions import CHOSEN, Kind, code_of
from .values import tidy

LONGEST = {"label": 60, "help": 200, "purpose": 300}
MOST_CHOICES = 100
MOST_MONTHS = 600


class FieldInvalid(ValueError):
    """`name` is the wrong part. `reason`: empty, too_long, too_few_choices, too_many_choices, twice, range."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def checked(told: Mapping[str, Any]) -> dict[str, Any]:
    """A field in its stored form, choices with codes of their own. Raises FieldInvalid."""
    found = {name: told[name] for name in NAMES}
    for name, limit in LONGEST.items():
        found[name] = tidy(str(found[name]))
        if len(found[name]) > limit:
            raise FieldInvalid(name, "too_long")
    for name in ("label", "purpose"):
        if not found[name]:
            raise FieldInvalid(name, "empty")
    if not 1 <= int(found["retention_months"]) <= MOST_MONTHS:
        raise FieldInvalid("retention_months", "range")
    found["choices"] = _choices(found["choices"]) if Kind(found["kind"]) in CHOSEN else []
    found["roles"] = sorted(set(found["roles"]))
    found["required_at"] = {name: list(stages) for name, stages in sorted(found["required_at"].items()) if stages}
    return found


def _choices(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each keeps its code for ever: values hold it."""
    found: list[dict[str, Any]] = []
    taken = [str(one["code"]) for one in given if one.get("code")]
    labels = set()
    for one in given:
        label = tidy(str(one.get("label", "")))[:60]
        if not label:
            continue
        if label.casefold() in labels:
            raise FieldInvalid("choices", "twice")
        labels.add(label.casefold())
        code = str(one.get("code") or "") or code_of(label, taken)
        taken.append(code)
        found.append({"code": code, "label": label, "is_archived": bool(one.get("is_archived"))})
    if len([one for one in found if not one["is_archived"]]) < 2:
        raise FieldInvalid("choices", "too_few_choices")
    if len(found) > MOST_CHOICES:
        raise FieldInvalid("choices", "too_many_choices")
    return found


def choices_from_lines(lines: str, former: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Choices as a form writes them, one a line: a known label keeps its code, one that is gone is archived."""
    labels = [line for line in (tidy(line) for line in lines.splitlines()) if line]
    known = {one["label"].casefold(): one for one in former}
    wanted = [{**known.get(label.casefold(), {}), "label": label, "is_archived": False} for label in labels]
    kept = {label.casefold() for label in labels}
    gone = [{**one, "is_archived": True} for one in former if one["label"].casefold() not in kept]
    return [*wanted, *gone]
