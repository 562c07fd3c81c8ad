"""An opportunity in three fields."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.foundation.fields.formfields import form_fields, values_of
from carnet.foundation.fields.rules.definitions import EMPTY_SET, FieldSet
from carnet.foundation.fields.words import refused
from carnet.foundation.opportunities.models import LostReason, Opportunity, PipelineStage
from carnet.foundation.parties.custom import clean_value
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.rules import PartyInvalid
from carnet.foundation.ui.fields import EurosField


def day_field(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class OpportunityForm(forms.Form):
    """`own` fields of the workspace come last, with what the deal holds of them; those of `stage` are required."""

    name = forms.CharField(label=_("What the customer needs"), max_length=160)
    amount_cents = EurosField(label=_("Amount before VAT, in euros"), required=False)
    expected_on = day_field(label=_("Expected on"), required=False)

    def __init__(
        self,
        *args: Any,
        own: FieldSet = EMPTY_SET,
        custom: Mapping[str, Any] | None = None,
        stage: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own, self.custom = own, custom or {}
        self.fields |= form_fields(own, self.custom, stage=stage)

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        for one in self.own:
            if one.key in cleaned:
                try:
                    cleaned[one.key] = clean_value(one, cleaned[one.key], self.custom.get(one.code))
                except PartyInvalid as error:
                    self.add_error(one.key, refused(error.reason, one.label, error.value))
        return cleaned

    def own_bound(self) -> list[forms.BoundField]:
        return [self[one.key] for one in self.own if one.key in self.fields]

    def own_values(self) -> dict[str, Any]:
        return values_of(self.own, self.cleaned_data)

    def plain_values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.own.by_key}


class NewOpportunityForm(OpportunityForm):
    """The company is chosen by name when the address does not give it."""

    def __init__(self, *args: Any, company: Company | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        if company is None:
            self.fields["company_name"] = forms.CharField(
                label=_("Company"), max_length=200, widget=forms.TextInput(attrs={"list": "companies"})
            )
            self.order_fields(["company_name"])

    def clean_company_name(self) -> str:
        """The company that bears exactly this name; the sentence says what to do otherwise."""
        name = self.cleaned_data["company_name"].strip()
        found = list(Company.objects.present().filter(name__iexact=name).order_by("pk")[:2])
        if not found:
            raise forms.ValidationError(
                _("No company is called “%(name)s”: add it to the file first.") % {"name": name}
            )
        self.company = found[0]
        return name


class EditOpportunityForm(OpportunityForm):
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Contact"), required=False)

    def __init__(self, *args: Any, deal: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, custom=deal.custom, **kwargs)
        people = deal.company.affiliations.current().values("person")
        self.fields["person"].queryset = Person.objects.present().filter(pk__in=people).order_by("name_key")

    def changes(self) -> dict[str, Any]:
        values = self.plain_values()
        person = values.pop("person")
        own = self.own_values()
        return {**values, "person_id": person.pk if person else None, **({"custom": own} if own else {})}


class MoveForm(forms.Form):
    stage = forms.ModelChoiceField(PipelineStage.objects.none(), label=_("Stage"), empty_label=None)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = PipelineStage.objects.order_by("position")


class LoseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=LostReason, widget=forms.RadioSelect)
    detail = forms.CharField(
        label=_("What happened"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class MissingForm(OpportunityForm):
    """Only what a step asks for and the deal lacks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "amount_cents", "expected_on"):
            del self.fields[name]
