"""Each member shows or folds the margin on their own pages; who says nothing has what the workspace shows."""

import pytest
from django_scopes import scope

from carnet.foundation.workspaces.models import Membership, Workspace

HERE, FOLDED = "/e/nord/societes/", 'data-margin="folded"'


def is_folded(client) -> bool:
    page = client.get(HERE).content.decode()
    assert ('class="note"' in page) != (FOLDED in page), "a folded margin asks for no marks"
    return FOLDED in page


@pytest.mark.parametrize(
    ("workspace", "wish", "shown"),
    [(True, None, True), (False, None, False), (True, False, False), (False, True, True), (True, True, True)],
)
def test_the_members_wish_goes_before_the_workspace(workspace, wish, shown):
    member = Membership(workspace=Workspace(is_certifying=workspace), wants_margin=wish)
    assert member.has_margin == shown


def test_one_member_folds_it_and_the_others_keep_theirs(nord, alice_client, bruno_client):
    assert (is_folded(alice_client), is_folded(bruno_client)) == (False, False)
    answer = bruno_client.post("/e/nord/marge/affichage/", {"margin": "folded", "next": HERE})
    assert (answer.status_code, answer.url) == (303, HERE)
    assert (is_folded(alice_client), is_folded(bruno_client)) == (False, True)
    bruno_client.post("/e/nord/marge/affichage/", {"margin": "shown", "next": HERE})
    assert not is_folded(bruno_client)
    nord.refresh_from_db()
    assert nord.is_certifying, "the workspace's default stays"


def test_who_said_nothing_follows_the_workspace(nord, alice, bruno_client):
    with scope(workspace=nord):
        Workspace.objects.filter(pk=nord.pk).update(is_certifying=False)
    assert is_folded(bruno_client)
    bruno_client.post("/e/nord/marge/affichage/", {"margin": "shown"})
    assert not is_folded(bruno_client)


def test_the_menu_says_how_it_stands_and_a_stranger_has_no_say(alice_client, stranger_client, nord):
    alice_client.post("/e/nord/marge/affichage/", {"margin": "folded"})
    page = alice_client.get(HERE).content.decode()
    assert 'value="folded" aria-pressed="true"' in page
    assert stranger_client.post("/e/nord/marge/affichage/", {"margin": "folded"}).status_code == 404
