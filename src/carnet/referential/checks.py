"""What `manage.py check` refuses of the référentiel and of the registry of evidence."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import get_resolver

from carnet.foundation.ui.screens import registry

from .reading import read
from .registry import known_codes
from .schema import problems
from .shipped import shipped, shipped_bytes, shipped_keys
from .words import sentence


@register
def shipped_is_sound(app_configs: Sequence[Any] | None, **_kwargs: Any) -> list[CheckMessage]:
    found = [(key, problem) for key in shipped_keys() for problem in problems(read(shipped_bytes(*key)))]
    return [Error(f"{slug} {version}: {sentence(one)}", id="referential.E001") for (slug, version), one in found]


@register
def evidence_names_known_criteria(app_configs: Sequence[Any] | None, **_kwargs: Any) -> list[CheckMessage]:
    unknown = sorted(known_codes() - set(shipped().criteria))
    return [
        Error(
            f"Evidence is declared for “{code}”, which is no criterion of the shipped référentiel.",
            hint="Correct the code in the room's evidence.py.",
            id="referential.E002",
        )
        for code in unknown
    ]


@register
def screens_serve_known_competencies(app_configs: Sequence[Any] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Views declare themselves when they are imported, hence the walk through all addresses first."""
    get_resolver().url_patterns  # noqa: B018 - reading it imports every room's addresses
    known = set(shipped().competencies)
    return [
        Error(
            f"The screen {name} serves “{code}”, which is no competency of the shipped référentiel.",
            hint='Write codes as in serves=("C3.2",): a tuple, without a dot after C.',
            id="referential.E003",
        )
        for name, screen in sorted(registry().items())
        for code in sorted(set(screen.serves) - known)
    ]
