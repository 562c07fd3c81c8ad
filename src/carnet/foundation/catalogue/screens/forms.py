"""Forms of the catalogue: euros in, cents out."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.foundation.catalogue.models import ObjectionReply, Product
from carnet.foundation.catalogue.queries import families, vat_rates
from carnet.foundation.catalogue.services import ProductInvalid
from carnet.foundation.ui.fields import EurosField, NumberField, written


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ProductForm(forms.ModelForm):
    cost_cents = EurosField(label=_("Unit cost before VAT (€)"), required=False)
    min_quantity = NumberField(label=_("Smallest quantity"), required=False, max_digits=12, decimal_places=3)

    class Meta:
        model = Product
        fields = (
            "name",
            "reference",
            "family",
            "unit",
            "vat_code",
            "cost_cents",
            "min_quantity",
            "description",
            "sale_conditions",
        )
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "sale_conditions": forms.Textarea(attrs={"rows": 2}),
            "family": forms.TextInput(attrs={"list": "families", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rates = vat_rates(timezone.localdate())
        vat = self.fields["vat_code"]
        vat.choices = [(code, f"{label} ({written(rates[code])} %)") for code, label in vat.choices if code]
        self.families = families()

    def _post_clean(self) -> None:
        """The model's own checks are the service's to make."""

    def refuse(self, problem: ProductInvalid) -> None:
        """Say at its field why the service would not have it."""
        sentences = {"reference_taken": _("Another product has this reference.")}
        field = problem.field if problem.field in self.fields else None
        self.add_error(field, sentences.get(problem.reason, problem.detail))


class NewProductForm(ProductForm):
    price_cents = EurosField(label=_("List price before VAT (€)"))

    field_order = ("name", "reference", "family", "unit", "price_cents", "cost_cents", "vat_code")


class ReplyForm(forms.ModelForm):
    """The service checks; a product is chosen among those for sale."""

    product = forms.ModelChoiceField(
        Product.objects.none(), label=_("For this product alone"), required=False, empty_label=_("Any product")
    )

    class Meta:
        model = ObjectionReply
        fields = ("words", "kind", "product", "dig", "rephrase", "argue", "control")
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("dig", "rephrase", "argue", "control")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = Product.objects.for_sale().order_by("name", "pk")

    def _post_clean(self) -> None:
        """The model's own checks are the service's to make."""


class PriceForm(forms.Form):
    cents = EurosField(label=_("List price before VAT (€)"))
    on = forms.DateField(label=_("From"), initial=timezone.localdate, widget=DayInput())
