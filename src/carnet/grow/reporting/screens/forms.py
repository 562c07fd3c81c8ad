"""Objectives as a manager types them: euros, or a number."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.foundation.workspaces.models import Membership
from carnet.grow.reporting.models import Measure
from carnet.grow.reporting.queries import sellers
from carnet.grow.reporting.rules import Period


class ObjectivesForm(forms.Form):
    """One field per measure for a member (or the team) over a period; empty takes the target away."""

    def __init__(self, *args: object, period: Period, member: Membership | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.period, self.member = period, member
        for measure in Measure:
            money = measure == Measure.SIGNED
            label = _("Signed before VAT, in euros") if money else measure.label
            self.fields[measure.value] = forms.DecimalField(
                label=label,
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2 if money else 0,
                localize=True,
            )

    def cents(self) -> dict[str, int]:
        """The target of each measure in its own unit; 0 for none."""
        scale = {Measure.SIGNED.value: 100}
        return {
            measure: int((self.cleaned_data.get(measure) or Decimal(0)) * scale.get(measure, 1))
            for measure in Measure.values
        }


def shown(targets: dict[str, int]) -> dict[str, Decimal]:
    """Stored targets as the form shows them."""
    return {
        measure: Decimal(value) / 100 if measure == Measure.SIGNED else Decimal(value)
        for measure, value in targets.items()
    }


def member_of(pk: str) -> Membership | None:
    """The seller that an address names; None for the team or a number that is nobody's."""
    return next((seller for seller in sellers() if str(seller.pk) == pk), None)
