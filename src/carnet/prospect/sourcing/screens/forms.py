"""Whom one looks for, and by which criteria one chooses: both as forms."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from carnet.foundation.filters.places import near_by, point_of
from carnet.foundation.geo import queries as geo
from carnet.foundation.geo.rules import Point
from carnet.foundation.sirene import online, store
from carnet.foundation.sirene.rules.projection import Degrees, PlaceInvalid, read_place
from carnet.foundation.sirene.rules.scoring import HEAVIEST, Kind, Term
from carnet.foundation.sirene.rules.target import (
    CORNERS,
    FARTHEST_KM,
    NAF_2025,
    NAF_REV2,
    SIZES,
    Criteria,
    CriteriaInvalid,
)
from carnet.foundation.sirene.words import place as place_refused
from carnet.prospect.sourcing import words
from carnet.prospect.sourcing.models import Grid
from carnet.prospect.sourcing.rules import AGES, LEGAL_FORMS, STAFF_GROUPS

_SEPARATOR = re.compile(r"[\s,;]+")
TOPS = [20, 50, 100, 250, 500]


class Choices(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


def split(text: str) -> tuple[str, ...]:
    return tuple(part.upper() for part in _SEPARATOR.split(text.strip()) if part)


class FindForm(forms.Form):
    """In the address, so that a search can be kept and sent. Its names are French: they are read there."""

    q = forms.CharField(label=gettext_lazy("Activity"), required=False, max_length=80)
    naf = forms.CharField(required=False)
    nomenclature = forms.ChoiceField(
        label=gettext_lazy("Codes of"),
        required=False,
        choices=[(NAF_REV2, "NAF rév. 2"), (NAF_2025, "NAF 2025")],
    )
    lieu = forms.CharField(label=gettext_lazy("Around"), required=False, max_length=100)
    km = forms.FloatField(
        label=gettext_lazy("Within (km)"), required=False, min_value=0.1, max_value=FARTHEST_KM, initial=30
    )
    zone = forms.CharField(label=gettext_lazy("Area on the map"), required=False, max_length=900)
    dep = forms.CharField(
        label=gettext_lazy("Or in départements"), required=False, max_length=200, help_text=gettext_lazy("69, 38, 2A…")
    )
    communes = forms.CharField(
        label=gettext_lazy("Or in communes"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Postcodes or Insee codes, separated by commas."),
    )
    effectif = Choices(label=gettext_lazy("Employees of the establishment"), required=False)
    age = forms.ChoiceField(label=gettext_lazy("Created"), required=False)
    forme = Choices(label=gettext_lazy("Legal form"), required=False)
    taille = Choices(label=gettext_lazy("Category of enterprise"), required=False)
    siege = forms.BooleanField(label=gettext_lazy("Head offices only"), required=False)
    employeur = forms.BooleanField(label=gettext_lazy("Employers only"), required=False)
    fichier = forms.ChoiceField(
        label=gettext_lazy("Already in the file"),
        required=False,
        choices=[("", gettext_lazy("Leave them out")), ("tous", gettext_lazy("Show them too"))],
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Search in"),
        required=False,
        choices=[("", gettext_lazy("the register kept here")), ("ligne", gettext_lazy("the public API, online"))],
    )
    grille = forms.ModelChoiceField(
        Grid.objects.none(),
        label=gettext_lazy("Ranked by"),
        required=False,
        empty_label=gettext_lazy("the nearest first"),
    )
    n = forms.TypedChoiceField(
        label=pgettext_lazy("targets", "How many"),
        required=False,
        coerce=int,
        empty_value=50,
        choices=[(n, n) for n in TOPS],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grille"].queryset = Grid.objects.current().order_by("name", "pk")  # type: ignore[attr-defined] # a model choice has one
        self.fields["effectif"].choices = list(words.STAFF_NAMES.items())  # type: ignore[attr-defined] # a choice field has them
        self.fields["age"].choices = [("", gettext_lazy("whenever")), *words.ages()]  # type: ignore[attr-defined] # as above
        self.fields["forme"].choices = list(words.FORM_NAMES.items())  # type: ignore[attr-defined] # as above
        self.fields["taille"].choices = list(words.SIZE_NAMES.items())  # type: ignore[attr-defined] # as above
        self.fields["communes"].widget.attrs["inputmode"] = "text"
        self.fields["km"].widget.attrs["data-drawn"] = "km"
        self.centre: Degrees | None = None
        self.place = ""

    def clean_lieu(self) -> str:
        """A commune by its name or postcode, or two figures."""
        text = str(self.cleaned_data["lieu"]).strip()
        if not text:
            return text
        if not any(letter.isalpha() for letter in text) and not re.fullmatch(r"\d{5}", text):
            try:
                self.centre = read_place(text)
            except PlaceInvalid as error:
                raise forms.ValidationError(place_refused(error, text)) from error
            self.place = near_by(Point(*self.centre))
            return text
        found = [one for one in geo.find_communes(text, 1) if one.point]
        if not found or found[0].point is None:
            raise forms.ValidationError(_("No commune is called “%(text)s”.") % {"text": text})
        self.centre, self.place = Degrees(*found[0].point), f"{found[0].name} ({found[0].department})"
        return text

    def clean_zone(self) -> tuple[Degrees, ...]:
        """Corners, as the map tells them: « 45.7570 4.8320:45.76 4.9:… »."""
        texts = [text for text in str(self.cleaned_data["zone"]).split(":") if text.strip()]
        corners = [point for text in texts if (point := point_of(text))]
        if texts and (len(corners) != len(texts) or len(corners) not in CORNERS):
            raise forms.ValidationError(_("This area cannot be read: draw it again on the map."))
        return tuple(Degrees(*point) for point in corners)

    def clean_communes(self) -> tuple[str, ...]:
        """A postcode stands for the communes it serves."""
        codes: list[str] = []
        for part in split(self.cleaned_data["communes"]):
            if geo.commune(part):
                codes.append(part)
            elif served := geo.communes_of(part):
                codes += [one.insee for one in served]
            else:
                raise forms.ValidationError(
                    _("%(code)s is neither a postcode nor the code of a commune.") % {"code": part}
                )
        return tuple(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        if self.errors:
            return cleaned
        try:
            cleaned["criteria"] = self._criteria(cleaned)
        except CriteriaInvalid as error:
            name = {"naf": "q", "departments": "dep", "communes": "communes", "km": "km"}.get(error.field)
            self.add_error(name, words.invalid(error))
        return cleaned

    def _criteria(self, cleaned: dict[str, Any]) -> Criteria:
        today = date.today()  # noqa: DTZ011 (an age in years)
        first, last = (None, None)
        if cleaned["age"]:
            low, high = AGES[cleaned["age"]]
            first, last = today - timedelta(days=high * 365.25), today - timedelta(days=low * 365.25)
        return Criteria(
            naf=self.codes,
            nomenclature=cleaned["nomenclature"] or NAF_REV2,
            near=self.centre,
            # An area takes the place of the radius; the centre still tells how far each one is.
            km=FARTHEST_KM if cleaned["zone"] else cleaned["km"] or 30.0,
            area=cleaned["zone"],
            communes=cleaned["communes"],
            departments=split(cleaned["dep"]),
            staff=tuple(code for group in cleaned["effectif"] for code in STAFF_GROUPS[group]),
            created_from=first,
            created_to=last,
            legal_forms=tuple(code for group in cleaned["forme"] for code in LEGAL_FORMS[group]),
            sizes=tuple(cleaned["taille"]),
            heads_only=cleaned["siege"],
            employers_only=cleaned["employeur"],
        )

    @property
    def is_online(self) -> bool:
        """Asked for, or no register is loaded here; only where the API is switched on."""
        asked = self.cleaned_data.get("source") == "ligne" if self.is_bound and self.is_valid() else False
        return online.is_on() and (asked or not store.is_available())

    @property
    def criteria(self) -> Criteria | None:
        """What is asked; None before anything is, or where it cannot be."""
        return self.cleaned_data["criteria"] if self.is_bound and self.is_valid() else None

    @property
    def codes(self) -> tuple[str, ...]:
        """The activities ticked; `naf` comes once for each."""
        given = self.data.getlist("naf") if hasattr(self.data, "getlist") else []
        return tuple(dict.fromkeys(code for one in given for code in split(one)))[:50]


def figure(label: Promise, most: int) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=0, max_value=most, required=False)


class GridForm(forms.Form):
    """One weight for each criterion; those of weight 0 are not used."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    why = forms.CharField(
        label=gettext_lazy("Why these criteria"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What makes a good customer of yours: objective, and known before looking."),
    )
    near_low = forms.FloatField(
        label=gettext_lazy("All the points within (km)"), min_value=0, max_value=500, required=False
    )
    near_high = forms.FloatField(label=gettext_lazy("None beyond (km)"), min_value=0, max_value=500, required=False)
    staff_values = Choices(label=gettext_lazy("All the points for"), required=False)
    activity_values = forms.CharField(
        label=gettext_lazy("All the points for the codes"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("NAF rév. 2, whole or by their beginning: 43.22A, 43.3, F"),
    )
    size_values = Choices(label=gettext_lazy("All the points for"), required=False)
    legal_form_values = Choices(label=gettext_lazy("All the points for"), required=False)
    age_low = figure(gettext_lazy("From (years)"), 300)
    age_high = figure(gettext_lazy("To (years)"), 300)

    def __init__(self, *args: Any, grid: Grid | None = None, **kwargs: Any) -> None:
        if grid is not None:
            kwargs["initial"] = initial_of(grid)
        super().__init__(*args, **kwargs)
        for kind in Kind:
            self.fields[f"{kind}_weight"] = forms.IntegerField(
                label=gettext_lazy("Weight"), min_value=0, max_value=HEAVIEST, required=False, initial=0
            )
        self.fields["staff_values"].choices = list(words.STAFF_NAMES.items())  # type: ignore[attr-defined] # a choice field has them
        self.fields["size_values"].choices = list(words.SIZE_NAMES.items())  # type: ignore[attr-defined] # as above
        self.fields["legal_form_values"].choices = list(words.FORM_NAMES.items())  # type: ignore[attr-defined] # as above

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """For each criterion its name, its weight and what it takes."""
        extra = {
            Kind.NEAR: ["near_low", "near_high"],
            Kind.STAFF: ["staff_values"],
            Kind.ACTIVITY: ["activity_values"],
            Kind.SIZE: ["size_values"],
            Kind.LEGAL_FORM: ["legal_form_values"],
            Kind.AGE: ["age_low", "age_high"],
        }
        return [
            (str(words.KINDS[kind]), [self[f"{kind}_weight"], *(self[name] for name in extra.get(kind, []))])
            for kind in Kind
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        terms: list[Term] = []
        for kind in Kind:
            weight = cleaned.get(f"{kind}_weight") or 0
            if not weight:
                continue
            low, high = (cleaned.get(f"{kind}_{end}") or 0.0 for end in ("low", "high"))
            try:
                terms.append(Term(kind, weight, _values(kind, cleaned), low, high))
            except CriteriaInvalid:
                self.add_error(f"{kind}_weight", _("Say what gives the points of this criterion."))
        cleaned["terms"] = terms
        return cleaned


def _values(kind: Kind, cleaned: dict[str, Any]) -> tuple[str, ...]:
    given = cleaned.get(f"{kind}_values") or ()
    if kind is Kind.ACTIVITY:
        codes = split(str(given or ""))
        Criteria(naf=codes)
        return codes
    groups = {Kind.STAFF: STAFF_GROUPS, Kind.LEGAL_FORM: LEGAL_FORMS, Kind.SIZE: {size: (size,) for size in SIZES}}
    return tuple(code for group in given for code in groups[kind][group]) if kind in groups else ()


def initial_of(grid: Grid) -> dict[str, Any]:
    found: dict[str, Any] = {"name": grid.name, "why": grid.why}
    for term in grid.rules:
        found[f"{term.kind}_weight"] = term.weight
        if term.kind in {Kind.NEAR, Kind.AGE}:
            found |= {f"{term.kind}_low": term.low, f"{term.kind}_high": term.high}
        elif term.kind is Kind.ACTIVITY:
            found["activity_values"] = ", ".join(term.values)
        else:
            groups = {Kind.STAFF: STAFF_GROUPS, Kind.LEGAL_FORM: LEGAL_FORMS}.get(
                term.kind, {one: (one,) for one in SIZES}
            )
            found[f"{term.kind}_values"] = [key for key, codes in groups.items() if set(codes) <= set(term.values)]
    return found
