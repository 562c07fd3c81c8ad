"""Who is in, who may do what, who owns: and that somebody always does."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from carnet.foundation.administration.services import invitations, members
from carnet.foundation.administration.services.invitations import InvitationRefused
from carnet.foundation.administration.services.members import MemberRefused
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.workspaces.models import Invitation, Membership, Workspace
from carnet.foundation.workspaces.permissions import Role
from tests.conftest import person, signed_in

pytestmark = pytest.mark.usefixtures("in_nord")
HERE = "/e/nord/membres/"


def test_a_role_changes_with_one_event_and_comes_back(alice: Membership, bruno: Membership) -> None:
    event = members.change_role(member=alice, target=bruno, role=Role.READER)
    bruno.refresh_from_db()
    assert (bruno.role, Event.objects.count()) == (Role.READER, 1)
    undo(member=alice, event_id=event.pk)
    bruno.refresh_from_db()
    assert bruno.role == Role.REP


def test_a_role_changed_again_since_is_not_undone(alice: Membership, bruno: Membership) -> None:
    event = members.change_role(member=alice, target=bruno, role=Role.READER)
    members.change_role(member=alice, target=bruno, role=Role.CARE)
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=alice, event_id=event.pk)


def test_a_rep_does_not_undo_what_a_manager_decided(alice: Membership, bruno: Membership, reader: Membership) -> None:
    event = members.change_role(member=alice, target=reader, role=Role.CARE)
    with pytest.raises(NotUndoable, match="not_allowed"):
        undo(member=bruno, event_id=event.pk)


def test_the_last_owner_cannot_leave(alice: Membership) -> None:
    with pytest.raises(MemberRefused, match="last_owner"):
        members.deactivate(member=alice, target=alice)


def test_a_manager_does_not_touch_an_owner(alice: Membership, bruno: Membership) -> None:
    members.change_role(member=alice, target=bruno, role=Role.MANAGER)
    bruno.refresh_from_db()
    for act in (members.deactivate, members.reactivate):
        with pytest.raises(MemberRefused, match="owner_only"):
            act(member=bruno, target=alice)


def test_the_ownership_passes_whole(alice: Membership, bruno: Membership) -> None:
    members.hand_over(member=alice, to=bruno)
    owners = Membership.objects.filter(workspace=alice.workspace, is_owner=True)
    assert [place.pk for place in owners] == [bruno.pk]
    with pytest.raises(MemberRefused, match="owner_only"):
        members.hand_over(member=alice, to=alice)


def test_it_does_not_pass_to_someone_without_access(alice: Membership, bruno: Membership) -> None:
    members.deactivate(member=alice, target=bruno)
    with pytest.raises(MemberRefused, match="inactive"):
        members.hand_over(member=alice, to=bruno)


def test_who_loses_access_is_out_at_once_and_back_by_undo(alice: Membership, bruno: Membership) -> None:
    client = signed_in(bruno)
    event = members.deactivate(member=alice, target=bruno)
    assert client.get(HERE).status_code == 404
    undo(member=alice, event_id=event.pk)
    assert client.get(HERE).status_code == 200


def test_the_token_is_not_kept(alice: Membership) -> None:
    invitation, token = invitations.invite(member=alice, email="Nadia@Example.org", role=Role.CARE)
    assert token not in str(Invitation.objects.values().get())
    assert token not in str(list(Event.objects.values()))
    assert (invitation.email, invitations.find(token)) == ("nadia@example.org", invitation)
    assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=7)


def test_an_address_is_invited_once_at_a_time(alice: Membership, bruno: Membership) -> None:
    invitations.invite(member=alice, email="nadia@example.org", role=Role.CARE)
    for email, reason in [("nadia@example.org", "already_invited"), ("bruno@example.org", "already_member")]:
        with pytest.raises(InvitationRefused, match=reason):
            invitations.invite(member=alice, email=email, role=Role.REP)


def test_an_invitation_sent_again_has_one_link_that_works(alice: Membership) -> None:
    invitation, first = invitations.invite(member=alice, email="nadia@example.org", role=Role.CARE)
    Invitation.objects.update(expires_at=timezone.now())
    _, second = invitations.resend(member=alice, invitation=invitation)
    assert invitations.find(first) is None
    assert invitations.state_of(invitations.find(second)) == "open"


def nadia() -> Client:
    client = Client()
    client.force_login(
        person("nadia@example.org", "Nadia B."), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_the_letter_leads_in(alice_client: Client, alice: Membership, nord: Workspace) -> None:
    assert alice_client.post(HERE, {"email": "nadia@example.org", "role": "care"}).status_code == 303
    (letter,) = mail.outbox
    assert letter.to == ["nadia@example.org"]
    assert "Alice Martin" in letter.subject
    link = re.search(r"/invitation/\S+", letter.body).group()
    client = nadia()
    assert "Ateliers du Nord" in client.get(link).content.decode()
    assert client.post(link).url == "/e/nord/"
    place = Membership.objects.get(user__email="nadia@example.org")
    assert (place.role, place.is_owner) == (Role.CARE, False)
    assert client.post(link).status_code == 410, "a link opens once"


def test_someone_else_signed_in_is_told_so_and_gets_nothing(alice: Membership, stranger_client: Client) -> None:
    _, token = invitations.invite(member=alice, email="nadia@example.org", role=Role.CARE)
    page = stranger_client.get(f"/invitation/{token}/").content.decode()
    assert "stranger@example.org" in page
    assert "nadia@example.org" in page
    assert stranger_client.post(f"/invitation/{token}/").status_code == 409
    stranger_client.post(f"/invitation/{token}/", {"leave": "1"})
    assert "_auth_user_id" not in stranger_client.session


def test_a_new_person_signs_up_from_the_letter_without_a_second_proof(alice: Membership, settings) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    _, token = invitations.invite(member=alice, email="nadia@example.org", role=Role.CARE)
    client, here = Client(), f"/invitation/{token}/"
    client.get(here)
    form = client.get(f"/compte/signup/?next={here}").content.decode()
    assert "nadia@example.org" in form
    fields = {
        "name": "Nadia",
        "email": "nadia@example.org",
        "password1": "une phrase longue",
        "password2": "une phrase longue",
    }
    assert client.post(f"/compte/signup/?next={here}", fields | {"next": here}).url == here
    assert client.post(here).url == "/e/nord/"


@pytest.mark.parametrize(
    ("change", "status"),
    [({"withdrawn_at": timezone.now()}, 410), ({"expires_at": timezone.now()}, 410), ({"token_hash": "0"}, 404)],
)
def test_a_dead_link_says_why(alice: Membership, client: Client, change: dict, status: int) -> None:
    _, token = invitations.invite(member=alice, email="nadia@example.org", role=Role.CARE)
    Invitation.objects.update(**change)
    assert client.get(f"/invitation/{token}/").status_code == status


def test_without_mail_server_the_link_is_shown_once(alice_client: Client, settings, tmp_path) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", tmp_path
    page = alice_client.post(HERE, {"email": "nadia@example.org", "role": "care"}).content.decode()
    token = re.search(r"/invitation/([^/\"]+)/", page).group(1)
    assert invitations.find(token)
    assert "/invitation/" not in alice_client.get(HERE).content.decode()


def test_a_reader_sees_the_team_and_changes_nothing(reader_client: Client, bruno: Membership) -> None:
    page = reader_client.get(HERE).content.decode()
    assert "Bruno Petit" in page
    assert "<select" not in page.partition("<main")[2]
    assert reader_client.post(HERE, {"email": "x@example.org", "role": "rep"}).status_code == 403
    assert reader_client.post(f"{HERE}{bruno.pk}/role/", {"role": "jury"}).status_code == 403


@pytest.mark.parametrize("more", [2, 20])
def test_the_number_of_queries_does_not_grow_with_the_team(
    alice_client: Client, nord: Workspace, django_assert_num_queries, more: int
) -> None:
    for number in range(more):
        Membership.objects.create(workspace=nord, user=person(f"m{number}@example.org", f"M{number}"), role=Role.REP)
    alice_client.get(HERE)
    with django_assert_num_queries(6):
        alice_client.get(HERE)


def test_someone_with_two_workspaces_returns_to_the_last_used(
    alice_client: Client, alice: Membership, sud: Workspace
) -> None:
    with scope(workspace=sud):
        Membership.objects.create(workspace=sud, user=alice.user, role=Role.REP)
    alice_client.get("/e/sud/membres/")
    assert alice_client.get("/").url.startswith("/e/sud/")
    alice_client.get("/e/nord/membres/")
    assert alice_client.get("/").url.startswith("/e/nord/")
