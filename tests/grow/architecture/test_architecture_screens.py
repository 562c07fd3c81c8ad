"""The manager's face of the file: fields, what a change does, ready-made sets, versions, register, documents."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.documents.models import Document
from carnet.foundation.fields.models import Field, Version
from carnet.foundation.fields.queries import field_set
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.grow.architecture.models import Register
from carnet.grow.architecture.sets import MODELS, fields_of
from tests.foundation.fields.making import make_field

POSTED = {
    "label": "Surface", "kind": "number", "choices": "", "help": "", "purpose": "Chiffrer juste", "basis": "interest",
    "retention_months": "36", "retention_from": "contact", "source": "person", "sensitivity": "ordinary",
}  # fmt: skip


@pytest.fixture
def field(nord: Workspace, alice: Membership) -> Field:
    with scope(workspace=nord):
        return make_field(alice, "Besoin")


def test_an_empty_architecture_says_how_to_begin(alice_client: Client, reader_client: Client) -> None:
    page = alice_client.get("/e/nord/fichier/").content.decode()
    assert "Aucun champ à vous" in page
    assert "/e/nord/fichier/modeles/" in page
    assert "/e/nord/fichier/champs/nouveau/" not in reader_client.get("/e/nord/fichier/").content.decode()


def test_a_field_is_shown_before_it_is_made(nord: Workspace, alice_client: Client) -> None:
    url = "/e/nord/fichier/champs/nouveau/?porte=company"
    preview = alice_client.post(url, POSTED)
    assert preview.status_code == 200
    assert "« Surface » est ajouté" in preview.content.decode().replace("\u00a0", " ")
    assert not Field._base_manager.exists()
    again = alice_client.post(url, {**POSTED, "back": "1"})
    assert 'value="Surface"' in again.content.decode()
    assert alice_client.post(url, {**POSTED, "apply": "1"}).status_code == 303
    with scope(workspace=nord):
        assert Field.objects.get().code == "surface"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"purpose": ""}, "obligatoire"),
        ({"kind": "choice", "choices": "Seul"}, "au moins deux choix"),
        ({"kind": "choice", "choices": "a\nA"}, "mêmes mots"),
        ({"retention_months": "601"}, "600"),
    ],
)
def test_a_field_badly_made_is_told_at_its_place_and_nothing_typed_is_lost(
    alice_client: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = alice_client.post("/e/nord/fichier/champs/nouveau/", {**POSTED, **wrong, "apply": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert 'value="Surface"' in page


def test_a_newly_required_field_says_how_many_lack_it(
    nord: Workspace, alice: Membership, alice_client: Client, field: Field
) -> None:
    with scope(workspace=nord):
        for number in range(2):
            create_company(member=alice, name=str(number), stage="hot")
    changed = {**POSTED, "label": "Besoin", "kind": "text", "purpose": field.purpose, "required_at": ["hot"]}
    page = alice_client.post(f"/e/nord/fichier/champs/{field.pk}/", changed).content.decode()
    assert "2 fiches à cette étape ne l’ont pas" in page
    assert "à regarder" in page


def test_a_change_of_kind_names_its_losses_and_asks_twice(
    nord: Workspace, alice: Membership, alice_client: Client, field: Field
) -> None:
    with scope(workspace=nord):
        create_company(member=alice, name="A", custom={"besoin": "beaucoup"})
    changed = {**POSTED, "label": "Besoin", "kind": "number", "purpose": field.purpose}
    page = alice_client.post(f"/e/nord/fichier/champs/{field.pk}/", changed).content.decode()
    assert "1 valeur serait perdue" in page
    assert "Appliquer et perdre ces valeurs" in page


def test_a_field_goes_up_and_down_by_buttons(
    nord: Workspace, alice: Membership, alice_client: Client, field: Field
) -> None:
    with scope(workspace=nord):
        second = make_field(alice, "Budget", kind="money")
    answer = alice_client.post(f"/e/nord/fichier/champs/{second.pk}/place/", {"vers": "haut"})
    assert answer["Location"].endswith(f"#champ-{second.pk}")
    with scope(workspace=nord):
        assert [one.code for one in field_set("company", Workspace.objects.get(pk=nord.pk))] == ["budget", "besoin"]


def test_archive_show_again_erase(nord: Workspace, alice: Membership, alice_client: Client, field: Field) -> None:
    with scope(workspace=nord):
        create_company(member=alice, name="A", custom={"besoin": "x"})
    base = f"/e/nord/fichier/champs/{field.pk}/"
    assert "1 fiche a une valeur" in alice_client.get(f"{base}archiver/").content.decode()
    alice_client.post(f"{base}archiver/")
    assert "Champs archivés" in alice_client.get("/e/nord/fichier/").content.decode()
    alice_client.post(f"{base}reprendre/")
    alice_client.post(f"{base}archiver/")
    assert "ne revient pas" in alice_client.get(f"{base}effacer/").content.decode()
    assert alice_client.post(f"{base}effacer/").status_code == 303
    with scope(workspace=nord):
        assert Company.objects.get().custom == {}
        assert Version.objects.count() == 5


def test_a_rep_reads_the_architecture_and_changes_nothing(bruno_client: Client, field: Field) -> None:
    assert bruno_client.get("/e/nord/fichier/").status_code == 200
    for url in (f"champs/{field.pk}/", f"champs/{field.pk}/archiver/", "modeles/", "champs/nouveau/"):
        assert bruno_client.get(f"/e/nord/fichier/{url}").status_code == 403
    assert bruno_client.post("/e/nord/fichier/registre/", {"officer": "x"}).status_code == 403


@pytest.mark.parametrize("code", sorted(MODELS))
def test_a_ready_made_set_gives_each_field_its_reasons_and_joins_what_is_there(
    nord: Workspace, alice: Membership, alice_client: Client, field: Field, code: str
) -> None:
    url = f"/e/nord/fichier/modeles/{code}/"
    assert alice_client.get(url).status_code == 200
    offered = fields_of(MODELS[code])
    assert all(told["purpose"] and told["retention_months"] for told in offered)
    alice_client.post(url, {"kept": [f"{told['holder']}.{told['code']}" for told in offered[1:]]})
    with scope(workspace=nord):
        codes = set(Field.objects.values_list("holder", "code"))
        assert {(told["holder"], told["code"]) for told in offered[1:]} | {("company", "besoin")} == codes
        undo(member=alice, event_id=Event.objects.filter(code="fields.changed").latest("pk").pk)
        assert list(Field.objects.in_use().values_list("code", flat=True)) == ["besoin"]


def test_the_register_says_each_purpose_with_what_article_30_wants(
    nord: Workspace, alice: Membership, alice_client: Client, field: Field
) -> None:
    url = "/e/nord/fichier/registre/"
    alice_client.post(
        url, {"officer": "Mme Roux, dpo@nord.example", "recipients": "Hébergeur : tout\nComptable : devis"}
    )
    page = alice_client.get(url).content.decode()
    assert "Mme Roux" in page
    assert "Suivre le besoin du client" in page
    lines = list(
        csv.reader(io.StringIO(alice_client.get(f"{url}registre.csv").content.decode().lstrip("\ufeff")), delimiter=";")
    )
    assert lines[0][0] == "Finalité"
    row = next(line for line in lines if line[0] == "Suivre le besoin du client")
    assert row[1] == "Intérêt légitime"
    assert "Besoin" in row[3]
    assert "Hébergeur" in row[4]
    assert "3 ans" in row[6]
    with scope(workspace=nord):
        event = Event.objects.get(code="architecture.register_edited")
        undo(member=alice, event_id=event.pk)
        assert Register.objects.get().officer == ""


@pytest.mark.parametrize(
    ("url", "kind"), [("document/", "architecture.fields"), ("registre/document/", "architecture.register")]
)
def test_the_documents_are_frozen_and_followed_by_their_next_version(
    nord: Workspace, alice: Membership, alice_client: Client, field: Field, url: str, kind: str
) -> None:
    kind = kind.replace(".fields", ".architecture")
    for _ in range(2):
        assert alice_client.post(f"/e/nord/fichier/{url}").status_code == 303
    with scope(workspace=nord):
        first, second = Document.objects.filter(kind=kind).order_by("pk")
        assert (first.version, second.version, second.previous) == (1, 2, first)
        assert "Besoin" in str(second.data)


def test_the_versions_tell_who_changed_what(alice_client: Client, field: Field) -> None:
    page = alice_client.get("/e/nord/fichier/versions/").content.decode().replace("\u00a0", " ")
    assert "« Besoin » est ajouté" in page
    assert "Alice Martin" in page


def test_the_list_costs_the_same_with_twenty_fields(
    nord: Workspace, alice: Membership, alice_client: Client, field: Field, django_assert_max_num_queries: Any
) -> None:
    alice_client.get("/e/nord/fichier/")
    with CaptureQueriesContext(connection) as few:
        alice_client.get("/e/nord/fichier/")
    wanted = len(few.captured_queries)
    with scope(workspace=nord):
        for number in range(19):
            make_field(alice, f"Champ {number}")
    alice_client.get("/e/nord/fichier/")
    with django_assert_max_num_queries(wanted):
        alice_client.get("/e/nord/fichier/")
