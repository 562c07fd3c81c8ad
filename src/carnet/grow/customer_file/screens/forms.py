"""Forms of companies and people. A service has the last word; here every wrong field is told at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.foundation.fields.formfields import form_fields, values_of
from carnet.foundation.fields.rules.definitions import EMPTY_SET, FieldSet
from carnet.foundation.parties.custom import clean_value
from carnet.foundation.parties.models import (
    Address,
    Affiliation,
    BuyerKind,
    Company,
    ContactPoint,
    Person,
    Source,
    Stage,
)
from carnet.foundation.parties.rules import PartyInvalid, normalise
from carnet.foundation.wording.fields import checked
from carnet.foundation.workspaces.models import Membership
from carnet.grow.customer_file.refusals import refusal

TEL = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})


class PartyForm(forms.Form):
    """`owners` names the members by id. Kept beside each field is what stood there when the form was shown."""

    template_fields: Iterable[str] = ()

    def __init__(
        self,
        *args: Any,
        owners: Mapping[int, str],
        own: FieldSet = EMPTY_SET,
        custom: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`own` fields of the workspace come after the others, with what the record holds of them."""
        super().__init__(*args, **kwargs)
        self.own, self.custom = own, custom or {}
        self.fields |= form_fields(own, self.custom)
        if "owner" in self.fields:
            self.fields["owner"].choices = [("", "—"), *((str(pk), name) for pk, name in owners.items())]
        if self.initial:
            for field in self.fields.values():
                field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        for name, value in list(cleaned.items()):
            definition = self.own.by_key.get(name)
            try:
                if definition is None:
                    cleaned[name] = normalise(name, value)
                else:
                    cleaned[name] = clean_value(definition, value, self.custom.get(definition.code))
            except PartyInvalid as error:
                self.add_error(name, refusal(error, name))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """What differs from what was shown, as the services take it."""
        return self.values(self.changed_data)

    def values(self, names: Iterable[str]) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        wanted = {name: value for name, value in given.items() if name not in self.own.by_key}
        if custom := values_of(self.own, given):
            wanted["custom"] = custom
        if "owner" in wanted:
            pk = wanted["owner"]
            wanted["owner"] = Membership.objects.get(pk=int(pk)) if pk else None
        return wanted


def text(field: Any, *, required: bool = False, widget: forms.Widget | None = None) -> forms.CharField:
    """A text field with the label and the length of a model's own."""
    label = str(field.verbose_name)
    shown = label[:1].upper() + label[1:]
    return forms.CharField(
        label=shown,
        max_length=field.max_length,
        required=required,
        widget=widget or forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _text(model: Any, name: str, **kwargs: Any) -> forms.CharField:
    return text(model._meta.get_field(name), **kwargs)


class CompanyForm(PartyForm):
    name = _text(
        Company, "name", required=True, widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True})
    )
    city = _text(Company, "city")
    phone = forms.CharField(label=_("Phone"), required=False, widget=TEL)
    email = forms.CharField(label=_("E-mail"), required=False, widget=forms.TextInput(attrs={"inputmode": "email"}))
    siren = forms.CharField(label=_("SIREN"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices, initial=Stage.SUSPECT)
    owner = forms.ChoiceField(label=_("Followed by"), required=False)


class CompanyEditForm(CompanyForm):
    legal_name = _text(Company, "legal_name")
    buyer_kind = forms.ChoiceField(label=_("Kind of buyer"), choices=BuyerKind.choices)
    siret = forms.CharField(label=_("SIRET"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    vat_number = forms.CharField(label=_("VAT number"), required=False)
    naf_code = _text(Company, "naf_code")
    industry = _text(Company, "industry")
    website = forms.CharField(label=_("Website"), required=False, widget=forms.TextInput(attrs={"inputmode": "url"}))
    street = _text(Company, "street")
    postcode = _text(Company, "postcode")
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs=checked()))


class PersonForm(PartyForm):
    civility = forms.ChoiceField(label=_("Civility"), required=False, choices=[("", "—"), *Person.Civility.choices])
    given_name = _text(Person, "given_name")
    family_name = _text(Person, "family_name", required=True)
    phone = forms.CharField(label=_("Phone"), required=False, widget=TEL)
    email = forms.CharField(label=_("E-mail"), required=False, widget=forms.TextInput(attrs={"inputmode": "email"}))
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices, initial=Stage.SUSPECT)
    owner = forms.ChoiceField(label=_("Followed by"), required=False)


class RoleForm(forms.Form):
    """A dated role at a company."""

    job_title = _text(Affiliation, "job_title")
    is_main = forms.BooleanField(label=_("Main contact"), required=False)
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class MoveForm(RoleForm):
    """To another company: chosen by name; the roles held so far end the day before, unless kept."""

    company = forms.CharField(label=_("Company"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    keep = forms.BooleanField(label=_("Keeps the present role as well"), required=False)


class SourceForm(forms.Form):
    """Where a datum comes from: asked with each further phone or address."""

    source = forms.ChoiceField(label=_("Where it comes from"), choices=Source.choices, initial=Source.ENTERED)
    detail = forms.CharField(
        label=_("More precisely"), required=False, max_length=200, help_text=_("A page, a card, who said it.")
    )


class PointForm(SourceForm):
    channel = forms.ChoiceField(label=_("Kind"), choices=ContactPoint.Channel.choices)
    value = forms.CharField(label=_("Number or address"), max_length=254)
    use = forms.ChoiceField(label=_("Use"), choices=ContactPoint.Use.choices)
    is_preferred = forms.BooleanField(
        label=_("Preferred"), required=False, help_text=_("Lists and calls use this one.")
    )
    field_order = ("channel", "value", "use", "is_preferred", "source", "detail")


class AddressForm(SourceForm):
    use = forms.ChoiceField(label=_("Use"), choices=Address.Use.choices)
    street = _text(Address, "street")
    postcode = _text(Address, "postcode")
    city = _text(Address, "city")
    field_order = ("use", "street", "postcode", "city", "source", "detail")
