"""The workspace's own fields in the forms of companies and people."""

from typing import Any

from django import forms

from carnet.foundation.fields.formfields import form_field
from carnet.foundation.fields.rules.definitions import Definition, FieldSet, Kind
from carnet.foundation.fields.rules.values import Stored, typed
from carnet.foundation.parties.custom import RequiredMissing, clean_value
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.rules import PartyInvalid
from carnet.foundation.ui.templatetags.carnet import language
from carnet.grow.customer_file.refusals import refusal

from .forms import PartyForm


def asked_at_creation(own: FieldSet) -> FieldSet:
    """Those that some stage asks for: the others wait on the record, where a name is enough to begin."""
    return FieldSet(tuple(one for one in own if one.required_at))


def own_initial(own: FieldSet, party: Company | Person) -> dict[str, Any]:
    """What the record holds, as its form writes it."""
    held = party.custom
    return {
        one.key: held.get(one.code) or [] if one.kind == Kind.CHOICES else typed(one, held.get(one.code), language())
        for one in own
    }


class OwnValueForm(forms.Form):
    """The value that many companies get in one own field; left empty, it empties the field."""

    value: Stored = None

    def __init__(self, *args: Any, own: Definition | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        if own:
            self.fields[own.key] = form_field(own)

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        if self.own and self.own.key in cleaned:
            try:
                self.value = clean_value(self.own, cleaned[self.own.key])
            except PartyInvalid as error:
                self.add_error(self.own.key, refusal(error, self.own.key))
        return cleaned


def refuse(form: PartyForm, error: PartyInvalid) -> None:
    """Say it at the field that is wrong; where a stage asks for several, at each of them."""
    if isinstance(error, RequiredMissing):
        for one in error.missing:
            alone = RequiredMissing(error.stage, [one])
            form.add_error(one.key if one.key in form.fields else None, refusal(alone, one.key))
        return
    form.add_error(error.field if error.field in form.fields else None, refusal(error, error.field))
