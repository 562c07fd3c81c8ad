"""An opportunity in three fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.foundation.opportunities.models import LostReason, Opportunity, PipelineStage
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.ui.fields import EurosField


def day_field(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class OpportunityForm(forms.Form):
    name = forms.CharField(label=_("What the customer needs"), max_length=160)
    amount_cents = EurosField(label=_("Amount before VAT, in euros"), required=False)
    expected_on = day_field(label=_("Expected on"), required=False)


class NewOpportunityForm(OpportunityForm):
    """The company is chosen by name when the address does not give it."""

    def __init__(self, *args: object, company: Company | None, **kwargs: object) -> None:
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

    def __init__(self, *args: object, deal: Opportunity, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        people = deal.company.affiliations.current().values("person")
        self.fields["person"].queryset = Person.objects.present().filter(pk__in=people).order_by("name_key")

    def changes(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        person = values.pop("person")
        return {**values, "person_id": person.pk if person else None}


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
