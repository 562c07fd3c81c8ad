"""One takes back one's own acts; another's, only who manages the workspace; what touches the workspace itself, an owner."""

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django_scopes import scope

from carnet.foundation.administration.services import company as settings_of
from carnet.foundation.administration.services import invitations, members
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.perms import may_undo, missing_to_undo
from carnet.foundation.audit.queries import timeline
from carnet.foundation.audit.services import record, undo
from carnet.foundation.audit.undo import UndoNotAllowed
from carnet.foundation.parties.services import create_company, edit_company
from carnet.foundation.ui.responses import toast
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission, Role
from tests.conftest import person, signed_in


@pytest.fixture
def mona(nord):
    """A manager who does not own the workspace."""
    return Membership.objects.create(workspace=nord, user=person("mona@example.org", "Mona Faure"), role=Role.MANAGER)


@pytest.fixture
def acts(nord, alice, bruno):
    with scope(workspace=nord):
        company = create_company(member=alice, name="Perrin", city="Lyon")
        hers = edit_company(member=alice, company=company, changes={"city": "Bron"})
        his = edit_company(member=bruno, company=company, changes={"industry": "Menuiserie"})
    return company, hers, his


def take_back(client, event):
    return client.post(f"/e/nord/historique/{event.pk}/annuler/").status_code


def test_a_rep_cannot_take_back_what_the_manager_did(acts, bruno_client):
    company, hers, _ = acts
    assert take_back(bruno_client, hers) == 403
    company.refresh_from_db()
    assert company.city == "Bron"


def test_a_rep_takes_back_their_own_act_and_a_manager_anybodys(acts, bruno_client, mona):
    company, hers, his = acts
    assert take_back(bruno_client, his) == 303
    assert take_back(signed_in(mona), hers) == 303
    company.refresh_from_db()
    assert (company.city, company.industry) == ("Lyon", "")


def test_an_act_that_does_not_exist_is_not_found(bruno_client, stranger_client, acts):
    assert bruno_client.post("/e/nord/historique/999999/annuler/").status_code == 404
    assert stranger_client.post(f"/e/sud/historique/{acts[1].pk}/annuler/").status_code == 404


def invited(member: Membership) -> Event:
    invitations.invite(member=member, email="nina@example.org", role=Role.REP)
    return Event.objects.get(code="workspaces.invited")


def opened_again(member: Membership, target: Membership) -> Event:
    members.deactivate(member=member, target=target)
    return members.reactivate(member=member, target=target)


DECISIONS = {
    "role": lambda by, of: members.change_role(member=by, target=of, role=Role.CARE),
    "closed": lambda by, of: members.deactivate(member=by, target=of),
    "opened": opened_again,
    "invited": lambda by, of: invited(by),
    "settings": lambda by, of: settings_of.save_workspace(member=by, values={"is_certifying": False}),
    "company": lambda by, of: settings_of.save_company(member=by, values={"city": "Lyon"}),
}


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_manager_does_not_take_back_what_the_owner_decided_of_the_workspace(in_nord, alice, bruno, mona, kind):
    event = DECISIONS[kind](alice, bruno)
    with pytest.raises(UndoNotAllowed) as refusal:
        undo(member=mona, event_id=event.pk)
    assert (refusal.value.reason, refusal.value.permission) == ("not_allowed", Permission.WORKSPACE_OWN)
    assert take_back(signed_in(mona), event) == 403


@pytest.mark.parametrize("who", ["alice", "mona"])
@pytest.mark.parametrize("kind", DECISIONS)
def test_what_a_manager_decided_is_taken_back_by_them_or_by_the_owner(in_nord, alice, bruno, mona, kind, who):
    event = DECISIONS[kind](mona, bruno)
    undo(member={"alice": alice, "mona": mona}[who], event_id=event.pk)
    assert Event.objects.get(code="audit.undone").undoes == event


def test_who_lost_the_right_does_not_take_back_even_their_own_act(in_nord, alice, bruno, mona):
    event = members.change_role(member=mona, target=bruno, role=Role.CARE)
    members.change_role(member=alice, target=mona, role=Role.REP)
    demoted = Membership.objects.get(pk=mona.pk)
    assert missing_to_undo(demoted, event) == Permission.MEMBER_MANAGE
    with pytest.raises(UndoNotAllowed):
        undo(member=demoted, event_id=event.pk)


def test_an_act_of_nobody_is_anothers(in_nord, alice, bruno, mona):
    company = create_company(member=alice, name="Perrin")
    event = record(member=None, code="parties.company_edited", subjects=[company], is_undoable=True)
    assert [may_undo(member, event) for member in (alice, mona, bruno)] == [True, True, False]


@pytest.mark.parametrize("role", Role.values)
def test_the_button_shows_exactly_where_the_act_would_not_be_refused(nord, acts, bruno, role):
    """In the thread of the company and in the history, for every role and both acts."""
    Membership.objects.filter(pk=bruno.pk).update(role=role)
    bruno = Membership.objects.get(pk=bruno.pk)
    company, hers, his = acts
    with scope(workspace=nord):
        can = {entry.event.pk: entry.can_undo for entry in timeline(company, reader=bruno)}
    thread = signed_in(bruno).get(f"/e/nord/societes/{company.pk}/").content.decode()
    history = signed_in(bruno).get("/e/nord/historique/").content.decode()
    for event in (hers, his):
        address = f"/e/nord/historique/{event.pk}/annuler/"
        assert can[event.pk] == (address in thread) == (address in history) == may_undo(bruno, event)
        assert (take_back(signed_in(bruno), event) == 403) != can[event.pk]


@pytest.mark.parametrize(("role", "is_offered"), [(Role.REP, True), (Role.READER, False)])
def test_a_toast_offers_to_take_back_only_what_the_member_may(in_nord, rf, acts, bruno, role, is_offered):
    request = rf.get("/")
    request.session, request.member = {}, Membership(pk=bruno.pk, workspace=in_nord, user=bruno.user, role=role)
    request._messages = CookieStorage(request)
    toast(request, "Enregistré.", undo=acts[2])
    assert [bool(message.extra_tags) for message in request._messages] == [is_offered]
