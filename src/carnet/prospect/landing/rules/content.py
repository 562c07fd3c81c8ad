"""What a landing page says and what its form asks, read from JSON and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_PROOFS, MOST_ARGUMENTS, MOST_OFFERS, MOST_OWN = 4, 4, 3, 3

TEXTS = {
    "name": 120,
    "company": 160,
    "job": 120,
    "email": 254,
    "phone": 30,
    "postcode": 10,
    "city": 100,
    "need": 2000,
}
"""What a form may ask besides its own fields, in the order of the page, with the most characters of each."""
OWN_LENGTH = 300
CHANNELS = ("email", "phone", "sms")


@dataclass(frozen=True, slots=True)
class Proof:
    """`source`: who says so, and when. An unproven claim is shown to the rep as such."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """`offers` are references of the catalogue."""

    title: str = ""
    promise: str = ""
    action: str = ""
    form_title: str = ""
    thanks: str = ""
    image_alt: str = ""
    proofs: tuple[Proof, ...] = ()
    arguments: tuple[Argument, ...] = ()
    offers: tuple[str, ...] = ()
    has_prices: bool = False

    def plain(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Own:
    """A field of the page's own; `choices` empty: a line of text."""

    code: str
    label: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSpec:
    """`asks` are codes of TEXTS, `requires` those that may not be empty; `consents` channels; `object` what of."""

    asks: tuple[str, ...] = ("name", "company", "email", "phone", "need")
    requires: frozenset[str] = frozenset({"name", "email"})
    own: tuple[Own, ...] = ()
    consents: tuple[str, ...] = ()
    object: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return {
            "asks": list(self.asks),
            "requires": sorted(self.requires),
            "own": [{"code": one.code, "label": one.label, "choices": list(one.choices)} for one in self.own],
            "consents": list(self.consents),
            "object": self.object,
        }


def read_content(told: Mapping[str, Any]) -> Content:
    texts = {name: str(told.get(name, "")) for name in ("title", "promise", "action", "form_title", "thanks")}
    return Content(
        **texts,
        image_alt=str(told.get("image_alt", "")),
        proofs=tuple(Proof(one["text"], one.get("source", "")) for one in told.get("proofs", [])[:MOST_PROOFS]),
        arguments=tuple(
            Argument(one["title"], one.get("text", "")) for one in told.get("arguments", [])[:MOST_ARGUMENTS]
        ),
        offers=tuple(str(one) for one in told.get("offers", [])[:MOST_OFFERS]),
        has_prices=bool(told.get("has_prices", False)),
    )


def read_form(told: Mapping[str, Any]) -> FormSpec:
    return spec(
        told.get("asks", ()), told.get("requires", ()), told.get("consents", ()), str(told.get("object", "")),
        [Own(one["code"], one["label"], tuple(one.get("choices", ()))) for one in told.get("own", ())],
    )  # fmt: skip


def spec(
    asks: Sequence[str], requires: Sequence[str], consents: Sequence[str], object_: str = "", own: Sequence[Own] = ()
) -> FormSpec:
    """A form that can be answered: the name always, an e-mail wherever a consent has to be confirmed, one way back."""
    wanted = {"name", *asks}
    agreed = tuple(channel for channel in CHANNELS if channel in consents)
    if agreed or not wanted & {"email", "phone"}:
        wanted.add("email")
    if set(agreed) & {"phone", "sms"}:
        wanted.add("phone")
    needed = (set(requires) & wanted) | {"name"}
    if agreed or not needed & {"email", "phone"}:
        needed.add("email" if "email" in wanted else "phone")
    ordered = tuple(code for code in TEXTS if code in wanted)
    return FormSpec(ordered, frozenset(needed), tuple(own)[:MOST_OWN], agreed, object_.strip())
