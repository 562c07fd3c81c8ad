"""The forms of mailings: a letter and its variants, whom a mailing is for, the mail settings."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from carnet.foundation.parties.models import Stage
from carnet.foundation.tags.models import Tag
from carnet.foundation.ui.models import SavedView
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mailing.models import Letter, Mailing, MailSettings
from carnet.prospect.mix.models import Group
from carnet.prospect.sourcing.models import Targeting

CODES = "ABCD"


class LetterForm(forms.Form):
    """Up to four variants; one without subject and text is none."""

    name = forms.CharField(label=gettext_lazy("Name of the letter"), max_length=120)

    def __init__(self, *args: Any, count: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = CODES[: max(1, min(count, len(CODES)))]
        stages = [("", pgettext_lazy("letter", "Everybody")), *Stage.choices]
        for code in self.shown:
            self.fields[f"subject_{code}"] = forms.CharField(label=_("Subject"), max_length=150, required=code == "A")
            text = forms.CharField(
                label=_("Text"), max_length=20_000, required=code == "A",
                widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true"}),
            )  # fmt: skip
            self.fields[f"text_{code}"] = text
            self.fields[f"segment_{code}"] = forms.ChoiceField(label=_("For"), choices=stages, required=False)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(code, [self[f"{name}_{code}"] for name in ("segment", "subject", "text")]) for code in self.shown]

    @property
    def variants(self) -> list[dict[str, str]]:
        given = self.cleaned_data
        found = []
        for code in self.shown:
            one = {name: given[f"{name}_{code}"] for name in ("subject", "text", "segment")}
            if one["subject"].strip() or one["text"].strip():
                found.append({"code": code, **one})
        return found

    @staticmethod
    def told(letter: Letter) -> dict[str, str]:
        """What the form of a letter begins with. One query."""
        found = {"name": letter.name}
        for one in letter.variants.all():
            found |= {
                f"subject_{one.code}": one.subject,
                f"text_{one.code}": one.text,
                f"segment_{one.code}": one.segment,
            }
        return found


Sources = list[tuple[str, list[tuple[str, str, Any]]]]


class MailingForm(forms.Form):
    """`source` is `kind-number`: one list of everything that readers can be taken from."""

    letter = forms.ModelChoiceField(
        Letter.objects.none(), label=gettext_lazy("Letter"), empty_label=gettext_lazy("Choose…")
    )
    source = forms.ChoiceField(label=gettext_lazy("Companies and people of"))
    readers = forms.ChoiceField(label=gettext_lazy("In each company"), choices=Mailing.Readers.choices)
    name = forms.CharField(
        label=gettext_lazy("Name of the mailing"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Left empty: the letter’s name and its list’s. Its readers do not see it."),
    )
    counts_clicks = forms.BooleanField(
        label=gettext_lazy("Count clicks on links"),
        required=False,
        initial=True,
        help_text=gettext_lazy("By an address of ours that holds no name. Opening a message is never watched."),
    )

    def __init__(self, member: Membership, *args: Any, mailing: Mailing | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = sources(member)
        choices = [(label, [(code, text) for code, text, _row in rows]) for label, rows in self.offered]
        self.fields["source"].choices = [("", _("Choose…")), *choices]  # type: ignore[attr-defined] # a choice field has them
        kept = Q(archived_at=None) | Q(pk=mailing.letter_id if mailing else None)
        self.fields["letter"].queryset = Letter.objects.filter(kept).order_by("name", "pk")  # type: ignore[attr-defined] # as above

    @property
    def chosen(self) -> tuple[str, Mapping[str, Any]]:
        """The name of what it is made of, and the link to it by its name."""
        wanted = self.cleaned_data["source"]
        for _label, rows in self.offered:
            for code, text, row in rows:
                if code == wanted:
                    return text, {wanted.split("-")[0]: row}
        return "", {}

    @property
    def values(self) -> dict[str, Any]:
        given, (source, _link) = self.cleaned_data, self.chosen
        name = given["name"].strip() or f"{given['letter']}, {source}"
        return {"name": name, "readers": given["readers"], "counts_clicks": given["counts_clicks"]}


def source_of(mailing: Mailing) -> str:
    """The code of what a mailing is made of; empty when it is gone."""
    for kind in ("targeting", "group", "tag", "view"):
        if number := getattr(mailing, f"{kind}_id"):
            return f"{kind}-{number}"
    return ""


def sources(member: Membership) -> Sources:
    """Everything that a mailing can be sent to, by kind. Four queries."""
    targetings = Targeting.objects.filter(undone_at=None, added__gt=0).select_related("grid").order_by("-pk")[:30]
    groups = Group.objects.filter(plan__deleted_at=None).select_related("plan").order_by("-plan__pk", "rank", "pk")[:60]
    tagged = Q(company_links__isnull=False) | Q(person_links__isnull=False)
    tags = Tag.objects.filter(tagged).distinct().order_by("key")[:60]
    seen = Q(member=member) | Q(is_shared=True)
    views = SavedView.objects.filter(seen, list_code__in=["companies", "people"]).order_by("list_code", "name", "pk")[
        :60
    ]
    offered: list[tuple[str, list[tuple[str, str, Any]]]] = [
        (
            _("Groups of prospecting plans"),
            [(f"group-{one.pk}", f"{one.name}, {one.plan.name}", one) for one in groups],
        ),
        (_("Saved views"), [(f"view-{one.pk}", one.name, one) for one in views]),
        (_("Tags"), [(f"tag-{one.pk}", one.name, one) for one in tags]),
        (_("Choices of targets"), [(f"targeting-{one.pk}", _chosen(one), one) for one in targetings]),
    ]
    return [(label, rows) for label, rows in offered if rows]


def _chosen(one: Targeting) -> str:
    parts = [one.grid.name if one.grid else "", one.place, f"{one.made_at:%d/%m/%Y}"]
    return ", ".join(part for part in parts if part)


def _secret(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Left empty: unchanged. Kept sealed, never shown, never exported."),
    )


class SettingsForm(forms.ModelForm[MailSettings]):
    password = _secret(gettext_lazy("Password"))
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=587)

    class Meta:
        model = MailSettings
        fields = (
            "from_name from_email reply_to return_path is_verp witness host port security user daily_cap per_minute "
            "warm_since"
        ).split()
        widgets = {"warm_since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "reply_to": gettext_lazy("Left empty: the sender’s. Replies come there: somebody must read them."),
            "return_path": gettext_lazy("Left empty: the sender’s. What cannot be delivered comes there."),
            "is_verp": gettext_lazy(
                "Then retours+xyz@… names the message that came back, even where nothing else does."
            ),
            "witness": gettext_lazy(
                "A mailbox of yours on the same server that gets a copy of each message: it proves what left when "
                "the worker was cut off."
            ),
            "daily_cap": gettext_lazy("Left empty: the table of conventions."),
            "per_minute": gettext_lazy("Left empty: the table of conventions. 0: as fast as the server takes them."),
            "warm_since": gettext_lazy("For a new address or domain: few at first, half as many more each day."),
            "user": gettext_lazy("Left empty: a server that asks for none."),
        }  # fmt: skip

    def clean_host(self) -> str:
        return _host(self.cleaned_data["host"])

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def secrets(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("password",)}


def _host(value: str) -> str:
    """A name or an address, nothing that could carry a second line."""
    clean = value.strip()
    if any(not (mark.isalnum() or mark in ".-_:[]") for mark in clean):
        raise forms.ValidationError(
            _("A server is a name or an address, such as smtp.example.fr, without https:// or path.")
        )
    return clean
