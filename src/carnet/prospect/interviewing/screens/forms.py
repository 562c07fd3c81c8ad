"""The forms of an interview: its plan, its sheet, its guide, its debrief. Rows have prefixes: q0, o0, p0, m1."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from carnet.foundation.agenda.models import Task
from carnet.foundation.catalogue.models import Product
from carnet.foundation.interviews.models import HIGHEST_MARK, Channel, Debrief
from carnet.foundation.interviews.rules import notes as noting
from carnet.foundation.interviews.rules import sheet as sheets
from carnet.foundation.interviews.services import Analysis, Follow
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.wording.fields import checked
from carnet.prospect.interviewing import words


def area(rows: int, **more: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **checked(), **more})


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def hour_field(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **more)


class PlanForm(forms.Form):
    person = forms.ModelChoiceField(
        Person.objects.none(), label=pgettext_lazy("interview", "With"), required=False, empty_label="—"
    )
    channel = forms.ChoiceField(label=pgettext_lazy("interview", "How"), choices=Channel)
    day = day_field(gettext_lazy("Day"))
    hour = hour_field(gettext_lazy("At"))
    deal = forms.ModelChoiceField(
        Opportunity.objects.none(), label=gettext_lazy("Deal"), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.present().filter(pk__in=company.affiliations.current().values("person"))
        deals = Opportunity.objects.open().filter(company=company)
        self.fields["person"].queryset = people.order_by("name_key", "pk")  # type: ignore[attr-defined] # a model choice has one
        self.fields["deal"].queryset = deals.order_by("-created_at", "-pk")  # type: ignore[attr-defined] # as above
        self.fields["day"].initial = timezone.localdate()
        self.fields["hour"].initial = time(10)

    @property
    def moment(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]))


class OfferForm(forms.Form):
    product = forms.ModelChoiceField(
        Product.objects.none(), label=pgettext_lazy("interview", "Product"), required=False, empty_label="—"
    )
    why = forms.CharField(label=gettext_lazy("Why it fits"), required=False, max_length=600, widget=area(2))
    proof = forms.CharField(
        label=gettext_lazy("Proof: reference, figure, trial"), required=False, max_length=600, widget=area(2)
    )

    @property
    def row(self) -> dict[str, Any]:
        said = self.cleaned_data
        product = said["product"]
        return {"product": product.pk if product else None, "name": str(product or ""), **_two(said, "why", "proof")}


class ReplyForm(forms.Form):
    objection = forms.CharField(
        label=pgettext_lazy("interview", "Objection"), required=False, max_length=600, widget=area(2)
    )
    reply = forms.CharField(label=gettext_lazy("Reply"), required=False, max_length=600, widget=area(2))

    @property
    def row(self) -> dict[str, Any]:
        return _two(self.cleaned_data, "objection", "reply")


def _two(said: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: said[name] for name in names}


class SheetForm(forms.Form):
    """The whole preparation; `offers` and `replies` are its rows, two empty ones at their end."""

    goal = forms.CharField(
        label=gettext_lazy("What I want to come out with"), required=False, max_length=600, widget=area(2),
        help_text=gettext_lazy("An agreement that one can see: a site visit, a quote asked for, a second meeting."),
    )  # fmt: skip
    fallback = forms.CharField(
        label=gettext_lazy("Failing that"), required=False, max_length=600, widget=area(2),
        help_text=gettext_lazy("The least that makes the interview worth its time: a name, a date, a figure."),
    )  # fmt: skip
    needs = forms.CharField(
        label=gettext_lazy("Probable needs, one a line"), required=False, max_length=4000, widget=area(4)
    )
    verify = forms.CharField(
        label=gettext_lazy("To verify or complete, one a line"), required=False, max_length=6000, widget=area(4)
    )
    questions = forms.CharField(
        label=gettext_lazy("Questions, one a line"), required=False, max_length=9000, widget=area(6)
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), required=False, min_value=5, max_value=480, initial=45
    )
    opening = forms.CharField(
        label=gettext_lazy("My first words"), required=False, max_length=1500, widget=area(3),
        help_text=gettext_lazy("Who I am, why I come, what I propose to talk about, how long it takes."),
    )  # fmt: skip
    argument = forms.CharField(
        label=gettext_lazy("What I shall show, and how"), required=False, max_length=2000, widget=area(3)
    )
    closing = forms.CharField(
        label=gettext_lazy("How I shall conclude"), required=False, max_length=1000, widget=area(2),
        help_text=gettext_lazy("The sentence that asks for the goal, and the one for the goal to fall back on."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, content: Mapping[str, Any]) -> None:
        first = {name: content.get(name, "") for name in (*sheets.TEXTS, "minutes")}
        first |= {name: "\n".join(content.get(name) or ()) for name in sheets.LISTS}
        super().__init__(data, initial=first)
        products = Product.objects.for_sale().order_by("name", "pk")
        choices = [("", "—"), *((one.pk, one.name) for one in products[:300])]
        self.offers = _rows(OfferForm, data, "p", content.get("offers") or (), most=sheets.MOST_OFFERS)
        for one in self.offers:
            one.fields["product"].queryset = products  # type: ignore[attr-defined] # a model choice has one
            one.fields["product"].choices = choices  # type: ignore[attr-defined] # as above: asked once for all rows
        self.replies = _rows(ReplyForm, data, "o", content.get("objections") or (), most=sheets.MOST_OBJECTIONS)

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(one.is_valid() for one in (*self.offers, *self.replies))])

    @property
    def content(self) -> dict[str, Any]:
        rows = {"offers": [one.row for one in self.offers], "objections": [one.row for one in self.replies]}
        return {**self.cleaned_data, **rows}


def _rows(
    kind: type[forms.Form], data: Any, prefix: str, held: Sequence[Mapping[str, Any]], *, most: int, empty: int = 1
) -> list[Any]:
    """A form for each row that there is, and some empty ones; as many as were sent where there is data."""
    count = len(held) + empty
    if data is not None:
        sent = (name[1:].partition("-")[0] for name in data if name.startswith(prefix))
        numbers = (int(number) + 1 for number in sent if number.isascii() and number.isdigit() and len(number) < 4)
        count = max([len(held), *numbers])
    initial = [*map(dict, held), *({} for _more in range(most))][: min(most, count)]
    return [kind(data, prefix=f"{prefix}{number}", initial=told) for number, told in enumerate(initial)]


class AnswerForm(forms.Form):
    question = forms.CharField(label=gettext_lazy("Another question"), required=False, max_length=300)
    is_asked = forms.BooleanField(label=pgettext_lazy("question", "Asked"), required=False)
    answer = forms.CharField(
        label=pgettext_lazy("interview", "Answer"), required=False, max_length=1500, widget=area(1)
    )


class MetForm(forms.Form):
    objection = forms.CharField(label=gettext_lazy("Another objection"), required=False, max_length=600)
    reply = forms.CharField(required=False, max_length=600, widget=forms.HiddenInput)
    is_met = forms.BooleanField(label=pgettext_lazy("objection", "Raised"), required=False)
    how = forms.CharField(label=gettext_lazy("How I answered"), required=False, max_length=1500, widget=area(1))
    settled = forms.ChoiceField(
        label=pgettext_lazy("objection", "Settled"), required=False, choices=list(words.SETTLED.items())
    )


class ShownForm(forms.Form):
    name = forms.CharField(required=False, max_length=600, widget=forms.HiddenInput)
    reaction = forms.ChoiceField(
        label=gettext_lazy("Their reaction"), required=False, choices=list(words.REACTIONS.items())
    )


class GuideForm(forms.Form):
    """What is noted while the interview is held; a number that nobody could have typed is not refused but left out."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    welcome = forms.CharField(label=gettext_lazy("What was said at the door"), required=False, widget=area(2))
    restated = forms.CharField(label=gettext_lazy("The need, in their words"), required=False, widget=area(2))
    is_confirmed = forms.BooleanField(label=gettext_lazy("They confirmed it"), required=False)
    agreed = forms.CharField(label=gettext_lazy("What we agreed comes next"), required=False, widget=area(2))
    conclusion = forms.CharField(label=gettext_lazy("The conclusion given"), required=False, widget=area(2))
    leave = forms.CharField(label=gettext_lazy("On leaving: thanks, other names"), required=False, widget=area(2))

    def __init__(self, data: Any = None, *, revision: int, notes: Mapping[str, Any]) -> None:
        super().__init__(data, initial={**notes, "revision": revision})
        for name, most in noting.TEXTS.items():
            self.fields[name].max_length = most  # type: ignore[attr-defined] # a text field has one
        self.answers = _rows(AnswerForm, data, "q", notes.get("answers") or (), most=noting.MOST_ANSWERS, empty=2)
        met = notes.get("objections") or ()
        self.objections = _rows(MetForm, data, "o", met, most=noting.MOST_OBJECTIONS, empty=2)
        self.offers = _rows(ShownForm, data, "p", notes.get("offers") or (), most=noting.MOST_OFFERS, empty=0)

    def is_valid(self) -> bool:
        every = (*self.answers, *self.objections, *self.offers)
        return all([super().is_valid(), *(one.is_valid() for one in every)])

    @property
    def notes(self) -> dict[str, Any]:
        return noting.clean(
            {
                **self.cleaned_data,
                "answers": [one.cleaned_data for one in self.answers],
                "objections": [one.cleaned_data for one in self.objections],
                "offers": [one.cleaned_data for one in self.offers],
            }
        )


class MarkForm(forms.Form):
    mark = forms.TypedChoiceField(
        label=gettext_lazy("Mark"),
        coerce=int,
        choices=[(value, f"{value} · {words.MARKS[value]}") for value in range(HIGHEST_MARK + 1)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a mark, from 0 to 4.")},
    )
    words = forms.CharField(label=gettext_lazy("In words"), required=False, max_length=600, widget=area(1))


class DebriefForm(forms.Form):
    """The analysis and, the first time, what follows."""

    strengths = forms.CharField(
        label=gettext_lazy("Factors of success"), required=False, max_length=2000, widget=area(3)
    )
    to_improve = forms.CharField(
        label=gettext_lazy("Points to improve"), required=False, max_length=2000, widget=area(3)
    )
    adjustments = forms.CharField(
        label=gettext_lazy("Adjustments for the next interviews"), required=False, max_length=2000, widget=area(3)
    )
    next = forms.ChoiceField(
        label=gettext_lazy("What follows"),
        choices=Debrief.Next,
        widget=forms.RadioSelect,
        error_messages={"required": words.REFUSED["no_next"]},
    )
    title = forms.CharField(label=gettext_lazy("What"), required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of task"), required=False, choices=Task.Kind)
    on = day_field(gettext_lazy("On, or by"), required=False)
    hour = hour_field(gettext_lazy("At (meeting)"), required=False)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes (meeting)"), required=False, min_value=5, max_value=480)
    reason = forms.CharField(label=gettext_lazy("Why nothing follows"), required=False, max_length=300)

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_first:
            for name in ("next", "title", "kind", "on", "hour", "minutes", "reason"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        wanted = said.get("next")
        if wanted == Debrief.Next.NONE and not said.get("reason"):
            self.add_error("reason", words.REFUSED["no_reason"])
        if wanted in (Debrief.Next.TASK, Debrief.Next.MEETING) and not said.get("on") and "on" not in self.errors:
            self.add_error("on", _("Choose a day."))
        if wanted == Debrief.Next.MEETING and not said.get("hour") and "hour" not in self.errors:
            self.add_error("hour", _("Choose an hour."))
        if wanted == Debrief.Next.TASK and not said.get("title"):
            self.add_error("title", _("Say what is to be done."))
        if not (said.get("strengths") or said.get("to_improve")):
            self.add_error("strengths", words.REFUSED["no_analysis"])
        return said

    @property
    def analysis(self) -> Analysis:
        return Analysis(**{name: self.cleaned_data[name] for name in ("strengths", "to_improve", "adjustments")})

    @property
    def follow(self) -> Follow | None:
        said = self.cleaned_data
        if "next" not in said:
            return None
        starts = None
        if said["on"] and said["hour"]:
            starts = timezone.make_aware(datetime.combine(said["on"], said["hour"]))
        return Follow(
            kind=said["next"],
            title=said["title"],
            due_on=said["on"],
            task_kind=said["kind"] or Task.Kind.FOLLOW_UP,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=said["minutes"] or 60) if starts else None,
            reason=said["reason"],
        )
