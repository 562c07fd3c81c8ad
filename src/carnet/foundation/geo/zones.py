"""In which time zone of France somebody may be. Geography, not law."""

from .rules import department_of

PARIS = "Europe/Paris"
_BY_DEPARTMENT = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/Guadeloupe",
    "978": "America/Guadeloupe",
    "984": "Indian/Reunion",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
# A prefix may serve two territories: both then count.
_BY_PREFIX = {
    "+33": (PARIS,),
    "+262": ("Indian/Reunion", "Indian/Mayotte"),
    "+590": ("America/Guadeloupe",),
    "+594": ("America/Cayenne",),
    "+596": ("America/Martinique",),
    "+508": ("America/Miquelon",),
    "+681": ("Pacific/Wallis",),
    "+687": ("Pacific/Noumea",),
    "+689": ("Pacific/Tahiti",),
}


def zones_of(postcode: str, phone: str = "") -> tuple[str, ...]:
    """The time zones of a French postcode, else those that an E.164 number may ring in; empty when neither tells."""
    code = postcode.strip()
    if len(code) == 5 and code[:2].isalnum():
        return (_BY_DEPARTMENT.get(department_of(code), PARIS),)
    return next((zones for prefix, zones in _BY_PREFIX.items() if phone.startswith(prefix)), ())
