"""A buying centre as its page shows it: the drawing twice, for a phone and for a desk, and the same in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.prospect.buying import words
from carnet.prospect.buying.models import Seat
from carnet.prospect.buying.queries import Centre
from carnet.prospect.buying.rules.centre import Actor, Attitude, Kind, Part, Step, TieKind
from carnet.prospect.buying.rules.choosing import Choice, Why
from carnet.prospect.buying.rules.gaps import Gap
from carnet.prospect.buying.rules.layout import PHONE, WIDE, Card, Drawing, Line, Sheet, lay_out, wrapped

HEAD, CROSS = 7.0, 3.5
COLUMNS = (Attitude.OPPOSED, Attitude.NEUTRAL, Attitude.FAVOURABLE)


@dataclass(slots=True)
class Text:
    x: str
    y: str
    words: str
    is_name: bool = False


@dataclass(slots=True)
class Box:
    """A card: numbers as text, because a page in French would write 12,5."""

    key: int
    attitude: str
    x: str
    y: str
    width: str
    height: str
    texts: list[Text]
    sign: Text
    label: str


@dataclass(slots=True)
class Stroke:
    kind: str
    strength: int
    path: str
    head: str


@dataclass(slots=True)
class Picture:
    name: str
    width: str
    height: str
    boxes: list[Box]
    strokes: list[Stroke]
    heads: list[Text]
    rows: list[Text]


@dataclass(slots=True)
class Member:
    """A person of the table under the map."""

    actor: Actor
    seat: Seat
    job: str
    met: str


def page_of(centre: Centre) -> dict[str, Any]:
    """All that the page of a centre shows but its addresses."""
    names = centre.names
    return {
        "centre": centre,
        "pictures": [_picture(centre, PHONE, "phone"), _picture(centre, WIDE, "wide")] if centre.present else [],
        "members": _members(centre),
        "gaps": [(gap, words.gap_said(gap, names), _way_out(gap)) for gap in centre.gaps],
        "next": _next(centre),
        "others": [(names[one.key], one.points) for one in centre.choices[1:4]],
        "search": _search(centre),
        "steps": _steps(centre),
        "kind": words.KINDS[Kind(centre.purchase.kind)],
        "legend": [(kind.value, label) for kind, label in words.TIES.items()],
        "strengths": words.STRENGTHS,
    }


def _way_out(gap: Gap) -> int | None:
    """The one person a gap is about, whose line says more."""
    return gap.who[0] if len(gap.who) == 1 else None


def _members(centre: Centre) -> list[Member]:
    order = sorted(centre.actors, key=lambda one: (one.is_gone, -(one.power or 0), one.name))
    return [
        Member(
            actor=actor,
            seat=centre.seats[actor.key],
            job=centre.jobs.get(actor.key, ""),
            met=ago(actor.met_on, centre.today),
        )
        for actor in order
    ]


def ago(day: date | None, today: date) -> str:
    if day is None:
        return _("never met")
    days = (today - day).days
    if days <= 0:
        return _("met today")
    return ngettext("met %(count)d day ago", "met %(count)d days ago", days) % {"count": days}


def _next(centre: Centre) -> dict[str, Any] | None:
    choice = next(iter(centre.choices), None)
    if choice is None:
        return None
    actor = next(one for one in centre.actors if one.key == choice.key)
    step, kind = words.STEPS[centre.purchase.step], words.KINDS[centre.purchase.kind]
    said = [
        (words.reason_said(reason, centre.names, step, kind, actor.power), f"{reason.points:+d}".replace("-", "−"))
        for reason in choice.reasons
    ]
    return {
        "choice": choice,
        "actor": actor,
        "person": centre.seats[choice.key].person,
        "job": centre.jobs.get(choice.key, ""),
        "about": urlencode({"societe": centre.company.pk, "personne": choice.key}),
        "reasons": said,
        "main": _main(choice, said),
        "way": words.listed(centre.names[key] for key in choice.way[:1]),
        "guards": words.listed(centre.names[key] for key in choice.guards),
    }


def _main(choice: Choice, said: list[tuple[str, str]]) -> str:
    """The three reasons that weigh most, in words."""
    pairs = sorted(zip(choice.reasons, said, strict=True), key=lambda pair: -pair[0].points)
    text = ", ".join(words_ for reason, (words_, _points) in pairs[:3] if reason.points > 0 or reason.why == Why.RECENT)
    return text[:1].upper() + text[1:]


def _search(centre: Centre) -> str:
    if centre.search is None:
        return ""
    part = str(words.PARTS[centre.search.part]).lower()
    name = centre.names.get(centre.search.ask or 0)
    if name:
        return _("First find out who the %(part)s is: ask %(name)s.") % {"part": part, "name": name}
    return _("First find out who the %(part)s is.") % {"part": part}


def _steps(centre: Centre) -> list[tuple[str, str]]:
    """Each step with `done`, `current` or nothing; nothing at all while nobody has said where the purchase stands."""
    now = list(Step).index(centre.purchase.step) if centre.placed else -1
    states = ["done" if number < now else "current" if number == now else "" for number in range(len(Step))]
    return [(str(words.STEPS[step]), state) for step, state in zip(Step, states, strict=True)]


def _picture(centre: Centre, sheet: Sheet, name: str) -> Picture:
    says = {actor.key: _under(actor, sheet) for actor in centre.present}
    drawn = lay_out(centre.present, centre.links, sheet, says)
    return Picture(
        name=name,
        width=_n(drawn.width),
        height=_n(drawn.height),
        boxes=[_box(card, sheet) for card in drawn.cards],
        strokes=[_stroke(line) for line in drawn.lines],
        heads=[
            Text(_n(sheet.left(number) + sheet.card / 2), "13", _column(attitude, sheet))
            for number, attitude in enumerate(COLUMNS)
        ],
        rows=[_power(drawn, number) for number in range(len(drawn.bands))],
    )


def _column(attitude: Attitude, sheet: Sheet) -> str:
    middle = _("Neutral or unknown") if sheet is WIDE else words.ATTITUDES[Attitude.NEUTRAL]
    label = middle if attitude == Attitude.NEUTRAL else words.ATTITUDES[attitude]
    return f"{words.SIGNS[attitude]} {label}"


def _under(actor: Actor, sheet: Sheet) -> tuple[str, ...]:
    """The roles, in as many lines as they take."""
    held = [str(words.PARTS[part]) for part in Part if part in actor.parts]
    return wrapped(", ".join(held), sheet.room, most=3)


def _power(drawn: Drawing, number: int) -> Text:
    band = drawn.bands[number]
    label = _("Power %(power)s") % {"power": band.power} if band.power else _("Power unknown")
    return Text("4", _n(band.y - 6), label)


def _box(card: Card, sheet: Sheet) -> Box:
    texts = [
        Text(_n(card.x + sheet.pad), _n(card.y + sheet.pad + sheet.line * (number + 0.76)), line, number < card.heading)
        for number, line in enumerate(card.lines)
    ]
    actor = card.actor
    sign = Text(_n(card.right - sheet.pad - 2), texts[0].y, words.SIGNS[actor.attitude], is_name=True)
    held = ", ".join(str(words.PARTS[part]).lower() for part in Part if part in actor.parts)
    power = _("power %(power)s out of 5") % {"power": actor.power} if actor.power else _("power unknown")
    label = f"{actor.name}, {held}, {power}, {str(words.ATTITUDES[actor.attitude]).lower()}"
    numbers = (card.x, card.y, card.width, card.height)
    x, y, width, height = (_n(value) for value in numbers)
    return Box(actor.key, actor.attitude.value, x, y, width, height, texts, sign, label)


def _stroke(line: Line) -> Stroke:
    """Its end says the kind as well as its dashes do: full or hollow arrow, cross, or nothing."""
    x, y = line.end
    way, kind = line.way_in, line.tie.kind
    if kind == TieKind.WORKS_WITH:
        head = ""
    elif kind == TieKind.OPPOSES:
        at = x - way * HEAD
        head = (
            f"M{_n(at - CROSS)} {_n(y - CROSS)}L{_n(at + CROSS)} {_n(y + CROSS)}"
            f"M{_n(at - CROSS)} {_n(y + CROSS)}L{_n(at + CROSS)} {_n(y - CROSS)}"
        )
    else:
        back = x - way * HEAD
        head = f"M{_n(x)} {_n(y)}L{_n(back)} {_n(y - CROSS)}L{_n(back)} {_n(y + CROSS)}Z"
    return Stroke(kind.value, line.tie.strength, line.path, head)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
