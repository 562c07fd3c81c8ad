"""Form fields for amounts as people type them: `1 234,56 €`, `1234.56`, `12,5 %`."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .formats import number_of

MAX_CENTS = 10**15


class NumberField(forms.DecimalField):
    """A decimal number, written with a comma or a point; shown with the comma in French, without idle zeros."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return number_of(str(value)[:60])
        except ValueError as error:
            raise ValidationError(_("“%(value)s” is not a number; write it as 1234.56.") % {"value": value}) from error

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) else value


class EurosField(forms.Field):
    """Euros as typed, whole cents as value. Refuses a third decimal rather than rounding it away."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            cents = number_of(str(value)[:60]) * 100
        except ValueError as error:
            raise ValidationError(_("“%(value)s” is not an amount; write it as 1234.56.") % {"value": value}) from error
        if cents != int(cents):
            raise ValidationError(_("“%(value)s” has more than two decimals.") % {"value": value})
        if not 0 <= cents <= MAX_CENTS:
            raise ValidationError(_("“%(value)s” is out of range.") % {"value": value})
        return int(cents)

    def prepare_value(self, value: Any) -> Any:
        return written(Decimal(value) / 100, places=2) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def written(value: Decimal, places: int = 0) -> str:
    """A number as one types it: no thousands mark, at least `places` decimals, a comma in French."""
    text = f"{value:.{places}f}" if value == round(value, places) else f"{value.normalize():f}"
    return text if (get_language() or "fr").startswith("en") else text.replace(".", ",")
