"""A field, in the words of who designs the file."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.foundation.fields.holders import table_of
from carnet.foundation.fields.models import Field, LegalBasis, Source
from carnet.foundation.fields.rules.checking import LONGEST, choices_from_lines
from carnet.foundation.workspaces.permissions import Role
from carnet.grow.architecture.models import Register

SEEING = [role for role in Role.choices if role[0] in {"rep", "manager", "expert", "care", "reader", "candidate"}]
LINES = forms.Textarea(attrs={"rows": 5})


class FieldForm(forms.Form):
    """`told` is the field as its set keeps it; None for a new one. Its holder never changes."""

    label = forms.CharField(
        label=_("Label"), max_length=LONGEST["label"], widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Field.Kind.choices)
    choices = forms.CharField(
        label=_("Choices"), required=False, widget=LINES, help_text=_("One a line, for the two kinds with choices.")
    )
    help = forms.CharField(
        label=_("Help"),
        required=False,
        max_length=LONGEST["help"],
        help_text=_("Shown beside the field to whoever fills it."),
    )
    purpose = forms.CharField(
        label=_("Why you keep it"),
        max_length=LONGEST["purpose"],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What it serves, as you would tell the person. A datum without a purpose is not kept."),
    )
    basis = forms.ChoiceField(label=_("Legal basis"), choices=LegalBasis.choices)
    retention_months = forms.IntegerField(label=_("Kept for (months)"), min_value=1, max_value=600)
    retention_from = forms.ChoiceField(label=_("Counted from"), choices=Field.Since.choices)
    source = forms.ChoiceField(label=_("Usual source"), choices=Source.choices)
    sensitivity = forms.ChoiceField(label=_("Sensitivity"), choices=Field.Sensitivity.choices)
    roles = forms.MultipleChoiceField(
        label=_("Who sees it"),
        required=False,
        choices=SEEING,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: everybody. An owner always sees it."),
    )
    required_at = forms.MultipleChoiceField(
        label=_("Required at"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who moves a record to this stage is asked for it."),
    )

    def __init__(self, *args: Any, holder: str, told: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holder, self.told = holder, told
        self.fields["required_at"].choices = table_of(holder).stages()
        if told and not self.initial:
            self.initial = self.shown(told)

    @staticmethod
    def shown(told: Mapping[str, Any]) -> dict[str, Any]:
        stages = told["required_at"]
        offered = [choice["label"] for choice in told["choices"] if not choice.get("is_archived")]
        required = [*stages.get("stages", []), *map(str, stages.get("pipelinestage_ids", []))]
        return {**told, "choices": "\n".join(offered), "required_at": required}

    def values(self) -> dict[str, Any]:
        """As a set keeps a field."""
        stages = self.cleaned_data["required_at"]
        former = self.told["choices"] if self.told else []
        return {
            **self.cleaned_data,
            "holder": self.holder,
            "choices": choices_from_lines(self.cleaned_data["choices"], former),
            "required_at": {
                "stages": [stage for stage in stages if not stage.isdigit()],
                "pipelinestage_ids": [int(stage) for stage in stages if stage.isdigit()],
            },
        }


class RegisterForm(forms.ModelForm):
    class Meta:
        model = Register
        fields = ("representative", "officer", "recipients", "transfers", "security")
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("recipients", "transfers", "security")}
        help_texts = {
            "representative": _("Name, position, how to reach them."),
            "officer": _("Name and how to reach them, if you have appointed one."),
            "recipients": _("One a line: host, accountant, mailing tool, each with what it receives."),
            "transfers": _("Country, who receives, on which guarantee; empty when there are none."),
            "security": _("What you add to what Carnet does: encrypted laptops, backups, training."),
        }
