from datetime import date
from decimal import Decimal

import pytest

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.queries import timeline
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.catalogue import queries, services
from carnet.foundation.catalogue.models import PriceChange, Product, VatCode
from carnet.foundation.catalogue.services import ProductInvalid
from carnet.foundation.law.rules import NoRuleInForce

pytestmark = pytest.mark.usefixtures("in_nord")


@pytest.fixture
def screen(alice, in_nord):
    return services.create_product(
        member=alice,
        reference="CL-180",
        name="Cloison acoustique",
        family="Cloisons",
        cost_cents=210_00,
        price_cents=350_00,
        price_from=date(2026, 1, 1),
    )


def last():
    return Event.objects.latest("pk")


def test_a_product_has_its_price_and_can_be_found(screen):
    [found] = queries.products(text="acoust")
    assert (found, found.price_cents) == (screen, 350_00)
    assert list(queries.products(text="cl-180")) == [screen]
    assert list(queries.products(text="table")) == []
    assert list(queries.products(family="Cloisons")) == [screen]
    assert queries.families() == ["Cloisons"]


def test_a_reference_names_one_product(screen, alice):
    with pytest.raises(ProductInvalid) as refusal:
        services.create_product(member=alice, reference=" CL-180 ", name="Autre")
    assert (refusal.value.field, refusal.value.reason) == ("reference", "reference_taken")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("unit", "ZZZ"), ("vat_code", "vat.rate.none"), ("cost_cents", -1), ("min_quantity", Decimal(-2))],
)
def test_a_value_that_no_product_can_hold_is_refused(screen, alice, field, value):
    with pytest.raises(ProductInvalid):
        services.edit_product(member=alice, product=Product.objects.get(), changes={field: value})
    assert last().code == "catalogue.product_created"


def test_an_edit_is_told_and_taken_back(screen, alice):
    event = services.edit_product(
        member=alice, product=screen, changes={"name": "Cloison 180", "min_quantity": Decimal("2.5")}
    )
    assert screen.name == "Cloison 180"
    undo(member=alice, event_id=event.pk)
    screen.refresh_from_db()
    assert (screen.name, screen.min_quantity) == ("Cloison acoustique", None)
    assert [entry.sentence.title for entry in timeline(screen, reader=alice)]


def test_an_edit_that_changes_nothing_leaves_no_event(screen, alice):
    assert services.edit_product(member=alice, product=screen, changes={"name": "Cloison acoustique"}) is None


def test_an_edit_worked_on_since_stands(screen, alice):
    event = services.edit_product(member=alice, product=screen, changes={"name": "Un"})
    services.edit_product(member=alice, product=screen, changes={"name": "Deux"})
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=alice, event_id=event.pk)


def test_prices_are_kept_and_the_lowest_is_known(screen, alice):
    services.change_price(member=alice, product=screen, cents=300_00, on=date(2026, 6, 1))
    services.change_price(member=alice, product=screen, cents=380_00, on=date(2026, 6, 10))
    assert [price.cents for price in queries.history(screen)] == [380_00, 300_00, 350_00]
    assert queries.lowest_price(screen, date(2026, 6, 5), date(2026, 7, 4)) == 300_00
    assert queries.lowest_price(screen, date(2026, 6, 10), date(2026, 7, 9)) == 380_00
    assert services.change_price(member=alice, product=screen, cents=380_00, on=date(2026, 7, 1)) is None


def test_a_price_is_taken_back_to_what_stood_that_day(screen, alice):
    services.change_price(member=alice, product=screen, cents=300_00, on=date(2026, 6, 1))
    again = services.change_price(member=alice, product=screen, cents=290_00, on=date(2026, 6, 1))
    undo(member=alice, event_id=again.pk)
    assert PriceChange.objects.get(in_force_from=date(2026, 6, 1)).cents == 300_00
    with pytest.raises(NotUndoable):
        undo(member=alice, event_id=again.pk)


def test_a_product_added_by_mistake_is_taken_back(screen, alice):
    undo(member=alice, event_id=last().pk)
    assert not Product.objects.exists()
    assert list(queries.products(text="acoust")) == []


def test_vat_comes_from_the_law_of_the_day():
    assert queries.vat_rate(VatCode.NORMAL, date(2026, 11, 23)) == Decimal(20)
    assert queries.vat_rate(VatCode.REDUCED, date(2026, 11, 23)) == Decimal("5.5")
    assert queries.vat_rate(VatCode.EXEMPT, date(2026, 11, 23)) == 0
    with pytest.raises(NoRuleInForce):
        queries.vat_rate(VatCode.NORMAL, date(2000, 1, 1))


def test_a_list_costs_one_query_whatever_its_length(screen, alice, django_assert_num_queries):
    def read():
        return [(one.name, one.price_cents) for one in queries.products(text="a", family="")]

    with django_assert_num_queries(1):
        read()
    for n in range(20):
        services.create_product(member=alice, reference=f"R{n}", name=f"Panneau {n}", price_cents=n)
    with django_assert_num_queries(1):
        assert len(read()) == 21
