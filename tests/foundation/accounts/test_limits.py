"""Limits count once for all processes of a server, and cost nothing to who is signed in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carnet.foundation.accounts.models import CacheRow, User

from .conftest import PASSWORD

ROOT = Path(__file__).parents[3]
ATTEMPTS = """
import django; django.setup()
from allauth.core.ratelimit import consume
from django.test import RequestFactory
request = RequestFactory().post("/")
allowed = [bool(consume(request, action="login_failed", key="claire@example.org")) for _ in range(3)]
print(sum(allowed))
"""


def another_process() -> None:
    """What a process has in its memory is gone: the cache is opened anew."""
    caches.close_all()
    del caches["default"]


def test_refusals_add_up_over_processes(client: Client, claire: User) -> None:
    for _ in range(6):
        another_process()
        response = client.post("/compte/login/", {"login": claire.email, "password": "autre chose encore"})
    assert "Trop de tentatives" in response.content.decode()
    another_process()
    assert client.post("/compte/login/", {"login": claire.email, "password": PASSWORD}).status_code != 302


def test_two_real_processes_share_one_limit(tmp_path: Path) -> None:
    """Five refusals in five minutes: the second process is left two."""
    own = {"CARNET_DATA": str(tmp_path), "CARNET_DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "carnet.settings"}
    environment = os.environ | own | {"PYTHONPATH": str(ROOT / "src")}

    def run(*arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=True)
        return done.stdout.decode().strip()

    run("manage.py", "migrate", "accounts", "-v0")
    assert [run("-c", ATTEMPTS), run("-c", ATTEMPTS)] == ["3", "2"]


def test_a_key_is_added_by_one_only(db: None) -> None:
    """As a code of the app, which opens once."""
    assert cache.add("code", "y", timeout=30)
    another_process()
    assert not cache.add("code", "y", timeout=30)


def test_many_keys_do_not_make_the_limits_forgotten(db: None) -> None:
    cache.set("counted", [1], 300)
    CacheRow.objects.bulk_create(
        CacheRow(cache_key=f":1:{number}", value="", expires="2999-01-01T00:00:00Z") for number in range(2_000)
    )
    cache.set("another", 1, 300)
    assert cache.get("counted") == [1]


@pytest.mark.parametrize("path", ["/e/nord/", "/e/nord/societes/", "/e/nord/historique/"])
def test_no_ordinary_page_asks_the_cache(alice_client: Client, path: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert alice_client.get(path).status_code == 200
    assert [query["sql"] for query in asked if CacheRow._meta.db_table in query["sql"]] == []
