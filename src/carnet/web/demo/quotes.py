"""The quotes of the demo: sent, agreed to, refused or still waiting, numbered in the order of their days."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from carnet.foundation.catalogue.models import Product
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.opportunities.services import lose_opportunity
from carnet.foundation.workspaces.models import Membership
from carnet.sell.closing.drafting import LineInput
from carnet.sell.closing.services import accept_quote, draft_quote, line_of, refuse_quote, send_quote

from . import words
from .calendar import last_working_day, office_hour


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a deal: `won`, `lost` or `open`, on which day, its quote sent on which."""

    deal: Opportunity
    outcome: str
    sent_on: date | None
    closed_on: date | None


NEEDS = [
    "Accueillir six personnes de plus sans agrandir le plateau.",
    "Réduire le bruit de l’espace ouvert et offrir des lieux pour téléphoner.",
    "Remplacer un mobilier de quinze ans par des postes réglables, en réemployant ce qui peut l’être.",
    "Rendre l’accueil accessible et donner une première impression soignée.",
]


def make_quotes(random: Random, fates: list[Fate], products: list[Product]) -> None:
    """Each deal that came so far gets its quote, and its end; the earliest sent is the first number."""
    for fate in sorted((fate for fate in fates if fate.sent_on), key=lambda fate: fate.sent_on or date.max):
        _quote(random, fate, products)
    for fate in fates:
        if fate.outcome == "lost":
            _lose(random, fate)


def _quote(random: Random, fate: Fate, products: list[Product]) -> None:
    deal, day = fate.deal, fate.sent_on
    member = deal.owner
    if member is None or day is None:
        raise ValueError("a quoted deal has an owner and a day")
    quote = draft_quote(
        member=member,
        company=deal.company,
        opportunity=deal,
        lines=_lines(random, products, day),
        need=random.choice(NEEDS),
        delivery="Livraison et pose en une fois, quatre semaines après la commande.",
        at=office_hour(random, last_working_day(day - timedelta(days=2))),
    )
    send_quote(member=member, quote=quote, on=day, at=office_hour(random, day))
    if fate.outcome == "won" and fate.closed_on:
        accept_quote(member=member, quote=quote, on=fate.closed_on, at=office_hour(random, fate.closed_on))
    elif fate.outcome == "lost" and fate.closed_on:
        refuse_quote(member=member, quote=quote, on=fate.closed_on, at=office_hour(random, fate.closed_on))


def _lines(random: Random, products: list[Product], day: date) -> list[LineInput]:
    """Furniture for a number of people, its fitting, and the book: two VAT rates."""
    named = {product.reference: product for product in products}
    people = random.randint(4, 22)
    wanted = {"BUR-REG": people, "SIE-ERG": people, "POS-JOU": 1 + people // 8, "GUI-ERG": people}
    extra = random.choice(["CLO-ACO", "TAB-REU", "CAB-TEL", "REP-MOB", "BAN-ACC"])
    wanted[extra] = random.randint(4, 12) if extra == "CLO-ACO" else 1
    return [line_of(named[reference], Decimal(quantity), day) for reference, quantity in wanted.items()]


def _lose(random: Random, fate: Fate) -> None:
    reason, detail = random.choice(list(words.LOST.items()))
    member: Membership | None = fate.deal.owner
    if member is not None and fate.closed_on is not None:
        when = office_hour(random, fate.closed_on)
        lose_opportunity(member=member, opportunity=fate.deal, reason=reason, detail=detail, on=fate.closed_on, at=when)
