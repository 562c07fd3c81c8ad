"""Contact cards, from the line to the record."""

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.parties.models import Address, Affiliation, Company, ContactPoint, Person
from carnet.grow.imports import words
from carnet.grow.imports.models import Import
from carnet.grow.imports.rules.cards import COLUMNS, cards
from carnet.grow.imports.rules.records import FileUnreadable
from carnet.grow.imports.services import FileRefused, receive


def read(text, charset="utf-8"):
    """Each card as its filled cells by column."""
    records = cards(io.StringIO(text, newline=""), charset)
    return [
        {column: cell for column, cell in zip(COLUMNS, one.cells, strict=True) if cell} | {"line": one.line}
        for one in records
    ]


def card(*lines, version="3.0"):
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["N:Nuñez;José;;M.;", "FN:José Nuñez"], {"family": "Nuñez", "given": "José", "prefix": "M."}),
        (["FN:José Nuñez"], {"family": "Nuñez", "given": "José"}),
        (["FN:Garage Moreau", "ORG:Garage Moreau"], {"org": "Garage Moreau"}),
        (["KIND:org", "FN:Garage Moreau", "N:Moreau;;;;"], {"org": "Garage Moreau"}),
        (["N:Roux", "ORG:Roux\\, Petit\\; Fils;Achats;Bois"], {"org": "Roux, Petit; Fils", "department": "Achats · Bois"}),
        (["N:Roux", "TITLE:Gérante", "ROLE:Acheteuse"], {"title": "Gérante", "role": "Acheteuse"}),
        (["N:Roux", "ROLE:Acheteuse"], {"title": "Acheteuse"}),
        (["N:Roux", "TEL;TYPE=WORK,VOICE:04 72 00 00 01"], {"tel": "04 72 00 00 01"}),
        (["N:Roux", "TEL;WORK;VOICE:1", "TEL;CELL;PREF:2"], {"tel": "2", "tel_work": "1"}),
        (["N:Roux", "TEL;PREF=2:1", "TEL;PREF=1;TYPE=home:2"], {"tel": "2", "tel_work": "1"}),
        (["N:Roux", "TEL;VALUE=uri;TYPE=\"cell,voice\":tel:+33-6-12;ext=3"], {"tel": "+33-6-12"}),
        (["N:Roux", "TEL;TYPE=FAX:1", "TEL;TYPE=MAIN:2"], {"fax": "1", "tel_switchboard": "2"}),
        (["N:Roux", "item1.EMAIL;type=INTERNET:a@b.fr", "EMAIL;TYPE=HOME:c@d.fr"], {"email": "a@b.fr", "email_home": "c@d.fr"}),
        (["N:Roux", "ADR;TYPE=WORK:;Bât. B;1 rue X;Lyon;;69003;France"],
         {"street": "1 rue X, Bât. B", "city": "Lyon", "postcode": "69003", "country": "France"}),
        (["N:Roux", "ADR;HOME:;;2 rue Y;Bron;;69500;"], {"home": "2 rue Y, 69500 Bron"}),
        (["N:Roux", "NOTE:Une\\nnote\\, longue", "NOTE:Deux"], {"note": "Une\nnote, longue\nDeux"}),
        (["N:Roux", "NOTE:Une lon", " gue ligne", "\tpliée"], {"note": "Une longue lignepliée"}),
        (["N:Roux", "PHOTO;ENCODING=b;TYPE=JPEG:AAAA", " BBBB", "CATEGORIES:VIP,Bois"], {"categories": "VIP, Bois"}),
        (["N:Roux", "une ligne sans rien", "X-INCONNU:1"], {}),
        (["N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Nu=C3=B1ez;Jos=C3=", "=A9"], {"family": "Nuñez", "given": "José"}),
        (["N;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Nu=F1ez"], {"family": "Nuñez"}),
        (["N;CHARSET=inconnu;ENCODING=QUOTED-PRINTABLE:Nu=C3=B1ez"], {"family": "Nuñez"}),
        (["N:Roux", "AGENT:", "BEGIN:VCARD", "N:Autre", "TEL:9", "END:VCARD", "TEL:1"], {"tel": "1"}),
    ],
)  # fmt: skip
def test_a_card_says(lines, found):
    [got] = read(card(*lines))
    assert {"family": "Roux", "line": 1} | found == {"family": got.get("family", "Roux")} | got


def test_several_cards_stand_in_one_file_each_on_its_line():
    assert [one["line"] for one in read(card("N:A") + "\r\n" + card("N:B", version="4.0"))] == [1, 6]


def test_a_card_cut_short_is_told_with_its_line():
    with pytest.raises(FileUnreadable) as error:
        read(card("N:A") + "BEGIN:VCARD\nN:B\n")
    assert (error.value.reason, error.value.line) == ("card", 5)


@given(st.lists(st.text(max_size=40), max_size=30))
def test_no_text_makes_the_reader_fail(lines):
    text = "BEGIN:VCARD\n" + "\n".join(lines) + "\nEND:VCARD\n"
    with contextlib.suppress(FileUnreadable):
        assert all(len(one.cells) == len(COLUMNS) for one in cards(io.StringIO(text)))


BOOK = (
    card(
        "N:Nuñez;José;;M.;", "ORG:Œuvre d’Été;Achats", "TITLE:Responsable", "TEL;TYPE=WORK:04 72 00 00 01",
        "TEL;TYPE=CELL:06 12 34 56 78", "EMAIL:jose@oeuvre.example", "ADR;TYPE=WORK:;;1 rue X;Lyon;;69003;France",
        "ADR;TYPE=WORK:;;2 rue Z;Bron;;69500;", "URL:https://oeuvre.example", "NOTE:Vu au salon", "BDAY:1980-02-03",
    )
    + card("FN:Garage Moreau", "ORG:Garage Moreau", "TEL:04 78 00 00 02", version="4.0")
    + card("TEL:0472000003")
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_nord")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_an_address_book_comes_in(alice, bring_in, encoding):
    file = bring_in(alice, BOOK.encode(encoding), "contacts.vcf")
    assert (file.file_format, file.companies_created, file.people_created, file.refused) == ("vcard", 2, 1, 1)
    jose = Person.objects.get()
    assert (str(jose), jose.phone, jose.email) == ("José Nuñez", "+33472000001", "jose@oeuvre.example")
    assert jose.notes == "Vu au salon\nService : Achats"
    role = Affiliation.objects.get(person=jose)
    company = role.company
    assert (role.job_title, company.name, company.postcode) == ("Responsable", "Œuvre d’Été", "69003")
    point = ContactPoint.objects.get()
    assert (point.person, point.use, point.value) == (jose, "mobile", "+33612345678")
    assert Address.objects.get(company=company).city == "Bron"
    assert Company.objects.get(name="Garage Moreau").phone == "+33478000002"
    assert "1980" not in jose.notes
    [refused] = file.refused_rows.all()
    assert refused.line == BOOK[: BOOK.index("TEL:0472000003")].count("\n") - 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_nord")
def test_what_a_card_is_made_of_can_be_sent_elsewhere_and_is_remembered(alice, bring_in):
    bring_in(alice, BOOK.encode(), "a.vcf", targets={"Anniversaire": "notes.append"})
    assert "1980-02-03" in Person.objects.get().notes
    again = receive(member=alice, name="b.vcf", chunks=[BOOK.encode()])
    assert again.mapping[again.card_columns.index("birthday")] == "notes.append"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_nord")
@pytest.mark.parametrize(("data", "reason"), [(b"BEGIN:VCARD\nN:A\n", "card"), (b"BEGIN:VCARD\nEND:VCARD\n", "empty")])
def test_a_book_without_a_whole_card_is_refused(alice, data, reason):
    with pytest.raises(FileRefused) as error:
        receive(member=alice, name="x.vcf", chunks=[data])
    assert error.value.reason == reason
    assert len(words.file_refused(error.value)) > 20
    assert Import.objects.count() == 0
