"""How alike two values can be, from the same to nothing in common, and how much each says before a file has taught it.

`agrees` is how often two records of one party stand on the level, `by_chance` how often two records of different
parties do: usual figures, in force until the file itself teaches others (Fellegi and Sunter's m and u).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """`test` is an SQL condition over the two records' values; the first that holds counts. Empty: all the rest."""

    key: str
    test: str
    agrees: float
    by_chance: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """`is_frequent`: a value that many share (Martin, Paris) says less than a rare one."""

    field: str
    levels: tuple[Level, ...]
    is_frequent: bool = False
    needs: tuple[str, ...] = ()


def _same(field: str) -> str:
    return f"{field}_l = {field}_r"


def _slips(field: str, count: int, least: float = 0.66) -> str:
    """At most `count` letters typed wrong, left out, added or swapped. The quick measure spares most pairs the slow."""
    one, other = f"{field}_l", f"{field}_r"
    quick = f"jaro_similarity({one}, {other}) >= {least} AND levenshtein({one}, {other}) <= {2 * count}"
    return f"{quick} AND damerau_levenshtein({one}, {other}) <= {count}"


def _near(field: str, share: float) -> str:
    return f"jaro_winkler_similarity({field}_l, {field}_r) >= {share}"


def _person_name(field: str, other: str) -> tuple[Level, ...]:
    initial = f"least(length({field}_l), length({field}_r)) = 1 and left({field}_l, 1) = left({field}_r, 1)"
    return (
        Level("same", _same(field), 0.62, 0.004),
        Level("initial", initial, 0.03, 0.002),
        Level("slip", _slips(field, 1), 0.15, 0.002),
        Level("swapped", f"{field}_l = {other}_r or {other}_l = {field}_r", 0.06, 0.0008),
        Level("near", _near(field, 0.88), 0.06, 0.003),
        Level("other", "", 0.08, 0.9882),
    )


COMPARISONS: tuple[Comparison, ...] = (
    Comparison("given", _person_name("given", "family"), is_frequent=True, needs=("family",)),
    Comparison("family", _person_name("family", "given"), is_frequent=True, needs=("given",)),
    Comparison(
        "name",
        (
            Level("same", _same("name"), 0.55, 0.0004),
            Level("words", "words_l = words_r", 0.04, 0.0001),
            Level("slip", _slips("name", 1, 0.8), 0.15, 0.0002),
            Level("near", _near("name", 0.92), 0.12, 0.002),
            Level("alike", _near("name", 0.85), 0.06, 0.01),
            Level("other", "", 0.08, 0.9873),
        ),
        is_frequent=True,
        needs=("words",),
    ),
    Comparison(
        "company",
        (
            Level("same", _same("company"), 0.6, 0.002),
            Level("near", _near("company", 0.9), 0.15, 0.002),
            Level("other", "", 0.25, 0.996),
        ),
        is_frequent=True,
    ),
    Comparison(
        "born_on",
        (
            Level("same", _same("born_on"), 0.85, 0.0002),
            Level("slip", _slips("born_on", 1, 0.9), 0.08, 0.002),
            Level("near", _slips("born_on", 2, 0.8), 0.04, 0.015),
            Level("other", "", 0.03, 0.9828),
        ),
    ),
    Comparison(
        "street",
        (
            Level("same", _same("street"), 0.5, 0.0005),
            Level("near", _near("street", 0.92), 0.25, 0.0015),
            Level("alike", _near("street", 0.8), 0.1, 0.01),
            Level("other", "", 0.15, 0.988),
        ),
    ),
    Comparison(
        "place",
        (
            Level("same", _same("place"), 0.5, 0.002),
            Level("near", _near("place", 0.88), 0.25, 0.002),
            Level("other", "", 0.25, 0.996),
        ),
    ),
    Comparison(
        "postcode",
        (
            Level("same", _same("postcode"), 0.82, 0.003),
            Level("slip", _slips("postcode", 1), 0.1, 0.012),
            Level("other", "", 0.08, 0.985),
        ),
    ),
    Comparison(
        "city",
        (
            Level("same", _same("city"), 0.75, 0.01),
            Level("near", _near("city", 0.85), 0.15, 0.006),
            Level("other", "", 0.1, 0.984),
        ),
        is_frequent=True,
    ),
    Comparison(
        "phone",
        (
            Level("same", _same("phone"), 0.72, 0.0003),
            # The lines of one street or one office follow each other: a digit apart is often a neighbour.
            Level("slip", _slips("phone", 1, 0.9), 0.04, 0.002),
            Level("other", "", 0.24, 0.9977),
        ),
    ),
    Comparison(
        "email",
        (
            Level("same", _same("email"), 0.65, 0.0002),
            Level("slip", _slips("email", 2, 0.85), 0.12, 0.0003),
            Level("mailbox", "mailbox_l = mailbox_r", 0.06, 0.0008),
            Level("other", "", 0.17, 0.9987),
        ),
        needs=("mailbox",),
    ),
    Comparison(
        "website",
        (Level("same", _same("website"), 0.75, 0.0005), Level("other", "", 0.25, 0.9995)),
    ),
    Comparison(
        "number",
        (
            Level("place", f"{_same('number')} and establishment_l <> establishment_r", 0.01, 0.0003),
            Level("same", _same("number"), 0.957, 0.0001),
            Level("slip", _slips("number", 1, 0.85), 0.03, 0.0001),
            # Its check digit makes a wrong number rare: two numbers are nearly always two companies.
            Level("other", "", 0.003, 0.9995),
        ),
        needs=("establishment",),
    ),
)

BLOCKS: tuple[tuple[str, ...], ...] = (
    ("number",),
    ("email",),
    ("phone",),
    ("website",),
    ("born_on", "left(given, 1)"),
    ("born_on", "left(family, 2)"),
    ("born_on", "postcode"),
    ("born_on", "city"),
    ("given", "family"),
    ("family", "city", "left(given, 1)"),
    ("given", "city", "left(family, 2)"),
    ("family", "company"),
    ("family", "postcode"),
    ("given", "company"),
    ("given", "postcode", "left(family, 1)"),
    ("street", "postcode"),
    ("street", "family"),
    ("words", "city"),
    ("words", "postcode"),
    ("left(name, 4)", "postcode"),
    ("left(name, 6)", "city"),
    ("left(family, 4)", "left(given, 3)"),
)
"""Only records that share one of these are compared with each other: comparing all with all is out of reach."""

CONDITIONS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("given", "family"), "l.given = r.family and l.family = r.given"),
    (("words", "city"), "l.words = r.words and (l.city is null or r.city is null)"),
)

SURE: tuple[tuple[str, ...], ...] = (
    ("number",),
    ("email", "born_on"),
    ("given", "family", "born_on"),
    ("given", "family", "email"),
    ("given", "family", "phone"),
    ("given", "family", "street"),
    ("words", "street"),
    ("words", "phone"),
    ("words", "email"),
)
"""Two records that share one of these are nearly always the same: they tell how many duplicates there may be."""

TEACHERS: tuple[tuple[str, ...], ...] = (
    ("number",),
    ("email",),
    ("phone",),
    ("born_on", "family"),
    ("born_on", "given"),
    ("words", "postcode"),
    ("words", "street"),
    ("given", "family", "street"),
    ("given", "family", "company"),
)
"""Blocks in which the weights of the other fields are learnt: most of the pairs in one are true, else what namesakes
have in common would be learnt instead. The first ones that the file has, four at most."""
