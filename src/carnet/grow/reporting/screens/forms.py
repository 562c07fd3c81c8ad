"""Objectives as a manager types them: euros, or a number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.foundation.ui.fields import EurosField
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
            if measure == Measure.SIGNED:
                field = EurosField(label=_("Signed before VAT, in euros"), required=False)
            else:
                field = forms.IntegerField(label=measure.label, required=False, min_value=0, max_value=1_000_000)
            self.fields[measure.value] = field

    def targets(self) -> dict[str, int]:
        """The target of each measure in its own unit; 0 for none."""
        return {measure: self.cleaned_data.get(measure) or 0 for measure in Measure.values}


def member_of(pk: str) -> Membership | None:
    """The seller that an address names; None for the team or a number that is nobody's."""
    return next((seller for seller in sellers() if str(seller.pk) == pk), None) if pk else None
