"""The forms of buying centres."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.parties.models import Person
from carnet.foundation.wording.fields import checked
from carnet.prospect.buying import words
from carnet.prospect.buying.models import Seat
from carnet.prospect.buying.rules.centre import Attitude, Basis, Kind, Motive, Part, Step, TieKind

POWERS = (
    ("", pgettext_lazy("power", "Not known")),
    ("5", _("5 – decides alone")),
    ("4", _("4 – weighs heavily")),
    ("3", _("3 – is listened to")),
    ("2", _("2 – is consulted")),
    ("1", _("1 – has little say")),
)


class SeatForm(forms.Form):
    """What one person is in the purchases of a company. `person` is asked for only where nobody is chosen yet."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who"), empty_label=None)
    parts = forms.MultipleChoiceField(
        label=_("Roles in the purchase"), help_text=_("Several where one person holds several."),
        choices=[(part.value, words.PARTS_AT_LENGTH[part]) for part in Part], widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    power = forms.TypedChoiceField(
        label=_("Power in the decision"), choices=POWERS, coerce=int, empty_value=None, required=False
    )
    attitude = forms.ChoiceField(
        label=_("Attitude towards us"), choices=[(one.value, words.ATTITUDES[one]) for one in Attitude]
    )
    motives = forms.MultipleChoiceField(
        label=_("What moves them (SONCASE)"), required=False,
        choices=[(one.value, words.MOTIVES[one]) for one in Motive],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    basis = forms.ChoiceField(label=_("How do you know?"), choices=[(one.value, words.BASES[one]) for one in Basis])
    source = forms.CharField(label=_("Who said it, where was it read"), max_length=200, required=False)
    said_on = forms.DateField(
        label=_("When"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )  # fmt: skip
    notes = forms.CharField(
        label=_("Notes"), help_text=_("The person may read them one day: facts, no judgement."), required=False,
        max_length=1000, widget=forms.Textarea(attrs={"rows": 2, **checked()}),
    )  # fmt: skip
    only_deal = forms.BooleanField(label=_("For this deal alone"), required=False)

    def __init__(self, *args: Any, people: Any = None, deal: object = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].queryset = people
        if deal is None:
            del self.fields["only_deal"]

    @classmethod
    def of(cls, seat: Seat | None) -> dict[str, Any]:
        """What the fields show first: nothing said yet is known only by a guess."""
        if seat is None:
            return {"said_on": timezone.localdate(), "attitude": Attitude.UNKNOWN.value, "basis": Basis.SEEN.value}
        names = ("power", "attitude", "basis", "source", "said_on", "notes")
        lists = {"parts": list(seat.parts), "motives": list(seat.motives)}
        return {name: getattr(seat, name) for name in names} | lists

    def clean_said_on(self) -> date:
        day: date = self.cleaned_data["said_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come: choose today or an earlier day."))
        return day


class TieForm(forms.Form):
    """`people` of the map, read once for both ends."""

    person = forms.TypedChoiceField(label=_("Who"), coerce=int)
    kind = forms.ChoiceField(
        label=pgettext_lazy("tie", "What they do"), choices=[(one.value, words.TIES[one]) for one in TieKind]
    )
    toward = forms.TypedChoiceField(label=_("Whom"), coerce=int)
    strength = forms.TypedChoiceField(
        label=_("How strongly"), choices=list(words.STRENGTHS.items()), coerce=int, initial=2
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        for name in ("person", "toward"):
            self.fields[name].choices = [(pk, str(person)) for pk, person in self.people.items()]
        self.fields["toward"].initial = next(iter(list(self.people)[1:]), None)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        ends = {name: self.people[found[name]] for name in ("person", "toward") if name in found}
        if len(ends) == 2 and ends["person"] is ends["toward"]:
            self.add_error("toward", _("Choose two different people."))
        return found | ends


class PurchaseForm(forms.Form):
    step = forms.ChoiceField(
        label=_("Where the purchase stands"), choices=[(one.value, words.STEPS[one]) for one in Step],
        widget=forms.RadioSelect,
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind of purchase"), choices=[(one.value, words.KINDS[one]) for one in Kind], widget=forms.RadioSelect
    )
