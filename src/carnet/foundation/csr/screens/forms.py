"""The form of a commitment: its target asked in the kind's own unit."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.foundation.csr import words
from carnet.foundation.csr.models import Commitment
from carnet.foundation.csr.rules import CommitmentInvalid, Kind, Unit
from carnet.foundation.ui.fields import EurosField


def minutes(moment: time | None) -> int | None:
    return None if moment is None else moment.hour * 60 + moment.minute


def moment(count: int | None) -> time | None:
    """Minutes since midnight as a clock time; midnight at the end of the day is shown as its last minute."""
    return None if count is None else time(*divmod(min(count, 24 * 60 - 1), 60))


def target_fields(kind: Kind) -> dict[str, forms.Field]:
    label = words.TARGETS.get(kind.code, "")
    if kind.unit == Unit.SHARE:
        return {"target": forms.IntegerField(label=label, help_text=_("In percent."), min_value=kind.least)}
    if kind.unit == Unit.KM:
        return {"target": forms.IntegerField(label=label, help_text=_("In kilometres."), min_value=kind.least)}
    if kind.unit == Unit.CENTS:
        return {"target": EurosField(label=label, help_text=_("In euros, VAT included."))}
    if kind.unit == Unit.HOURS:
        clock = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        return {
            "target": forms.TimeField(label=label, widget=clock),
            "target_end": forms.TimeField(label=_("Latest"), widget=clock),
        }
    return {}


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CommitmentForm(forms.Form):
    text = forms.CharField(
        label=_("Your words"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 600}),
        max_length=600,
        help_text=_("As your customers will read it, and as your team can keep it."),
    )
    in_force_from = forms.DateField(label=_("From"), widget=Day())
    in_force_to = forms.DateField(label=_("Until"), widget=Day(), required=False)
    is_printed = forms.BooleanField(label=_("Print it in proposals"), required=False)
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput())

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        own = {name: self.fields.pop(name) for name in list(self.fields) if name != "text"}
        self.fields.update({**target_fields(kind), **own})

    @classmethod
    def initial_of(cls, commitment: Commitment) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: getattr(commitment, name)
            for name in ("text", "target", "target_end", "in_force_from", "in_force_to", "is_printed")
        }
        if commitment.unit == Unit.HOURS:
            found |= {name: moment(found[name]) for name in ("target", "target_end")}
        return {**found, "seen_at": commitment.updated_at.isoformat()}

    @classmethod
    def usual(cls, kind: Kind, **more: Any) -> dict[str, Any]:
        """What the form of a new commitment proposes."""
        is_window = kind.unit == Unit.HOURS
        return {
            "text": str(words.PROPOSALS[kind.code]),
            "target": moment(kind.usual) if is_window else kind.usual,
            "target_end": moment(kind.usual_end) if is_window else kind.usual_end,
            "is_printed": True,
            **more,
        }

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        given = dict(self.cleaned_data)
        given.pop("seen_at")
        if self.kind.unit == Unit.HOURS:
            given |= {name: minutes(given[name]) for name in ("target", "target_end")}
        return given

    def again(self, current: Commitment) -> "CommitmentForm":
        """The same words, to be saved knowingly over what someone else has just saved."""
        data = self.data.copy()
        data["seen_at"] = current.updated_at.isoformat()
        return CommitmentForm(self.kind, data)

    def refuse(self, problem: CommitmentInvalid) -> None:
        """Say at its field why the service would not have it."""
        self.add_error(problem.field if problem.field in self.fields else None, words.refusal(problem.reason))
