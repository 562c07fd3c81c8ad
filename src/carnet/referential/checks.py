"""What `manage.py check` refuses of the référentiel and of the registry of evidence."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

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
