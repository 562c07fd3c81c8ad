"""The workspace's own fields in a form."""

from collections.abc import Mapping
from typing import Any

from django import forms

from carnet.foundation.ui.templatetags.carnet import language

from .listing import choices_of
from .rules.definitions import CHOSEN, Definition, FieldSet, Kind
from .rules.values import Stored, typed

_ATTRIBUTES: dict[Kind, dict[str, str]] = {
    Kind.NUMBER: {"inputmode": "decimal"},
    Kind.MONEY: {"inputmode": "decimal"},
    Kind.LINK: {"inputmode": "url"},
    Kind.DATE: {"type": "date"},
    Kind.PERSON: {"data-names": "people"},
}
NONE = ("", "—")


class ManyField(forms.MultipleChoiceField):
    """Boxes; a value may also come whole, as `bois,metal`: so does the page that settles a conflict send it."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [code for one in super().to_python(value) for code in one.split(",") if code]


def form_field(definition: Definition, value: Stored = None, *, is_required: bool = False) -> forms.Field:
    """The field with what stands in the record; an archived choice is offered only where it is chosen."""
    label, about = definition.label, definition.help
    told: dict[str, Any] = {"label": label, "help_text": about, "required": is_required}
    if definition.kind in CHOSEN or definition.kind == Kind.YES_NO:
        offered = [*choices_of(definition), *_still_chosen(definition, value)]
        if definition.kind == Kind.CHOICES:
            return ManyField(**told, choices=offered, initial=value or [])
        return forms.ChoiceField(**told, choices=[NONE, *offered], initial=typed(definition, value))
    widget = forms.TextInput(attrs={"autocomplete": "off", **_ATTRIBUTES.get(definition.kind, {})})
    return forms.CharField(**told, max_length=500, widget=widget, initial=typed(definition, value, language()))


def _still_chosen(definition: Definition, value: Stored) -> list[tuple[str, str]]:
    chosen = value if isinstance(value, list) else [value]
    return [(one.code, one.label) for one in definition.choices if one.is_archived and one.code in chosen]


def form_fields(
    fields: FieldSet, values: Mapping[str, Stored] | None = None, *, stage: str = ""
) -> dict[str, forms.Field]:
    """By the name that they have in a form; those that `stage` asks for are required."""
    held = values or {}
    return {
        one.key: form_field(one, held.get(one.code), is_required=bool(stage) and stage in one.required_at)
        for one in fields
    }


def values_of(fields: FieldSet, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says of own fields, by code, as the services take it."""
    return {one.code: cleaned[one.key] for one in fields if one.key in cleaned}
