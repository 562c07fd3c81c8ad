"""A part that htmx swaps in is what the same region of a page loaded afresh would be."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import CompanySettings, Membership
from carnet.sell.closing.models import Quote
from tests.furnished import Furnished, furnish, readable

HTMX = {"HX-Request": "true"}
# The palette's options; the page of the same address shows rows, for who has no JavaScript.
OF_NO_PAGE = {"/e/nord/chercher/", "/e/nord/chercher/?q=balmes"}
ASKED = [
    "societes/?etape=hot",
    "societes/?q=zzzz",
    "societes/?tri=-nom&suivi=moi",
    "personnes/?q=vial",
    "historique/?kind=closing",
    "referentiel/?q=devis",
    "referentiel/couverture/?etat=human",
    "droit/?q=tva",
    "droit/mentions/?q=devis",
    "affaires/?qui=moi",
    "catalogue/?q=pose",
]


@pytest.fixture
def known(alice: Membership, bruno: Membership, in_nord: Any) -> Furnished:
    CompanySettings.objects.create(
        workspace=in_nord, legal_name="Ateliers du Nord", legal_form="SAS", capital_cents=50_000_00, siren="901234564",
        siret="90123456400017", rcs_city="Lyon", vat_number="FR32901234564", street="12 quai Perrache",
        postcode="69002", city="Lyon",
    )  # fmt: skip
    return furnish(alice, bruno)


def plain(html: str) -> str:
    """The same for the same document: tokens hidden, idle spaces gone."""
    text = re.sub(r'value="\w{64}"', "", BeautifulSoup(html, "html.parser").decode())
    return re.sub(r"\s+", " ", re.sub(r"\s*(</?[a-z][^>]*>)\s*", r"\1", text)).strip()


def html_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def region(html: str, selector: str) -> str:
    found = BeautifulSoup(html, "html.parser").select_one(selector)
    assert found is not None, selector
    return plain(found.decode())


def difference(client: Client, address: str) -> str:
    """What the part of an address says otherwise than its page; empty for an address that has no part."""
    part, whole = client.get(address, headers=HTMX), client.get(address)
    if part.status_code != 200 or not part.headers["Content-Type"].startswith("text/html") or b"<html" in part.content:
        return ""
    if b"<html" not in whole.content or plain(html_of(part)) in plain(html_of(whole)):
        return ""
    return f"{address}: {plain(html_of(part))[:200]}"


def test_the_part_of_every_page_is_a_region_of_that_page(alice_client: Client, known: Furnished) -> None:
    addresses = {*readable(known), *(f"/e/nord/{rest}" for rest in [*known.more, *ASKED])} - OF_NO_PAGE
    assert [found for address in sorted(addresses) if (found := difference(alice_client, address))] == []


@pytest.mark.parametrize(
    ("field", "value"), [("city", "Givors"), ("stage", "customer"), ("owner", ""), ("phone", "04 65 71 00 99")]
)
def test_a_cell_just_changed_is_that_of_the_list_and_of_the_record(
    alice_client: Client, known: Furnished, field: str, value: str
) -> None:
    company = Company.objects.get(name="Clinique des Balmes")
    list_url = reverse("customer_file:companies", args=["nord"]) + "?col=nom,ville,etape,suivi,telephone"
    url = reverse("customer_file:company_field", args=["nord", company.pk, field])
    answer = alice_client.post(url, {field: value}, headers=HTMX)
    cell = plain(html_of(answer)).replace("inline saved", "inline")
    assert cell in plain(html_of(alice_client.get(list_url)))
    assert cell in plain(html_of(alice_client.get(reverse("customer_file:company", args=["nord", company.pk]))))


def typed_in_the_editor(client: Client, quote: Quote) -> dict[str, str]:
    """What a browser would send of the editor as it stands."""
    page = BeautifulSoup(client.get(reverse("closing:edit", args=["nord", quote.pk])).content, "html.parser")
    found: dict[str, str] = {}
    for one in page.select("#editor-form [name]"):
        if one.name == "select":
            chosen = one.select_one("option[selected]") or one.select_one("option")
            found[str(one["name"])] = str(chosen["value"]) if chosen else ""
        elif one.name == "textarea":
            found[str(one["name"])] = one.text.removeprefix("\n")
        elif one.name == "input" and one.get("type") not in {"checkbox", "radio"}:
            found[str(one["name"])] = str(one.get("value", ""))
    return found


def test_totals_while_typing_are_those_of_the_editor_once_saved(alice_client: Client, known: Furnished) -> None:
    quote = Quote.objects.get(title="Brouillon du hall")
    typed = typed_in_the_editor(alice_client, quote) | {"lines-0-quantity": "15", "discount_percent": "2,5"}
    shown = alice_client.post(reverse("closing:totals", args=["nord", quote.pk]), typed, headers=HTMX)
    edit = reverse("closing:edit", args=["nord", quote.pk])
    assert alice_client.post(edit, {**typed, "do": "save"}).status_code == 303
    assert plain(html_of(shown)) == region(html_of(alice_client.get(edit)), "#totals")


@pytest.mark.parametrize("do", ["line", "product"])
def test_a_line_added_by_htmx_is_added_as_without_it(alice_client: Client, known: Furnished, do: str) -> None:
    quote = Quote.objects.get(title="Brouillon du hall")
    typed = typed_in_the_editor(alice_client, quote) | {"do": do, "pick": "CL-180"}
    edit = reverse("closing:edit", args=["nord", quote.pk])
    part, whole = alice_client.post(edit, typed, headers=HTMX), alice_client.post(edit, typed)
    assert plain(html_of(part)) == region(html_of(whole), "#editor")


REFUSED = [
    ("customer_file:company_new", {"name": "", "siren": "12"}),
    ("customer_file:company_new", {"name": "Clinique des Balmes", "city": "Lyon", "stage": "suspect"}),
    ("customer_file:company_edit", {"name": "", "siren": "12"}),
    ("pipeline:new", {"name": "", "amount_cents": "beaucoup"}),
    ("pipeline:edit", {"name": ""}),
    ("pipeline:lose", {"reason": ""}),
    ("agenda:task_new", {"title": "", "due_on": "demain"}),
    ("agenda:task_postpone", {"due_on": ""}),
    ("agenda:appointment_new", {"title": ""}),
    ("agenda:log_note", {"text": ""}),
    ("closing:begin", {"company": "999999"}),
    ("closing:edit", {"lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0", "payment_days": "-1", "do": "save"}),
]


@pytest.mark.parametrize(("name", "typed"), REFUSED)
def test_a_refused_form_comes_back_the_same_with_and_without_htmx(
    alice_client: Client, known: Furnished, name: str, typed: dict[str, str]
) -> None:
    url = reverse(name, kwargs={"workspace": "nord", **known.kwargs.get(name, {})})
    part, whole = alice_client.post(url, typed, headers=HTMX), alice_client.post(url, typed)
    assert part.status_code == whole.status_code
    assert part.status_code in {409, 422}
    assert plain(html_of(part)) in plain(html_of(whole))


def test_marks_read_again_by_htmx_are_those_of_the_page(alice_client: Client, known: Furnished) -> None:
    again = alice_client.post(reverse("referential:reread", args=["nord", "C11.1"]), headers=HTMX)
    page = alice_client.get(reverse("referential:competency", args=["nord", "C11.1"]))
    assert plain(html_of(again)) in plain(html_of(page))
