"""A whole workspace copied and restored from its pages: to whom it goes, what is refused, what it leaves alone."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from carnet.foundation.administration.screens import forms
from carnet.foundation.administration.services import whole
from carnet.foundation.administration.transfer import writing
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership, Workspace

COPY = "/e/nord/reglages/donnees/copier/"
RESTORE = "/nouveau/fichier/"


@pytest.fixture
def company(alice: Membership, in_nord: Workspace) -> Company:
    return create_company(member=alice, name="Clinique des Balmes")


@pytest.fixture
def exported(company: Company, nord: Workspace) -> SimpleUploadedFile:
    file = io.BytesIO()
    writing.export(nord, file)
    return SimpleUploadedFile("carnet-nord-2026-11-24.zip", file.getvalue(), "application/zip")


def names_in(workspace: Workspace) -> list[str]:
    with scope(workspace=workspace):
        return list(Company.objects.order_by("pk").values_list("name", flat=True))


def places(workspace: Workspace) -> set[tuple[str, bool, bool]]:
    rows = Membership.objects.filter(workspace=workspace)
    return set(rows.values_list("user__email", "is_active", "is_owner"))


def test_one_copies_for_oneself_and_stands_in_the_copy(
    alice_client: Client, alice: Membership, bruno: Membership, company: Company, nord: Workspace
) -> None:
    shown = alice_client.get(COPY).content.decode()
    assert "Copie de Ateliers du Nord" in shown
    assert "Bruno Petit" in shown
    answer = alice_client.post(COPY, {"name": "Essai d’été", "owner": alice.pk})
    assert answer.url == "/e/essai-d-ete/"
    made = Workspace.objects.get(slug="essai-d-ete")
    assert names_in(made) == names_in(nord) == ["Clinique des Balmes"]
    assert places(made) == {("alice@example.org", True, True), ("bruno@example.org", False, False)}
    assert "ne change rien dans «\u00a0Ateliers du Nord\u00a0»" in alice_client.get(answer.url).content.decode()


def test_a_copy_for_another_is_theirs_alone(
    alice_client: Client, bruno_client: Client, alice: Membership, bruno: Membership, company: Company
) -> None:
    answer = alice_client.post(COPY, {"name": "Cas de Bruno", "owner": bruno.pk}, follow=True)
    assert "Bruno Petit le trouve parmi ses espaces" in answer.content.decode()
    assert alice_client.get("/e/cas-de-bruno/").status_code == 404
    assert bruno_client.get("/e/cas-de-bruno/reglages/donnees/").status_code == 200


def test_two_copies_of_one_name_have_two_addresses(alice_client: Client, alice: Membership) -> None:
    found = [alice_client.post(COPY, {"name": "Essai", "owner": alice.pk}).url for _ in range(2)]
    assert found == ["/e/essai/", "/e/essai-2/"]


def test_a_copy_wants_a_name_and_a_member_of_here(
    alice_client: Client, alice: Membership, stranger: Membership
) -> None:
    assert alice_client.post(COPY, {"name": "  ", "owner": alice.pk}).status_code == 422
    assert alice_client.post(COPY, {"name": "Essai", "owner": stranger.pk}).status_code == 422
    assert not Workspace.objects.filter(slug="essai").exists()


def test_what_is_too_large_for_a_page_names_the_command(
    alice_client: Client, alice: Membership, exported: SimpleUploadedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "MOST_ROWS", 3)
    refused = alice_client.post(COPY, {"name": "Essai", "owner": alice.pk})
    assert refused.status_code == 422
    assert "manage.py workspace copy" in refused.content.decode()
    refused = alice_client.post(RESTORE, {"file": exported})
    assert refused.status_code == 422
    assert "manage.py workspace restore" in refused.content.decode()
    monkeypatch.setattr(forms, "UPLOAD_MAX", 10)
    exported.seek(0)
    assert "pèse plus de 50 Mo" in alice_client.post(RESTORE, {"file": exported}).content.decode()
    assert Workspace.objects.count() == 1


def test_an_exported_file_becomes_a_workspace_of_ones_own(
    alice_client: Client, exported: SimpleUploadedFile, nord: Workspace
) -> None:
    answer = alice_client.post(RESTORE, {"file": exported, "name": ""})
    made = Workspace.objects.exclude(pk=nord.pk).get()
    assert answer.url == f"/e/{made.slug}/"
    assert made.name == "Ateliers du Nord"
    assert names_in(made) == ["Clinique des Balmes"]
    assert places(made) == {("alice@example.org", True, True)}


def test_a_name_given_is_that_of_the_restored(alice_client: Client, exported: SimpleUploadedFile) -> None:
    assert alice_client.post(RESTORE, {"file": exported, "name": "Repris"}).url == "/e/repris/"


@pytest.mark.parametrize("content", [b"PK", b"no zip", b""])
def test_a_file_that_is_none_is_refused_with_a_sentence(alice_client: Client, content: bytes) -> None:
    answer = alice_client.post(RESTORE, {"file": SimpleUploadedFile("a.zip", content)})
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()
    assert Workspace.objects.count() == 1


def test_only_who_owns_a_workspace_restores_one(
    bruno_client: Client, alice_client: Client, exported: SimpleUploadedFile
) -> None:
    assert bruno_client.get(RESTORE).status_code == 403
    assert bruno_client.post(RESTORE, {"file": exported}).status_code == 403
    assert RESTORE not in bruno_client.get("/nouveau/").content.decode()
    assert RESTORE in alice_client.get("/nouveau/").content.decode()
    assert Workspace.objects.count() == 1
