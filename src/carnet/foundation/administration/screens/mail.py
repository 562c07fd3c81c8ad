"""The invitation as a letter."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from carnet.foundation.workspaces.models import Invitation

log = logging.getLogger(__name__)


def leaves() -> bool:
    """Whether mail leaves this server at all."""
    return "filebased" not in settings.EMAIL_BACKEND


def send_invitation(invitation: Invitation, link: str) -> bool:
    """False when the mail server cannot be reached or refuses; the invitation stands, to be sent again."""
    inviter, workspace = str(invitation.invited_by), invitation.workspace.name
    text = render_to_string(
        "administration/mail/invitation.txt", {"invitation": invitation, "inviter": inviter, "link": link}
    )
    subject = _("%(inviter)s invites you to %(workspace)s") % {"inviter": inviter, "workspace": workspace}
    try:
        send_mail(" ".join(subject.split()), text, None, [invitation.email])
    except (OSError, SMTPException):
        log.exception("An invitation could not be sent")
        return False
    return True
