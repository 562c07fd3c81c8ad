"""Which value stays when records become one, until a person says otherwise."""

from collections.abc import Mapping, Sequence

UNITS: Mapping[str, tuple[str, ...]] = {
    "address": ("street", "postcode", "city", "country"),
    "staff": ("staff_band", "staff_year"),
    "numbers": ("siren", "siret"),
    "activity": ("naf_code", "naf_version"),
}
"""Fields that make sense together only: half of one address and half of another is nobody's."""
ALL_KEPT = ("phone", "email", "website", "address", "notes")
"""What a party may have several of: the value that does not stay is kept beside it."""
STAGES = ("suspect", "cold", "warm", "hot", "former", "customer")
"""From the least to the most known: the furthest stays."""

Values = Mapping[str, object]


def units(fields: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The choices to make, in the order of the fields: a name and the fields that go together under it."""
    found: dict[str, tuple[str, ...]] = {}
    of = {field: name for name, members in UNITS.items() for field in members}
    for field in fields:
        name = of.get(field, field)
        found[name] = UNITS.get(name, (field,))
    return list(found.items())


def is_empty(values: Values, unit: tuple[str, ...]) -> bool:
    """Whether a record says nothing there; a country alone says nothing."""
    return all(not values.get(field) for field in unit if field not in {"country", "naf_version"})


def differs(records: Sequence[Values], unit: tuple[str, ...]) -> bool:
    """Whether two records say two things, and one has to be chosen."""
    said = {tuple(str(record.get(field) or "") for field in unit) for record in records if not is_empty(record, unit)}
    return len(said) > 1


def proposed(records: Sequence[Values], unit: tuple[str, ...]) -> int:
    """The place of the record whose value stays: the first that says something; of stages, the furthest."""
    if unit == ("stage",):
        rank = {stage: place for place, stage in enumerate(STAGES)}
        return max(range(len(records)), key=lambda place: (rank.get(str(records[place].get("stage")), -1), -place))
    return next((place for place, record in enumerate(records) if not is_empty(record, unit)), 0)


def fullest(records: Sequence[Values], fields: Sequence[str]) -> int:
    """The place of the record that says most: the one to go on with. The first of equals."""
    counts = [sum(1 for field in fields if record.get(field)) for record in records]
    return counts.index(max(counts))
