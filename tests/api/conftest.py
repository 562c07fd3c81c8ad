"""A program with a key of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django_scopes import scope

from carnet.api.middleware import throttle
from carnet.api.services import make_key
from carnet.foundation.workspaces.models import Membership

Ask = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def _asked_nothing_yet() -> None:
    throttle.clear()


@pytest.fixture
def program() -> Callable[..., Ask]:
    """`program(member)` makes a key and gives back `ask(method, path, body=None)`; nothing but the key opens."""

    def for_member(member: Membership, *, writes: bool = True) -> Ask:
        with scope(workspace=member.workspace):
            _key, token = make_key(member=member, name="Tableur", is_read_only=not writes)
        client = Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})

        def ask(method: str, path: str, body: Any = None) -> HttpResponse:
            more = {} if body is None else {"data": body, "content_type": "application/json"}
            return getattr(client, method)(f"/api/v1{path}", **more)

        return ask

    return for_member
