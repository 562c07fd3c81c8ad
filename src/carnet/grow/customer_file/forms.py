"""What is asked before many records get the same tag or the same next action."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.foundation.agenda.models import Task
from carnet.foundation.tags.rules import LONGEST, MOST


class TagForm(forms.Form):
    add = forms.CharField(
        label=gettext_lazy("Tags to put on"),
        required=False,
        max_length=(LONGEST + 2) * MOST,
        help_text=gettext_lazy("Several are set apart by commas; a new one is made as it is named."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    remove = forms.MultipleChoiceField(
        label=gettext_lazy("Tags to take off"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, there: list[tuple[int, str]], known: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remove"].choices = [(str(pk), name) for pk, name in there]
        if not there:
            del self.fields["remove"]
        if known:
            self.fields["add"].help_text += " " + _("Known: %(names)s.") % {"names": ", ".join(known[:20])}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("add", "").strip() and not cleaned.get("remove"):
            self.add_error("add", _("Name a tag, or tick one to take off."))
        return cleaned


class ActionForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Task.Kind.choices, initial=Task.Kind.FOLLOW_UP, required=False
    )
    due_on = forms.DateField(label=gettext_lazy("For when"), widget=forms.DateInput(attrs={"type": "date"}))
