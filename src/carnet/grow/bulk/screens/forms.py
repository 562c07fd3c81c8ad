"""What is asked before an act on many records."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.foundation.consents.models import Channel
from carnet.foundation.fields.formfields import form_field
from carnet.foundation.fields.models import Source
from carnet.foundation.fields.rules.definitions import Definition, FieldSet
from carnet.foundation.fields.rules.values import Stored, ValueRefused
from carnet.foundation.parties.custom import clean_value
from carnet.foundation.parties.models import BuyerKind, Person, Stage
from carnet.foundation.parties.rules import PartyInvalid
from carnet.grow.bulk.queries import FIELD_LABELS
from carnet.grow.bulk.rules import Purpose

UNCHANGED = [("", gettext_lazy("(as it is)"))]
NOBODY = "-"


class TrashForm(forms.Form):
    """Nothing to choose: the page asks for a yes."""


class ExportForm(forms.Form):
    """What the file is for decides who may be in it; `columns` are those of the list that the member sees."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=[
            (Purpose.PROSPECTING.value, gettext_lazy("To prospect: whoever objects stays out")),
            (Purpose.OTHER.value, gettext_lazy("For something else, which you name")),
        ],
        initial=Purpose.PROSPECTING.value,
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("By which channel"),
        required=False,
        choices=[("", gettext_lazy("(not said)")), *Channel.choices],
        help_text=gettext_lazy("Named, it also leaves out who objects to it, and consumers who have not agreed to it."),
    )
    why = forms.CharField(
        label=gettext_lazy("This something else"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Such as: accounting, a map for the fair. It stays in the history."),
    )
    columns = forms.MultipleChoiceField(label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], shown: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = offered
        self.fields["columns"].initial = list(shown)

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        if cleaned.get("purpose") == Purpose.OTHER and not cleaned.get("why", "").strip():
            self.add_error("why", _("Say what the file is for: the history keeps it."))
        return cleaned

    def wanted(self) -> dict[str, Any]:
        """What `acts.py` reads."""
        given = self.cleaned_data
        told = {"purpose": given["purpose"], "columns": given["columns"]}
        if given["purpose"] == Purpose.OTHER:
            return told | {"why": given["why"].strip()}
        return told | ({"channel": given["channel"]} if given.get("channel") else {})


EMPTIABLE = {"company": ("industry", "website", "street"), "person": ("civility",)}
"""What the house's own fields may be emptied of by many at once; the workspace's own all may."""


class EditForm(forms.Form):
    """Each field left as it is changes nothing. `owns`: the workspace's own fields that were chosen, if any; those that
    are given no value are emptied, as are those ticked under `empty`."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False, choices=[*UNCHANGED, *Stage.choices])
    owner = forms.ChoiceField(label=gettext_lazy("Followed by"), required=False)
    buyer_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of buyer"), required=False, choices=[*UNCHANGED, *BuyerKind.choices]
    )
    civility = forms.ChoiceField(
        label=gettext_lazy("Civility"), required=False, choices=[*UNCHANGED, *Person.Civility.choices]
    )
    industry = forms.CharField(label=gettext_lazy("Industry"), required=False, max_length=120)
    source = forms.ChoiceField(
        label=gettext_lazy("Source of the record"), required=False, choices=[*UNCHANGED, *Source.choices]
    )

    def __init__(
        self,
        *args: Any,
        party: str,
        owners: Mapping[int, str],
        mine: FieldSet,
        owns: Sequence[Definition] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("civility",) if party == "company" else ("buyer_kind", "industry"):
            del self.fields[name]
        named = [(str(pk), name) for pk, name in owners.items()]
        self.fields["owner"].choices = [*UNCHANGED, (NOBODY, _("Nobody")), *named]
        self.owners, self.owns, self.given_own = owners, owns, dict[str, Stored]()
        ours = [(one.key, one.label) for one in mine]
        if owns:
            self.fields["own"] = forms.MultipleChoiceField(
                choices=ours, widget=forms.MultipleHiddenInput, initial=[one.key for one in owns]
            )
            self.fields["own_given"] = forms.CharField(widget=forms.HiddenInput, initial="1")
            self.fields |= {one.key: form_field(one) for one in owns}
        elif ours:
            self.fields["own"] = forms.MultipleChoiceField(
                label=_("Our fields to fill"), required=False, choices=ours, widget=forms.CheckboxSelectMultiple,
                help_text=_("Their value is asked on the next page."),
            )  # fmt: skip
        plain = [(name, FIELD_LABELS[name]) for name in EMPTIABLE[party]]
        self.fields["empty"] = forms.MultipleChoiceField(
            label=_("Fields to empty"), required=False, choices=[*plain, *ours], widget=forms.CheckboxSelectMultiple
        )
        self.mine = mine

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        for one in self.owns:
            if one.key in cleaned:
                try:
                    self.given_own[one.code] = clean_value(one, cleaned[one.key])
                except (PartyInvalid, ValueRefused):
                    self.add_error(one.key, _("This value does not suit the field."))
        both = [name for name in cleaned.get("empty", ()) if cleaned.get(name) not in (None, "", [])]
        if both:
            labels = dict(self.fields["empty"].choices)
            named = ", ".join(str(labels[name]) for name in both)
            self.add_error("empty", _("To fill or to empty, not both: %(labels)s.") % {"labels": named})
        if not self.errors and not self.owns and not any(cleaned.values()):
            raise forms.ValidationError(_("Choose at least one field to change."))
        return cleaned

    def wanted(self) -> dict[str, Any]:
        """What `acts.py` reads."""
        given = {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}
        values: dict[str, Any] = {
            name: given[name].strip() for name in ("stage", "buyer_kind", "civility", "industry") if name in given
        }
        told: dict[str, Any] = {"values": values}
        if owner := given.get("owner"):
            values["owner_id"] = None if owner == NOBODY else int(owner)
            told["owner"] = "" if owner == NOBODY else self.owners[int(owner)]
        if source := given.get("source"):
            told["source"] = source
        emptied = given.get("empty", [])
        values |= dict.fromkeys((name for name in emptied if name not in self.mine.by_key), "")
        custom = self.given_own | {self.mine.by_key[name].code: None for name in emptied if name in self.mine.by_key}
        return told | ({"custom": custom} if custom else {})
