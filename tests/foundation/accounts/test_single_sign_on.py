"""Single sign-on against an OpenID provider that runs in this process."""

import json
import urllib.request
from collections.abc import Iterator

import oidc_provider_mock
import pytest
import requests
from pytest_django.live_server_helper import LiveServer

from carnet.foundation.accounts.models import User

# The mock provider still calls what its own library now warns of, and leaves its socket to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]


@pytest.fixture
def provider(settings: object) -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        url = f"http://127.0.0.1:{server.server_port}"
        app = {
            "provider_id": "sso",
            "name": "Annuaire",
            "client_id": "c",
            "secret": "s",
            "settings": {"server_url": url},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield url


def known_to(provider: str, sub: str, **claims: object) -> None:
    request = urllib.request.Request(f"{provider}/users/{sub}", method="PUT")
    request.add_header("Content-Type", "application/json")
    urllib.request.urlopen(request, json.dumps(claims).encode()).close()


def through(provider: str, site: str, sub: str) -> requests.Response:
    with requests.Session() as browser:
        at_provider = browser.get(f"{site}/compte/oidc/sso/login/")
        assert "/oauth2/authorize" in at_provider.url
        back = browser.post(at_provider.url, data={"sub": sub}, allow_redirects=True)
        back.close()
        return back


@pytest.mark.django_db(transaction=True)
def test_a_person_known_to_the_provider_gets_an_account_with_their_name(live_server: LiveServer, provider: str) -> None:
    known_to(provider, "zoe", email="zoe@example.org", email_verified=True, name="Zoé Lambert")
    page = through(provider, live_server.url, "zoe")
    assert page.url == f"{live_server.url}/nouveau/"
    user = User.objects.get()
    assert (user.email, user.name) == ("zoe@example.org", "Zoé Lambert")
    assert not user.has_usable_password()


@pytest.mark.django_db(transaction=True)
def test_an_address_that_the_provider_has_verified_opens_its_account(
    live_server: LiveServer, provider: str, claire: User
) -> None:
    known_to(provider, "claire", email="claire@example.org", email_verified=True, name="C. M.")
    through(provider, live_server.url, "claire")
    user = User.objects.get()
    assert user.socialaccount_set.count() == 1
    assert (user.pk, user.name) == (claire.pk, "Claire Morand")


@pytest.mark.django_db(transaction=True)
def test_an_address_that_it_has_not_verified_does_not(live_server: LiveServer, provider: str, claire: User) -> None:
    known_to(provider, "thief", email="claire@example.org", email_verified=False, name="Voleur")
    page = through(provider, live_server.url, "thief")
    assert not claire.socialaccount_set.exists()
    assert "/nouveau/" not in page.url


@pytest.mark.django_db
def test_the_login_page_offers_the_provider_by_its_name(client, provider: str) -> None:
    assert "Continuer avec Annuaire" in client.get("/compte/login/").content.decode()


@pytest.mark.django_db
def test_without_provider_nothing_is_offered(client) -> None:
    assert "Continuer avec" not in client.get("/compte/login/").content.decode()
