"""Bytes, headers, cells and duplicates, without a database."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.parties import identifiers
from carnet.foundation.parties.models import Stage
from carnet.grow.imports.rules import quick, values
from carnet.grow.imports.rules.cells import unquoted
from carnet.grow.imports.rules.duplicates import Companies, People
from carnet.grow.imports.rules.further import Point
from carnet.grow.imports.rules.headers import TABLE, guess_targets
from carnet.grow.imports.rules.records import FileUnreadable, records
from carnet.grow.imports.rules.rows import Reading, RowReader, neutral
from carnet.grow.imports.rules.sniffing import Layout, decode, guess_date_order, guess_layout
from carnet.grow.imports.rules.targets import TARGETS

FRENCH = "Société;Ville;Chiffre d'affaires\r\nBoulangerie Lefèvre;Saint-Étienne;1 234,56\r\nCafé du Pont;Mâcon;12,5\r\n"


@pytest.mark.parametrize(
    ("written_in", "read_in"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("mac_roman", "mac_roman"),
        ("cp850", "cp850"),
    ],
)
def test_the_encoding_is_guessed(written_in, read_in):
    data = FRENCH.encode(written_in)
    layout = guess_layout(data)
    assert layout == Layout(read_in, ";", has_header=True)
    assert decode(data, layout.encoding) == FRENCH


@pytest.mark.parametrize(
    ("text", "separator", "has_header"),
    [
        ("a,b\n1,2\n", ",", True),
        ('nom;montant\n"Petit; fils";12,50\n"Roux";3,20\n', ";", True),
        ("nom\tville\nRoux\tLyon, 3e\n", "\t", True),
        ("nom|ville\nRoux|Lyon\n", "|", True),
        ("Roux;04 72 00 00 01\nPetit;04 72 00 00 02\n", ";", False),
        ("Roux,roux@exemple.fr\n", ",", False),
        ("seule colonne\nRoux\n", ";", True),
        ("", ";", False),
    ],
)
def test_separator_and_header_are_guessed(text, separator, has_header):
    layout = guess_layout(text.encode())
    assert (layout.separator, layout.has_header) == (separator, has_header)


@given(st.binary(max_size=600))
def test_no_bytes_make_the_guess_fail(data):
    layout = guess_layout(data)
    decode(data, layout.encoding)


@pytest.mark.parametrize(
    ("cells", "order"),
    [(["03/11/2026"], "dmy"), (["11/25/2026", "01/02/2026"], "mdy"), (["2026-11-03"], "ymd"), ([], "dmy")],
)
def test_the_order_of_dates_is_guessed(cells, order):
    assert guess_date_order(cells) == order


HEADERS = [
    # Salesforce, HubSpot, Pipedrive, French exports: see HEADERS of the reference data.
    ("First Name|Last Name|Email|Phone|Account Name|Title", "given_name family_name email phone c.name job_title"),
    ("Account Name|Industry|Phone|Billing City|Billing Country", "c.name c.industry c.phone c.city c.country"),
    ("Record ID|First Name|Email|Phone Number|Job Title|Company Name", "- given_name email phone job_title c.name"),
    ("Record ID|Company name|Website URL|Company owner|Create Date", "- c.name c.website - date"),
    ("Lead ID|FirstName|LastName|Email|Phone|Company|LeadSource", "- given_name family_name email phone c.name -"),
    ("Person - Name*|Person - First name|Person - Last name", "full_name given_name family_name"),
    (
        "Person - Email (Work)|Organization - Name*|Organization - Address|Person - Name*",
        "email c.name c.street full_name",
    ),
    ("Nom|Prénom|Email|Téléphone|Entreprise|Date Inscription", "family_name given_name email phone c.name date"),
    (
        "Raison sociale|Adresse|Code Postal|Ville|Telephone Portable|eMail",
        "c.name c.street c.postcode c.city c.phone c.email",
    ),
    ("Nom|SIRET|N° TVA intracommunautaire|Site web", "c.name c.siret c.vat_number c.website"),
    ("Nom|Entreprise", "full_name c.name"),
]


@pytest.mark.parametrize(("headers", "expected"), HEADERS)
def test_headers_are_matched_to_fields(headers, expected):
    short = {"-": "", "date": "collected_on"}
    wanted = [
        short.get(one) if one in short else one.replace("c.", "company.") if one.startswith("c.") else f"person.{one}"
        for one in expected.split()
    ]
    found = guess_targets(headers.split("|"))
    if {"person.given_name", "person.family_name"} <= set(wanted):
        wanted = ["" if one == "person.full_name" else one for one in wanted]
    assert found == wanted


def test_what_a_workspace_chose_before_goes_first():
    assert guess_targets(["Nom", "Secteur"], {"secteur": "notes.append"}) == ["company.name", "notes.append"]


def test_every_word_leads_to_a_target_that_exists():
    assert set(TABLE.values()) - {"either.name", "either.phone", "either.email", "either.notes"} <= set(TARGETS)


def read(mapping, *cells, **options):
    reading = Reading([f"c{place}" for place in range(len(mapping))], mapping, {"company.name": 10}, **options)
    return RowReader(reading).read(2, list(cells))


@pytest.mark.parametrize(
    ("mapping", "cells", "column", "reason"),
    [
        (["company.name", "company.siret"], ("Roux", "73282932000075"), 1, "checksum"),
        (["company.name"], ("",), 0, "empty"),
        (["company.name"], ("x" * 11,), 0, "too_long"),
        (["company.name"], ("Ro\x00ux",), 0, "nul"),
        (["company.name"], ("Ro\ufffdux",), 0, "undecodable"),
        (["company.name", ""], ("Roux",), -1, "short"),
        (["company.name"], ("Roux", "Lyon"), -1, "long"),
        (["company.name", "company.country"], ("Roux", "Syldavie"), 1, "country"),
        (["company.name", "company.stage"], ("Roux", "ami"), 1, "stage"),
        (["company.name", "collected_on"], ("Roux", "31/02/2026"), 1, "date"),
    ],
)
def test_a_row_that_cannot_be_stored_says_where_and_why(mapping, cells, column, reason):
    draft = read(mapping, *cells)
    assert [(problem.column, problem.reason) for problem in draft.problems] == [(column, reason)]


def test_blank_cells_beyond_the_last_column_do_not_matter():
    assert read(["company.name"], "Roux", "", " ").company == {"name": "Roux"}


def test_a_forgiving_reading_keeps_the_wrong_value_in_the_notes():
    draft = read(["company.name", "company.phone"], "Roux", "06 12", is_forgiving=True)
    assert draft.company == {"name": "Roux", "notes": "c1 : 06 12"}


def test_a_second_phone_is_kept_beside_the_first():
    draft = read(["company.name", "company.phone", "company.phone"], "Roux", "0472000001", "0612345678")
    assert draft.company == {"name": "Roux", "phone": "+33472000001"}
    assert draft.points == [Point("company", "phone", "work", "+33612345678")]


def test_a_phone_is_read_as_in_the_country_of_its_row():
    draft = read(["company.phone", "company.name", "company.country"], "0161 496 0001", "Mill", "UK")
    assert draft.company == {"phone": "+441614960001", "name": "Mill", "country": "GB"}


def test_without_a_person_their_phone_is_the_companys():
    draft = read(["company.name", "person.family_name", "person.phone"], "Roux", "", "0612345678")
    assert (draft.company, draft.person) == ({"name": "Roux", "phone": "+33612345678"}, None)


def test_without_a_company_the_city_goes_to_the_persons_notes():
    draft = read(["person.full_name", "company.city"], "Ada Lovelace", "Londres")
    assert draft.person == {"given_name": "Ada", "family_name": "Lovelace", "notes": "c1 : Londres"}
    assert draft.company is None


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Jean Dupont", ("Jean", "Dupont")),
        ("DUPONT Jean", ("Jean", "DUPONT")),
        ("Dupont, Jean", ("Jean", "Dupont")),
        ("Jean de La Tour", ("Jean", "de La Tour")),
        ("Dupont", ("", "Dupont")),
    ],
)
def test_a_whole_name_is_split(whole, parts):
    assert values.split_name(whole) == parts


@pytest.mark.parametrize(
    ("text", "order", "iso"),
    [
        ("03/11/2026", "dmy", "2026-11-03"),
        ("03/11/2026", "mdy", "2026-03-11"),
        ("2026-11-03", "dmy", "2026-11-03"),
        ("3.11.26", "dmy", "2026-11-03"),
        ("2024-03-12 09:14", "dmy", "2024-03-12"),
    ],
)
def test_a_date_is_read_in_the_order_chosen(text, order, iso):
    assert values.day(text, order).isoformat() == iso


def test_stages_and_countries_are_known_in_both_languages():
    assert set(values.STAGES.values()) <= set(Stage.values)
    names = ["France", "Royaume-Uni", "united kingdom", "UK", "gb", "Allemagne", "BELGIQUE", "États-Unis"]
    assert [values.country(name) for name in names] == ["FR", "GB", "GB", "GB", "GB", "DE", "BE", "US"]


def both(quickly, slowly, value):
    def outcome(function):
        try:
            return function(value)
        except identifiers.IdentifierInvalid as error:
            return error.reason

    assert outcome(quickly) == outcome(slowly), value


def test_the_quick_way_for_phones_is_the_same_on_every_range():
    chance = random.Random(13)
    for start in range(1000, 10_000):
        both(quick.phone, identifiers.phone, f"0{start}{chance.randrange(100_000):05d}")


@given(st.from_regex(r"[a-z0-9]{1,5}[._+-]?[A-Za-z0-9]{1,4}@[A-Za-z0-9-]{1,6}\.[a-z0-9.]{1,6}", fullmatch=True))
def test_the_quick_way_for_addresses_is_the_same(value):
    both(quick.email, identifiers.email, value)


@given(st.from_regex(r"[0-9]{8,10}|[0-9]{13,15}", fullmatch=True))
def test_the_quick_way_for_numbers_is_the_same(value):
    both(quick.siren, identifiers.siren, value)
    both(quick.siret, identifiers.siret, value)


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd", "-2+3+cmd|x", "\tx"])
def test_a_formula_is_made_harmless_and_comes_back_as_it_was(cell):
    assert neutral(cell) == f"'{cell}"
    assert cell[0] == "\t" or unquoted(neutral(cell)) == cell


@pytest.mark.parametrize("cell", ["+33 6 12 34 56 78", "-12,5", "Roux", "'t Hof"])
def test_what_is_no_formula_stays(cell):
    assert neutral(cell) == cell == unquoted(cell)


def test_records_know_their_line_even_after_a_cell_of_several_lines():
    text = 'nom;note\n"Roux";"une\nnote"\n\nPetit;x\n'
    assert [(record.line, record.cells[0]) for record in records(text.splitlines(keepends=True), ";")] == [
        (1, "nom"),
        (2, "Roux"),
        (5, "Petit"),
    ]


def test_a_quotation_mark_that_nothing_closes_names_its_line():
    lines = ["nom;note\n", 'Roux;"une\n', *["suite\n"] * 60_000]
    with pytest.raises(FileUnreadable) as error:
        list(records(lines, ";"))
    assert (error.value.reason, error.value.line) == ("quote", 2)


def test_a_quotation_mark_left_open_at_the_end_names_its_line():
    with pytest.raises(FileUnreadable) as error:
        list(records(["nom;note\n", 'Roux;"Au ""Bon"""\n', 'Petit;"une\n', "deux\n"], ";"))
    assert (error.value.reason, error.value.line) == ("quote", 3)


@pytest.mark.parametrize(
    ("known", "candidate", "reason"),
    [
        ({"name": "Roux", "siren": "732829320"}, {"name": "Autre", "siren": "732829320"}, "siren"),
        ({"name": "Roux", "city": "Lyon"}, {"name": "ROUX", "city": "lyon"}, "name_city"),
        ({"name": "Roux", "city": "Lyon"}, {"name": "Roux"}, "name_city"),
        ({"name": "Roux", "city": "Lyon"}, {"name": "Roux", "city": "Paris"}, None),
        ({"name": "Roux", "phone": "+33472000001"}, {"name": "Rue", "phone": "+33472000001"}, "phone"),
        ({"name": "Roux", "email": "a@b.fr"}, {"name": "Rue", "email": "A@b.fr"}, "email"),
        ({"name": "Roux", "siren": "732829320"}, {"name": "Roux", "siren": "404833048"}, None),
        (
            {"name": "Roux", "siren": "732829320", "siret": "73282932000074"},
            {"name": "Rue", "siren": "732829320", "siret": "73282932000082"},
            None,
        ),
    ],
)
def test_a_company_is_known_by_its_keys_unless_its_numbers_say_otherwise(known, candidate, reason):
    seen: Companies[int] = Companies()
    seen.add(7, known)
    hit = seen.find(candidate)
    assert (hit.reason if hit else None) == reason


@pytest.mark.parametrize(
    ("known", "place", "candidate", "at", "reason"),
    [
        ({"family_name": "Roux", "email": "a@b.fr"}, "1", {"family_name": "Roux", "email": "a@b.fr"}, "2", "email"),
        ({"family_name": "Roux", "email": "info@b.fr"}, "1", {"family_name": "Petit", "email": "info@b.fr"}, "1", None),
        ({"family_name": "Roux"}, "1", {"family_name": "roux"}, "1", "name_company"),
        ({"family_name": "Roux"}, "1", {"family_name": "Roux"}, "2", None),
        ({"family_name": "Roux", "phone": "+336"}, "1", {"family_name": "Roux", "phone": "+336"}, "2", "phone"),
    ],
)
def test_a_person_is_known_by_address_or_by_name_with_phone_or_company(known, place, candidate, at, reason):
    seen: People[int] = People()
    seen.add(7, known, place)
    hit = seen.find(candidate, at)
    assert (hit.reason if hit else None) == reason


IGNORED = "-"


@pytest.mark.parametrize(
    ("headers", "targets"),
    [
        (
            (
                "Person - Name*,Person - First name,Person - Last name,Person - Phone,Person - Email (Work),"
                "Person - Email (Home),Organization - Name*,Organization - Address,Deal - Title,Deal - Value,"
                "Activity - Subject*,Activity - Due date,Note - Content*"
            ),
            (
                "- person.given_name person.family_name person.phone person.email person.email company.name company.street"
                " - - - - person.notes"
            ),
        ),
        (
            "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Company Name,Contact owner",
            "- person.given_name person.family_name person.email person.phone person.job_title company.name -",
        ),
        (
            (
                "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Create Date,Associated Company,"
                "Country/Region,Contact owner"
            ),
            (
                "- person.given_name person.family_name person.email person.phone - collected_on company.name "
                "company.country -"
            ),
        ),
        (
            "Record ID,Company name,Website URL,Company owner,Create Date",
            "- company.name company.website - collected_on",
        ),
        (
            "Lead ID,FirstName,LastName,Email,Phone,Company,LeadSource,Status,OwnerId",
            "- person.given_name person.family_name person.email person.phone company.name - - -",
        ),
        (
            "Nom,Prénom,Email,Téléphone,Entreprise,Catégorie,Présence,Date Inscription",
            "person.family_name person.given_name person.email person.phone company.name - - collected_on",
        ),
        (
            (
                "Date,Identifiant societe,Code comptable client,Raison sociale,Adresse,Code Postal,Ville,Telephone fixe,"
                "Telephone Portable,eMail,Piece,Prix HT,TVA,Prix TTC,Montant payé"
            ),
            (
                "- - - company.name company.street company.postcode company.city company.phone company.phone company.email"
                " - - - - -"
            ),
        ),
    ],
    ids=["Pipedrive", "HubSpot contacts", "HubSpot leads", "HubSpot companies", "Salesforce", "French", "French till"],
)
def test_the_headers_of_other_tools_are_known(headers, targets):
    wanted = ["" if target == IGNORED else target for target in targets.split()]
    assert guess_targets(headers.split(",")) == wanted
