"""Signing in by address and password: what works, what is refused, what is limited."""

import re
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from carnet.foundation.accounts.models import User

from .conftest import PASSWORD, Postman

LOGIN = "/compte/login/"


def sign_in(client: Client, password: str = PASSWORD, email: str = "claire@example.org", **extra: object):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def test_the_right_password_leads_to_the_start(client: Client, claire: User) -> None:
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/")


def test_the_address_is_compared_without_case(client: Client, claire: User) -> None:
    assert sign_in(client, email="Claire@Example.ORG").status_code == 302


def test_a_wrong_password_says_so_without_saying_whether_the_account_exists(client: Client, claire: User) -> None:
    wrong = sign_in(client, "autre chose encore").content.decode()
    unknown = sign_in(client, email="personne@example.org").content.decode()
    said = [re.findall(r'class="errorlist[^>]*>.*?</ul>', page, re.DOTALL) for page in (wrong, unknown)]
    assert said[0] == said[1] != []


def test_five_refusals_in_a_row_are_told_to_wait_in_french(client: Client, claire: User) -> None:
    for _ in range(6):
        response = sign_in(client, "autre chose encore")
    assert "Trop de tentatives" in response.content.decode()
    assert sign_in(client).status_code != 302, "not even the right password, for a while"


def test_eight_refusals_lock_the_address_even_when_the_cache_forgets(client: Client, claire: User) -> None:
    for _ in range(8):
        cache.clear()
        response = sign_in(client, "autre chose encore")
    cache.clear()
    assert response.status_code == 429
    page = sign_in(client)
    assert page.status_code == 429
    assert "15 minutes" in page.content.decode()


def test_a_lock_is_for_one_address_only(client: Client, claire: User) -> None:
    for _ in range(9):
        cache.clear()
        sign_in(client, "autre chose encore", email="autre@example.org")
    cache.clear()
    assert sign_in(client).status_code == 302


def test_many_sign_ups_from_one_place_are_limited_with_a_sentence(client: Client, db: None) -> None:
    for number in range(25):
        response = client.post("/compte/signup/", {"email": f"robot{number}@"})
    assert response.status_code == 429
    assert "Attendez" in response.content.decode()


def sign_up(client: Client, **changes: str):
    fields = {"name": "Nadia Benali", "email": "Nadia@example.org", "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/compte/signup/", fields | changes)


def test_a_new_account_keeps_the_name_and_the_language_of_the_page(client: Client, db: None) -> None:
    client.cookies["django_language"] = "en"
    assert sign_up(client).status_code == 302
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("nadia@example.org", "Nadia Benali", "en")


def test_without_workspace_one_is_led_to_make_one(client: Client, db: None) -> None:
    sign_up(client)
    assert client.get("/").url == "/nouveau/"


def test_a_short_password_is_refused_with_the_length_it_takes(client: Client, db: None) -> None:
    response = sign_up(client, password1="court", password2="court")
    assert "12" in response.content.decode()
    assert not User.objects.exists()


def test_an_address_to_confirm_does_not_sign_in_before(client: Client, db: None, settings) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    assert "confirm-email" in sign_up(client).url
    link = re.search(r"http://\S+", mail.outbox[0].body)
    assert link
    assert client.get("/profil/").status_code == 302, "still outside"
    client.post(link.group())
    assert sign_in(client, email="nadia@example.org").status_code == 302


def body(letter: EmailMessage) -> str:
    return letter.get_payload(decode=True).decode()


@pytest.mark.django_db(transaction=True)
def test_a_forgotten_password_is_replaced_through_real_mail(client: Client, claire: User, postman: Postman) -> None:
    response = client.post("/compte/password/reset/", {"email": "claire@example.org"})
    assert response.status_code == 302
    (letter,) = postman.letters
    assert letter["To"] == "claire@example.org"
    assert "Carnet" in str(letter["Subject"]) or "Carnet" in body(letter)
    link = re.search(r"http://\S+", body(letter)).group()
    form = client.get(link, follow=True)
    new = "une autre phrase bien longue"
    assert client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), new).status_code == 302
    assert sign_in(Client()).status_code == 200, "the old one no longer opens"


@pytest.mark.django_db(transaction=True)
def test_a_reset_for_nobody_answers_alike(client: Client, claire: User, postman: Postman) -> None:
    known = client.post("/compte/password/reset/", {"email": "claire@example.org"})
    unknown = client.post("/compte/password/reset/", {"email": "personne@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_signing_out_asks_once_and_ends_the_session(client: Client, claire: User) -> None:
    sign_in(client)
    assert client.get("/compte/logout/").status_code == 200
    client.post("/compte/logout/")
    assert client.get("/profil/").status_code == 302
