"""What is asked of where a list comes from: first the origin, then only what that origin demands."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.foundation.fields.models import LegalBasis
from carnet.grow.imports import origin_words
from carnet.grow.imports.models import Import, ProofFile
from carnet.grow.imports.rules.origins import ASKED, OF_ONES_OWN, Problem, Statement
from carnet.grow.imports.telling import MOST_PROOF, Proof

MUST = frozenset({"origin", "supplier", "contract", "usable_until", "collected_on", "basis", "notice"})
FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def _day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=FORMATS, required=False, **options)


_SUPPLIERS = {
    "event": _("Which fair or event"),
    "partner": _("Which partner"),
    "bought": _("Bought from"),
    "rented": _("Rented from"),
    "register": _("Which register, under which licence"),
    "other": _("From where exactly"),
}


class OriginForm(forms.Form):
    """The fields that the origin does not ask for are not there."""

    origin = forms.ChoiceField(
        label=_("Where does this list come from?"),
        choices=Import.Origin.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    supplier = forms.CharField(label="", max_length=120, required=False)
    contract = forms.CharField(
        label=_("Contract, order or invoice"),
        help_text=_("Its reference and its date."),
        max_length=120,
        required=False,
    )
    usable_until = _day(_("Rented until"), help_text=_("That day, who has not become yours goes into the purge queue."))
    proof = forms.CharField(
        label=_("What proves that these people were told, or agreed"),
        help_text=_("The form that was shown to them, its date, where it is kept; or add it below."),
        max_length=300,
        required=False,
    )
    proof_file = forms.FileField(
        label=_("The proof itself"),
        help_text=_("PDF, PNG, JPEG or text, 5 MB at most. It is kept with the import."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.txt,.eml"}),
    )
    collected_on = _day(
        _("Collected or received on"),
        help_text=_("How long the records may be kept counts from that day. A column of the file may be more exact."),
    )
    basis = forms.ChoiceField(
        label=_("Legal basis"),
        choices=LegalBasis.choices,
        required=False,
        help_text=_("For professionals, mostly legitimate interest; for consumers, the consent that the proof shows."),
    )
    notice = forms.ChoiceField(
        label=_("Do these people know that you have their data, and from whom?"),
        choices=Import.Notice.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    informed_on = _day(_("Told on"), help_text=_("When they were told by who supplied the list, or by you since."))

    def __init__(
        self, data: Any = None, files: Any = None, *, file: Import, typed: Mapping[str, Any] | None = None
    ) -> None:
        """`typed`: what stands in the form already, not judged yet."""
        names = [name for name in self.base_fields if name != "proof_file"]
        initial = {name: getattr(file, name) for name in names} | {"basis": file.basis or LegalBasis.INTEREST}
        initial |= {name: typed[name] for name in names if typed and name in typed}
        super().__init__(data, files, initial=initial)
        self.has_file = ProofFile.objects.filter(file=file).exists()
        self.origin = str(self["origin"].value() or "")
        asked = {"origin", *ASKED.get(self.origin, ())}
        asked |= {"proof_file"} if "proof" in asked else set()
        for name in list(self.fields):
            if name not in asked:
                del self.fields[name]
        self._suit()

    def _suit(self) -> None:
        """Words, choices and what cannot be left out, which depend on the origin."""
        for name in MUST & set(self.fields):
            self._require(name)
        if "proof" in self.fields and not self.has_file and not self.files.get("proof_file"):
            self._require("proof")
        if "supplier" in self.fields:
            self.fields["supplier"].label = _SUPPLIERS[self.origin]
        if "notice" in self.fields:
            choices: Any = [pair for pair in Import.Notice.choices if self._may_say(pair[0])]
            self.fields["notice"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if "basis" in self.fields and self.origin not in OF_ONES_OWN:
            kept: Any = [pair for pair in LegalBasis.choices if pair[0] in {LegalBasis.INTEREST, LegalBasis.CONSENT}]
            self.fields["basis"].choices = kept  # type: ignore[attr-defined]  # a ChoiceField

    def _require(self, name: str) -> None:
        field = self.fields[name]
        code = "unknown" if name == "origin" else "missing"
        field.required, field.error_messages["required"] = True, origin_words.problem(name, code)

    def _may_say(self, notice: str) -> bool:
        if notice == Import.Notice.COLLECTION:
            return self.origin in {Import.Origin.OWN, Import.Origin.CUSTOMERS, Import.Origin.EVENT}
        if notice == Import.Notice.SUPPLIER:
            return self.origin not in {Import.Origin.OWN, Import.Origin.CUSTOMERS}
        return True

    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "origin"]

    def statement(self) -> Statement:
        return Statement(**{name: value for name, value in self.cleaned_data.items() if name != "proof_file"})

    def proof_sent(self) -> Proof | None:
        sent = self.cleaned_data.get("proof_file")
        return Proof(sent.name, sent.read(MOST_PROOF + 1)) if sent else None

    def refuse(self, problems: list[Problem]) -> None:
        for name, code in problems:
            where = name if name in self.fields else None
            self.add_error(where, origin_words.problem(name, code))


class ToldForm(forms.Form):
    on = forms.DateField(
        label=_("Told on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=FORMATS,
    )
    how = forms.CharField(
        label=_("How"), max_length=200, required=False, help_text=_("Such as: a line in the first e-mail.")
    )
