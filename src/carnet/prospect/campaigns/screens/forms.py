"""A campaign in three fields, and a contact as one tells it."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carnet.foundation.parties.models import Company
from carnet.foundation.ui.fields import NumberField
from carnet.prospect.campaigns.models import MOST_LOOKS, Boundary, Campaign, Reason, Stage, Touch
from carnet.prospect.campaigns.queries import companies_named, groups_offered
from carnet.prospect.campaigns.rules.stages import FAILURE, SUCCESS
from carnet.prospect.mix.models import Channel, Group


def day_field(label: object, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class NewForm(forms.Form):
    """Three fields: the days and the goal of a plan's group are those of its plan."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=gettext_lazy("Whom it contacts"),
        required=False,
        empty_label=gettext_lazy("Whoever I choose as I go along"),
        help_text=gettext_lazy(
            "A group of a prospecting plan: what you log with its companies joins the campaign by itself."
        ),
    )
    last_on = day_field(
        gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Left empty: the last day of the plan, else four weeks from today."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered(self)

    def clean_last_on(self) -> Any:
        day = self.cleaned_data["last_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed: choose one to come."))
        return day


def offered(form: forms.Form | forms.ModelForm[Any]) -> None:
    field: Any = form.fields["group"]
    field.queryset = groups_offered()
    field.label_from_instance = lambda group: f"{group.name} · {group.plan.name}"


class EditForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    goal = forms.CharField(
        label=gettext_lazy("What it should bring"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=gettext_lazy("Whom it contacts"),
        required=False,
        empty_label=gettext_lazy("Whoever I choose as I go along"),
    )
    first_on = day_field(gettext_lazy("First day"))
    last_on = day_field(gettext_lazy("Last day"))

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        said = {name: getattr(campaign, name) for name in ("name", "goal", "group", "first_on", "last_on")}
        super().__init__(*args, initial=said, **kwargs)
        offered(self)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first_on"), given.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes before the first: change one of them."))
        return given

    @property
    def changes(self) -> dict[str, Any]:
        given = self.cleaned_data
        group = given["group"]
        told = {name: given[name] for name in ("name", "goal", "first_on", "last_on")}
        return told | {"group_id": group.pk if group else None, "plan_id": group.plan_id if group else None}


def reasons() -> list[tuple[str, Any]]:
    """What made it succeed, then what made it fail."""
    label = dict(Reason.choices)
    won = [(code, label[code]) for code in Reason.values if code in SUCCESS]
    lost = [(code, label[code]) for code in Reason.values if code in FAILURE]
    return [("", _("Not known yet")), (_("It went well because of"), won), (_("It went no farther because of"), lost)]


class StageForm(forms.Form):
    """How far a contact came, and why."""

    stage = forms.TypedChoiceField(label=gettext_lazy("How far it came"), coerce=int, choices=Stage)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), required=False)

    def __init__(self, *args: Any, touch: Touch | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage: Any = self.fields["stage"]
        if touch:
            stage.choices = [(code, label) for code, label in Stage.choices if code >= touch.stage]
        reason: Any = self.fields["reason"]
        reason.choices = reasons()


class TouchForm(StageForm):
    """A contact made outside the agenda, or with somebody whom the campaign had not thought of."""

    company = forms.CharField(
        label=gettext_lazy("With which company"),
        max_length=200,
        help_text=gettext_lazy("The first letters of its name are enough."),
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel)
    message = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Which version: the template, the script, the page."),
    )
    segment = forms.CharField(label=gettext_lazy("Segment"), max_length=80, required=False)
    on = day_field(gettext_lazy("Day"))

    field_order = ("company", "channel", "on", "stage", "reason", "message", "segment")

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        self.campaign = campaign
        super().__init__(*args, initial={"on": timezone.localdate(), "stage": Stage.REACHED}, **kwargs)

    def clean_company(self) -> Company:
        typed = self.cleaned_data["company"]
        found = companies_named(typed, self.campaign)
        if not found:
            raise forms.ValidationError(
                _("No company of the file has this name: create it first, or check how it is written.")
            )
        if len(found) > 1:
            names = ", ".join(f"{one.name} ({one.city})" if one.city else one.name for one in found[:5])
            said = ngettext("%(count)d company may be meant", "%(count)d companies may be meant", len(found))
            told = {"several": said % {"count": len(found)}, "names": names}
            raise forms.ValidationError(_("%(several)s: %(names)s. Write more of the name.") % told)
        return found[0]

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("A contact of the future is a task: put it into the agenda."))
        return day

    @property
    def at(self) -> datetime:
        """Now for today, else the middle of that day."""
        day = self.cleaned_data["on"]
        if day == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, time(12)))


class TrialForm(forms.Form):
    """Everything decided before it begins."""

    first = forms.CharField(label=gettext_lazy("First message"), max_length=80)
    second = forms.CharField(label=gettext_lazy("Second message"), max_length=80)
    goal = forms.TypedChoiceField(
        label=gettext_lazy("What counts as a success"), coerce=int, choices=Stage.choices[1:], initial=Stage.MEETING
    )
    base = NumberField(
        label=gettext_lazy("Today’s rate (%)"),
        min_value=Decimal("0.1"),
        max_value=99,
        decimal_places=1,
        help_text=gettext_lazy("Of 100 companies contacted, how many come so far."),
    )
    gain = NumberField(
        label=gettext_lazy("Gain worth knowing (points)"),
        min_value=Decimal("0.1"),
        max_value=99,
        decimal_places=1,
        initial=Decimal(5),
        help_text=gettext_lazy("The smaller the gain, the more contacts it takes to be seen."),
    )
    looks = forms.TypedChoiceField(
        label=gettext_lazy("Looks"),
        coerce=int,
        choices=[(number, number) for number in range(1, MOST_LOOKS + 1)],
        initial=3,
        help_text=gettext_lazy("How many times the result is read, the last included. Nothing is told in between."),
    )
    boundary = forms.ChoiceField(label=gettext_lazy("How strict"), choices=Boundary)
    wait_days = forms.IntegerField(
        label=gettext_lazy("Days left to a contact"), min_value=0, max_value=60, initial=7,
        help_text=gettext_lazy("Before that, it is not read: they may still answer."),
    )  # fmt: skip


class AdjustForm(forms.Form):
    """A proposal by its code and what it speaks of; both empty for one’s own words."""

    code = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What to change"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )


class FollowForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    first_on = day_field(gettext_lazy("First day"))
    last_on = day_field(gettext_lazy("Last day"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first_on"), given.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes before the first: change one of them."))
        return given
