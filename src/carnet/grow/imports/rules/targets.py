"""Where a column can go. A code is stored in mappings: it never changes its meaning."""

COMPANY = tuple(
    "name legal_name siren siret vat_number naf_code industry phone email website street postcode city country stage "
    "notes".split()
)
PERSON = tuple("civility given_name family_name full_name job_title phone email notes".split())

IGNORED = ""
KEPT_IN_NOTES = "notes.append"
COLLECTED_ON = "collected_on"

TARGETS: tuple[str, ...] = (
    IGNORED,
    *(f"company.{field}" for field in COMPANY),
    *(f"person.{field}" for field in PERSON),
    KEPT_IN_NOTES,
    COLLECTED_ON,
)

PERSON_NAMES = frozenset({"person.family_name", "person.full_name", "person.given_name"})


def names_something(mapping: list[str]) -> bool:
    """Whether rows can have a name at all: a company's or a person's."""
    return "company.name" in mapping or bool(PERSON_NAMES & set(mapping))
