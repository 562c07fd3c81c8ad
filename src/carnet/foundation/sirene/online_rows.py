"""What the API tells, as establishments of the register; and whether each fits what was asked."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from carnet.foundation.geo.rules import Point, is_inside

from .queries import Establishment
from .rules.target import Criteria, department_of, starts

HIDDEN = "[NON-DIFFUSIBLE]"


def establishments(unit: dict[str, Any]) -> Iterator[Establishment]:
    """Those of a legal unit that may be prospected: open, and diffusible both as unit and as establishment."""
    if unit.get("statut_diffusion") != "O" or unit.get("etat_administratif") != "A":
        return
    name = _text(unit, "nom_raison_sociale") or _text(unit, "nom_complet")
    siege = unit.get("siege") if isinstance(unit.get("siege"), dict) else {}
    for told in unit.get("matching_etablissements") or [siege]:
        if not isinstance(told, dict) or not _may_be_prospected(told):
            continue
        if name and name != HIDDEN and len(_text(told, "siret")) == 14 and _text(told, "siret").isdigit():
            yield _row(unit, told, name)


def _may_be_prospected(told: dict[str, Any]) -> bool:
    return told.get("statut_diffusion_etablissement") == "O" and told.get("etat_administratif") == "A"


def _row(unit: dict[str, Any], told: dict[str, Any], name: str) -> Establishment:
    commune, postcode = _text(told, "commune"), _text(told, "code_postal")
    sign = next((one for one in told.get("liste_enseignes") or [] if isinstance(one, str)), "")
    lat, lon = _float(told, "latitude"), _float(told, "longitude")
    extra = unit.get("complements") if isinstance(unit.get("complements"), dict) else {}
    return Establishment(
        siret=_text(told, "siret"),
        lat=lat if lon is not None else None,
        lon=lon if lat is not None else None,
        at_address=lat is not None and lon is not None,
        department=department_of(commune),
        commune=commune,
        naf=_text(told, "activite_principale"),
        naf_version="NAFRev2",
        naf25=_text(told, "activite_principale_naf25"),
        staff=_band(told),
        staff_year=_year(told, "annee_tranche_effectif_salarie"),
        size=_text(unit, "categorie_entreprise"),
        size_year=_year(unit, "annee_categorie_entreprise"),
        legal_form=_text(unit, "nature_juridique"),
        created=_day(told, "date_creation"),
        is_head=told.get("est_siege") is True,
        is_employer=told.get("caractere_employeur") == "O",
        is_social=bool(extra and extra.get("est_ess")),
        is_mission=bool(extra and extra.get("est_societe_mission")),
        unit_staff=_band(unit),
        unit_staff_year=_year(unit, "annee_tranche_effectif_salarie"),
        name=_text(told, "nom_commercial") or sign or name,
        legal_name=name,
        sign=sign,
        street=_street(_text(told, "adresse"), postcode),
        further="",
        postcode=postcode,
        city=_text(told, "libelle_commune"),
        since=_day(told, "date_debut_activite"),
        treated=_day(unit, "date_mise_a_jour_insee") or _day(unit, "date_mise_a_jour"),
    )


def _street(address: str, postcode: str) -> str:
    """The address is told in one line: what comes before the postcode is the street."""
    before, found, _after = address.partition(f" {postcode} ") if postcode else (address, "", "")
    return before.strip() if found and HIDDEN not in address else ""


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value.strip() if isinstance(value, str) else ""


def _band(told: dict[str, Any]) -> str:
    band = _text(told, "tranche_effectif_salarie")
    return "" if band == "NN" else band


def _float(told: dict[str, Any], name: str) -> float | None:
    with suppress(TypeError, ValueError):
        value = float(told[name]) if told.get(name) is not None else None
        return value if value is None or abs(value) <= 180 else None
    return None


def _year(told: dict[str, Any], name: str) -> int | None:
    value = str(told.get(name) or "")
    return int(value) if value.isascii() and value.isdigit() and len(value) == 4 else None


def _day(told: dict[str, Any], name: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(_text(told, name)[:10])
    return None


def fits(criteria: Criteria, row: Establishment) -> bool:
    """The same question as `conditions.where_of`, of one row whose distance is measured; who is known is left out
    by who asks.
    """
    return (
        _stands(criteria, row)
        and (not criteria.naf or row.naf.startswith(starts(criteria.naf)))
        and (not criteria.staff or (row.staff or "NN") in criteria.staff)
        and (not criteria.sizes or row.size in criteria.sizes)
        and (not criteria.legal_forms or row.legal_form.startswith(criteria.legal_forms))
        and (criteria.created_from is None or (row.created is not None and row.created >= criteria.created_from))
        and (criteria.created_to is None or (row.created is not None and row.created <= criteria.created_to))
        and (not criteria.heads_only or row.is_head)
        and (not criteria.employers_only or row.is_employer)
        and (not criteria.exact_only or row.at_address)
    )


def _stands(criteria: Criteria, row: Establishment) -> bool:
    if criteria.area and not (
        row.lat is not None and row.lon is not None and is_inside(Point(row.lat, row.lon), _corners(criteria))
    ):
        return False
    if criteria.near and not criteria.area and (row.km is None or row.km > criteria.km):
        return False
    if criteria.communes or criteria.departments:
        return row.commune in criteria.communes or row.department in criteria.departments
    return True


def _corners(criteria: Criteria) -> list[Point]:
    return [Point(*corner) for corner in criteria.area]
