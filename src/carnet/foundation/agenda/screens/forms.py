"""The agenda's forms. Days are the browser's own date fields, hence in ISO form."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.foundation.agenda import gate
from carnet.foundation.agenda.models import CallOutcome, Task
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.wording.fields import checked


def day_field(label: object, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class CallForm(forms.Form):
    """Logged by the button of its outcome; all else may be left out."""

    outcome = forms.ChoiceField(choices=CallOutcome)
    text = forms.CharField(
        label=_("What was said"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3, **checked()})
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=999)
    is_inbound = forms.BooleanField(label=_("They called us"), required=False)
    purpose = forms.ChoiceField(label=_("What the call is for"), required=False)
    has_happened = forms.BooleanField(label=_("The call took place all the same: log it"), required=False)
    person = forms.ModelChoiceField(Person.objects.none(), label=_("With"), required=False, empty_label="—")

    def __init__(self, *args: object, company: Company | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = gate.purposes()
        if company is not None:
            self.fields["person"].queryset = people_of(company)


def people_of(company: Company) -> Any:
    """Those who work there today. One query."""
    return Person.objects.present().filter(pk__in=company.affiliations.current().values("person")).order_by("name_key")


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "autofocus": True, **checked()})
    )


class TaskForm(forms.Form):
    kind = forms.ChoiceField(label=_("What to do"), choices=Task.Kind)
    title = forms.CharField(label=_("In your words"), max_length=200)
    due_on = day_field(_("By"))


class PostponeForm(forms.Form):
    due_on = day_field(_("New day"))


class AppointmentForm(forms.Form):
    """A day, an hour and a length, as one says it."""

    title = forms.CharField(label=_("Subject"), max_length=200)
    day = day_field(_("Day"))
    hour = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=24 * 60, initial=60)
    location = forms.CharField(label=_("Place"), max_length=200, required=False)
    is_remote = forms.BooleanField(label=_("By video or phone"), required=False)

    def times(self) -> tuple[datetime, datetime]:
        """Begin and end, in the time zone in force."""
        start = timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"] or time.min))
        return start, start + timedelta(minutes=self.cleaned_data["minutes"])
