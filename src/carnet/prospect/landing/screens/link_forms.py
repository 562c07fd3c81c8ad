"""The forms of short links and of posts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from carnet.prospect.landing.models import Page, Post, ShortLink
from carnet.prospect.landing.posting import RESULTS


class LinkForm(forms.ModelForm[ShortLink]):
    page = forms.ModelChoiceField(Page.objects.none(), label=gettext_lazy("Leads to the page"), required=False)

    class Meta:
        model = ShortLink
        fields = ("name", "page", "url", "source", "medium", "campaign")
        help_texts = {
            "url": gettext_lazy("Only on a site that you allowed in the legal notice of the public pages."),
            "source": gettext_lazy("From where one follows it: flyer, linkedin, fair."),
            "medium": gettext_lazy("By what: print, social, email."),
            "campaign": gettext_lazy("For which action: spring-2027."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = Page.objects.present().order_by("name")  # type: ignore[attr-defined] # has one

    def _post_clean(self) -> None:
        """The service judges the whole: the model's own constraint would say it less well."""


class PostForm(forms.ModelForm[Post]):
    page = forms.ModelChoiceField(Page.objects.none(), label=gettext_lazy("Leads to the page"), required=False)
    images = forms.IntegerField(label=gettext_lazy("Pictures"), min_value=0, max_value=40, initial=0)

    class Meta:
        model = Post
        fields = ("network", "text", "hashtags", "page", "images", "planned_on")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 7}),
            "planned_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = Page.objects.present().order_by("name")  # type: ignore[attr-defined] # has one


class PublishedForm(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("Published on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    url = forms.URLField(label=gettext_lazy("Where it can be read"), required=False)


class ResultsForm(forms.ModelForm[Post]):
    class Meta:
        model = Post
        fields = RESULTS
