"""What the sign-in pages need of their forms."""

from collections.abc import Iterable

from django import forms, template

register = template.Library()


@register.filter
def spoken_by_labels(form: forms.BaseForm) -> Iterable[forms.BoundField]:
    """The fields without the placeholders that allauth gives them: each says again what its label says."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return list(form)
