"""Passkeys, an authenticator app and recovery codes, as a person goes through them in a browser."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from playwright.sync_api import Page, expect

from carnet.foundation.accounts.models import User

from .acts import complaints

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "une phrase assez longue"


@pytest.fixture
def claire(db) -> User:
    user = User.objects.create_user("claire@example.org", PASSWORD, name="Claire Morand")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def key(page: Page, live_server) -> Page:
    """The page of a browser whose machine holds a passkey reader that always recognises its owner."""
    # A passkey is bound to a name; localhost is one, and counts as safe without TLS.
    assert urlsplit(live_server.url).hostname == "localhost"
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/compte/login/")
    page.fill("input[name=login]", "claire@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button.go")


def sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/compte/logout/")
    page.click("main form button")
    page.wait_for_url(re.compile("/compte/login/"))


def opened(page: Page, site: str, path: str) -> None:
    """Go to a page of the account; say the password once more where it is asked."""
    page.goto(f"{site}/compte/{path}")
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button.go")
        page.wait_for_url(f"**/compte/{path}")


def register(page: Page, site: str) -> None:
    opened(page, site, "2fa/webauthn/add/")
    page.fill("input[name=name]", "Mon téléphone")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(re.compile("recovery-codes|webauthn/$"))


def test_a_passkey_is_registered_then_opens_without_password(key: Page, live_server, claire: User) -> None:
    heard = complaints(key)
    sign_in(key, live_server.url)
    register(key, live_server.url)
    assert Authenticator.objects.get(type="webauthn").wrap().is_passwordless
    key.goto(f"{live_server.url}/compte/2fa/webauthn/")
    expect(key.locator("main")).to_contain_text("Mon téléphone")
    sign_out(key, live_server.url)
    key.goto(f"{live_server.url}/compte/login/")
    key.click("#passkey_login")
    key.wait_for_url("**/nouveau/")
    assert heard == []


def test_the_passkey_also_is_the_second_step_after_the_password(key: Page, live_server, claire: User) -> None:
    sign_in(key, live_server.url)
    register(key, live_server.url)
    sign_out(key, live_server.url)
    sign_in(key, live_server.url)
    key.wait_for_url("**/2fa/authenticate/")
    key.click("#mfa_webauthn_authenticate")
    key.wait_for_url("**/nouveau/")


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_app_is_set_up_then_asked_and_a_recovery_code_stands_in_for_it(
    page: Page, live_server, claire: User
) -> None:
    site = live_server.url
    sign_in(page, site)
    opened(page, site, "2fa/totp/activate/")
    expect(page.locator("main img, main svg").first).to_be_visible()
    secret = page.input_value("#authenticator_secret")
    page.fill("input[name=code]", code_of(secret))
    page.click("main form button.go")
    page.wait_for_url("**/recovery-codes/")
    codes = re.findall(r"\b[0-9a-f]{8}\b", page.locator("textarea").input_value())
    assert len(set(codes)) == 10
    sign_out(page, site)

    sign_in(page, site)
    page.wait_for_url("**/2fa/authenticate/")
    page.fill("input[name=code]", "000000")
    page.click("main form button.go")
    expect(page.locator(".errorlist")).to_be_visible()
    cache.clear()  # A code is taken once only; this one was used to set the app up.
    page.fill("input[name=code]", code_of(secret))
    page.click("main form button.go")
    page.wait_for_url("**/nouveau/")
    sign_out(page, site)

    for code, is_taken in [(codes[0], True), (codes[0], False), (codes[1], True)]:
        sign_in(page, site)
        page.wait_for_url("**/2fa/authenticate/")
        page.fill("input[name=code]", code)
        page.click("main form button.go")
        if is_taken:
            page.wait_for_url("**/nouveau/")
            sign_out(page, site)
        else:
            expect(page.locator(".errorlist")).to_be_visible()
            page.click("footer button.link >> nth=0")
            page.wait_for_url(re.compile("/compte/login/"))


def test_at_an_address_in_numbers_one_is_told_where_passkeys_work(page: Page, live_server, claire: User) -> None:
    """What `make run` prints; the link leads to the same page by its name, where the button stands."""
    site = live_server.url.replace("localhost", "127.0.0.1")
    page.goto(f"{site}/compte/login/")
    expect(page.locator("#passkey_login")).to_have_count(0)
    page.locator("main .alert a").click()
    page.wait_for_url(f"{live_server.url}/compte/login/")
    expect(page.locator("#passkey_login")).to_be_visible()
    sign_in(page, site)
    opened(page, site, "2fa/webauthn/add/")
    expect(page.locator("#mfa_webauthn_add")).to_have_count(0)
    expect(page.locator("main .alert")).to_contain_text("adresse faite de chiffres")


def test_a_passkey_that_does_not_answer_is_told_on_the_page(page: Page, live_server, claire: User) -> None:
    heard = complaints(page)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    page.goto(f"{live_server.url}/compte/login/")
    # Nobody has registered a key on this machine, and its owner walks away: the browser gives up.
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }")
    page.click("#passkey_login")
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    assert heard == []
