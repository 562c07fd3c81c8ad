"""Keys: shown once, kept as a hash, with their member's rights at most."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from carnet.api import middleware
from carnet.api.models import ApiKey
from carnet.api.rules import PREFIX, bearer, digest, new_token
from carnet.api.services import MOST, KeyRefused, make_key, revoke_key
from carnet.foundation.ui.throttling import Throttle
from carnet.foundation.workspaces.models import Membership

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer carnet_abc", "carnet_abc"),
        ("bearer  carnet_abc ", "carnet_abc"),
        ("Basic carnet_abc", ""),
        ("carnet_abc", ""),
        ("", ""),
    ],
)
def test_the_key_is_read_from_a_bearer_header_alone(header: str, token: str) -> None:
    assert bearer(header) == token


def test_two_keys_never_are_the_same_and_begin_with_a_word_that_is_found() -> None:
    first, second = new_token(), new_token()
    assert first != second
    assert first.startswith(PREFIX)
    assert len(first) > 45


def test_a_key_is_shown_once_and_only_its_hash_is_kept(alice_client: Client, alice: Membership) -> None:
    page = alice_client.post("/e/nord/cles/", {"name": "Tableur"})
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    token = page.context["token"]
    assert token in page.content.decode()
    assert token not in alice_client.get("/e/nord/cles/").content.decode()
    with scope(workspace=alice.workspace):
        key = ApiKey.objects.get()
    assert (key.digest, key.is_read_only, key.member) == (digest(token), True, alice)
    assert token not in str(vars(key))


def test_a_day_that_is_over_is_refused_with_a_sentence(alice_client: Client, alice: Membership) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    page = alice_client.post("/e/nord/cles/", {"name": "Tableur", "expires_on": yesterday.isoformat()})
    assert page.status_code == 422
    assert "Ce jour est passé" in page.content.decode()
    with scope(workspace=alice.workspace):
        assert not ApiKey.objects.exists()


def test_a_member_holds_so_many_keys_and_no_more(alice: Membership) -> None:
    with scope(workspace=alice.workspace):
        for number in range(MOST):
            make_key(member=alice, name=str(number))
        with pytest.raises(KeyRefused, match="too_many"):
            make_key(member=alice, name="one more")


def test_a_member_sees_their_own_keys_and_a_manager_all(
    alice_client: Client, bruno_client: Client, alice: Membership, bruno: Membership
) -> None:
    with scope(workspace=alice.workspace):
        mine, _token = make_key(member=alice, name="Comptabilité")
        make_key(member=bruno, name="Tableur de Bruno")
    assert "Comptabilité" not in bruno_client.get("/e/nord/cles/").content.decode()
    assert "Tableur de Bruno" in alice_client.get("/e/nord/cles/").content.decode()
    assert bruno_client.post(f"/e/nord/cles/{mine.pk}/retirer/").status_code == 404
    assert alice_client.post(f"/e/nord/cles/{mine.pk}/retirer/").status_code == 303


def test_only_a_standing_key_of_an_active_member_opens(alice: Membership, bruno: Membership) -> None:
    with scope(workspace=alice.workspace):
        key, token = make_key(member=bruno, name="Tableur")
    program = Client(headers={"Authorization": f"Bearer {token}"})

    def status() -> int:
        return program.get("/api/v1/me").status_code

    assert status() == 200
    with scope(workspace=alice.workspace):
        assert ApiKey.objects.get().last_used_on == timezone.localdate()
        ApiKey.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert status() == 401
    with scope(workspace=alice.workspace):
        ApiKey.objects.update(expires_on=None)
    bruno.is_active = False
    bruno.save()
    assert status() == 401
    bruno.is_active = True
    bruno.save()
    assert status() == 200
    with scope(workspace=alice.workspace):
        assert revoke_key(member=bruno, key=key)
        assert revoke_key(member=bruno, key=key) is None
    assert status() == 401


@pytest.mark.parametrize("header", [None, "Bearer carnet_guess", "Bearer é", "Basic YTpi", "Bearer"])
def test_without_a_key_nothing_opens_and_no_session_helps(alice_client: Client, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = alice_client.get("/api/v1/companies", headers=headers)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "unauthenticated"


def test_a_key_that_may_only_read_changes_nothing(program, alice: Membership) -> None:
    answer = program(alice, writes=False)("post", "/companies", {"name": "Menuiserie Blanc"})
    assert (answer.status_code, answer.json()["code"]) == (403, "read_only_key")


def test_a_reader_with_a_writing_key_changes_nothing_either(program, reader: Membership) -> None:
    ask = program(reader)
    assert ask("get", "/companies").status_code == 200
    answer = ask("post", "/companies", {"name": "Menuiserie Blanc"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "manager" in answer.json()["message"].lower()


def test_who_asks_too_often_is_told_to_wait(program, alice: Membership, monkeypatch) -> None:
    ask = program(alice)
    monkeypatch.setattr(middleware, "throttle", Throttle(per_minute=1, burst=2))
    statuses = [ask("get", "/me").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert int(ask("get", "/me")["Retry-After"]) > 0


def test_the_description_names_every_address_and_opens_without_a_key(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert set(told["paths"]) == {
        "/api/v1/me",
        "/api/v1/fields",
        "/api/v1/companies",
        "/api/v1/companies/{pk}",
        "/api/v1/people",
        "/api/v1/people/{pk}",
        "/api/v1/opportunities",
        "/api/v1/opportunities/stages",
        "/api/v1/opportunities/{pk}",
    }
    assert all("security" in act for path in told["paths"].values() for act in path.values())
