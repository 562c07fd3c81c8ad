"""What a change of the set does, before it is done: which fields are new, hidden, lost, newly required. Pure.

A set is a list of fields as plain dictionaries (`told`), the form in which versions and events keep them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Told = Mapping[str, Any]
REASONS = ("purpose", "basis", "retention_months", "retention_from", "source", "sensitivity")
NAMES = (
    "holder code label kind choices help purpose basis retention_months retention_from source sensitivity roles "
    "required_at position is_archived"
).split()


class Effect(StrEnum):
    ADDED = "added"
    HIDDEN = "hidden"
    SHOWN_AGAIN = "shown_again"
    LOST = "lost"
    CONVERTED = "converted"
    RENAMED = "renamed"
    REQUIRED = "required"
    FREED = "freed"
    NARROWED = "narrowed"
    WIDENED = "widened"
    CHOICES_ADDED = "choices_added"
    CHOICES_ARCHIVED = "choices_archived"
    REASONED = "reasoned"
    HELPED = "helped"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """`names` are what it is about: stages, roles, choices, or the names of the reasons that change."""

    effect: Effect
    holder: str
    code: str
    label: str
    names: tuple[str, ...] = ()
    former: str = ""

    def as_told(self) -> dict[str, Any]:
        return {
            "effect": self.effect.value, "holder": self.holder, "code": self.code, "label": self.label,
            "names": list(self.names), "former": self.former,
        }  # fmt: skip


def change_of(told: Mapping[str, Any]) -> Change:
    names = tuple(str(name) for name in told.get("names", ()))
    effect = Effect(told["effect"])
    return Change(effect, told["holder"], told["code"], told["label"], names, str(told.get("former", "")))


def stages_of(told: Told) -> set[str]:
    required = told.get("required_at") or {}
    return {str(stage) for name in ("stages", "pipelinestage_ids") for stage in required.get(name, [])}


def key_of(told: Told) -> tuple[str, str]:
    return told["holder"], told["code"]


def compare(before: Iterable[Told], after: Iterable[Told]) -> list[Change]:
    """Every difference between two sets, in the order of the new one; what is gone comes last."""
    old = {key_of(one): one for one in before}
    new = {key_of(one): one for one in after}
    found: list[Change] = []
    for key, told in new.items():
        found += _compared(old[key], told) if key in old else [_change(Effect.ADDED, told)]
    found += [_change(Effect.LOST, told) for key, told in old.items() if key not in new]
    if not found and _order(old.values()) != _order(new.values()):
        moved = next((told for key, told in new.items() if old[key]["position"] != told["position"]), None)
        found += [_change(Effect.MOVED, moved)] if moved else []
    return found


def _order(fields: Iterable[Told]) -> list[tuple[str, str]]:
    return [key_of(one) for one in sorted(fields, key=lambda one: (one["holder"], one["position"]))]


def _change(effect: Effect, told: Told, names: Iterable[str] = (), former: str = "") -> Change:
    return Change(effect, told["holder"], told["code"], told["label"], tuple(names), former)


def _compared(old: Told, new: Told) -> list[Change]:
    if new["is_archived"] and not old["is_archived"]:
        return [_change(Effect.HIDDEN, new)]
    found = [_change(Effect.SHOWN_AGAIN, new)] if old["is_archived"] and not new["is_archived"] else []
    if old["kind"] != new["kind"]:
        found.append(_change(Effect.CONVERTED, new, [new["kind"]], old["kind"]))
    if old["label"] != new["label"]:
        found.append(_change(Effect.RENAMED, new, former=old["label"]))
    found += _narrowed(old, new)
    found += _of_choices(old, new)
    asked, freed = stages_of(new) - stages_of(old), stages_of(old) - stages_of(new)
    found += [_change(Effect.REQUIRED, new, sorted(asked))] if asked else []
    found += [_change(Effect.FREED, new, sorted(freed))] if freed else []
    if reasons := [name for name in REASONS if old[name] != new[name]]:
        found.append(_change(Effect.REASONED, new, reasons))
    found += [_change(Effect.HELPED, new)] if old["help"] != new["help"] else []
    return found


def _narrowed(old: Told, new: Told) -> list[Change]:
    """No role at all means everybody."""
    was, now = set(old["roles"]), set(new["roles"])
    if was == now:
        return []
    is_wider = not now or (bool(was) and was < now)
    return [_change(Effect.WIDENED if is_wider else Effect.NARROWED, new, sorted(now))]


def _of_choices(old: Told, new: Told) -> list[Change]:
    was = {one["code"]: bool(one.get("is_archived")) for one in old["choices"]}
    now = {one["code"]: bool(one.get("is_archived")) for one in new["choices"]}
    labels = {one["code"]: one["label"] for one in (*old["choices"], *new["choices"])}
    added = [labels[code] for code, archived in now.items() if not archived and was.get(code, True)]
    gone = [labels[code] for code, archived in was.items() if not archived and now.get(code, True)]
    return [
        *([_change(Effect.CHOICES_ADDED, new, added)] if added else []),
        *([_change(Effect.CHOICES_ARCHIVED, new, gone)] if gone else []),
    ]


def merged(before: Sequence[Told], offered: Sequence[Told]) -> list[dict[str, Any]]:
    """A set with the fields of another that it lacks, after its own; an archived one of the same code comes back."""
    found = {key_of(one): dict(one) for one in before}
    places = {holder: 1 + max((one["position"] for one in before if one["holder"] == holder), default=-1)
              for holder in {one["holder"] for one in offered}}  # fmt: skip
    for told in offered:
        known = found.get(key_of(told))
        if known is None:
            found[key_of(told)] = {**told, "position": places[told["holder"]]}
            places[told["holder"]] += 1
        elif known["is_archived"]:
            known["is_archived"] = False
    return list(found.values())


def moved(fields: Sequence[Told], holder: str, code: str, by: int) -> list[dict[str, Any]]:
    """The set with one field `by` places further (or before, below zero) among those in use of its holder."""
    found = [dict(one) for one in fields]
    row = sorted(
        (one for one in found if one["holder"] == holder and not one["is_archived"]), key=lambda one: one["position"]
    )
    place = next((number for number, one in enumerate(row) if one["code"] == code), None)
    if place is not None:
        one = row.pop(place)
        row.insert(max(0, min(len(row), place + by)), one)
    for number, one in enumerate(row):
        one["position"] = number
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """A change with how many records it concerns, and how many values it would lose."""

    change: Change
    concerned: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    counted: list[Counted] = field(default_factory=list)

    def of(self, *effects: Effect) -> list[Counted]:
        return [one for one in self.counted if one.change.effect in effects]

    @property
    def lost(self) -> int:
        return sum(one.lost for one in self.counted)
