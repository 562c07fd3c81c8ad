"""What the showcase shows: invented words and figures, no row of the database."""

import json
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from carnet.foundation.geo.maps import Area, Circle, Line, Mark, drawn
from carnet.foundation.geo.rules import Point
from carnet.referential.queries import Margin


class ShowcaseForm(forms.Form):
    """One field of each kind; `city` is refused so that an error can be seen."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As on the company’s letterhead."))
    city = forms.CharField(label=_("City"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)
    met_on = forms.DateField(
        label=_("Met on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    size = forms.ChoiceField(label=_("Size"), choices=[("", "—"), ("1", _("1 to 9")), ("2", _("10 to 49"))])
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    mood = forms.ChoiceField(
        label=_("Interest"), choices=[("cold", _("Cold")), ("hot", _("Hot"))], widget=forms.RadioSelect
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        required=False,
        choices=[("phone", _("Phone")), ("mail", _("E-mail"))],
        widget=forms.CheckboxSelectMultiple,
    )
    agrees = forms.BooleanField(
        label=_("Agrees to be called back"), required=False, help_text=_("Say when and how they said so.")
    )
    locked = forms.CharField(label=_("Set by the owner"), disabled=True, required=False, initial="Ateliers Rhodanis")

    def clean_city(self) -> str:
        raise forms.ValidationError(_("No commune is called “%(city)s”. Did you mean Villeurbanne?"), params=self.data)


NOTES = [
    {
        "code": "C.3.2",
        "title": "Planning",
        "url": "#margin",
        "marks": [{"state": "met", "label": _("met")}] * 3 + [{"state": "partly", "label": _("partly met")}],
    },
    {"code": "C.6", "title": "Tournée", "url": "#margin", "marks": [{"state": "met", "label": _("met")}]},
    {
        "code": "C.15.4",
        "title": "Résultats",
        "url": "#margin",
        "marks": [
            {"state": "missing", "label": _("missing")},
            {"state": "human", "label": _("judged by people")},
        ],
    },
]


LYON, VIENNE, BOURGOIN = Point(45.757, 4.832), Point(45.525, 4.874), Point(45.586, 5.273)
MAP = drawn(
    [
        Mark(LYON, "Clinique des Balmes", url="#map", note="9 h 00"),
        Mark(VIENNE, "Lycée Antoine-Vial", url="#map", note="10 h 40", tone="warn"),
        Mark(BOURGOIN, "Bourgoin-Jallieu", 14, url="#map"),
    ],
    [Line([LYON, VIENNE, BOURGOIN, LYON]), Circle(LYON, 20), Area([VIENNE, BOURGOIN, Point(45.35, 5.2)])],
)


def showcase(request: HttpRequest) -> dict[str, Any]:
    data = request.POST if request.method == "POST" else None
    return {
        "form": ShowcaseForm(data),
        "refused": ShowcaseForm({"name": "", "city": "Vilurbane", "agrees": "on"}, auto_id="refused_%s"),
        "margin": Margin(NOTES, key="showcase"),
        "sort": request.GET.get("sort", "name"),
        "map_shapes": json.dumps(MAP),
        "tie_kinds": ["influences", "reports_to", "works_with", "opposes"],
        "page_of_many": Paginator(range(4213), 50).page(2),
    }
