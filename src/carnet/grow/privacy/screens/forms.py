"""Forms of privacy. Days are the browser's own date fields, hence in ISO form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.consents.models import Basis, Channel, Means
from carnet.foundation.parties.models import Source
from carnet.grow.privacy.models import Breach, Outcome, Received, Right


def day_field(label: object, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


def moment_field(label: object, **options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"]
    return forms.DateTimeField(label=label, widget=widget, input_formats=formats, **options)


def area(label: object, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=8000, **options)


class ObjectionForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("By which channel"), required=False, choices=[("", _("All of them")), *Channel.choices]
    )
    means = forms.ChoiceField(
        label=_("How they said so"), choices=[pair for pair in Means.choices if pair[0] != Means.RECOGNISED],
        initial=Means.ORAL, required=False,
    )  # fmt: skip
    note = forms.CharField(label=_("In their words"), required=False, max_length=300)


class ConsentForm(forms.Form):
    channel = forms.ChoiceField(label=_("For which channel"), choices=Channel.choices)
    basis = forms.ChoiceField(label=_("On what it rests"), choices=Basis.choices)
    collected_at = moment_field(_("Given on"))
    source = forms.ChoiceField(label=_("Where it comes from"), choices=Source.choices, initial=Source.PERSON)
    detail = forms.CharField(
        label=_("More precisely"), required=False, max_length=200, help_text=_("A form, a fair, a phone call.")
    )
    wording = area(
        _("Words that were shown or said"), 4, required=False,
        help_text=_("Who calls and for what, for how long, that it can be withdrawn, that the proof can be had."),
    )  # fmt: skip
    slot_at = moment_field(
        _("Exact date and hour agreed"), required=False, help_text=_("Only this opens the hours closed to calls.")
    )
    asked_until = day_field(
        _("Until"), required=False, help_text=_("A consumer’s phone consent never lasts more than a year.")
    )


class BecauseForm(forms.Form):
    because = forms.CharField(label=_("Why"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ErasureForm(forms.Form):
    because = forms.CharField(
        label=_("Why"), max_length=300, required=False, help_text=_("Such as: asked by letter of 3 March.")
    )
    confirmation = forms.CharField(
        label=_("Name of the record"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class RequestForm(forms.Form):
    right = forms.ChoiceField(label=_("Which right"), choices=Right.choices)
    name = forms.CharField(label=_("Who asks"), max_length=160)
    contact = forms.CharField(
        label=_("Where to answer"), max_length=254, required=False, help_text=_("An e-mail or a postal address.")
    )
    received_by = forms.ChoiceField(label=_("Received by"), choices=Received.choices)
    received_on = day_field(_("Received on"))
    text = area(_("What they ask"), required=False)
    is_identity_doubted = forms.BooleanField(
        label=_("A reasonable doubt about who asks"), required=False,
        help_text=_("Only then may you ask for a proof of identity, and delete it after a year."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    answer = area(_("Our answer"), 4)
    proof = forms.CharField(
        label=_("Proof"), max_length=300, required=False, help_text=_("Registered letter, e-mail of 12 March, 9:30…")
    )
    answered_on = day_field(pgettext_lazy("request", "Answered on"))


class ExtendForm(forms.Form):
    extended_because = forms.CharField(
        label=_("Why more time is needed"), max_length=300, help_text=_("Complex, or many requests: nothing else.")
    )
    told_on = day_field(_("The person was told on"))


class KeepForm(forms.Form):
    because = forms.CharField(label=_("Keep because"), max_length=300)
    until = day_field(_("Until"))


class SettingsForm(forms.Form):
    banned_trades = forms.MultipleChoiceField(
        label=_("Do you work in one of these trades?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("They may not call consumers, even with consent, outside a contract in progress."),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Whom people write to about their data"), required=False, max_length=254,
        help_text=_("An e-mail, printed on what you answer."),
    )  # fmt: skip

    def __init__(self, *args: Any, trades: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["banned_trades"].choices = trades


class BreachForm(forms.ModelForm):
    """The questions of the CNIL's form, in its order."""

    known_at = moment_field(_("Known since"), help_text=_("The 72 hours count from here."))
    notified_at = moment_field(_("CNIL told on"), required=False)
    people_told_on = day_field(_("People told on"), required=False)

    class Meta:
        model = Breach
        fields = (
            "title", "known_at", "happened_at", "is_confidentiality", "is_integrity", "is_availability", "cause",
            "data_kinds", "people_kinds", "people_count", "records_count", "consequences", "measures_before",
            "measures_after", "risk", "risk_because", "processor", "notified_at", "notification", "late_because",
            "people_told_on", "people_message",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():
            one.label = str(one.label)[:1].upper() + str(one.label)[1:]
            if isinstance(one.widget, forms.Textarea):
                one.widget.attrs["rows"] = 3
            if name in _HELP:
                one.help_text = _HELP[name]

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        if not any(cleaned.get(name) for name in ("is_confidentiality", "is_integrity", "is_availability")):
            self.add_error("is_confidentiality", _("Tick what happened to the data: at least one of the three."))
        return cleaned


_HELP = {
    "data_kinds": _("Names, e-mails, phones, notes, quotes…; say if any is sensitive."),
    "people_kinds": _("Customers, prospects, members of the team…"),
    "people_count": _("About how many; leave empty while unknown."),
    "measures_before": _("Accounts, encryption, backups…"),
    "measures_after": _("What stopped it, and what keeps it from happening again."),
    "happened_at": _("From when to when, if it is known."),
}
