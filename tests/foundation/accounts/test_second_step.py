"""The second step: an authenticator app, recovery codes, passkeys."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from carnet.foundation.accounts.models import User

from .conftest import PASSWORD, confirmed


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client):
    return client.post("/compte/login/", {"login": "claire@example.org", "password": PASSWORD})


def with_app(client: Client) -> str:
    """Sign in and set up the app as a person does; returns its secret."""
    sign_in(client)
    page = confirmed(client, "/compte/2fa/totp/activate/").content.decode()
    secret = re.search(r'value="([A-Z2-7]{16,})"', page).group(1)
    response = client.post("/compte/2fa/totp/activate/", {"code": code_of(secret)})
    assert response.status_code == 302
    client.post("/compte/logout/")
    return secret


def test_with_an_app_the_password_alone_does_not_open(client: Client, claire: User) -> None:
    with_app(client)
    assert sign_in(client).url == "/compte/2fa/authenticate/"
    assert client.get("/profil/").status_code == 302


def test_the_code_of_the_app_opens(client: Client, claire: User) -> None:
    secret = with_app(client)
    sign_in(client)
    cache.clear()  # A code is taken once only; this one was used to set the app up.
    response = client.post("/compte/2fa/authenticate/", {"code": code_of(secret)})
    assert (response.status_code, response.url) == (302, "/")


def test_a_wrong_code_is_refused_in_a_sentence(client: Client, claire: User) -> None:
    with_app(client)
    sign_in(client)
    page = client.post("/compte/2fa/authenticate/", {"code": "000000"})
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()


def test_a_recovery_code_opens_once(client: Client, claire: User) -> None:
    with_app(client)
    (code, *_) = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    sign_in(client)
    assert client.post("/compte/2fa/authenticate/", {"code": code}).status_code == 302
    client.post("/compte/logout/")
    sign_in(client)
    assert client.post("/compte/2fa/authenticate/", {"code": code}).status_code == 200


def test_the_secret_is_not_kept_in_the_open_session_cookie(client: Client, claire: User) -> None:
    secret = with_app(client)
    assert secret not in str(client.cookies)
