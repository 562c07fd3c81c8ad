"""The mail settings of a workspace, and a test message that goes their whole way."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from . import accounts
from .composing import domain_of, sender
from .keys import seal
from .models import MailSecret, MailSettings
from .transport import Account, End, Line, Outcome, hello_name

FIELDS = (
    "from_name from_email reply_to return_path is_verp witness host port security user daily_cap per_minute warm_since"
).split()
SECRETS = {"password": MailSecret.Kind.SMTP}


class SettingsRefused(ValueError):
    """`reason`: not_encrypted (a password or a foreign server without encryption)."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


@transaction.atomic
def save_settings(*, member: Membership, values: Mapping[str, Any], secrets: Mapping[str, str]) -> Event:
    """Write the settings; a password left empty stays what it was. The history names what changed, no secret.

    Raises SettingsRefused.
    """
    is_open = values.get("security") == MailSettings.Security.NONE
    if is_open and values.get("host") and not is_here(str(values["host"])):
        raise SettingsRefused("security", "not_encrypted")
    row, _is_new = MailSettings.objects.select_for_update(of=("self",)).get_or_create(workspace_id=member.workspace_id)
    before = {name: getattr(row, name) for name in FIELDS if name in values and getattr(row, name) != values[name]}
    for name in before:
        setattr(row, name, values[name])
    row.save()
    kept = [kind for name, kind in SECRETS.items() if secrets.get(name)]
    for name, kind in SECRETS.items():
        if secrets.get(name):
            MailSecret.objects.update_or_create(kind=kind, defaults={"sealed": seal(secrets[name])})
    after = {"changed": sorted(before), "passwords": [str(kind) for kind in kept]}
    return record(member=member, code="mailing.settings_saved", subjects=[row], after=after)


def is_here(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def send_test(*, member: Membership, settings: MailSettings) -> Outcome:
    """A message to oneself, by the same way as all others. No mailing, no count, no event: nothing was prospected."""
    password = accounts.secret_of(settings, MailSecret.Kind.SMTP)
    if password is None:
        return Outcome(End.LOGIN)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender(settings), member.user.email
    mail["Subject"] = _("Test of Carnet’s mail settings")
    mail["Date"] = format_datetime(timezone.localtime())
    mail["Message-ID"] = make_msgid(domain=domain_of(settings.from_email))
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_("This message has come the way that your mailings will take. Nothing else is to be done."))
    with Line(Account.of(settings, password), hello_name(django_settings.PUBLIC_URL)) as line:
        back = settings.return_path or settings.from_email
        return line.deliver(back, [member.user.email], mail.as_bytes(), before_dot=lambda: True)
