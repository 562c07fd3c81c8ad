"""The forms of a plan: what it aims at, whom a group is made of, its actions, the figures of a channel."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.foundation.tags.models import Tag
from carnet.foundation.ui.fields import EurosField, NumberField
from carnet.foundation.ui.models import SavedView
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mix.models import MOST_WEEKS, Channel, ChannelTerms, Plan
from carnet.prospect.mix.rules import channels
from carnet.prospect.mix.rules.proposing import LAST_DAY, MOST_STEPS, Step
from carnet.prospect.mix.words import SAID
from carnet.prospect.sourcing.models import Grid, Targeting

DEAREST = 100_000_00


class PlanForm(forms.ModelForm[Plan]):
    budget_cents = EurosField(label=gettext_lazy("Budget (€)"), required=False)
    weeks = forms.IntegerField(label=gettext_lazy("Weeks"), min_value=1, max_value=MOST_WEEKS, initial=8)

    class Meta:
        model = Plan
        fields = (
            "name", "goal", "first_on", "weeks", "contacts_goal", "meetings_goal", "sales_goal", "budget_cents",
        )  # fmt: skip
        widgets = {
            "first_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "goal": forms.Textarea(attrs={"rows": 3}),
        }

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class GroupForm(forms.Form):
    """`source` is `kind-number`: one list of everything that companies can be taken from."""

    source = forms.ChoiceField(label=gettext_lazy("Made of"))
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Left empty: the name of what it is made of."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why these, and why in this place"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, member: Membership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = sources(member)
        choices = [(label, [(code, text) for code, text, _row in rows]) for label, rows in self.offered]
        self.fields["source"].choices = [("", _("Choose…")), *choices]  # type: ignore[attr-defined] # a choice field has them

    @property
    def chosen(self) -> dict[str, Any]:
        """The link of the group, by its name, and the name it has of itself."""
        wanted = self.cleaned_data["source"]
        for _label, rows in self.offered:
            for code, text, row in rows:
                if code == wanted:
                    return {"name": self.cleaned_data["name"].strip() or text[:120], wanted.split("-")[0]: row}
        return {"name": self.cleaned_data["name"]}


Sources = list[tuple[str, list[tuple[str, str, Any]]]]


def sources(member: Membership) -> Sources:
    """Everything that a group can be made of, by kind. Four queries."""
    targetings = Targeting.objects.filter(undone_at=None, added__gt=0).select_related("grid").order_by("-pk")[:30]
    grids = Grid.objects.filter(targetings__undone_at=None).distinct().order_by("name", "-version")[:30]
    tags = Tag.objects.filter(company_links__isnull=False).distinct().order_by("key")[:60]
    seen = Q(member=member) | Q(is_shared=True)
    views = SavedView.objects.filter(seen, list_code="companies").order_by("name", "pk")[:60]
    offered: list[tuple[Promise, list[tuple[str, str, Any]]]] = [
        (gettext_lazy("Choices of targets"), [(f"targeting-{one.pk}", _chosen(one), one) for one in targetings]),
        (
            gettext_lazy("Sets of criteria"),
            [(f"grid-{one.pk}", _("%(name)s, version %(version)s") % _named(one), one) for one in grids],
        ),
        (gettext_lazy("Tags"), [(f"tag-{one.pk}", one.name, one) for one in tags]),
        (gettext_lazy("Saved views of companies"), [(f"view-{one.pk}", one.name, one) for one in views]),
    ]
    return [(str(label), rows) for label, rows in offered if rows]


def _chosen(one: Targeting) -> str:
    parts = [one.grid.name if one.grid else "", one.place, f"{one.made_at:%d/%m/%Y}"]
    return ", ".join(part for part in parts if part)


def _named(one: Grid) -> dict[str, Any]:
    return {"name": one.name, "version": one.version}


class GroupEditForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    why = forms.CharField(
        label=gettext_lazy("Why these, and why in this place"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StepForm(forms.Form):
    """One action; without a channel there is none. `reasons` of a proposed one stay as long as its channel does."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    day = forms.IntegerField(label=gettext_lazy("Day"), min_value=0, max_value=LAST_DAY, required=False)
    note = forms.CharField(label=gettext_lazy("Why, in your own words"), max_length=300, required=False)
    proposed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [("", _("No action")), *Channel.choices]  # type: ignore[attr-defined] # a choice field has them

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("channel") and given.get("day") is None and "day" not in self.errors:
            self.add_error("day", _("Say how many days after the first contact."))
        return given

    @property
    def asked(self) -> list[forms.BoundField]:
        """What the page labels by itself: neither is optional of an action, though an action is."""
        return [self["channel"], self["day"]]

    @property
    def step(self) -> Step | None:
        given = self.cleaned_data
        if not given.get("channel"):
            return None
        was, _sep, codes = given["proposed"].partition(":")
        reasons = tuple(code for code in codes.split(",") if code in SAID) if was == given["channel"] else ()
        return Step(channels.Channel(given["channel"]), given["day"], reasons, given["note"].strip())


def step_forms(steps: Sequence[Step], data: Mapping[str, Any] | None = None) -> list[StepForm]:
    """Those there are, and two empty ones to add to them."""
    count = min(MOST_STEPS, len(steps) + 2)
    initial = [
        {
            "channel": step.channel.value,
            "day": step.day,
            "note": step.note,
            "proposed": f"{step.channel.value}:{','.join(step.reasons)}",
        }
        for step in steps
    ] + [{}] * (count - len(steps))
    return [StepForm(data, prefix=f"s{number}", initial=told) for number, told in enumerate(initial[:count])]


class TermsForm(forms.ModelForm[ChannelTerms]):
    cost_cents = EurosField(label=gettext_lazy("Cost of one contact (€)"), required=False)
    grams = NumberField(label=gettext_lazy("Grams of CO2e"), required=False, min_value=0, max_value=10_000_000)
    meetings = NumberField(
        label=gettext_lazy("Meetings for 100 contacts"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    sales = NumberField(
        label=gettext_lazy("Sales for 100 contacts"), required=False, min_value=0, max_value=100, decimal_places=2
    )

    class Meta:
        model = ChannelTerms
        fields = ("cost_cents", "per_week", "grams", "meetings", "sales", "source", "read_on")
        widgets = {"read_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_cost_cents(self) -> int | None:
        cents: int | None = self.cleaned_data["cost_cents"]
        if cents is not None and cents > DEAREST:
            raise forms.ValidationError(_("A contact costs less than 100 000 €."))
        return cents

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        figures = [given.get(name) for name in ("cost_cents", "per_week", "grams", "meetings", "sales")]
        if any(figure is not None for figure in figures) and not given.get("source"):
            self.add_error("source", _("Say where these figures come from: an invoice, a quote, your own count."))
        return given

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
