import subprocess
from datetime import date
from decimal import Decimal

import pytest
from django_scopes import scope

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.queries import timeline
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.catalogue.models import Product
from carnet.foundation.documents.models import Document
from carnet.foundation.documents.queries import verify
from carnet.foundation.opportunities.models import Outcome
from carnet.sell.closing import queries, services
from carnet.sell.closing.drafting import LineInput, QuoteChanged, QuoteInvalid, QuoteNotEditable
from carnet.sell.closing.models import Quote, QuoteLine, Status
from carnet.sell.closing.services import QuoteNotAnswerable, QuoteNotSendable

from .conftest import TODAY, three_lines

D = Decimal


def last():
    return Event.objects.latest("pk")


def text_of(document):
    pdf = bytes(document.content.pdf)
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(out.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


def test_a_draft_takes_the_usual_terms_and_adds_up(quote, bruno, deal):
    assert (quote.title, quote.payment_days, quote.owner) == (deal.name, 30, bruno)
    assert [line.net_cents for line in queries.lines_of(quote)] == [4_900_00, 510_00, 837_90]
    assert (quote.net_cents, quote.vat_cents, quote.gross_cents) == (6_247_90, 1_198_58, 7_446_48)
    assert quote.cost_cents is None
    assert (quote.status, quote.number) == (Status.DRAFT, "")
    assert last().code == "closing.quote_drafted"


def test_a_line_takes_words_price_and_vat_from_the_catalogue(partition):
    line = services.line_of(Product.objects.with_price().get(), D(3), TODAY)
    assert (line.label, line.unit_price_cents, line.vat_rate, line.unit_cost_cents) == (
        "Cloison acoustique mobile", 350_00, D(20), 210_00,
    )  # fmt: skip


def test_a_draft_is_changed_and_taken_back(quote, bruno):
    lines = [LineInput("Étude", D(1), 900_00, D(20), unit_cost_cents=300_00)]
    changes = {"title": "Étude seule", "discount_percent": D("2.5"), "valid_until": date(2027, 1, 31)}
    event = services.edit_quote(member=bruno, quote=quote, changes=changes, lines=lines)
    assert (quote.title, quote.net_cents, quote.margin_cents) == ("Étude seule", 877_50, 577_50)
    undo(member=bruno, event_id=event.pk)
    quote.refresh_from_db()
    assert (quote.title, quote.net_cents, quote.valid_until) == ("Aménagement de l’accueil", 6_247_90, None)
    assert QuoteLine.objects.get(position=3).discounts == ["10", "5"]


def test_saving_the_same_draft_leaves_no_event(quote, bruno):
    assert services.edit_quote(member=bruno, quote=quote, changes={"title": quote.title}, lines=three_lines()) is None


def test_the_second_of_two_people_is_told(quote, alice, bruno):
    seen = quote.revision
    services.edit_quote(member=alice, quote=quote, changes={"title": "Un"})
    with pytest.raises(QuoteChanged) as conflict:
        services.edit_quote(member=bruno, quote=quote, changes={"title": "Deux"}, seen_revision=seen)
    assert conflict.value.current.title == "Un"
    with pytest.raises(QuoteChanged):
        services.send_quote(member=bruno, quote=quote, seen_revision=seen)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (LineInput("x", D(0), 1, D(20)), "quantity_not_positive"),
        (LineInput("x", D(-1), 1, D(20)), "quantity_not_positive"),
        (LineInput("x", D(1), -1, D(20)), "price_negative"),
        (LineInput("x", D(1), 1, D(120)), "vat_rate_impossible"),
        (LineInput("", D(1), 1, D(20)), "invalid"),
        (LineInput("x", D("1.2345"), 1, D(20)), "invalid"),
        (LineInput("x", D(1), 10**19, D(20)), "invalid"),
        (LineInput("x", D(1), 1, D(20), unit="ZZZ"), "invalid"),
        (LineInput("x", D(1), 1, D(20), discounts=(D(101),)), "discount_impossible"),
    ],
)
def test_an_impossible_line_is_refused_and_the_draft_kept(quote, bruno, line, reason):
    with pytest.raises(QuoteInvalid) as refusal:
        services.edit_quote(member=bruno, quote=quote, lines=[*three_lines(), line])
    assert (refusal.value.reason, refusal.value.line) == (reason, 3)
    assert QuoteLine.objects.count() == 3


def test_a_product_deleted_under_a_draft_leaves_the_line_its_words(partition, quote, bruno):
    line = services.line_of(Product.objects.with_price().get(), D(1), TODAY)
    services.edit_quote(member=bruno, quote=quote, lines=[line])
    partition.delete()
    kept = QuoteLine.objects.get()
    assert (kept.product, kept.label) == (None, "Cloison acoustique mobile")


def test_sending_numbers_and_freezes_what_was_agreed(quote, bruno):
    document = services.send_quote(member=bruno, quote=quote, on=TODAY)
    assert (quote.number, quote.status, quote.valid_until) == ("D-2026-0001", Status.SENT, date(2026, 12, 23))
    assert verify(document).is_intact
    assert (document.kind, document.number, document.title) == ("quote", "D-2026-0001", quote.title)
    words = text_of(document)
    for printed in ("D-2026-0001", "Clinique des Balmes", "6 247,90 €", "7 446,48 €", "7,5", "RCS Lyon 901 234 564"):
        assert printed in words
    with pytest.raises(QuoteNotEditable):
        services.edit_quote(member=bruno, quote=quote, changes={"title": "Trop tard"})
    with pytest.raises(QuoteNotEditable):
        services.send_quote(member=bruno, quote=quote)


def test_numbers_follow_each_other_within_a_year_and_a_workspace(bruno, clinic):
    def sent(on):
        draft = services.draft_quote(member=bruno, company=clinic, lines=three_lines())
        services.send_quote(member=bruno, quote=draft, on=on)
        return draft.number

    services.draft_quote(member=bruno, company=clinic)  # a draft takes no number
    days = [TODAY, TODAY, date(2027, 1, 2), TODAY]
    assert [sent(day) for day in days] == ["D-2026-0001", "D-2026-0002", "D-2027-0001", "D-2026-0003"]


@pytest.mark.parametrize(
    ("changes", "lines", "reason"),
    [
        ({}, [], "no_line"),
        ({"valid_until": date(2026, 11, 22)}, None, "validity_past"),
        ({"payment_days": 61}, None, "term_too_long"),
        ({"payment_days": 50, "payment_count": "days_then_month_end"}, None, "term_too_long"),
        ({"buyer_kind": "consumer", "conclusion": "off_premises", "deposit_percent": D(30)}, None,
         "deposit_off_premises"),
        ({}, [LineInput("x", D(1), 100, D("19.6"))], "vat_rate_unknown"),
    ],
)  # fmt: skip
def test_what_the_law_forbids_is_not_sent(quote, bruno, changes, lines, reason):
    services.edit_quote(member=bruno, quote=quote, changes=changes, lines=lines)
    with pytest.raises(QuoteNotSendable) as refusal:
        services.send_quote(member=bruno, quote=quote, on=TODAY)
    assert reason in refusal.value.reasons
    assert not Document.objects.exists()
    assert Quote.objects.get().number == ""


def test_a_seller_without_vat_prints_its_reason_and_charges_none(quote, bruno, settings_of_nord):
    settings_of_nord.vat_regime = "franchise"
    settings_of_nord.save()
    with pytest.raises(QuoteNotSendable, match="vat_not_charged"):
        services.send_quote(member=bruno, quote=quote, on=TODAY)
    services.edit_quote(member=bruno, quote=quote, lines=[LineInput("Conseil", D(1), 100_00, D(0))])
    assert "TVA non applicable, art. 293 B du CGI" in text_of(services.send_quote(member=bruno, quote=quote, on=TODAY))


def test_an_agreement_wins_the_opportunity_for_its_sum(quote, bruno, deal, clinic):
    services.send_quote(member=bruno, quote=quote, on=TODAY)
    event = services.accept_quote(member=bruno, quote=quote, on=date(2026, 12, 1))
    deal.refresh_from_db()
    clinic.refresh_from_db()
    assert (quote.status, quote.closed_on) == (Status.ACCEPTED, date(2026, 12, 1))
    assert (deal.outcome, deal.amount_cents, deal.closed_on) == (Outcome.WON, 6_247_90, date(2026, 12, 1))
    assert clinic.stage == "customer"
    assert (event.code, event.after["net_cents"]) == ("closing.quote_accepted", 6_247_90)
    undo(member=bruno, event_id=event.pk)
    quote.refresh_from_db()
    deal.refresh_from_db()
    assert (quote.status, deal.outcome, deal.amount_cents) == (Status.SENT, Outcome.OPEN, 15_000_00)


def test_an_offer_is_accepted_until_its_last_day_and_not_after(quote, bruno):
    services.send_quote(member=bruno, quote=quote, on=TODAY)
    for day, reason in [(date(2026, 12, 24), "lapsed"), (date(2026, 11, 22), "before_issue")]:
        with pytest.raises(QuoteNotAnswerable, match=reason):
            services.accept_quote(member=bruno, quote=quote, on=day)
    services.accept_quote(member=bruno, quote=quote, on=date(2026, 12, 23))
    with pytest.raises(QuoteNotAnswerable, match="accepted"):
        services.refuse_quote(member=bruno, quote=quote, on=date(2026, 12, 23))


def test_a_refusal_keeps_its_reason_and_can_be_taken_back(quote, bruno):
    services.send_quote(member=bruno, quote=quote, on=TODAY)
    event = services.refuse_quote(member=bruno, quote=quote, reason="Trop cher", on=date(2026, 12, 1))
    assert (quote.status, quote.refusal) == (Status.REFUSED, "Trop cher")
    undo(member=bruno, event_id=event.pk)
    quote.refresh_from_db()
    assert (quote.status, quote.closed_on, quote.refusal) == (Status.SENT, None, "")


def test_a_version_replaces_the_one_before_under_the_same_number(quote, bruno):
    first = services.send_quote(member=bruno, quote=quote, on=TODAY)
    second = services.new_version(member=bruno, quote=quote)
    assert (second.number, second.version, second.net_cents) == ("D-2026-0001", 2, quote.net_cents)
    with pytest.raises(QuoteNotAnswerable):
        services.new_version(member=bruno, quote=quote)
    document = services.send_quote(member=bruno, quote=second, on=date(2026, 11, 25))
    quote.refresh_from_db()
    assert (quote.status, document.previous, document.version) == (Status.REPLACED, first, 2)
    assert verify(first).is_intact
    with pytest.raises(QuoteNotAnswerable, match="replaced"):
        services.accept_quote(member=bruno, quote=quote)


def test_a_draft_begun_by_mistake_goes_away_unless_worked_on(quote, bruno, clinic):
    services.edit_quote(member=bruno, quote=quote, changes={"title": "Travaillé"})
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=bruno, event_id=Event.objects.get(code="closing.quote_drafted").pk)
    other = services.draft_quote(member=bruno, company=clinic)
    undo(member=bruno, event_id=last().pk)
    assert not Quote.objects.filter(pk=other.pk).exists()


def test_each_act_reads_as_a_sentence_in_the_company_timeline(quote, bruno, clinic):
    services.edit_quote(member=bruno, quote=quote, changes={"title": "Autre"})
    services.send_quote(member=bruno, quote=quote, on=TODAY)
    services.refuse_quote(member=bruno, quote=quote, reason="Budget", on=TODAY)
    services.new_version(member=bruno, quote=quote)
    titles = [entry.sentence.title for entry in timeline(clinic, reader=bruno)]
    assert not [title for title in titles if title.startswith("closing.")]
    assert len(titles) >= 5


def test_a_workspace_goes_whole_with_its_quotes(bruno, clinic, nord):
    quote = services.draft_quote(member=bruno, company=clinic, lines=three_lines())
    services.send_quote(member=bruno, quote=quote, on=TODAY)
    services.new_version(member=bruno, quote=quote)
    nord.delete()
    with scope(workspace=None):
        assert not Quote.objects.exists()
        assert not Document.objects.exists()


def test_a_quote_of_many_lines_is_saved_in_few_queries(bruno, clinic, django_assert_max_num_queries):
    lines = [LineInput(f"Ligne {n}", D(1), n * 100, D(20)) for n in range(500)]
    with django_assert_max_num_queries(25):
        quote = services.draft_quote(member=bruno, company=clinic, lines=lines)
    assert quote.net_cents == sum(range(500)) * 100
