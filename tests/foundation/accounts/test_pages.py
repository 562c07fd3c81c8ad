"""Every page of the account wears Carnet's clothes and obeys its content security policy."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from carnet.foundation.accounts.models import User

from .conftest import PASSWORD, confirmed

OUTSIDE = ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/"]
INSIDE = [
    "logout/",
    "email/",
    "password/change/",
    "2fa/",
    "2fa/webauthn/",
    "reauthenticate/",
    "3rdparty/",
]


def assert_dressed(response) -> None:
    page = response.content.decode()
    assert response.status_code == 200
    assert "carnet/carnet.css" in page
    assert page.count("<h1>") == 1
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page), "an inline script would not run"
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_before_signing_in(client: Client, path: str) -> None:
    assert_dressed(client.get(f"/compte/{path}"))


@pytest.mark.parametrize("path", INSIDE)
def test_pages_of_ones_own_account(client: Client, claire: User, path: str) -> None:
    client.post("/compte/login/", {"login": claire.email, "password": PASSWORD})
    assert_dressed(client.get(f"/compte/{path}"))


@pytest.mark.parametrize("path", ["2fa/totp/activate/", "2fa/webauthn/add/"])
def test_pages_that_ask_for_the_password_again(client: Client, claire: User, path: str) -> None:
    client.post("/compte/login/", {"login": claire.email, "password": PASSWORD})
    assert_dressed(confirmed(client, f"/compte/{path}"))


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("127.0.0.1:8000", 'href="http://localhost:8000/compte/login/"'),
        ("testserver", "connexion sécurisée"),
        ("localhost:8000", 'id="passkey_login"'),
    ],
)
def test_the_way_in_by_a_passkey_is_offered_only_where_it_works(
    client: Client, db: None, host: str, words: str
) -> None:
    page = client.get("/compte/login/", HTTP_HOST=host).content.decode()
    assert words in page
    assert ('id="passkey_login"' in page) == ("webauthn.js" in page) == host.startswith("localhost")


@pytest.mark.parametrize("path", ["2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/totp/deactivate/"])
def test_pages_of_the_second_step(client: Client, claire: User, path: str) -> None:
    TOTP.activate(claire, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(claire)
    client.force_login(claire, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    assert_dressed(client.get(f"/compte/{path}"))


def test_the_scripts_of_passkeys_are_files_of_this_site(client: Client, claire: User) -> None:
    client.defaults["HTTP_HOST"] = "localhost"
    client.post("/compte/login/", {"login": claire.email, "password": PASSWORD})
    page = confirmed(client, "/compte/2fa/webauthn/add/").content.decode()
    for name in ("mfa/js/webauthn-json.js", "mfa/js/webauthn.js", "account/js/onload.js"):
        assert f'src="/static/{name}' in page


def test_the_profile_keeps_the_name_and_speaks_the_language(client: Client, claire: User) -> None:
    client.force_login(claire, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.post("/profil/", {"name": "Claire M.", "language": "en"})
    assert response.status_code == 303
    claire.refresh_from_db()
    assert (claire.name, claire.language) == ("Claire M.", "en")
    assert "<h1>Profile</h1>" in client.get("/profil/").content.decode()


def test_a_language_that_is_not_offered_is_refused(client: Client, claire: User) -> None:
    client.force_login(claire, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/profil/", {"name": "Claire", "language": "xx"}).status_code == 422
