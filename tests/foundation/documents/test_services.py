import pytest
from django_scopes import scope, scopes_disabled

from carnet.foundation.audit.models import Event
from carnet.foundation.documents.models import Document, DocumentContent, DocumentFrozen
from carnet.foundation.documents.queries import verify
from carnet.foundation.documents.rendering import CannotRender
from carnet.foundation.documents.services import freeze


@pytest.fixture
def letter(alice, in_nord, data, template):
    return freeze(member=alice, kind="letter", template=template, data=data, title="Lettre", number="L-2026-0001")


def test_a_frozen_document_keeps_its_bytes_and_their_hash(letter):
    assert verify(letter).is_intact
    assert letter.size == len(letter.content.pdf)
    assert letter.template_version == 1
    assert letter.data["body"] == [["Voulez-vous venir\u202f?"]]
    assert Event.objects.get().code == "documents.frozen"


def test_one_changed_byte_is_seen(letter):
    pdf = bytes(letter.content.pdf)
    DocumentContent._base_manager.filter(document=letter).update(pdf=pdf[:-1] + b"x")
    letter.refresh_from_db()
    assert not verify(Document.objects.get()).is_intact


@pytest.mark.parametrize("model", [Document, DocumentContent])
def test_nobody_changes_or_deletes_what_is_frozen(letter, model):
    row = model.objects.get()
    for attempt in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(workspace=row.workspace),
        lambda: model.objects.bulk_update([row], ["workspace"]),
    ):
        with pytest.raises(DocumentFrozen):
            attempt()


def test_a_version_follows_another_and_only_one_does(letter, alice, data, template):
    second = freeze(member=alice, kind="letter", template=template, data=data, title="Lettre", previous=letter)
    assert (second.version, second.previous) == (2, letter)


def test_the_deletion_of_a_whole_workspace_takes_its_documents(letter, alice, data, nord, template):
    freeze(member=alice, kind="letter", template=template, data=data, title="Lettre", previous=letter)
    nord.delete()
    with scopes_disabled():
        assert not Document.objects.exists()
        assert not DocumentContent.objects.exists()


def test_a_document_is_read_where_it_is_and_nowhere_else(letter, alice_client, stranger_client, client):
    answer = alice_client.get(f"/e/nord/documents/{letter.pk}/")
    assert answer.status_code == 200
    assert answer.content == bytes(letter.content.pdf)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="L-2026-0001.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "object-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    again = alice_client.get(f"/e/nord/documents/{letter.pk}/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert alice_client.get(f"/e/nord/documents/{letter.pk}/?save")["Content-Disposition"].startswith("attachment")
    assert alice_client.get("/e/nord/documents/999999/").status_code == 404
    assert stranger_client.get(f"/e/nord/documents/{letter.pk}/").status_code == 404
    assert stranger_client.get(f"/e/sud/documents/{letter.pk}/").status_code == 404
    assert client.get(f"/e/nord/documents/{letter.pk}/").status_code == 302


def test_nothing_is_kept_when_rendering_fails(alice, nord, data, template):
    with scope(workspace=nord), pytest.raises(CannotRender):
        freeze(member=alice, kind="letter", template=template, data={**data, "date": None}, title="x")
    with scope(workspace=nord):
        assert not Document.objects.exists()
        assert not Event.objects.exists()
