"""Every page and every mail of the account speaks our French: typographic, vous, one word for each thing."""

import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import allauth
import polib
import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from carnet.foundation.accounts.models import User
from scripts import messages

from .conftest import PASSWORD
from .test_pages import INSIDE, OUTSIDE

TEMPLATES = Path(allauth.__file__).parent / "templates"
MAILS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt")
    for room in ("account", "mfa", "socialaccount")
    for path in (TEMPLATES / room / "email").glob("*_subject.txt")
    # Codes by mail are switched off.
    if "_code_" not in path.name
)
WORDS = Path(__file__).parents[3] / "src/carnet/foundation/accounts/allauth_words/locale/fr/LC_MESSAGES/django.po"
ENGLISH = re.compile(
    r"\b(the|your|you|have|has|been|account|password|please|email|used|key|sign|security|added|removed|code is|name)\b",
    re.IGNORECASE,
)


def faults(words: str) -> list[str]:
    """What a French reader would stumble over."""
    told = re.sub(r"https?://\S+|\S+@\S+|English", "", words)
    rules = {"straight apostrophe": r"\w'\w", "courriel": r"(?i)courriel", "e-mail": r"(?i)\bemail", "dots": r"\.\.\."}
    found = [f"{name}: {match[0]}" for name, rule in rules.items() for match in re.finditer(rule, told)]
    return found + [f"English: {match[0]}" for match in ENGLISH.finditer(told)]


def seen(page: str) -> str:
    """The words of a page: no scripts, no tags, what is shown to who cannot see included."""
    page = re.sub(r"<script.*?</script>|<style.*?</style>", " ", page, flags=re.DOTALL)
    said = re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', page)
    return unescape(re.sub(r"<[^>]+>", " ", page) + " ".join(said))


def test_the_ear_hears_what_it_should() -> None:
    assert faults("L'adresse email du courriel... Not used.")
    assert not faults("L’adresse e-mail n’a pas servi.")


@pytest.mark.django_db
@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_before_signing_in(client: Client, path: str) -> None:
    assert faults(seen(client.get(f"/compte/{path}").content.decode())) == []


PROTECTED = ["2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/webauthn/add/"]


@pytest.mark.parametrize("path", [*INSIDE, *PROTECTED])
def test_pages_of_ones_own_account(client: Client, claire: User, path: str) -> None:
    if path in PROTECTED:
        TOTP.activate(claire, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(claire)
    client.force_login(claire, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    response = client.get(f"/compte/{path}")
    assert response.status_code == 200
    assert faults(seen(response.content.decode())) == []


def test_refused_forms_speak_french_too(client: Client, claire: User) -> None:
    client.force_login(claire, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path, data in [
        ("email/", {"action_add": "", "email": claire.email}),
        ("password/change/", {"oldpassword": "x", "password1": "court", "password2": "autre"}),
        ("reauthenticate/", {"password": "faux"}),
    ]:
        assert faults(seen(client.post(f"/compte/{path}", data).content.decode())) == [], path


def send(prefix: str, user: User | AnonymousUser) -> mail.EmailMessage:
    request = RequestFactory().get("/", HTTP_USER_AGENT="Mozilla/5.0")
    request.user = user
    context = {
        "user": user,
        "code": "",
        "ip": "192.0.2.7",
        "user_agent": "Mozilla/5.0",
        "timestamp": timezone.now(),
        "from_email": "avant@example.org",
        "to_email": "apres@example.org",
        "deleted_email": "avant@example.org",
        "provider": "Annuaire",
        "account": SimpleNamespace(get_provider=lambda: SimpleNamespace(name="Annuaire")),
        **dict.fromkeys(("activate_url", "password_reset_url", "signup_url"), "https://carnet.example.org/lien/"),
    }
    with request_context(request):
        get_adapter(request).send_mail(prefix, "claire@example.org", context)
    return mail.outbox[-1]


@pytest.mark.parametrize("prefix", MAILS)
def test_mails_are_letters_in_french(claire: User, prefix: str) -> None:
    with translation.override("en"):
        letter = send(prefix, claire)
    assert letter.subject.startswith("Carnet\u00a0: ")
    assert letter.body.startswith("Bonjour,\n\n")
    assert letter.body.endswith("Carnet, sur testserver")
    assert "\n\n\n" not in letter.body
    assert faults(letter.subject + " " + letter.body) == []


def test_a_mail_to_nobody_known_follows_the_page(db: None) -> None:
    with translation.override("en"):
        assert send("account/email/unknown_account", AnonymousUser()).body.startswith("Hello,")


def test_a_changed_password_is_told_by_mail(client: Client, claire: User) -> None:
    client.force_login(claire, backend="allauth.account.auth_backends.AuthenticationBackend")
    new = "une autre phrase bien longue"
    client.post("/compte/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    (letter,) = mail.outbox
    assert letter.to == [claire.email]
    assert "mot de passe est changé" in letter.body
    assert "127.0.0.1" in letter.body


def test_a_change_stands_even_when_its_mail_cannot_leave(client: Client, claire: User, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.force_login(claire, backend="allauth.account.auth_backends.AuthenticationBackend")
    new = "une autre phrase bien longue"
    response = client.post("/compte/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert response.status_code == 302
    claire.refresh_from_db()
    assert claire.check_password(new)


def test_our_words_keep_the_rules_of_every_catalogue() -> None:
    entries = polib.pofile(str(WORDS))
    # Numbers of allauth's own making are counted as it counts them.
    found = [(entry.msgid, fault) for entry in entries for fault in messages.judge_entry(entry)]
    assert found == []


def test_every_word_of_ours_still_answers_to_one_of_allauth() -> None:
    """A new version that words a sentence otherwise would silently bring its own French back."""
    theirs = polib.pofile(str(TEMPLATES.parent / "locale/fr/LC_MESSAGES/django.po"))
    known = {(entry.msgctxt, entry.msgid) for entry in theirs}
    assert [entry.msgid for entry in polib.pofile(str(WORDS)) if (entry.msgctxt, entry.msgid) not in known] == []


def test_our_words_contradict_no_room() -> None:
    """They come first of all: what a room says in the same English must be said alike."""
    ours = {(entry.msgctxt or "", entry.msgid): entry.msgstr for entry in polib.pofile(str(WORDS))}
    rooms = [(room.name, one, entry.msgstr) for room in messages.rooms() for one, entry in messages.read(room).items()]
    assert [line for line in rooms if ours.get(line[1][:2], line[2]) != line[2]] == []
