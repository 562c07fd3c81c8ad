"""The shell around every page: navigation by permission, toasts, error pages."""

import json

import pytest
from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django_htmx.middleware import HtmxMiddleware

from carnet.foundation.ui.screens import MissingPermission
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.foundation.workspaces.permissions import Permission, Role
from carnet.web import errors, navigation
from carnet.web.middleware import ToastMiddleware
from carnet.web.navigation import Entry, Link
from carnet.web.toasts import undo_url


def member(role: str) -> Membership:
    return Membership(workspace=Workspace(slug="nord", name="Nord"), role=role)


# Navigation.


def test_an_entry_whose_address_does_not_exist_is_not_shown() -> None:
    assert navigation.link(Entry("x", "X", name="nowhere:at_all"), member(Role.REP), "/") is None


def test_an_entry_is_hidden_from_who_may_not_open_it() -> None:
    entry = Entry("x", "X", name="components", permission=Permission.WORKSPACE_DELETE)
    assert navigation.link(entry, member(Role.READER), "/") is None


def test_a_verb_opens_on_the_first_of_its_pages() -> None:
    verb = Entry("sell", "Sell", pages=(Entry("a", "A", name="nowhere"), Entry("b", "B", name="components")))
    found = navigation.link(verb, member(Role.REP), "/e/nord/composants/")
    assert found is not None
    assert found.url == "/e/nord/composants/"
    assert found.is_current
    assert [page.code for page in found.pages] == ["b"]


def test_only_the_deepest_address_is_current() -> None:
    def page(url: str) -> Link:
        return Link("x", "X", "", url, "", is_current=True, pages=[])

    pages = navigation.nearest([page("/e/nord/referentiel/"), page("/e/nord/referentiel/couverture/")])
    assert [one.is_current for one in pages] == [False, True]


def test_every_letter_leads_to_one_place() -> None:
    def keys(entries: tuple[Entry, ...]) -> list[str]:
        return [key for entry in entries for key in [entry.key, *keys(entry.pages)] if key]

    used = [key for group in navigation.ENTRIES for key in keys(group.entries)] + keys(navigation.HOUSE)
    assert sorted(used) == sorted(set(used))


def test_the_five_verbs_are_there() -> None:
    codes = {entry.code for group in navigation.ENTRIES for entry in group.entries}
    assert codes >= {"organise", "prospect", "sell", "grow", "certify", "today", "companies", "people"}


def test_every_page_of_the_navigation_opens(alice_client: Client, alice: Membership) -> None:
    def urls(links: list[Link]) -> list[str]:
        return [url for one in links for url in [one.url, *urls(one.pages)]]

    groups = navigation.links(alice, "/")
    addresses = sorted(
        {url for group in groups for url in urls(group.links)} | set(urls(navigation.house_links(alice, "")))
    )
    assert addresses
    assert {url: alice_client.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 200)


# Toasts.


def answered(response: HttpResponse, *, htmx: bool = True) -> HttpResponse:
    """What the middlewares make of `response` when the view has left one message."""

    def view(request: HttpRequest) -> HttpResponse:
        request.workspace = Workspace(slug="nord")
        messages.success(request, "Appel noté", extra_tags="undo-7")
        return response

    chain = HtmxMiddleware(ToastMiddleware(view))
    headers = {"HX-Request": "true"} if htmx else {}
    request = RequestFactory().get("/", headers=headers)
    return SessionMiddleware(MessageMiddleware(chain))(request)


@pytest.mark.django_db
def test_an_htmx_answer_brings_its_toasts_with_their_undo() -> None:
    answer = answered(HttpResponse("part"))
    (toast,) = json.loads(answer["HX-Trigger"])["carnet:toasts"]["toasts"]
    assert (toast["text"], toast["tone"]) == ("Appel noté", "ok")
    assert toast["undo"] == reverse("audit:undo", kwargs={"workspace": "nord", "pk": 7})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "response", [HttpResponse(headers={"HX-Redirect": "/"}), HttpResponse(status=303, headers={"Location": "/"})]
)
def test_a_message_waits_for_the_page_that_follows(response: HttpResponse) -> None:
    assert "HX-Trigger" not in answered(response)


@pytest.mark.django_db
def test_a_whole_page_shows_its_own_messages() -> None:
    assert "HX-Trigger" not in answered(HttpResponse("page"), htmx=False)


@pytest.mark.parametrize("tags", ["", None, "undo-", "undo-x", "other"])
def test_no_undo_where_there_is_no_event(tags: str | None, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.workspace = Workspace(slug="nord")
    assert undo_url(tags, request) == ""


# Errors.


def test_403_names_the_roles_that_may(alice_client: Client, rf: RequestFactory) -> None:
    request = rf.get("/")
    answer = errors.forbidden(request, MissingPermission(Permission.PRODUCT_EDIT))
    assert answer.status_code == 403
    assert "Expert" in answer.content.decode()


def test_404_says_what_to_do(alice_client: Client) -> None:
    answer = alice_client.get("/e/nowhere/composants/")
    assert answer.status_code == 404
    assert 'class="paper' in answer.content.decode()


def test_500_needs_neither_request_nor_database() -> None:
    from django.template.loader import render_to_string

    assert 'class="paper"' in render_to_string("500.html")


def test_the_policy_of_the_pages_has_no_unsafe(alice_client: Client) -> None:
    policy = alice_client.get("/e/nord/composants/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
