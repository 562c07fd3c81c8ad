"""Forms of a quote: its terms, its lines, an answer to it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.foundation.catalogue.models import Unit
from carnet.foundation.catalogue.queries import vat_rates
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.ui.fields import EurosField, NumberField, written
from carnet.foundation.ui.formats import number_of
from carnet.sell.closing.drafting import LineInput
from carnet.sell.closing.models import Quote, QuoteLine

MAX_LINES = 2000


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class BeginForm(forms.Form):
    """For whom the quote is; the company comes by its key, chosen from a search or from its record."""

    company = forms.ModelChoiceField(Company.objects.none())
    opportunity = forms.ModelChoiceField(Opportunity.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = Company.objects.present()
        self.fields["opportunity"].queryset = Opportunity.objects.open().select_related("company")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        company, opportunity = cleaned.get("company"), cleaned.get("opportunity")
        if company and opportunity and opportunity.company_id != company.pk:
            self.add_error("opportunity", _("This opportunity is another company's."))
        return cleaned


class QuoteForm(forms.ModelForm):
    # Declared here, empty: nothing of a workspace can be read before a request opens its scope.
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Contact"), required=False)
    opportunity = forms.ModelChoiceField(Opportunity.objects.none(), label=_("Opportunity"), required=False)
    discount_percent = NumberField(label=_("Discount on the whole (%)"), max_digits=5, decimal_places=2, required=False)
    discount_cents = EurosField(label=_("or in euros"), required=False)
    deposit_percent = NumberField(label=_("Deposit with the order (%)"), max_digits=5, decimal_places=2, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Quote
        fields = (
            "title",
            "person",
            "opportunity",
            "language",
            "buyer_kind",
            "conclusion",
            "valid_until",
            "payment_days",
            "payment_count",
            "discount_percent",
            "discount_cents",
            "deposit_percent",
            "deposit_nature",
            "rounding",
            "context",
            "need",
            "solution",
            "delivery",
            "conditions",
            "commitments",
            "notes",
        )
        widgets = {
            "valid_until": DayInput(),
            **{
                name: forms.Textarea(attrs={"rows": 3})
                for name in ("context", "need", "solution", "delivery", "conditions", "commitments", "notes")
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        company = self.instance.company
        people = Person.objects.present().filter(affiliations__company=company)
        self.fields["person"].queryset = people.distinct()
        self.fields["opportunity"].queryset = Opportunity.objects.filter(company=company).select_related("company")
        self.initial["revision"] = self.instance.revision

    def _post_clean(self) -> None:
        """The model's own checks are the service's to make."""

    def changes(self) -> dict[str, Any]:
        """The values as the service takes them."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        for name in ("person", "opportunity"):
            row = values.pop(name)
            values[f"{name}_id"] = row.pk if row else None
        for name in ("discount_percent", "discount_cents", "deposit_percent"):
            values[name] = values[name] or 0
        return values


class DiscountsField(forms.CharField):
    """Percentages taken one after the other: `10 + 5`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, required=False, max_length=40)

    def to_python(self, value: Any) -> tuple[Decimal, ...]:
        if isinstance(value, tuple | list):
            return tuple(value)
        parts = [part for part in str(value or "").replace(";", "+").split("+") if part.strip()]
        try:
            found = tuple(number_of(part) for part in parts)
        except ValueError as error:
            message = _("“%(value)s” is not a discount; write 10, or 10 + 5 for one after the other.")
            raise ValidationError(message, params={"value": value}) from error
        if any(not 0 <= percent <= 100 or percent.as_tuple().exponent < -4 for percent in found):
            raise ValidationError(_("A discount lies between 0 and 100 %."))
        return tuple(percent for percent in found if percent)

    def run_validators(self, value: Any) -> None:
        """Already judged one by one."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple | list):
            return " + ".join(written(Decimal(percent)) for percent in value)
        return value


class LineForm(forms.Form):
    product_id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reference = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    label = forms.CharField(label=_("Name"), max_length=160)
    quantity = NumberField(label=_("Quantity"), max_digits=12, decimal_places=3, min_value=Decimal("0.001"))
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, initial=Unit.PIECE)
    unit_price_cents = EurosField(label=_("Unit price before VAT (€)"))
    discounts = DiscountsField(label=_("Discounts (%)"))
    vat_rate = forms.TypedChoiceField(label=_("VAT"), coerce=Decimal)
    description = forms.CharField(label=_("Description"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    unit_cost_cents = EurosField(label=_("Unit cost (€)"), required=False)

    def __init__(self, *args: Any, rates: Sequence[Decimal] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where the row does not show the label, a screen reader still says it.
        for name in ("label", "quantity", "unit", "unit_price_cents", "discounts", "vat_rate"):
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label
        for name, width in (("quantity", 6), ("unit_price_cents", 9), ("discounts", 6)):
            self.fields[name].widget.attrs["size"] = width
        known = sorted({*rates, *self._given_rate()}, reverse=True)
        self.fields["vat_rate"].choices = [(plain(rate), f"{written(rate)} %") for rate in known]

    def _given_rate(self) -> list[Decimal]:
        given = (self.initial or {}).get("vat_rate")
        return [Decimal(given)] if given is not None else []

    def has_changed(self) -> bool:
        """An added line whose name and price were left empty is no line."""
        if self.empty_permitted and self.is_bound:
            names = (self.add_prefix("label"), self.add_prefix("unit_price_cents"))
            return any(str(self.data.get(name, "")).strip() for name in names)
        return super().has_changed()

    def line(self) -> LineInput:
        values = {name: self.cleaned_data[name] for name in self.fields if name in LineInput.__dataclass_fields__}
        return LineInput(**values)


def plain(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


class Lines(forms.BaseFormSet):
    """The lines that stay, in the order asked for."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        rates = self.form_kwargs.setdefault("rates", sorted(set(vat_rates(timezone.localdate()).values())))
        return {**super().get_form_kwargs(index), "rates": rates}

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove")
        form.fields["ORDER"].label = _("Order of the line")
        form.fields["ORDER"].widget.attrs["aria-label"] = _("Order of the line")

    @property
    def kept(self) -> list[LineForm]:
        return list(self.ordered_forms)

    @property
    def lines(self) -> list[LineInput]:
        return [form.line() for form in self.kept]


LineFormSet = formset_factory(
    LineForm, formset=Lines, extra=0, can_delete=True, can_order=True, max_num=MAX_LINES, validate_max=True,
    absolute_max=MAX_LINES,
)  # fmt: skip


def initial_of(line: QuoteLine | LineInput) -> dict[str, Any]:
    """A line as its form begins."""
    names = [name for name in LineForm.base_fields if name != "vat_rate"]
    values = {name: getattr(line, name) for name in names}
    return {**values, "vat_rate": plain(Decimal(line.vat_rate)), "quantity": Decimal(line.quantity)}


class AnswerForm(forms.Form):
    on = forms.DateField(label=_("Answered on"), initial=timezone.localdate, widget=DayInput())
    reason = forms.CharField(label=_("Reason given"), max_length=300, required=False)
