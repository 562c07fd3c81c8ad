"""The formulas of `rules.projection` as macros of DuckDB, from the same constants; and how Insee's texts are read."""

from typing import Any

from .rules import projection as p

READING = {
    # "[ND]": hidden.
    "given(told)": "nullif(told, '[ND]')",
    "day_of(told)": "coalesce(try_cast(told AS DATE), try_strptime(told, '%d/%m/%Y')::DATE)",
    # A comma is rare, and to look for one costs less than to replace none.
    "figure_of(told)": "try_cast(CASE WHEN contains(told, ',') THEN replace(told, ',', '.') ELSE told END AS DOUBLE)",
    # Numbers make good what a spreadsheet takes from their left: 00032… is 32…
    "siret_of(siret, siren, nic)": "CASE WHEN length(siret) = 14 AND NOT contains(siret, 'E')"
    " THEN try_cast(siret AS BIGINT)"
    r" WHEN regexp_full_match(siret, '\d{6,13}') THEN siret::BIGINT"
    r" WHEN siret IS NULL AND regexp_full_match(siren, '\d{1,9}') AND regexp_full_match(nic, '\d{1,5}')"
    " THEN siren::BIGINT * 100000 + nic::BIGINT END",
    "siren_of(siren)": r"CASE WHEN regexp_full_match(siren, '\d{1,9}') THEN siren::INTEGER END",
    "two_figures(code)": "CASE WHEN length(code) = 1 THEN '0' || code ELSE code END",
    "five_figures(code)": "CASE WHEN length(code) = 4 THEN '0' || code ELSE code END",
}


def define(db: Any) -> None:
    """Give a connection `in_france`, `in_lambert`, `conformal_latitude`, `latitude`, `longitude`; and `READING`."""
    boxes = " OR ".join(
        f"(lat BETWEEN {south} AND {north} AND lon BETWEEN {west} AND {east})" for south, west, north, east in p.BOXES
    )
    west, south, most_east, most_north = p.LAMBERT_BOX
    across, down = f"(east - {p.FALSE_EAST!r})", f"({p.APEX_NORTH!r} - north)"
    radius = f"sqrt({across} * {across} + {down} * {down})"
    series = " + ".join(f"{one!r} * sin({times} * chi)" for times, one in zip((2, 4, 6), p.SERIES, strict=True))
    macros = {
        "in_france(lat, lon)": boxes,
        "in_lambert(east, north)": f"east BETWEEN {west} AND {most_east} AND north BETWEEN {south} AND {most_north}",
        "conformal_latitude(east, north)": f"2 * atan(pow({p.CONSTANT!r} / {radius}, {1 / p.EXPONENT!r})) - pi() / 2",
        "latitude(chi)": f"degrees(chi + {series})",
        "longitude(east, north)": f"{p.CENTRAL_MERIDIAN!r} + degrees(atan2({across}, {down})) / {p.EXPONENT!r}",
    }
    for signature, body in (macros | READING).items():
        db.execute(f"CREATE TEMP MACRO {signature} AS ({body})")
