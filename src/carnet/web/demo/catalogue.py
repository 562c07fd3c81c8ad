"""What the demo's company sells, with two years of prices."""

from datetime import date, timedelta

from carnet.foundation.catalogue.models import Product
from carnet.foundation.catalogue.services import change_price, create_product
from carnet.foundation.workspaces.models import Membership

from .calendar import at

# Reference, name, family, unit, VAT, cost, former and present list price in cents, description.
PRODUCTS = [
    ("BUR-REG", "Bureau réglable en hauteur 160 × 80", "Postes de travail", "C62", "vat.rate.normal", 268_00,
     449_00, 469_00,
     "Plateau stratifié chêne, piètement électrique, mémoire de quatre hauteurs."),
    ("SIE-ERG", "Siège ergonomique synchrone", "Postes de travail", "C62", "vat.rate.normal", 171_00, 299_00, 315_00,
     "Soutien lombaire réglable, accoudoirs 4D, garantie cinq ans."),
    ("CAI-MOB", "Caisson mobile trois tiroirs", "Postes de travail", "C62", "vat.rate.normal", 74_00, 139_00,
     145_00, ""),
    ("CLO-ACO", "Cloison acoustique, hauteur 1,60 m", "Acoustique", "MTR", "vat.rate.normal", 118_00, 205_00, 219_00,
     "Laine de lin et textile recyclé, affaiblissement mesuré 27 dB."),
    ("CAB-TEL", "Cabine téléphonique une place", "Acoustique", "C62", "vat.rate.normal", 2_640_00, 4_190_00, 4_290_00,
     "Ventilation silencieuse, détecteur de présence, montage sans travaux."),
    ("BAN-ACC", "Banque d’accueil sur mesure", "Accueil", "C62", "vat.rate.normal", 1_480_00, 2_650_00, 2_780_00,
     "Conforme à l’accessibilité, plan abaissé à 0,80 m."),
    ("TAB-REU", "Table de réunion dix places", "Réunion", "C62", "vat.rate.normal", 720_00, 1_240_00, 1_290_00, ""),
    ("RAY-ARC", "Rayonnage d’archives, travée", "Rangement", "C62", "vat.rate.normal", 96_00, 178_00, 184_00, ""),
    ("POS-JOU", "Pose et mise en service", "Services", "DAY", "vat.rate.normal", 410_00, 640_00, 680_00,
     "Deux monteurs, évacuation des emballages comprise."),
    ("ETU-LUM", "Étude d’aménagement et plan d’implantation", "Services", "LS", "vat.rate.normal", 380_00,
     750_00, 790_00, ""),
    ("REP-MOB", "Reprise et réemploi de l’ancien mobilier", "Services", "LS", "vat.rate.normal", 210_00, 350_00, 350_00,
     "Tri, don à une ressourcerie ou recyclage, attestation remise."),
    ("GUI-ERG", "Guide illustré « Bien régler son poste »", "Livres", "C62", "vat.rate.reduced", 6_20, 14_00, 14_50,
     "Ouvrage broché, 64 pages."),
]  # fmt: skip
FIELDS = ("reference", "name", "family", "unit", "vat_code", "cost_cents")


def make_catalogue(manager: Membership, today: date) -> list[Product]:
    """The products, each with its first price two years ago and its rise since."""
    start, rise = today - timedelta(days=760), today - timedelta(days=200)
    for *facts, first, now, description in PRODUCTS:
        fields = dict(zip(FIELDS, facts, strict=True))
        product = create_product(
            member=manager, price_cents=first, price_from=start, description=description, at=at(start, 9), **fields
        )
        if now != first:
            change_price(member=manager, product=product, cents=now, on=rise, at=at(rise, 9))
    return list(Product.objects.with_price().order_by("reference"))
