"""The seller's identity: numbers checked, gaps named, the logo cleaned; the workspace's own settings."""

import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.administration import identity, rules
from carnet.foundation.administration.logo import LogoRefused, read_logo
from carnet.foundation.administration.services import company as acts
from carnet.foundation.administration.services.spaces import create_workspace
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.workspaces.models import CompanySettings, Membership, Workspace
from carnet.foundation.workspaces.queries import seller

HERE = "/e/nord/reglages/"
SIREN, SIRET, VAT, IBAN = "732829320", "73282932000074", "FR44732829320", "FR1420041010050500013M02606"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 4, height: int = 3, extra: bytes = b"") -> bytes:
    pixels = zlib.compress(b"".join(b"\0" + b"\x10\x20\x80" * width for _ in range(height)))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("field", "given_", "kept"),
    [
        ("siren", "732 829 320", SIREN),
        ("siret", "732 829 320 00074", SIRET),
        ("vat_number", "fr 44 732829320", VAT),
        ("iban", "FR14 2004 1010 0505 0001 3M02 606", IBAN),
        ("bic", "agrifrpp882", "AGRIFRPP882"),
        ("phone", "04 72 00 00 00", "+33472000000"),
        ("phone", "+41 22 700 00 00", "+41227000000"),
        ("siret", "356 000 000 00048", "35600000000048"),
    ],
)
def test_numbers_are_kept_in_one_writing(field: str, given_: str, kept: str) -> None:
    assert identity.normalised({field: given_})[field] == kept


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"siren": "732829321"}, "siren"),
        ({"siret": "73282932000075"}, "siret"),
        ({"siren": SIREN, "siret": "35600000000048"}, "siret_of_other"),
        ({"siren": SIREN, "vat_number": "FR83404833048"}, "vat_of_other"),
        ({"vat_number": "FR00000"}, "vat"),
        ({"iban": "FR1420041010050500013M02607"}, "iban"),
        ({"bic": "???"}, "bic"),
        ({"phone": "12"}, "phone"),
        ({"siren": SIREN, "country": "FR", "postcode": "6900"}, "postcode"),
        ({"country": "FR", "postcode": "6900"}, "postcode"),
    ],
)
def test_a_wrong_number_is_refused_by_its_name(values: dict[str, str], reason: str) -> None:
    with pytest.raises(identity.IdentityInvalid) as caught:
        identity.normalised(values)
    assert caught.value.reason == reason


@given(st.text(max_size=80))
def test_a_workspace_address_is_allowed_or_empty_whatever_the_name(name: str) -> None:
    slug = rules.slug_of(name)
    assert slug == "" or slug in rules.RESERVED_SLUGS or rules.is_slug_allowed(slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ateliers Rhodanis & Cie", "ateliers-rhodanis-cie"),
        ("L’Œuf d’Étain", "l-oeuf-d-etain"),
        ("株式会社", ""),
        ("Straße", "strasse"),
    ],
)
def test_an_address_is_made_from_a_name(name: str, slug: str) -> None:
    assert rules.slug_of(name) == slug


@pytest.mark.parametrize(
    ("seller_", "field", "is_asked"),
    [
        ({"legal_form": "SAS"}, "capital_cents", True),
        ({"legal_form": "EI"}, "capital_cents", False),
        ({"legal_form": "Association loi 1901"}, "rcs_city", False),
        ({"vat_regime": "normal"}, "vat_number", True),
        ({"vat_regime": "franchise"}, "vat_number", False),
        ({"legal_form": "SAS", "capital_cents": 0}, "capital_cents", False),
        ({"phone": "+33472000000"}, "phone", False),
    ],
)
def test_a_gap_depends_on_the_form_and_the_regime(seller_: dict[str, Any], field: str, is_asked: bool) -> None:
    assert (field in {gap.field for gap in identity.gaps(seller_) if gap.is_needed}) is is_asked


def filled(client: Client, **changes: str):
    fields = {
        "legal_name": "Rhodanis",
        "vat_regime": "normal",
        "country": "fr",
        "color": "#1f46b4",
        "second_color": "#1f46b4",
    }
    return client.post(HERE, fields | changes)


@pytest.mark.usefixtures("in_nord")
def test_what_is_saved_is_what_documents_are_told(alice_client: Client, nord: Workspace) -> None:
    assert filled(alice_client, siret="732 829 320 00074", capital_cents="10 000,50").status_code == 303
    told = seller(nord)
    assert (told["siren"], told["siret"], told["capital_cents"], told["country"]) == (SIREN, SIRET, 1000050, "FR")
    assert told["logo"] == b""


@pytest.mark.usefixtures("in_nord")
def test_a_refusal_names_the_value_loses_nothing_and_saves_nothing(alice_client: Client) -> None:
    response = filled(alice_client, siren="732829321", city="Lyon")
    page = response.content.decode()
    assert response.status_code == 422
    assert "«\u00a0732829321\u00a0» n’est pas un SIREN" in page
    assert 'value="Lyon"' in page
    assert not CompanySettings.objects.exists()


@pytest.mark.usefixtures("in_nord")
def test_an_edit_is_one_event_and_comes_back(alice: Membership) -> None:
    acts.save_company(member=alice, values={"legal_name": "Avant"})
    event = acts.save_company(member=alice, values={"legal_name": "Après"})
    undo(member=alice, event_id=event.pk)
    assert CompanySettings.objects.get().legal_name == "Avant"
    assert acts.save_company(member=alice, values={"legal_name": "Avant"}) is None
    assert Event.objects.filter(code="workspaces.company_edited").count() == 2


def test_a_logo_keeps_its_picture_and_nothing_else() -> None:
    logo = read_logo(png(extra=chunk(b"tEXt", b"Comment\0secret")) + b"<script>")
    assert (logo.media_type, logo.width, logo.height) == ("image/png", 4, 3)
    assert b"secret" not in logo.content
    assert b"script" not in logo.content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"", "not_a_picture"),
        (png()[:40], "damaged"),
        (png().replace(b"IDAT", b"IDAX"), "damaged"),
        (png(3001, 1), "too_wide"),
        (png(0, 3), "too_wide"),
        (b"\x89PNG" * 200_000, "too_heavy"),
        (b"\xff\xd8\xff\xd9", "damaged"),
        (b"\xff\xd8" + b"\xff\xe0\x00\x04ab" * 3, "damaged"),
    ],
)
def test_a_bad_logo_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(LogoRefused) as caught:
        read_logo(content)
    assert caught.value.reason == reason


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader_of_logos(content: bytes) -> None:
    for head in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8"):
        with suppress(LogoRefused):
            read_logo(head + content)


@pytest.mark.usefixtures("in_nord")
def test_a_logo_is_sent_seen_and_removed(alice_client: Client, nord: Workspace) -> None:
    sent = SimpleUploadedFile("logo.png", png(), "image/png")
    assert alice_client.post(f"{HERE}logo/", {"logo": sent}).status_code == 303
    image = alice_client.get(f"{HERE}logo/image/")
    assert (image["Content-Type"], image["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert seller(nord)["logo"] == image.content
    alice_client.post(f"{HERE}logo/", {"remove": "1"})
    assert seller(nord)["logo"] == b""
    refused = alice_client.post(f"{HERE}logo/", {"logo": SimpleUploadedFile("x.png", b"no")})
    assert refused.status_code == 422
    assert "ni un PNG ni un JPEG" in refused.content.decode()


@pytest.mark.usefixtures("in_nord")
def test_the_margin_and_the_time_zone_are_the_workspaces(alice_client: Client, nord: Workspace) -> None:
    alice_client.post(f"{HERE}espace/", {"name": "Nord et Est", "time_zone": "Indian/Reunion"})
    nord.refresh_from_db()
    assert (nord.name, nord.time_zone, nord.is_certifying) == ("Nord et Est", "Indian/Reunion", False)
    assert alice_client.post(f"{HERE}espace/", {"name": "N", "time_zone": "Mars/Olympus"}).status_code == 422


def test_two_workspaces_of_one_name_get_two_addresses(alice: Membership, client: Client) -> None:
    places = [create_workspace(user=alice.user, name="Atelier") for _ in range(3)]
    assert [place.workspace.slug for place in places] == ["atelier", "atelier-2", "atelier-3"]
    assert all(place.is_owner for place in places)


@pytest.mark.usefixtures("in_nord")
def test_deleting_takes_the_address_typed_by_an_owner(alice_client: Client, bruno_client: Client) -> None:
    there = f"{HERE}donnees/supprimer/"
    assert bruno_client.post(there, {"slug": "nord"}).status_code == 403
    assert alice_client.post(there, {"slug": "sud"}).status_code == 422
    assert Workspace.objects.filter(slug="nord").exists()
    assert alice_client.post(there, {"slug": "nord"}).status_code == 303
    assert not Workspace.objects.filter(slug="nord").exists()


@pytest.mark.usefixtures("in_nord")
def test_the_export_comes_as_a_file_and_is_in_the_history(alice_client: Client) -> None:
    response = alice_client.post(f"{HERE}donnees/export/")
    assert response["Content-Disposition"].startswith('attachment; filename="carnet-nord-')
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert Event.objects.filter(code="workspaces.exported").count() == 1


def test_the_colour_of_titles_goes_with_the_first_until_it_is_chosen(alice: Membership, in_nord: Workspace) -> None:
    def saved(**values: str) -> tuple[str, str]:
        acts.save_company(member=alice, values=values)
        row = CompanySettings.objects.get()
        return row.color, row.second_color

    assert saved(color="#0b5d3b", second_color="#1f46b4") == ("#0b5d3b", "#0b5d3b")
    assert saved(color="#0b5d3b", second_color="#7a1020") == ("#0b5d3b", "#7a1020")
    assert saved(color="#1f46b4", second_color="#7a1020") == ("#1f46b4", "#7a1020")
