"""One takes back one's own acts; another's, only who manages the workspace."""

import pytest
from django_scopes import scope

from carnet.foundation.parties.services import create_company, edit_company


@pytest.fixture
def acts(nord, alice, bruno):
    with scope(workspace=nord):
        company = create_company(member=alice, name="Perrin", city="Lyon")
        hers = edit_company(member=alice, company=company, changes={"city": "Bron"})
        his = edit_company(member=bruno, company=company, changes={"industry": "Menuiserie"})
    return company, hers, his


def undo(client, event):
    return client.post(f"/e/nord/historique/{event.pk}/annuler/").status_code


def test_a_rep_cannot_take_back_what_the_manager_did(acts, bruno_client):
    company, hers, _ = acts
    assert undo(bruno_client, hers) == 403
    company.refresh_from_db()
    assert company.city == "Bron"


def test_a_rep_takes_back_their_own_act_and_the_manager_anybodys(acts, bruno_client, alice_client):
    company, hers, his = acts
    assert undo(bruno_client, his) == 303
    assert undo(alice_client, hers) == 303
    company.refresh_from_db()
    assert (company.city, company.industry) == ("Lyon", "")


def test_an_act_that_does_not_exist_is_not_found(bruno_client, stranger_client, acts):
    assert bruno_client.post("/e/nord/historique/999999/annuler/").status_code == 404
    assert stranger_client.post(f"/e/sud/historique/{acts[1].pk}/annuler/").status_code == 404
