from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.law import words


def choices(vocabulary: words.Words, empty: object) -> list[tuple[str, object]]:
    return [("", empty), *((str(name), capfirst(word)) for name, word in vocabulary.items())]


class ValueFilter(forms.Form):
    """Read from the address: what is not understood is not filtered."""

    q = forms.CharField(required=False)
    on = forms.DateField(
        label=_("In force on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    buyer = forms.ChoiceField(label=pgettext_lazy("law", "Kind of buyer"), required=False)
    unverified = forms.BooleanField(label=_("Only what is not verified"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buyer"].choices = choices(words.BUYERS, _("Every buyer"))


class MentionFilter(ValueFilter):
    unverified = None
    document = forms.ChoiceField(label=_("Document"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = choices(words.DOCUMENTS, _("Every document"))
