"""The forms by which a member writes a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.foundation.catalogue.models import Product
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission, roles_with
from carnet.prospect.campaigns.models import Campaign
from carnet.prospect.landing import words
from carnet.prospect.landing.models import Page, PageVersion, PublicSite
from carnet.prospect.landing.rules.content import (
    MOST_ARGUMENTS,
    MOST_OFFERS,
    MOST_OWN,
    MOST_PROOFS,
    Argument,
    Content,
    FormSpec,
    Own,
    Proof,
    read_content,
    read_form,
    spec,
)


class PageForm(forms.ModelForm[Page]):
    slug = forms.SlugField(
        label=gettext_lazy("End of the address"), max_length=60, required=False,
        help_text=gettext_lazy("Left empty: made from the name. A printed address should not change."),
    )  # fmt: skip
    assignee = forms.ModelChoiceField(
        Membership.objects.none(), label=gettext_lazy("Who replies"), required=False,
        empty_label=gettext_lazy("The reps in turn"),
    )  # fmt: skip
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=gettext_lazy("Counts for the campaign"), required=False,
        help_text=gettext_lazy("Each lead is then a contact of it, reached."),
    )  # fmt: skip
    answer_days = forms.IntegerField(
        label=gettext_lazy("Answered within (working days)"), min_value=1, max_value=10, initial=1
    )

    class Meta:
        model = Page
        fields = (
            "name",
            "slug",
            "audience",
            "language",
            "target",
            "positioning",
            "assignee",
            "campaign",
            "answer_days",
        )
        widgets = {"target": forms.Textarea(attrs={"rows": 2}), "positioning": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, member: Membership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may = Membership.objects.filter(is_active=True, role__in=roles_with(Permission.LANDING_EDIT))
        rows = may.filter(workspace=member.workspace_id).select_related("user").order_by("user__name", "pk")
        self.fields["assignee"].queryset = rows  # type: ignore[attr-defined] # a model choice has one
        live = Campaign.objects.filter(closed_at=None, deleted_at=None).order_by("name", "pk")
        self.fields["campaign"].queryset = live  # type: ignore[attr-defined] # a model choice has one

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ContentForm(forms.Form):
    """What the page says; rows left empty are left out."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    promise = forms.CharField(
        label=gettext_lazy("Promise: what the target gains"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    action = forms.CharField(
        label=gettext_lazy("What the button says"), max_length=40,
        help_text=gettext_lazy("A verb and what one gets: “Receive my free estimate”."),
    )  # fmt: skip
    form_title = forms.CharField(label=gettext_lazy("Title of the form"), max_length=80, required=False)
    thanks = forms.CharField(
        label=gettext_lazy("Thanks, once it is sent"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    offers = forms.MultipleChoiceField(
        label=gettext_lazy("Offers of the catalogue, three at most"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    has_prices = forms.BooleanField(label=gettext_lazy("Show their list price before VAT"), required=False)
    image = forms.FileField(
        label=gettext_lazy("Picture"), required=False,
        help_text=gettext_lazy("JPEG, PNG or WebP, 8 MB at most. It is drawn anew, without where it was taken."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    image_alt = forms.CharField(
        label=gettext_lazy("What the picture shows"), max_length=200, required=False,
        help_text=gettext_lazy("Read aloud to those who do not see it."),
    )  # fmt: skip
    no_image = forms.BooleanField(label=gettext_lazy("Without a picture"), required=False)

    def __init__(self, version: PageVersion, *args: Any, **kwargs: Any) -> None:
        content = read_content(version.content)
        kwargs.setdefault("initial", _initial(content))
        super().__init__(*args, **kwargs)
        products = Product.objects.for_sale().order_by("name").values_list("reference", "name")[:200]
        self.fields["offers"].choices = list(products)  # type: ignore[attr-defined] # a choice field has them
        for number in range(MOST_PROOFS):
            self.fields[f"proof_{number}"] = _line(_("Proof"), 160)
            self.fields[f"source_{number}"] = _line(_("Source of the proof"), 160)
        for number in range(MOST_ARGUMENTS):
            self.fields[f"argument_{number}"] = _line(_("Argument"), 100)
            self.fields[f"text_{number}"] = _line(_("In a few words"), 400, rows=2)

    @property
    def proofs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"proof_{number}"], self[f"source_{number}"]) for number in range(MOST_PROOFS)]

    @property
    def arguments(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"argument_{number}"], self[f"text_{number}"]) for number in range(MOST_ARGUMENTS)]

    def clean_offers(self) -> list[str]:
        given: list[str] = self.cleaned_data["offers"]
        if len(given) > MOST_OFFERS:
            raise forms.ValidationError(_("Choose three offers at most: a page that says everything says nothing."))
        return given

    @property
    def content(self) -> Content:
        told = self.cleaned_data
        proofs = [Proof(told[f"proof_{number}"], told[f"source_{number}"]) for number in range(MOST_PROOFS)]
        arguments = [Argument(told[f"argument_{number}"], told[f"text_{number}"]) for number in range(MOST_ARGUMENTS)]
        names = ("title", "promise", "action", "form_title", "thanks", "image_alt")
        return Content(
            **{name: told[name].strip() for name in names},
            proofs=tuple(one for one in proofs if one.text),
            arguments=tuple(one for one in arguments if one.title),
            offers=tuple(told["offers"]),
            has_prices=told["has_prices"],
        )


def _line(label: str, longest: int, *, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget)


def _initial(content: Content) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: getattr(content, name)
        for name in ("title", "promise", "action", "form_title", "thanks", "image_alt", "has_prices")
    }
    told["offers"] = list(content.offers)
    for number, proof in enumerate(content.proofs):
        told |= {f"proof_{number}": proof.text, f"source_{number}": proof.source}
    for number, argument in enumerate(content.arguments):
        told |= {f"argument_{number}": argument.title, f"text_{number}": argument.text}
    return told


class FormForm(forms.Form):
    """What the form of the page asks. Less is more: each field costs answers."""

    asks = forms.MultipleChoiceField(
        label=gettext_lazy("Asked besides the name"), required=False, widget=forms.CheckboxSelectMultiple
    )
    requires = forms.MultipleChoiceField(
        label=gettext_lazy("Of these, one cannot leave empty"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("An e-mail or a phone always is, since one must be able to answer."),
    )  # fmt: skip
    consents = forms.MultipleChoiceField(
        label=gettext_lazy("Consents asked for, each in a box of its own"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never ticked beforehand, never needed to send the form, confirmed by e-mail."),
    )  # fmt: skip
    object = forms.CharField(
        label=gettext_lazy("What one agrees to hear about"), max_length=160, required=False,
        help_text=gettext_lazy("As it will stand in the words of the consent, such as “acoustic partitions”."),
    )  # fmt: skip

    def __init__(self, version: PageVersion, *args: Any, **kwargs: Any) -> None:
        form = read_form(version.form)
        kwargs.setdefault("initial", _form_initial(form))
        super().__init__(*args, **kwargs)
        choices = words.field_choices()
        self.fields["asks"].choices = choices  # type: ignore[attr-defined] # a choice field has them
        self.fields["requires"].choices = choices  # type: ignore[attr-defined] # a choice field has them
        consents = [(code, str(label)) for code, label in words.CHANNELS.items()]
        self.fields["consents"].choices = consents  # type: ignore[attr-defined] # a choice field has them
        for number in range(MOST_OWN):
            self.fields[f"own_{number}"] = _line(_("Question of your own"), 120)
            self.fields[f"choices_{number}"] = _line(_("Its answers, one a line"), 400, rows=2)
            self.fields[f"choices_{number}"].help_text = _("Left empty: answered in one’s own words.")

    @property
    def own(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"own_{number}"], self[f"choices_{number}"]) for number in range(MOST_OWN)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("consents") and not given.get("object"):
            self.add_error("object", words.refused("no_object"))
        return given

    @property
    def spec(self) -> FormSpec:
        told = self.cleaned_data
        own = []
        for number in range(MOST_OWN):
            if label := told[f"own_{number}"].strip():
                lines = [line.strip()[:80] for line in told[f"choices_{number}"].splitlines() if line.strip()]
                own.append(Own(f"own{number}", label, tuple(lines[:12])))
        return spec(told["asks"], told["requires"], told["consents"], told["object"], own)


def _form_initial(form: FormSpec) -> dict[str, Any]:
    told: dict[str, Any] = {
        "asks": list(form.asks), "requires": list(form.requires), "consents": list(form.consents),
        "object": form.object,
    }  # fmt: skip
    for number, own in enumerate(form.own):
        told |= {f"own_{number}": own.label, f"choices_{number}": "\n".join(own.choices)}
    return told


class SiteForm(forms.ModelForm[PublicSite]):
    class Meta:
        model = PublicSite
        fields = ("director", "host", "allowed_hosts")
        widgets = {"host": forms.Textarea(attrs={"rows": 3}), "allowed_hosts": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "director": gettext_lazy("The director of publication: by law, who represents the company."),
            "host": gettext_lazy("Name, address and phone, as the law wants them on each public site."),
            "allowed_hosts": gettext_lazy("One a line, such as www.exemple.fr. Your own pages always are."),
        }

    def clean_allowed_hosts(self) -> str:
        hosts = [one.lower().removeprefix("https://").rstrip("/") for one in self.cleaned_data["allowed_hosts"].split()]
        for host in hosts:
            if "." not in host or not all(part and part.replace("-", "").isalnum() for part in host.split(".")):
                raise forms.ValidationError(
                    _("“%(host)s” is no site: write it as www.exemple.fr."), params={"host": host}
                )
        return "\n".join(hosts)
