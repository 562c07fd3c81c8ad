from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.foundation.parties.services import create_company
from carnet.sell.closing import queries, services
from carnet.sell.closing.drafting import LineInput
from carnet.sell.closing.models import Quote, QuoteLine, Status

from .conftest import three_lines

pytestmark = pytest.mark.usefixtures("in_nord")


def form_of(quote, **changes):
    """What a browser would send back of the editor, with some fields changed."""
    lines = queries.lines_of(quote)
    data = {
        "title": quote.title,
        "opportunity": str(quote.opportunity_id or ""),
        "language": "fr",
        "buyer_kind": quote.buyer_kind,
        "conclusion": quote.conclusion,
        "payment_days": "30",
        "payment_count": "net",
        "deposit_nature": "down_payment",
        "rounding": "per_line",
        "revision": str(quote.revision),
        "do": "save",
        "lines-TOTAL_FORMS": str(len(lines)),
        "lines-INITIAL_FORMS": str(len(lines)),
    }
    for n, line in enumerate(lines):
        data |= line_data(n, label=line.label, quantity=str(line.quantity), price=line.unit_price_cents,
                          rate=f"{line.vat_rate.normalize():f}", discounts="+".join(line.discounts), unit=line.unit,
                          order=str(n + 1))  # fmt: skip
    return {**data, **changes}


def line_data(n, *, label="Étude", quantity="1", price=100_00, rate="20", discounts="", unit="C62", order=""):
    return {
        f"lines-{n}-label": label,
        f"lines-{n}-quantity": quantity,
        f"lines-{n}-unit": unit,
        f"lines-{n}-unit_price_cents": f"{price / 100:.2f}",
        f"lines-{n}-discounts": discounts,
        f"lines-{n}-vat_rate": rate,
        f"lines-{n}-ORDER": order,
    }


def url(quote, action=""):
    return f"/e/nord/devis/{quote.pk}/{action}"


def test_a_quote_is_begun_for_a_company_found_by_its_name(bruno_client, clinic):
    page = bruno_client.get("/e/nord/devis/nouveau/?q=balmes").content.decode()
    assert "Clinique des Balmes" in page
    answer = bruno_client.post("/e/nord/devis/nouveau/", {"company": clinic.pk})
    assert (answer.status_code, answer["Location"]) == (303, url(Quote.objects.get(), "modifier/"))
    assert bruno_client.post("/e/nord/devis/nouveau/", {"company": "999999"}).status_code == 422


def test_an_opportunity_of_another_company_is_refused(bruno_client, alice, clinic, deal):
    other = create_company(member=alice, name="Autre")
    answer = bruno_client.post("/e/nord/devis/nouveau/", {"company": other.pk, "opportunity": deal.pk})
    assert answer.status_code == 422
    bruno_client.post("/e/nord/devis/nouveau/", {"company": clinic.pk, "opportunity": deal.pk})
    assert Quote.objects.get().opportunity == deal


def test_the_editor_saves_terms_and_lines(bruno_client, quote):
    page = bruno_client.get(url(quote, "modifier/")).content.decode()
    assert 'value="7,5"' in page
    assert 'value="10 + 5"' in page
    data = form_of(quote, title="Étude et pose", discount_percent="2,5", payment_days="45",
                   payment_count="days_then_month_end", valid_until="2027-01-31", need="Du calme.")  # fmt: skip
    answer = bruno_client.post(url(quote, "modifier/"), data)
    assert (answer.status_code, answer["Location"]) == (303, url(quote))
    quote.refresh_from_db()
    assert (quote.title, quote.discount_percent, quote.valid_until) == (
        "Étude et pose", Decimal("2.5"), date(2027, 1, 31),
    )  # fmt: skip
    assert [line.net_cents for line in queries.lines_of(quote)] == [4_900_00, 510_00, 837_90]
    assert quote.net_cents == 6_247_90 - 156_20


def test_saving_the_form_untouched_changes_nothing(bruno_client, quote):
    bruno_client.post(url(quote, "modifier/"), form_of(quote))
    was = quote.revision
    quote.refresh_from_db()
    # The form does not know the cost of a line without a product: only that is lost to it.
    assert quote.net_cents == 6_247_90
    assert quote.revision - was <= 1


def test_a_button_adds_a_line_without_javascript(bruno_client, quote, partition):
    data = form_of(quote, do="product", pick="CL-180 · Cloison acoustique mobile")
    page = bruno_client.post(url(quote, "modifier/"), data).content.decode()
    assert 'name="lines-3-label" value="Cloison acoustique mobile"' in page
    assert 'name="lines-3-unit_price_cents" value="350,00"' in page
    assert QuoteLine.objects.count() == 3  # nothing is saved yet
    page = bruno_client.post(url(quote, "modifier/"), form_of(quote, do="line")).content.decode()
    assert 'name="lines-3-label"' in page
    assert 'name="lines-TOTAL_FORMS" value="4"' in page


def test_lines_are_added_moved_and_removed(bruno_client, quote):
    data = form_of(quote, **line_data(3, label="Étude", order="1"), **{
        "lines-TOTAL_FORMS": "4", "lines-0-ORDER": "5", "lines-2-DELETE": "on",
    })  # fmt: skip
    assert bruno_client.post(url(quote, "modifier/"), data).status_code == 303
    assert [line.label for line in queries.lines_of(quote)] == ["Étude", "Pose et réglage", "Cloison acoustique mobile"]


def test_a_line_added_and_left_empty_is_no_line(bruno_client, quote):
    empty = {"lines-TOTAL_FORMS": "4", "lines-3-quantity": "1", "lines-3-vat_rate": "20", "lines-3-unit": "C62"}
    assert bruno_client.post(url(quote, "modifier/"), form_of(quote, **empty)).status_code == 303
    assert QuoteLine.objects.count() == 3


@pytest.mark.parametrize(
    "change",
    [
        {"lines-0-quantity": "-2"},
        {"lines-0-quantity": "0"},
        {"lines-0-quantity": "beaucoup"},
        {"lines-0-unit_price_cents": "123456789012345678"},
        {"lines-0-unit_price_cents": "1,005"},
        {"lines-0-vat_rate": "19.6"},
        {"lines-0-discounts": "110"},
        {"lines-0-discounts": "dix"},
        {"lines-0-label": ""},
        {"title": ""},
        {"discount_percent": "10", "discount_cents": "5"},
        {"discount_percent": "101"},
        {"discount_cents": "99999"},
        {"deposit_percent": "130"},
        {"payment_days": "-1"},
        {"valid_until": "demain"},
        {"lines-TOTAL_FORMS": "x"},
        {"lines-TOTAL_FORMS": "5000"},
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(bruno_client, quote, change):
    answer = bruno_client.post(url(quote, "modifier/"), form_of(quote, **{"need": "À garder", **change}))
    assert answer.status_code == 422
    assert "À garder" in answer.content.decode()
    quote.refresh_from_db()
    assert (quote.net_cents, quote.need) == (6_247_90, "")


def test_the_second_of_two_people_sees_both_versions(bruno_client, alice, quote):
    mine = form_of(quote, title="La mienne")
    services.edit_quote(member=alice, quote=quote, changes={"title": "La sienne"})
    answer = bruno_client.post(url(quote, "modifier/"), mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "La sienne" in page
    assert "La mienne" in page
    assert f'name="revision" value="{quote.revision}"' in page


def test_totals_follow_what_is_typed(bruno_client, quote):
    page = bruno_client.post(url(quote, "totaux/"), form_of(quote, **{"lines-0-quantity": "1"})).content.decode()
    assert "1\u202f697,90\u00a0€" in page
    assert "<html" not in page
    broken = bruno_client.post(url(quote, "totaux/"), form_of(quote, **{"lines-0-quantity": ""}))
    assert broken.status_code == 200
    assert QuoteLine.objects.get(position=1).quantity == 14


def test_a_quote_goes_from_draft_to_won(bruno_client, quote, deal):
    preview = bruno_client.get(url(quote, "apercu/"))
    assert preview["Content-Type"] == "application/pdf"
    assert preview.content.startswith(b"%PDF-")
    assert bruno_client.post(url(quote, "envoyer/"), {"revision": quote.revision}).status_code == 303
    quote.refresh_from_db()
    assert quote.status == Status.SENT
    page = bruno_client.get(url(quote)).content.decode()
    assert f"/e/nord/documents/{quote.document_id}/" in page
    assert bruno_client.get(url(quote, "modifier/")).status_code == 303
    today = timezone.localdate()
    late = bruno_client.post(url(quote, "accepte/"), {"on": (today + timedelta(days=60)).isoformat()})
    assert late.status_code == 422
    assert "errorlist" in late.content.decode()
    assert bruno_client.post(url(quote, "accepte/"), {"on": today.isoformat()}).status_code == 303
    deal.refresh_from_db()
    assert deal.outcome == "won"


def test_a_refused_quote_gets_a_version(bruno_client, quote):
    bruno_client.post(url(quote, "envoyer/"))
    day = timezone.localdate().isoformat()
    assert bruno_client.post(url(quote, "refuse/"), {"on": day, "reason": "Trop cher"}).status_code == 303
    assert "Trop cher" in bruno_client.get(url(quote)).content.decode()
    answer = bruno_client.post(url(quote, "version/"))
    assert answer["Location"] == url(Quote.objects.get(version=2), "modifier/")
    assert bruno_client.post(url(quote, "version/"))["Location"] == url(quote)


def test_an_incomplete_quote_says_what_it_lacks(bruno_client, bruno, clinic, settings_of_nord):
    settings_of_nord.siren = ""
    settings_of_nord.save()
    draft = services.draft_quote(member=bruno, company=clinic)
    page = bruno_client.get(url(draft)).content.decode()
    assert 'class="alert bad"' in page
    assert 'class="alert warn"' in page
    assert url(draft, "envoyer/") not in page
    assert bruno_client.post(url(draft, "envoyer/")).status_code == 303
    draft.refresh_from_db()
    assert draft.is_draft


def test_the_list_filters_by_state_and_words(bruno_client, bruno, quote, clinic):
    sent = services.draft_quote(member=bruno, company=clinic, title="Mobilier", lines=three_lines())
    services.send_quote(member=bruno, quote=sent)
    page = bruno_client.get("/e/nord/devis/").content.decode()
    assert sent.number in page
    assert quote.title in page
    only = bruno_client.get("/e/nord/devis/?status=sent&q=mobil").content.decode()
    assert sent.number in only
    assert quote.title not in only
    part = bruno_client.get("/e/nord/devis/?q=mobil", headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in bruno_client.get("/e/nord/devis/?q=mobil").content.decode()


def test_who_may_only_read_changes_nothing(reader_client, stranger_client, quote):
    assert reader_client.get(url(quote)).status_code == 200
    assert reader_client.get(url(quote, "apercu/")).status_code == 200
    assert reader_client.get(url(quote, "modifier/")).status_code == 403
    for action in ("modifier", "totaux", "envoyer", "accepte", "refuse", "version"):
        assert reader_client.post(url(quote, f"{action}/")).status_code == 403
    for action in ("", "modifier/", "apercu/"):
        assert stranger_client.get(url(quote, action)).status_code == 404
        assert stranger_client.get(f"/e/sud/devis/{quote.pk}/{action}").status_code == 404


def cost(client, address):
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


def test_pages_cost_the_same_for_2_and_for_20(bruno_client, bruno, clinic):
    def draft(lines):
        rows = [LineInput(f"Ligne {n}", Decimal(1), 100, Decimal(20)) for n in range(lines)]
        return services.draft_quote(member=bruno, company=clinic, lines=rows)

    short, _other = draft(2), draft(2)
    few = [
        cost(bruno_client, "/e/nord/devis/"),
        cost(bruno_client, url(short)),
        cost(bruno_client, url(short, "modifier/")),
    ]
    long = draft(20)
    for _n in range(17):
        draft(2)
    many = [
        cost(bruno_client, "/e/nord/devis/"),
        cost(bruno_client, url(long)),
        cost(bruno_client, url(long, "modifier/")),
    ]
    assert many == few


def test_a_printed_quote_page_keeps_the_margin_and_the_history_to_ourselves(bruno_client, quote):
    html = bruno_client.get(url(quote)).content.decode()
    assert '<div class="unprinted"><dt>Marge' in html
    assert '<section class="sheet unprinted"' in html
    assert '<div class="unprinted"><dt>Marge' in bruno_client.get(url(quote, "modifier/")).content.decode()
