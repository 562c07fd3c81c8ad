"""Where allauth meets Carnet: mails in the words of their reader, names that come with single sign-on."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from .models import User

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def format_email_subject(self, subject: str) -> str:
        return _("Carnet: %(subject)s") % {"subject": subject}

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the account, which need not be that of the page that caused it."""
        user = context.get("user")
        with translation.override(getattr(user, "language", None) or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell of a change of password or key. The change stands even where the mail cannot leave."""
        try:
            super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)
        except (OSError, SMTPException):
            log.exception("A change of account %s could not be told by mail", user.pk)


class SocialAdapter(DefaultSocialAccountAdapter):
    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name"), data.get("last_name")]
        user.name = (data.get("name") or " ".join(filter(None, parts)))[:120]
        return user
