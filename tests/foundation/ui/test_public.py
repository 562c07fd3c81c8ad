"""Pages for whoever has no account: whose they are, what they never do, how often one may ask."""

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.ui import public
from carnet.foundation.ui.throttling import Throttle, client_address, client_key
from carnet.foundation.workspaces.models import CompanySettings, Workspace

NOTICE = "/mentions/nord/"


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    public.reading.clear()
    public.writing.clear()


@pytest.fixture
def house(nord: Workspace) -> CompanySettings:
    return CompanySettings.objects.create(
        workspace=nord, legal_name="Ateliers du Nord SAS", siren="732829320", rcs_city="Lyon", phone="+33465710001",
        email="bonjour@nord.example", color="#ffd400",
    )  # fmt: skip


def test_a_page_without_an_account_says_whose_it_is_and_sets_no_cookie(client: Client, house: CompanySettings) -> None:
    answer = client.get(NOTICE)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Ateliers du Nord SAS" in text
    assert "RCS Lyon 732" in text
    assert not answer.cookies
    assert "<script" not in text
    assert "<style" not in text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy


def test_it_speaks_french_or_english(client: Client, house: CompanySettings) -> None:
    assert "Mentions légales et vie privée" in client.get(NOTICE).content.decode()
    english = client.get(NOTICE, {"lang": "en"}).content.decode()
    assert "Legal notice and privacy" in english
    assert 'lang="en"' in english


def test_an_address_that_leads_nowhere_is_a_plain_404_without_a_cookie(client: Client, db: None) -> None:
    answer = client.get("/mentions/inconnu/")
    assert answer.status_code == 404
    assert "Rien à cette adresse" in answer.content.decode()
    assert not answer.cookies


def test_another_method_is_refused(client: Client, house: CompanySettings) -> None:
    assert client.post(NOTICE).status_code == 405


def test_the_company_s_colour_is_a_style_sheet_in_which_a_button_can_be_read(
    client: Client, house: CompanySettings
) -> None:
    answer = client.get("/mentions/nord/couleurs.css")
    assert answer.headers["Content-Type"] == "text/css"
    assert answer.content == b":root{--brand:#ffd400;--on-brand:#1c2130}"


def test_who_asks_too_often_waits(client: Client, house: CompanySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public.reading, "clock", lambda: 1000.0)
    statuses = [client.get(NOTICE).status_code for _ in range(public.reading.burst + 1)]
    assert statuses[:-1] == [200] * public.reading.burst
    answer = client.get(NOTICE)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert client.get(NOTICE, REMOTE_ADDR="192.0.2.9").status_code == 200


@given(st.lists(st.floats(0, 30), max_size=60))
def test_a_bucket_never_lets_through_more_than_its_burst_and_what_came_back(waits: list[float]) -> None:
    now = [0.0]
    throttle = Throttle(per_minute=60, burst=5, clock=lambda: now[0])
    passed = 0
    for wait in waits:
        now[0] += wait
        passed += throttle.allows(b"one")
    assert passed <= 5 + now[0] * 1 + 1e-6


def test_what_a_proxy_says_counts_only_where_there_is_one(settings: object) -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="10.0.0.1, 192.0.2.7", REMOTE_ADDR="127.0.0.1")
    assert client_address(request) == "127.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client_address(request) == "192.0.2.7"


def test_a_household_has_one_key_for_all_its_ipv6_addresses() -> None:
    one, same, other = (
        client_key(RequestFactory().get("/", REMOTE_ADDR=address))
        for address in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")
    )
    assert one == same != other
