"""Forms of members, settings and one's own account."""

from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from carnet.foundation.accounts.models import User
from carnet.foundation.administration.services.company import IDENTITY_FIELDS
from carnet.foundation.workspaces.models import CompanySettings, Membership, Workspace
from carnet.foundation.workspaces.permissions import Role

UPLOAD_MAX = 50_000_000


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.REP)


class NewWorkspaceForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the company or team"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language")
        widgets = {"name": forms.TextInput({"autocomplete": "name"})}
        help_texts = {"name": _("As your team and your customers read it.")}


class EurosField(forms.DecimalField):
    """Whole cents, typed as euros: `10 000` or `10000,50`."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace("€", "").replace(",", ".")
        euros = super().to_python(value)
        return None if euros is None else int(euros * 100)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        text = f"{Decimal(value) / 100:.2f}"
        return text.removesuffix(".00").replace(".", ",")

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        super().run_validators(None if value is None else Decimal(value) / 100)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


TIME_ZONES_FIRST = (
    "Europe/Paris America/Guadeloupe America/Martinique America/Cayenne Indian/Reunion Indian/Mayotte "
    "Pacific/Noumea Pacific/Tahiti America/Miquelon Pacific/Wallis"
).split()


def time_zones() -> list[tuple[str, str]]:
    """French ones first, then every zone of the machine by name."""
    rest = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    ordered = [*TIME_ZONES_FIRST, *(zone for zone in rest if zone not in TIME_ZONES_FIRST)]
    return [(zone, zone.replace("_", " ")) for zone in ordered]


class WorkspaceForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)

    class Meta:
        model = Workspace
        fields = ("name", "time_zone", "is_certifying")
        labels = {
            "name": _("Name of the workspace"),
            "is_certifying": _("Show in the margin the competencies that each page serves"),
        }


class CompanyForm(forms.ModelForm):
    """The numbers are checked by the service, which API and commands go through too."""

    # As typed: spaces between groups of digits are welcome, the service takes them off.
    siren = forms.CharField(label="SIREN", max_length=20, required=False)
    siret = forms.CharField(label="SIRET", max_length=30, required=False)
    vat_number = forms.CharField(label=_("VAT number"), max_length=30, required=False)
    iban = forms.CharField(label="IBAN", max_length=50, required=False)
    bic = forms.CharField(label="BIC", max_length=20, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    capital_cents = EurosField(
        label=_("Share capital, in euros"),
        required=False,
        min_value=0,
        max_value=Decimal("9e12"),
        max_digits=15,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )

    class Meta:
        model = CompanySettings
        fields = IDENTITY_FIELDS
        widgets = {
            "insurance": forms.Textarea({"rows": 3}),
            "mediator": forms.Textarea({"rows": 3}),
            "color": forms.TextInput({"type": "color"}),
            "second_color": forms.TextInput({"type": "color"}),
            "website": forms.URLInput({"placeholder": "https://"}),
        }
        help_texts = {
            "legal_form": _("SAS, SARL, EURL, EI…"),
            "country": _("Two letters: FR."),
            "is_vat_on_debits": _("Only if your company has chosen it; it is then said on quotes and invoices."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"].assume_scheme = "https"

    def clean_country(self) -> str:
        return self.cleaned_data["country"].strip().upper()

    def _post_clean(self) -> None:
        """The instance is left alone: the service compares what was with what is asked."""


SECTIONS: list[tuple[str, Any, tuple[str, ...]]] = [
    ("identity", _("Identity"), ("legal_name", "legal_form", "capital_cents", "siren", "siret", "rcs_city")),
    ("vat", _("VAT"), ("vat_regime", "vat_number", "is_vat_on_debits")),
    ("address", _("Address"), ("street", "postcode", "city", "country", "phone", "email", "website")),
    ("duties", _("Insurance and mediator"), ("insurance", "mediator")),
    ("bank", _("Bank"), ("iban", "bic")),
    ("look", _("Look of the documents"), ("color", "second_color")),
]


class LogoForm(forms.Form):
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG or JPEG, 512 KB and 3000 pixels a side at most."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
    )


class CopyForm(forms.Form):
    """`owner` is one of the source's active members."""

    name = forms.CharField(label=_("Name of the copy"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    owner = forms.ModelChoiceField(
        label=_("For whom"), queryset=Membership.objects.none(), help_text=_("The copy is theirs alone.")
    )


class RestoreForm(forms.Form):
    file = forms.FileField(
        label=_("Exported file"),
        help_text=_("The .zip file of “Export the workspace”, 50 MB at most."),
        widget=forms.FileInput({"accept": ".zip,application/zip"}),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Leave empty to keep its own."),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > UPLOAD_MAX:
            raise ValidationError(
                _("This file weighs more than 50 MB: restore it with the command “manage.py workspace restore”.")
            )
        return file


class DeleteForm(forms.Form):
    slug = forms.CharField(
        label=_("Address of the workspace"), max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )


class HistoryFilter(forms.Form):
    """GET: what it cannot read is left out."""

    member = forms.ModelChoiceField(label=_("Who"), queryset=None, required=False, empty_label=_("Everyone"))
    kind = forms.ChoiceField(label=_("What"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, members: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members
        self.fields["kind"].choices = [("", _("Everything")), *kinds]
