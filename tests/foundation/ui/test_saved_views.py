"""A saved view is renamed by its owner, or by who may share when it is the team's; its address stays."""

import pytest

from carnet.foundation.ui.models import SavedView
from carnet.foundation.ui.services import ViewInvalid, rename_view, save_view

pytestmark = pytest.mark.usefixtures("in_nord")


@pytest.fixture
def view(alice):
    def make(name="Chauds", *, is_shared=True):
        return save_view(member=alice, list_code="companies", name=name, query="etape=hot", is_shared=is_shared)

    return make


def test_its_owner_gives_it_another_name_in_one_writing(alice, view):
    mine = view(is_shared=False)
    assert rename_view(member=alice, pk=mine.pk, name="  Mes   prospects ").name == "Mes prospects"
    mine.refresh_from_db()
    assert (mine.name, mine.query, mine.is_shared) == ("Mes prospects", "etape=hot", False)


@pytest.mark.parametrize(("name", "reason"), [(" ", "empty"), ("x" * 61, "too_long"), ("Froids", "taken")])
def test_a_name_that_cannot_be_is_refused_and_the_old_one_stays(alice, view, name, reason):
    mine = view()
    view("Froids")
    with pytest.raises(ViewInvalid) as refusal:
        rename_view(member=alice, pk=mine.pk, name=name)
    assert refusal.value.reason == reason
    mine.refresh_from_db()
    assert mine.name == "Chauds"


def test_the_teams_view_is_renamed_by_who_may_share_and_nobody_else(view, bruno, reader):
    shared, private = view(), view("Privée", is_shared=False)
    assert rename_view(member=bruno, pk=shared.pk, name="Équipe").name == "Équipe"
    for member, pk in [(reader, shared.pk), (bruno, private.pk)]:
        with pytest.raises(SavedView.DoesNotExist):
            rename_view(member=member, pk=pk, name="Autre")


def test_it_is_renamed_from_the_list_and_refusals_are_sentences(view, alice_client, reader_client, stranger_client):
    mine = view()
    at, form = f"/e/nord/societes/?vue={mine.pk}", f"/e/nord/vues/{mine.pk}/renommer/"
    assert form in alice_client.get(at).content.decode()
    assert form not in reader_client.get(at).content.decode()
    assert reader_client.post(form, {"name": "Non"}).status_code == 404
    assert stranger_client.post(form.replace("nord", "sud"), {"name": "Non"}).status_code == 404
    answer = alice_client.post(form, {"name": "À rappeler", "next": "/e/nord/societes/"})
    assert (answer.status_code, answer.url) == (303, at)
    assert "À rappeler" in alice_client.get(at).content.decode()
    assert "Donnez un nom" in alice_client.post(form, {"name": ""}, follow=True).content.decode()
