"""The formulas of `rules.projection` as macros of DuckDB, from the same constants."""

from typing import Any

from .rules import projection as p


def define(db: Any) -> None:
    """Give a connection `in_france`, `in_lambert`, `conformal_latitude`, `latitude` and `longitude`."""
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
    for signature, body in macros.items():
        db.execute(f"CREATE TEMP MACRO {signature} AS ({body})")
