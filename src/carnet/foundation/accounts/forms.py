"""What a new account says of its person, besides address and password. allauth calls it."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .models import User


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("First and last name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    field_order = ("name", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"].strip()
        language = (get_language() or "")[:2]
        if language in User.Language.values:
            user.language = language
        user.save(update_fields=["name", "language"])


class KeyForm(AddWebAuthnForm):
    """A passkey's name, which allauth leaves without a label in the reader's language."""

    name = forms.CharField(label=_("Name"), required=False, max_length=100)
