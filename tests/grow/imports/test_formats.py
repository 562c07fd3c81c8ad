"""How figures, amounts and days are written: guessed, shown, corrected."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from carnet.foundation.parties.models import Company
from carnet.foundation.ui.formats import number
from carnet.grow.imports.rules.formats import CURRENCIES, FigureUnknown, Formats, amount, currency_name, figure, guess
from carnet.grow.imports.screens.shown import samples
from carnet.grow.imports.services import ImportNotReady, read_as, receive
from tests.foundation.fields.making import make_field


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1 234,56", ",", "1234.56"), ("1\u202f234,56", ".", "1234.56"), ("1.234,56", ".", "1234.56"),
        ("1,234.56", ",", "1234.56"), ("1.250", ",", "1250"), ("1.250", ".", "1.250"), ("1,250", ",", "1.250"),
        ("1,250", ".", "1250"), ("1.234.567", ".", "1234567"), ("12.5", ",", "12.5"), ("0.125", ",", "0.125"),
        ("-3", ",", "-3"), ("(12,5)", ",", "-12.5"), ("\u221212", ",", "-12"), ("1'250.5", ",", "1250.5"), ("79 %", ",", "79"),
    ],
)  # fmt: skip
def test_a_figure_is_read(text, mark, value):
    assert figure(text, mark) == Decimal(value)


@pytest.mark.parametrize("text", ["", "-", "grand", "1,2,3", "1.23.456", "12,34,56.7", "1e5", "١٢x", ",", "1..2"])
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(FigureUnknown):
        figure(text, ",")


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["fr", "en"]))
def test_what_carnet_writes_it_reads(value, language):
    assert figure(number(value, language, 2), "," if language == "fr" else ".") == value


@pytest.mark.parametrize(
    ("text", "given", "value"),
    [
        ("1 234,50 €", Formats(), "1234.50"), ("€1,234.50", Formats(), "1234.50"), ("12 EUR", Formats(), "12"),
        ("-12,5 €", Formats(), "-12.5"), ("$ 100", Formats("dmy", ",", "USD", Decimal("0.925")), "92.50"),
        ("100", Formats("dmy", ",", "USD", Decimal("0.925")), "92.50"), ("Fr. 10.00", Formats("dmy", ".", "CHF", Decimal("1.05")), "10.50"),
    ],
)  # fmt: skip
def test_an_amount_is_read(text, given, value):
    assert amount(text, given) == Decimal(value)


def test_another_currency_than_the_one_chosen_is_refused():
    with pytest.raises(FigureUnknown) as error:
        amount("$100", Formats())
    assert error.value.reason == "currency"


@pytest.mark.parametrize(
    ("columns", "separator", "found"),
    [
        ([["1 234,50 €", "12"]], ";", ("dmy", ",", "EUR")),
        ([["1,234.50", "12"]], ",", ("dmy", ".", "EUR")),
        ([["12,50", "7"]], ",", ("dmy", ",", "EUR")),
        ([["12", "7"]], ",", ("dmy", ".", "EUR")),
        ([["$12.50", "$7"], ["11/25/2026", "01/02/2026"]], ",", ("mdy", ".", "USD")),
        ([["03.11.2026"], ["CHF 1'250.50"]], ";", ("dmy", ".", "CHF")),
        ([["2026-11-03", ""]], ";", ("ymd", ",", "EUR")),
        ([["04.72.00.00.01", "Lyon"], []], ";", ("dmy", ",", "EUR")),
    ],
)
def test_the_writing_is_guessed(columns, separator, found):
    guessed = guess(columns, separator=separator)
    assert (guessed.date_order, guessed.decimal_mark, guessed.currency) == found


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=4))
def test_no_cells_make_the_guess_fail(columns):
    assert guess(columns).is_known()


def test_without_a_rate_no_foreign_amount_is_taken_for_euros():
    with pytest.raises(FigureUnknown) as error:
        amount("100", Formats(currency="CHF"))
    assert error.value.reason == "rate"


def test_currencies_have_names():
    assert currency_name("CHF", "fr") == "franc suisse (CHF)"
    assert len({currency_name(code, "fr") for code in CURRENCIES}) == len(CURRENCIES)


DOLLARS = "Company;Deadline;Budget;Area\nClinic;12/31/2027;$1,200.00;1,250\nSchool;01/15/2027;$50;12\n"


@pytest.fixture
def fields(alice):
    make_field(alice, "Budget", kind="money")
    make_field(alice, "Area", kind="number")
    make_field(alice, "Deadline", kind="date")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_nord", "fields")
def test_an_american_file_is_read_as_it_was_meant(alice, bring_in):
    with pytest.raises(ImportNotReady) as error:
        bring_in(alice, DOLLARS)
    assert error.value.reason == "rate"
    bring_in(alice, DOLLARS, formats=Formats("mdy", ".", "USD", Decimal("0.9")))
    assert Company.objects.get(name="Clinic").custom == {"budget": 108000, "area": 1250, "deadline": "2027-12-31"}
    assert Company.objects.get(name="School").custom == {"budget": 4500, "area": 12, "deadline": "2027-01-15"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_nord", "fields")
def test_what_will_be_read_is_shown_before(alice):
    file = receive(member=alice, name="x.csv", chunks=[DOLLARS.encode()])
    assert (file.date_order, file.decimal_mark, file.currency) == ("mdy", ".", "USD")
    _, days, amounts, areas = samples(file, file.mapping, Formats("mdy", ".", "USD", Decimal("0.9")))
    assert [one.read for one in days] == ["31/12/2027", "15/01/2027"]
    assert [one.read.replace("\u202f", " ").replace("\xa0", " ") for one in amounts] == ["1 080 €", "45 €"]
    assert [one.read.replace("\u202f", " ") for one in areas] == ["1 250", ""]
    wrong = samples(file, file.mapping, Formats())
    assert [one.why for one in wrong[2]] == ["elle est dans une autre monnaie que celle choisie pour le fichier"] * 2
    assert wrong[1][0].why == "ce n’est pas une date"


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_nord", "fields")
def test_of_several_sheets_the_one_that_says_most_is_guessed_and_another_can_be_chosen(alice, bring_in):
    book = workbook(
        Lisezmoi=[["Bonjour"], ["Ce classeur…"]],
        Clients=[["Société", "Ville", "Budget", "Deadline"], ["Roux", "Lyon", 1250.5, dt.date(2027, 1, 2)]],
        Archives=[["Société"], ["Vieux"]],
        Caché=[["Société", "Ville", "SIRET", "Téléphone"], ["Secret", "Lyon", "", ""]],
    )
    book["Caché"].sheet_state = "hidden"
    file = receive(member=alice, name="x.xlsx", chunks=[saved(book)])
    assert (file.sheet, [name for name, *_ in file.sheets]) == ("Clients", ["Lisezmoi", "Clients", "Archives"])
    read_as(member=alice, file=file, has_header=True, sheet="Archives")
    assert (file.headers, file.lines) == (["Société"], 2)
    with pytest.raises(ImportNotReady):
        read_as(member=alice, file=file, has_header=True, sheet="Caché")
    bring_in(alice, saved(book), "x.xlsx")
    assert Company.objects.get().custom == {"budget": 125050, "deadline": "2027-01-02"}
