"""Five steps in a browser without JavaScript."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from carnet.foundation.parties.models import Affiliation, Person
from carnet.grow.imports.models import Import, RefusedRow

pytestmark = pytest.mark.django_db(transaction=True)

FRENCH = (
    "Société;SIRET;Nom;Prénom;Civilité;Fonction;Téléphone;Courriel;Code postal;Ville;Chiffre d'affaires;Date d'inscription\r\n"
    "Boulangerie Lefèvre & Fils;732 829 320 00074;Lefèvre;Hélène;Mme;Gérante;04 72 00 00 01;"
    "helene@lefevre.example;69003;Lyon;1 234,56;03/11/2026\r\n"
    "Œuvre d’Été;;Nuñez;José;M.;Responsable;06 12 34 56 78;jose@oeuvre.example;38000;Grenoble;12,5;15/01/2026\r\n"
    "Garage Moreau;73282932000075;Moreau;Inès;Mme;;;;69100;Villeurbanne;;31/12/2025\r\n"
    "Café du Pont;;Petit;Marc;;;06 12;pas une adresse;;;;32/01/2026\r\n"
)


def sent(text=FRENCH, name="clients.csv", encoding="cp1252"):
    return SimpleUploadedFile(name, text.encode(encoding), "text/csv")


OWN = {"origin": "own", "collected_on": "2026-11-03", "basis": "interest", "notice": "collection"}


def uploaded(client, upload):
    """The address of the columns, once the file is sent and its origin told."""
    answer = client.post("/e/nord/imports/nouveau/", {"file": upload})
    assert answer.status_code == 303, answer.content.decode()[-2000:]
    answer = client.post(answer["Location"], OWN)
    assert answer.status_code == 303, answer.content.decode()[-2000:]
    return answer["Location"]


@pytest.fixture
def columns_url(bruno_client):
    return uploaded(bruno_client, sent())


def choices(html):
    """What a browser would send back of the columns step, untouched."""
    found = {}
    for name, body in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    return {
        name: value
        for name, value in found.items()
        if name.startswith("column_") or name in {"date_order", "decimal_mark", "currency"}
    }


def test_a_french_windows_file_comes_in_by_five_steps(bruno_client, columns_url, nord):
    page = bruno_client.get(columns_url)
    html = page.content.decode()
    assert "Boulangerie Lefèvre &amp; Fils" in html
    given = choices(html)
    assert given["column_0"] == "company.name"
    assert given["column_2"] == "person.family_name"
    assert given["column_11"] == "collected_on"
    given["column_10"] = "notes.append"
    answer = bruno_client.post(columns_url, given)
    assert answer.status_code == 303, answer.content.decode()[-2000:]
    check = bruno_client.get(answer["Location"])
    html = check.content.decode()
    assert "pas une adresse" in html
    answer = bruno_client.post(check.wsgi_request.path, {"policy": "skip"})
    assert answer.status_code == 303
    answer = bruno_client.get(answer["Location"], follow=True)
    assert answer.status_code == 200
    with scope(workspace=nord):
        file = Import.objects.get()
        assert (file.companies_created, file.people_created, file.refused) == (2, 2, 2)
        helene = Person.objects.get(family_name="Lefèvre")
        assert helene.notes == "Chiffre d'affaires : 1 234,56"
        assert helene.civility == "mme"
        role = Affiliation.objects.get(person=helene)
        assert (role.company.siren, role.job_title) == ("732829320", "Gérante")
        assert str(helene.provenances.get().collected_on) == "2026-11-03"
        assert [row.line for row in RefusedRow.objects.order_by("line")] == [4, 5]
    report = bruno_client.get(f"/e/nord/imports/{file.pk}/refus/")
    text = b"".join(report.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].endswith("Motif")
    assert "Garage Moreau;73282932000075" in text


def test_a_mended_file_of_refused_rows_goes_in_again(bruno_client, nord):
    def pass_through(upload):
        path = uploaded(bruno_client, upload)
        page = bruno_client.get(path)
        answer = bruno_client.post(path, choices(page.content.decode()), follow=True)
        bruno_client.post(answer.redirect_chain[-1][0], {"policy": "skip"})
        with scope(workspace=nord):
            return Import.objects.order_by("-pk")[0]

    first = pass_through(sent())
    report = bruno_client.get(f"/e/nord/imports/{first.pk}/refus/")
    text = b"".join(report.streaming_content).decode("utf-8-sig")
    mended = (
        text.replace("73282932000075", "").replace("06 12;pas une adresse", ";").replace("32/01/2026", "31/01/2026")
    )
    again = pass_through(SimpleUploadedFile("mended.csv", mended.encode()))
    assert (again.companies_created, again.people_created, again.refused) == (2, 2, 0)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(bruno_client, settings):
    settings.CARNET_IMPORT_MAX_MB = 1
    answer = bruno_client.post("/e/nord/imports/nouveau/", {"file": SimpleUploadedFile("big.csv", b"x" * 1_200_000)})
    assert answer.status_code == 422
    assert "1 Mo" in answer.content.decode()


def test_a_form_without_its_token_is_refused(bruno):
    client = Client(enforce_csrf_checks=True)
    client.force_login(bruno.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/e/nord/imports/nouveau/", {"file": sent()}).status_code == 403


@pytest.mark.parametrize("page", ["", "nouveau/"])
def test_a_reader_may_not_import_and_a_stranger_sees_nothing(reader_client, stranger_client, nord, page):
    assert reader_client.get(f"/e/nord/imports/{page}").status_code == 403
    assert stranger_client.get(f"/e/nord/imports/{page}").status_code == 404


def test_an_empty_file_says_so(bruno_client):
    answer = bruno_client.post("/e/nord/imports/nouveau/", {"file": SimpleUploadedFile("vide.csv", b"")})
    assert answer.status_code == 422
