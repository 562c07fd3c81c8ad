"""The guards of the tests, each seen to stop what it is there for."""

import socket
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.template import Context, Engine, Template
from django.template.base import Origin
from zeal import zeal_context
from zeal.errors import NPlusOneError

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership, Workspace

from . import guards


def template(text: str, name: Path) -> Template:
    return Template(text, origin=Origin(str(name)))


def test_a_name_that_nobody_gave_fails_in_a_template_of_ours() -> None:
    page = template("{% if True %}{{ company.nmae }}{% endif %}", guards.OURS / "carnet/web/templates/page.html")
    with pytest.raises(guards.UndefinedVariable, match=r"company\.nmae.*page\.html"):
        page.render(Context({"company": {"name": "Balmes"}}))


def test_a_question_may_be_about_a_name_that_nobody_gave() -> None:
    page = template("{% if company %}{{ company }}{% endif %}", guards.OURS / "carnet/web/templates/page.html")
    assert page.render(Context()) == ""


def test_templates_of_others_get_their_empty_text_and_their_defaults(tmp_path: Path) -> None:
    assert Engine.get_default().string_if_invalid == ""
    page = template("({{ nothing }}{{ nothing|default:'x' }})", tmp_path / "page.html")
    assert page.render(Context()) == "(x)"


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_no_connection_leaves_the_machine(host: str) -> None:
    with pytest.raises(guards.LeavesTheMachine, match=host):
        socket.create_connection((host, 80), timeout=0.1)


def test_no_name_is_looked_up() -> None:
    with pytest.raises(guards.LeavesTheMachine):
        socket.getaddrinfo("carnet.example", 443)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "", None, b"localhost"])
def test_this_machine_is_here(host: object) -> None:
    assert guards.is_here(host)


@pytest.fixture
def events(in_nord: Workspace, alice: Membership) -> QuerySet[Event]:
    for _ in range(30):
        record(member=alice, code="test.done", subjects=[alice.workspace])
    return Event.objects.filter(code="test.done")


def test_rows_without_an_order_come_in_any(events: QuerySet[Event]) -> None:
    seen = {tuple(event.pk for event in events.order_by()) for _ in range(3)}
    assert len(seen) > 1
    assert [event.pk for event in events.order_by("pk")] == sorted(seen.pop())


def test_a_row_read_for_each_of_the_rows_fails(events: QuerySet[Event]) -> None:
    with zeal_context(), pytest.raises(NPlusOneError, match=r"audit\.Event\.workspace"):
        [event.workspace.name for event in events]
    with zeal_context():
        assert {event.workspace.name for event in events.select_related("workspace")} == {"Ateliers du Nord"}
