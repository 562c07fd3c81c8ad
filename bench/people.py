"""50 000 people of whom a fifth are there twice, the second time as somebody else typed them. Seeded."""

import random
import unicodedata
from collections.abc import Iterator

GIVEN = (
    "Marie Jeanne Françoise Monique Catherine Nathalie Isabelle Jacqueline Anne Sylvie Martine Nicole Camille Léa "
    "Manon Chloé Inès Jade Louise Alice Jean Pierre Michel André Philippe René Louis Alain Jacques Bernard Marcel "
    "Daniel Roger Robert Paul Claude Christian Henri Georges Nicolas Thomas Lucas Hugo Théo Noé Gaël Loïc Rémi Jérôme"
).split()
FAMILY = (
    "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia David "
    "Bertrand Roux Vincent Fournier Morel Girard Lefèvre Mercier Dupont Lambert Bonnet Legrand Garnier Faure Rousseau "
    "Blanc Guérin Muller Roussel Perrin Morin Mathieu Clément Gauthier Dumont Lopez Fontaine Chevalier Robin Masson"
).split()
STARTS = "Bar Ber Bou Bri Cha Cor Dar Del Du Fa Gar Gui Har Jac La Le Mar Mo Per Pri Ro Sal Tho Va Vi".split()
MIDDLES = "an ba che de ga lan mi na ri ro san ti ve".split()
ENDS = "ard aud el ert et eau ier in on ot oux y".split()
TRADES = "Menuiserie Clinique Transports Conseil Garage Plomberie Imprimerie Hôtel Pharmacie Négoce Logistique".split()
CITIES = "Lyon Villeurbanne Bron Vénissieux Grenoble Saint-Étienne Valence Annecy Chambéry Roanne Vienne Givors".split()


def rows(count: int = 50_000, seed: int = 7) -> Iterator[tuple[int, dict[str, str]]]:
    """The number of the person and one record of them, shuffled."""
    chance = random.Random(seed)
    originals = [(number, person(chance)) for number in range(count * 4 // 5)]
    copies = [typed_again(chance, *chance.choice(originals)) for _ in range(count - len(originals))]
    both = originals + copies
    chance.shuffle(both)
    yield from both


def person(chance: random.Random) -> dict[str, str]:
    given, family = chance.choice(GIVEN), family_name(chance)
    company = f"{chance.choice(TRADES)} {chance.choice(FAMILY)} {chance.randrange(400)}"
    box = unicodedata.normalize("NFD", f"{given[0]}.{family}").encode("ascii", "ignore").decode().lower()
    return {
        "given": given,
        "family": family,
        "company": company,
        "city": chance.choice(CITIES),
        "phone": f"06{chance.randrange(10**8):08}",
        "email": f"{box}{chance.randrange(900)}@{company.rsplit(maxsplit=1)[-1]}.example",
    }


def family_name(chance: random.Random) -> str:
    """Some thousand names, the usual ones of one person in twelve: about as often shared as in France."""
    if chance.random() < 1 / 12:
        return chance.choice(FAMILY)
    return f"{chance.choice(STARTS)}{chance.choice(MIDDLES)}{chance.choice(ENDS)}"


def typed_again(chance: random.Random, number: int, row: dict[str, str]) -> tuple[int, dict[str, str]]:
    copy = dict(row)
    for field, share in (("given", 0.2), ("family", 0.4), ("company", 0.3), ("email", 0.2)):
        if chance.random() < share:
            copy[field] = slip(chance, copy[field])
    if chance.random() < 0.3:
        copy["family"] = unicodedata.normalize("NFD", copy["family"]).encode("ascii", "ignore").decode().upper()
    for field, share in (("phone", 0.4), ("email", 0.4), ("company", 0.15), ("city", 0.2)):
        if chance.random() < share:
            copy[field] = ""
    return number, copy


def slip(chance: random.Random, text: str) -> str:
    """A letter lost, two swapped, or one too many."""
    if len(text) < 4:
        return text
    place = chance.randrange(1, len(text) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + chance.choice("aeiourstln") + text[place:]
