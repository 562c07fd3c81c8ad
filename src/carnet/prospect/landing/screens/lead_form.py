"""The form of a public page, made from what its version asks."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from carnet.foundation.parties.identifiers import IdentifierInvalid
from carnet.foundation.parties.identifiers import email as email_of
from carnet.foundation.parties.identifiers import phone as phone_of
from carnet.prospect.landing import receiving
from carnet.prospect.landing.models import Audience, ConsentText, Page
from carnet.prospect.landing.rules.content import OWN_LENGTH, TEXTS, FormSpec
from carnet.prospect.landing.rules.wording import NOTICE

LABELS = {
    "name": _("Your name"),
    "company": _("Your company"),
    "job": _("Your job"),
    "email": _("Your e-mail"),
    "phone": _("Your phone"),
    "postcode": _("Postcode"),
    "city": _("Town"),
    "need": _("What you need"),
}
AUTOCOMPLETE = {
    "name": "name", "company": "organization", "job": "organization-title", "email": "email", "phone": "tel",
    "postcode": "postal-code", "city": "address-level2",
}  # fmt: skip
BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
SAID = {
    "trap": _("The field that nobody sees must stay empty. Your browser may have filled it: send the form again."),
    "unsigned": _("This page could not be recognised. Send the form once more."),
    "fast": _("That was faster than one reads. Check what you wrote, then send it again."),
    "old": _("This page had been open for long. Check what you wrote, then send it again."),
    "often": _("Too many forms came from your address. Nothing is lost: wait a minute, then send it again."),
}


class LeadForm(forms.Form):
    """`texts`: the archived words of each consent, by channel. Boxes are never ticked beforehand."""

    site = forms.CharField(required=False, label=_("Leave this empty"), max_length=200)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(
        self, page: Page, form: FormSpec, texts: dict[str, ConsentText], data: Any = None, *, is_often: bool = False
    ) -> None:
        super().__init__(data, auto_id="f-%s", initial={"stamp": receiving.stamp(page)})
        self.page, self.spec, self.texts, self.is_often = page, form, texts, is_often
        self.fields["site"].widget.attrs.update({"tabindex": "-1", "autocomplete": "off"})
        if page.audience == Audience.BOTH:
            choices = [("pro", _("For my company")), ("consumer", _("For myself"))]
            self.fields["kind"] = forms.ChoiceField(label=_("You write"), choices=choices, widget=forms.RadioSelect)
        for code in form.asks:
            self.fields[code] = self._field(code)
        for own in form.own:
            if own.choices:
                told = [("", "—"), *((one, one) for one in own.choices)]
                self.fields[own.code] = forms.ChoiceField(label=own.label, choices=told, required=False)
            else:
                self.fields[own.code] = forms.CharField(label=own.label, max_length=OWN_LENGTH, required=False)
        for channel in form.consents:
            if channel in texts:
                self.fields[f"consent_{channel}"] = _consent(channel, texts[channel].text)

    def _field(self, code: str) -> forms.Field:
        common: dict[str, Any] = {
            "label": LABELS[code], "max_length": TEXTS[code],
            "required": code in self.spec.requires and (code != "company" or self.page.audience == "pro"),
        }  # fmt: skip
        if code == "need":
            return forms.CharField(**common, widget=forms.Textarea(attrs={"rows": 4}))
        attrs = {"autocomplete": AUTOCOMPLETE[code]}
        if code == "email":
            return forms.EmailField(**common, widget=forms.EmailInput(attrs=attrs))
        if code == "phone":
            consumers = self.page.audience != Audience.PROFESSIONALS
            notice = NOTICE[self.page.language] if consumers else ""
            return forms.CharField(**common, help_text=notice, widget=forms.TextInput(attrs={**attrs, "type": "tel"}))
        return forms.CharField(**common, widget=forms.TextInput(attrs=attrs))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for code, value in list(given.items()):
            if code != "need" and isinstance(value, str) and BREAKS.search(value):
                self.add_error(code, _("Write this on one line."))
        self._clean_reach(given)
        if given.get("kind") == "pro" and "company" in self.fields and not given.get("company"):
            self.add_error("company", _("Say for which company you write."))
        if given.get("consent_phone") == "yes" and not given.get("phone"):
            self.add_error("phone", _("Say on which number you agree to be called."))
        verdict = receiving.judge(self.page, trap=given.get("site", ""), stamped=given.get("stamp", ""))
        if self.is_often:
            verdict = "often"
        if verdict:
            self.add_error(None, SAID[verdict])
        return given

    def _clean_reach(self, given: dict[str, Any]) -> None:
        readers = {"phone": phone_of, "email": email_of}
        wrong = {
            "phone": _("This is no phone number. Write it as 06 12 34 56 78, or with its country code."),
            "email": _("This is no e-mail address. Write it as name@example.org."),
        }
        for code, read in readers.items():
            if given.get(code):
                try:
                    given[code] = read(given[code])
                except IdentifierInvalid:
                    self.add_error(code, wrong[code])

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that one fills in, consents aside."""
        return [one for one in self if one.name not in {"site", "stamp"} and not one.name.startswith("consent_")]

    @property
    def consents(self) -> list[forms.BoundField]:
        return [one for one in self if one.name.startswith("consent_")]

    def renewed(self) -> "LeadForm":
        """For showing a refused form again: what was typed stays, an unusable stamp is replaced."""
        verdict = receiving.judge(self.page, trap="", stamped=self.data.get("stamp", ""))
        if verdict in {"unsigned", "old"} or self.data.get("site"):
            self.data = self.data.copy()
            self.data["site"] = ""
            if verdict in {"unsigned", "old"}:
                self.data["stamp"] = receiving.stamp(self.page)
        return self

    @property
    def values(self) -> dict[str, str]:
        names = ["kind", *self.spec.asks, *(own.code for own in self.spec.own)]
        return {name: str(self.cleaned_data[name]) for name in names if self.cleaned_data.get(name)}

    @property
    def agreed(self) -> list[tuple[int, str]]:
        """The archived words that were agreed to, with their channels."""
        given = self.cleaned_data
        said = [channel for channel in self.spec.consents if given.get(f"consent_{channel}") in {True, "yes"}]
        return [(self.texts[channel].pk, channel) for channel in said]


def _consent(channel: str, text: str) -> forms.Field:
    """A call wants a yes or a no (C. conso., art. R223-1, I, 2°); a message, a box that nobody ticked beforehand."""
    if channel == "phone":
        choices = [("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(label=text, choices=choices, widget=forms.RadioSelect, required=False)
    return forms.BooleanField(label=text, required=False)


UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")


def source_of(request: HttpRequest) -> dict[str, str]:
    """Through what they came: the words of the address, cut short."""
    return {name: value[:60] for name in UTM if (value := request.GET.get(name, "").strip())}
