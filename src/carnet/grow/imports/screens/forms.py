"""The choices of each step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.grow.imports import words
from carnet.grow.imports.models import Import
from carnet.grow.imports.own import own_targets


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
    )


class LayoutForm(forms.Form):
    """How the file is cut; for a workbook, only whether its first row names the columns."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=words.ENCODINGS.items)
    separator = forms.ChoiceField(label=_("Separator"), choices=words.SEPARATORS.items)
    has_header = forms.BooleanField(label=_("The first row names the columns"), required=False)

    def __init__(self, *args: Any, file: Import, **kwargs: Any) -> None:
        names = ("encoding", "separator", "has_header")
        super().__init__(*args, initial={name: getattr(file, name) for name in names}, **kwargs)
        if file.file_format == Import.Format.XLSX:
            del self.fields["encoding"], self.fields["separator"]


class ColumnsForm(forms.Form):
    """One choice for each column, `column_0` first."""

    date_order = forms.ChoiceField(label=_("Dates are written"), choices=words.DATE_ORDERS.items)
    is_forgiving = forms.BooleanField(
        label=_("Keep the row when a phone, an e-mail or a number is wrong"),
        help_text=_("The wrong value then goes to the notes; otherwise the row is refused and comes back in a file."),
        required=False,
    )

    def __init__(self, *args: Any, file: Import, **kwargs: Any) -> None:
        initial: dict[str, Any] = {f"column_{place}": target for place, target in enumerate(file.mapping)}
        initial |= {"date_order": file.date_order, "is_forgiving": file.is_forgiving}
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


class PolicyForm(forms.Form):
    policy = forms.ChoiceField(
        label=_("When a company or a person is already there"),
        choices=Import.Policy.choices,
        widget=forms.RadioSelect,
        initial=Import.Policy.SKIP,
    )
