from datetime import date

import pytest

from carnet.foundation.catalogue import services
from carnet.foundation.catalogue.models import PriceChange, Product

pytestmark = pytest.mark.usefixtures("in_nord")

NEW = {
    "name": "Cloison acoustique",
    "reference": "CL-180",
    "family": "Cloisons",
    "unit": "C62",
    "vat_code": "vat.rate.normal",
    "price_cents": "1 350,50 €",
    "cost_cents": "800",
    "min_quantity": "2,5",
}


@pytest.fixture
def product(alice):
    return services.create_product(
        member=alice,
        reference="P-1",
        name="Panneau mural",
        price_cents=120_00,
        cost_cents=90_00,
        price_from=date(2026, 1, 1),
    )


def test_a_product_is_added_with_its_first_price(alice_client):
    answer = alice_client.post("/e/nord/catalogue/nouveau/", NEW)
    product = Product.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/e/nord/catalogue/{product.pk}/")
    assert (product.cost_cents, str(product.min_quantity)) == (800_00, "2.500")
    assert PriceChange.objects.get().cents == 1350_50
    page = alice_client.get(answer["Location"]).content.decode()
    assert "1\u202f350,50\u00a0€" in page
    assert "CL-180" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("price_cents", "1,234"),
        ("price_cents", "-3"),
        ("price_cents", "douze"),
        ("cost_cents", "1e9"),
        ("min_quantity", "0"),
        ("unit", "XX"),
        ("vat_code", "vat.rate.none"),
        ("reference", "P-1"),
    ],
)
def test_what_no_product_can_hold_is_refused_with_the_form(alice_client, product, field, value):
    answer = alice_client.post("/e/nord/catalogue/nouveau/", {**NEW, field: value})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert Product.objects.count() == 1


def test_the_list_searches_and_filters(alice_client, product, alice):
    services.create_product(member=alice, reference="X", name="Table ronde", family="Tables", is_active=False)
    assert "Panneau mural" in alice_client.get("/e/nord/catalogue/").content.decode()
    assert "Table ronde" not in alice_client.get("/e/nord/catalogue/").content.decode()
    assert "Table ronde" in alice_client.get("/e/nord/catalogue/?state=off").content.decode()
    found = alice_client.get("/e/nord/catalogue/?state=all&family=Tables&q=ronde").content.decode()
    assert "Table ronde" in found
    assert "Panneau mural" not in found
    part = alice_client.get("/e/nord/catalogue/?q=mural", headers={"HX-Request": "true"}).content.decode()
    assert "Panneau mural" in part
    assert "<html" not in part
    assert part.strip() in alice_client.get("/e/nord/catalogue/?q=mural").content.decode()


def test_a_price_is_set_and_its_history_shown(alice_client, product):
    url = f"/e/nord/catalogue/{product.pk}/"
    assert alice_client.post(url + "prix/", {"cents": "99,90", "on": "2026-11-01"}).status_code == 303
    page = alice_client.get(url).content.decode()
    assert "99,90\u00a0€" in page
    assert "01/11/2026" in page
    assert alice_client.post(url + "prix/", {"cents": "", "on": "hier"}).status_code == 422


def test_a_product_is_edited_and_taken_off_sale(alice_client, product):
    url = f"/e/nord/catalogue/{product.pk}/"
    form = alice_client.get(url + "modifier/").content.decode()
    assert 'value="90,00"' in form
    changed = {**NEW, "reference": "P-1", "name": "Panneau plafond"}
    assert alice_client.post(url + "modifier/", changed).status_code == 303
    assert alice_client.post(url + "vente/").status_code == 303
    product.refresh_from_db()
    assert (product.name, product.is_active) == ("Panneau plafond", False)


def test_who_may_read_may_not_write(reader_client, stranger_client, product):
    url = f"/e/nord/catalogue/{product.pk}/"
    assert reader_client.get(url).status_code == 200
    for path, method in [("modifier/", "get"), ("modifier/", "post"), ("prix/", "post"), ("vente/", "post")]:
        assert getattr(reader_client, method)(url + path).status_code == 403
    assert stranger_client.get(url).status_code == 404
    assert stranger_client.get(f"/e/sud/catalogue/{product.pk}/").status_code == 404


def test_the_list_costs_the_same_for_2_and_for_20(alice_client, alice, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as seen:
            alice_client.get("/e/nord/catalogue/")
        return len(seen)

    for n in range(2):
        services.create_product(member=alice, reference=f"A{n}", name=f"Produit {n}", price_cents=n)
    few = cost()
    for n in range(18):
        services.create_product(member=alice, reference=f"B{n}", name=f"Produit {n}", price_cents=n)
    assert cost() == few
