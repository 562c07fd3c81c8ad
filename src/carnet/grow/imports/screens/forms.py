"""The choices of each step."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from carnet.foundation.ui.formats import number_of
from carnet.grow.imports import words
from carnet.grow.imports.models import Import
from carnet.grow.imports.own import own_targets
from carnet.grow.imports.rules.formats import EURO, Formats


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.vcf,text/csv,text/vcard"}),
    )


class LayoutForm(forms.Form):
    """How the file is cut: a workbook has sheets, cards an encoding alone."""

    sheet = forms.ChoiceField(label=_("Sheet"))
    encoding = forms.ChoiceField(label=_("Encoding"), choices=words.ENCODINGS.items)
    separator = forms.ChoiceField(label=_("Separator"), choices=words.SEPARATORS.items)
    has_header = forms.BooleanField(label=_("The first row names the columns"), required=False)

    def __init__(self, *args: Any, file: Import, **kwargs: Any) -> None:
        names = ("sheet", "encoding", "separator", "has_header")
        super().__init__(*args, initial={name: getattr(file, name) for name in names}, **kwargs)
        kept = {
            Import.Format.TEXT: {"encoding", "separator", "has_header"},
            Import.Format.XLSX: {"sheet", "has_header"},
            Import.Format.VCARD: {"encoding"},
        }[Import.Format(file.file_format)]
        for name in names:
            if name not in kept:
                del self.fields[name]
        if "sheet" in self.fields:
            self.fields["sheet"].choices = [(name, _sheet(name, rows)) for name, _columns, rows in file.sheets]  # type: ignore[attr-defined]  # a ChoiceField


def _sheet(name: str, rows: int) -> str:
    if not rows:
        return name
    return ngettext("%(name)s (%(count)d row)", "%(name)s (%(count)d rows)", rows) % {"name": name, "count": rows}


class RateField(forms.CharField):
    """A rate typed in French or in English."""

    def clean(self, value: str) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            rate = round(number_of(text), 6)
        except ValueError:
            rate = Decimal(0)
        if not 0 < rate < 10**8:
            raise forms.ValidationError(_("Write the rate as a figure, such as 0,92."))
        return rate


class ColumnsForm(forms.Form):
    """One choice for each column, `column_0` first, and how values are written."""

    date_order = forms.ChoiceField(label=_("Dates are written"), choices=words.DATE_ORDERS.items)
    decimal_mark = forms.ChoiceField(label=_("Figures are written"), choices=words.DECIMAL_MARKS.items)
    currency = forms.ChoiceField(label=_("Amounts are in"), choices=words.currencies)
    rate = RateField(
        label=_("One unit in euros"),
        help_text=_("Only when the amounts are not in euros: they are kept in euros at this rate."),
        required=False,
    )
    is_forgiving = forms.BooleanField(
        label=_("Keep the row when a phone, an e-mail or a number is wrong"),
        help_text=_("The wrong value then goes to the notes; otherwise the row is refused and comes back in a file."),
        required=False,
    )

    def __init__(self, *args: Any, file: Import, **kwargs: Any) -> None:
        initial: dict[str, Any] = {f"column_{place}": target for place, target in enumerate(file.mapping)}
        initial |= {name: getattr(file, name) for name in ("date_order", "decimal_mark", "currency", "is_forgiving")}
        initial["rate"] = f"{file.rate.normalize():f}".replace(".", ",") if file.rate else ""
        super().__init__(*args, initial=initial, **kwargs)
        groups = [
            (name, choices) if name else choices for name, choices in words.target_groups(own_targets(file.member))
        ]
        flat = [*groups[0], *groups[1:]]
        for place in range(len(file.headers)):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=words.column(file, place), choices=flat, required=False
            )

    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    def mapping(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields if name.startswith("column_")]

    def formats(self) -> Formats:
        given = self.cleaned_data
        rate = given["rate"] if given["currency"] != EURO else None
        return Formats(given["date_order"], given["decimal_mark"], given["currency"], rate)


class PolicyForm(forms.Form):
    policy = forms.ChoiceField(
        label=_("When a company or a person is already there"),
        choices=Import.Policy.choices,
        widget=forms.RadioSelect,
        initial=Import.Policy.SKIP,
    )
