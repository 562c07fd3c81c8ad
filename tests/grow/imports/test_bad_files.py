"""Every bad file gets a sentence; none gets a half-done import."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from carnet.foundation.jobs.services import perform
from carnet.foundation.parties.models import Company
from carnet.grow.imports import words, workbooks
from carnet.grow.imports.models import FilePiece, Import
from carnet.grow.imports.reports import refused_lines
from carnet.grow.imports.services import FileRefused, ImportNotReady, choose, read_as, receive, verify
from carnet.grow.imports.storage import PIECE, beginning

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_nord")]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"%PDF-1.7 ...", "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
        (b"PK\x03\x04 cut short", "not_xlsx"),
        (zipped("xl/workbook.xml", b"<broken"), "not_xlsx"),
        (workbook(["Nom", "Ville"], ["Roux", "Lyon"])[:-400], "not_xlsx"),
        (b";".join(b"c%d" % number for number in range(2000)) + b"\n", "too_wide"),
        pytest.param(b'nom;note\n"Roux;' + b"x" * 200_000, "quote", id="quote"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(alice, data, reason):
    with pytest.raises(FileRefused) as error:
        receive(member=alice, name="x", chunks=[data])
    assert error.value.reason == reason
    assert len(words.file_refused(error.value)) > 20
    assert Import.objects.count() == FilePiece.objects.count() == 0


def test_a_bomb_is_not_unfolded(alice, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(FileRefused) as error:
        receive(member=alice, name="x.xlsx", chunks=[zipped("xl/worksheets/sheet1.xml", b"0" * 2_000_000)])
    assert error.value.reason == "bomb"


def test_what_a_workbook_holds_in_memory_is_bounded_before_the_rest(alice, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_HELD", 100_000)
    with pytest.raises(FileRefused) as error:
        receive(member=alice, name="x.xlsx", chunks=[zipped("xl/sharedStrings.xml", b"0" * 200_000)])
    assert error.value.reason == "bomb"


def test_entities_that_unfold_into_more_entities_are_not_followed(alice):
    """A thousand million of a word, as the old trick has it."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    book = io.BytesIO(workbook(["Nom", "Ville"], ["Roux", "Lyon"]))
    out = io.BytesIO()
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(out, "w") as target:
        for one in source.infolist():
            data = source.read(one)
            if b"Roux" in data:
                root = data.index(b"<sst") if b"<sst" in data else data.index(b"<worksheet")
                data = data[:root] + f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'.encode() + data[root:]
                data = data.replace(b"Roux", b"&l9;")
            target.writestr(one, data)
    with pytest.raises(FileRefused) as error:
        receive(member=alice, name="x.xlsx", chunks=[out.getvalue()])
    assert error.value.reason == "not_xlsx"


def test_a_workbook_cut_inside_a_sheet_is_refused(alice):
    whole = workbook(["Nom", "Ville"], *([f"Société {number}", "Lyon"] for number in range(3000)))
    with zipfile.ZipFile(io.BytesIO(whole)) as source:
        parts = {one.filename: source.read(one) for one in source.infolist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    file = receive(member=alice, name="x.xlsx", chunks=[out.getvalue()])
    choose(member=alice, file=file, mapping=["company.name", "company.city"])
    job = verify(member=alice, file=file)
    perform(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "abîmé" in job.message


def test_a_row_of_two_thousand_cells_is_refused_by_its_line(alice, bring_in):
    file = bring_in(alice, "Société;Ville\nRoux;Lyon\n" + ";".join(["x"] * 2000) + "\n")
    assert [(row.line, row.problems[0][2], len(row.cells)) for row in file.refused_rows.all()] == [(3, "long", 2000)]


def test_a_formula_comes_in_as_text_and_goes_out_harmless(alice, bring_in):
    file = bring_in(alice, "Société;SIRET;Ville\n=cmd|' /C calc'!A0;12;@SUM(1)\n+33 SARL;;-2+3\n", name="f.csv")
    [_headers, refused] = list(refused_lines(file))
    assert refused.startswith("'=cmd|' /C calc'!A0;12;'@SUM(1);")
    assert Company.objects.get().name == "+33 SARL"


def test_a_large_file_is_refused_while_it_arrives(alice, settings):
    settings.CARNET_IMPORT_MAX_MB = 1
    with pytest.raises(FileRefused) as error:
        receive(member=alice, name="x.csv", chunks=(b"a;b\n" * 50_000 for _ in range(20)))
    assert error.value.reason == "too_big"


def test_a_workbook_comes_in(alice, bring_in):
    book = workbook(
        ["Société", "SIRET", "Date d'inscription", "Code postal"],
        ["Roux", 73282932000074, dt.date(2026, 11, 3), 69003.0],
    )
    bring_in(alice, book, "clients.xlsx")
    roux = Company.objects.get()
    assert (roux.siret, roux.postcode) == ("73282932000074", "69003")
    assert str(roux.provenances.get().collected_on) == "2026-11-03"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
def test_accents_arrive_whole_whatever_the_encoding(alice, bring_in, encoding):
    bring_in(alice, "Société;Ville\r\nŒuvre d’Été;Saint-Étienne\r\n".encode(encoding))
    assert Company.objects.get().name == "Œuvre d’Été"


def test_ragged_rows_and_nul_bytes_are_refused_by_line(alice, bring_in):
    file = bring_in(alice, "Société;Ville\nRoux\nPetit;Lyon;trop\nNu\x00l;Lyon\nMoreau;Dijon\nBlanc;Lyon;;\n")
    reasons = [(row.line, row.problems[0][2]) for row in file.refused_rows.order_by("line")]
    assert reasons == [(2, "short"), (3, "long"), (4, "nul")]
    assert Company.objects.count() == 2


def test_duplicate_and_empty_headers_do_not_matter(alice, bring_in):
    file = bring_in(alice, "Société;;Société;Ville\nRoux;x;Autre;Lyon\n")
    assert file.mapping == ["company.name", "", "", "company.city"]
    assert Company.objects.get().name == "Roux"


def test_nested_quotation_marks_are_read(alice, bring_in):
    bring_in(alice, 'Société;Ville\n"Au ""Bon"" Pain";Lyon\n')
    assert Company.objects.get().name == 'Au "Bon" Pain'


def test_a_wrong_guess_is_corrected(alice):
    file = receive(member=alice, name="x.csv", chunks=["Société,Ville\nRoux,Lyon\n".encode()])
    read_as(member=alice, file=file, encoding="cp1252", separator=";", has_header=True)
    assert file.headers == ["SociÃ©tÃ©,Ville"]
    read_as(member=alice, file=file, encoding="utf-8-sig", separator=",", has_header=False)
    assert (file.headers, file.state) == (["", ""], "draft")
    with pytest.raises(ImportNotReady):
        read_as(member=alice, file=file, encoding="rot13", separator=",", has_header=True)


def test_a_quotation_mark_far_down_stops_the_check_with_its_line(alice):
    text = "Société;Ville\n" + "Roux;Lyon\n" * 3000 + '"Petit;Lyon\n' + "x\n" * 60_000
    file = receive(member=alice, name="x.csv", chunks=[text.encode()])
    choose(member=alice, file=file, mapping=file.mapping)
    job = verify(member=alice, file=file)
    perform(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "3002" in job.message


def test_pieces_come_back_as_the_bytes_that_were_sent(alice):
    data = b"Nom;Note\n" + bytes(range(32, 127)) * 30_000
    file = receive(member=alice, name="x.csv", chunks=[data[:10], data[10:PIECE], data[PIECE:]])
    assert beginning(file, len(data) + 1) == data
    assert file.pieces.count() == 3
