"""From a list to the mailbox: what leaves, what does not, and what each answer of a real server does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.consents.rules import Channel
from carnet.foundation.consents.services import object_to_prospecting
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mailing import services, settling
from carnet.prospect.mailing.models import FailingAddress, Mailing, MailSettings, Message, Run
from carnet.prospect.mailing.sending import recover
from carnet.prospect.mailing.transport import End

from .conftest import Peer, prepared, send, states


def test_a_list_becomes_one_message_for_each_reader_and_a_reason_for_each_other(queued: Mailing, smtp: Peer) -> None:
    assert send(queued).state == Mailing.State.DONE
    assert states(queued) == {
        "anne@firme0.example": "sent",
        "contact1@firme1.example": "sent",
        "contact2@firme2.example": "sent",
        "petit@foyer.example": "refused no_consent",
        "": "refused no_address",
    }
    assert sorted(one.rcpt_tos[0] for one in smtp.got) == [
        "anne@firme0.example",
        "contact1@firme1.example",
        "contact2@firme2.example",
    ]
    assert not Run.objects.exists()


def test_every_message_says_who_writes_from_where_the_address_comes_and_how_to_refuse(
    queued: Mailing, smtp: Peer
) -> None:
    send(queued)
    mail = next(one for one in smtp.mails if one["To"].addresses[0].addr_spec == "anne@firme0.example")
    row = Message.objects.get(address="anne@firme0.example")
    page = f"http://127.0.0.1:8000/courriel/nord/{row.token}/"
    assert mail["List-Unsubscribe"] == f"<{page}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Message-ID"] == f"<carnet.{row.key}@nord.example>"
    assert mail["Reply-To"] == "alice@nord.example"
    assert mail["Subject"] == "Vos bureaux, Firme 0"
    assert str(mail["From"]) == "Alice Martin <alice@nord.example>"
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.startswith("Madame Durand,\n\nVos bureaux de Lyon ?")
    for said in (
        "Ateliers du Nord, SAS au capital de 50",
        "732 829 320 RCS Lille",
        "1 rue de Paris, 59000 Lille",
        page,
        "CNIL",
    ):
        assert said in text.replace("\u202f", " ").replace("\xa0", " ")
    html = mail.get_body(("html",)).get_content()
    assert 'href="https://www.rhodanis.example/offre?a=1&amp;b=2"' in html
    assert "<img" not in html
    assert row.token not in mail["Message-ID"]


def test_who_refuses_between_the_queue_and_the_sending_gets_nothing(
    alice: Membership, queued: Mailing, firms: list[Company], smtp: Peer
) -> None:
    object_to_prospecting(member=alice, party=firms[1], channel=Channel.EMAIL.value)
    send(queued)
    assert states(queued)["contact1@firme1.example"] == "refused objected"
    assert len(smtp.got) == 2


def test_a_refusal_by_the_house_holds_for_its_people(
    alice: Membership, queued: Mailing, firms: list[Company], smtp: Peer
) -> None:
    object_to_prospecting(member=alice, party=firms[0])
    send(queued)
    assert states(queued)["anne@firme0.example"] == "refused objected"


def test_the_same_address_is_written_to_once_whatever_its_case(
    alice: Membership, firms: list[Company], draft: Mailing, smtp: Peer
) -> None:
    Company.objects.filter(pk=firms[2].pk).update(email="Contact1@firme1.example")
    services.queue_mailing(member=alice, mailing=draft)
    send(draft)
    assert "refused duplicate" in states(draft).values()
    assert len(smtp.got) == 2


def test_nobody_gets_the_same_letter_from_two_mailings(alice: Membership, queued: Mailing, letter, smtp: Peer) -> None:
    send(queued)
    with pytest.raises(services.MailingRefused, match="nobody"):
        services.queue_mailing(member=alice, mailing=prepared(alice, letter))


def test_a_mailing_is_queued_once(alice: Membership, queued: Mailing) -> None:
    with pytest.raises(services.MailingRefused, match="queued"):
        services.queue_mailing(member=alice, mailing=queued)
    assert Message.objects.filter(state="queued").count() == 3


def test_a_temporary_refusal_waits_longer_each_time_then_gives_up(queued: Mailing, smtp: Peer) -> None:
    smtp.answers["contact1@firme1.example"] = ["451 4.7.1 Greylisted"]
    waits = []
    for _try in range(6):
        before = timezone.now()
        send(queued)
        row = Message.objects.get(address="contact1@firme1.example")
        waits.append(round((row.due_at - before).total_seconds() / 60))
        Message.objects.filter(pk=row.pk).update(due_at=timezone.now())
        Run.objects.update(due_at=timezone.now())
    assert waits[:5] == [5, 15, 60, 240, 720]
    assert states(queued)["contact1@firme1.example"] == "failed too_often"
    assert len(smtp.got) == 2


def test_a_grey_list_that_opens_takes_the_message_under_the_same_id(queued: Mailing, smtp: Peer) -> None:
    smtp.data_answers = ["451 later"]
    send(queued)
    Message.objects.filter(state="queued").update(due_at=timezone.now())
    Run.objects.update(due_at=timezone.now())
    send(queued)
    assert sorted(states(queued).values())[-3:] == ["sent", "sent", "sent"]
    assert len({mail["Message-ID"] for mail in smtp.mails}) == 3


def test_a_dead_address_is_marked_and_never_tried_again(queued: Mailing, anne: Person, smtp: Peer) -> None:
    smtp.answers["anne@firme0.example"] = ["550 5.1.1 No such user"]
    send(queued)
    assert states(queued)["anne@firme0.example"] == "failed dead"
    assert FailingAddress.objects.get().is_hard
    assert Event.objects.filter(code="mailing.address_dead", subjects__object_id=anne.pk).exists()


def test_a_rule_of_the_server_is_no_dead_address(queued: Mailing, smtp: Peer) -> None:
    smtp.answers["anne@firme0.example"] = ["550 5.7.1 Blocked"]
    send(queued)
    assert states(queued)["anne@firme0.example"] == "failed server_refused"
    assert not FailingAddress.objects.exists()


def test_a_connection_cut_before_the_dot_loses_and_doubles_nothing(queued: Mailing, smtp: Peer, monkeypatch) -> None:
    def cut(self, *args, **kwargs):
        raise OSError("cut")

    from carnet.prospect.mailing import transport

    monkeypatch.setattr(transport, "_dotted", cut)
    send(queued)
    assert "queued" in states(queued).values()
    assert Run.objects.get().due_at > timezone.now()
    monkeypatch.undo()
    Run.objects.update(due_at=timezone.now())
    send(queued)
    assert len(smtp.got) == 3


def test_a_connection_cut_after_the_dot_is_unknown_until_somebody_says(
    alice: Membership, queued: Mailing, smtp: Peer
) -> None:
    smtp.drops_before_answer = 1
    send(queued)
    assert max(states(queued).values()) == "unknown no_answer"
    assert len(smtp.got) == 3
    send(queued)
    assert queued.state == Mailing.State.DONE
    services.settle_unknown(member=alice, mailing=queued, as_sent=True)
    assert "unknown no_answer" not in states(queued).values()
    send(queued)
    assert len(smtp.got) == 3


def test_what_is_unknown_is_sent_once_more_when_somebody_asks(alice: Membership, queued: Mailing, smtp: Peer) -> None:
    smtp.drops_at_data = 1
    send(queued)
    send(queued)
    assert len(smtp.got) == 2
    services.settle_unknown(member=alice, mailing=queued, as_sent=False)
    send(queued)
    assert len(smtp.got) == 3
    with pytest.raises(services.MailingRefused, match="not_unknown"):
        services.settle_unknown(member=alice, mailing=queued, as_sent=False)


def test_the_account_is_asked_for_and_a_wrong_password_pauses(
    alice: Membership, mail: MailSettings, queued: Mailing, smtp: Peer
) -> None:
    MailSettings.objects.update(user="alice")
    assert send(queued).pause_reason == "no_secret"
    settling.save_settings(member=alice, values={}, secrets={"password": "faux"})
    services.resume_mailing(member=alice, mailing=queued)
    assert send(queued).pause_reason == "login"
    settling.save_settings(member=alice, values={}, secrets={"password": "sesame"})
    services.resume_mailing(member=alice, mailing=queued)
    send(queued)
    assert len(smtp.got) == 3


def test_a_server_that_is_down_is_tried_again_later_and_nothing_is_lost(queued: Mailing, smtp: Peer) -> None:
    MailSettings.objects.update(port=1)
    assert send(queued).state == Mailing.State.RUNNING
    run = Run.objects.get()
    assert run.failures == 1
    assert run.due_at > timezone.now() + timedelta(seconds=30)
    MailSettings.objects.update(port=smtp.port)
    Run.objects.update(due_at=timezone.now())
    send(queued)
    assert len(smtp.got) == 3
    assert queued.state == Mailing.State.DONE


def test_one_message_refused_after_the_other_pauses_the_mailing(
    alice: Membership, queued: Mailing, smtp: Peer, monkeypatch
) -> None:
    monkeypatch.setattr("carnet.prospect.mailing.sending.MOST_REFUSED", 2)
    smtp.data_answers = ["554 5.7.1 Spam"] * 3
    assert send(queued).pause_reason == "refused"
    assert "5.7.1 Spam" in queued.pause_detail
    assert sorted(states(queued).values())[:2] == ["failed server_refused", "failed server_refused"]


def test_the_day_has_its_number_and_the_warm_up_a_smaller_one(queued: Mailing, smtp: Peer) -> None:
    MailSettings.objects.update(daily_cap=2)
    send(queued)
    assert len(smtp.got) == 2
    assert timezone.localtime(Run.objects.get().due_at).date() == timezone.localdate() + timedelta(days=1)


def test_pause_resume_and_cancel(alice: Membership, queued: Mailing, smtp: Peer) -> None:
    services.pause_mailing(member=alice, mailing=queued)
    send(queued)
    assert not smtp.got
    services.resume_mailing(member=alice, mailing=queued)
    MailSettings.objects.update(daily_cap=1)
    send(queued)
    services.cancel_mailing(member=alice, mailing=queued)
    Run.objects.update(due_at=timezone.now())
    MailSettings.objects.update(daily_cap=10)
    send(queued)
    assert len(smtp.got) == 1
    assert sorted(states(queued).values())[:2] == ["cancelled taken_back", "cancelled taken_back"]


def test_the_undo_takes_back_what_has_not_left(alice: Membership, queued: Mailing, smtp: Peer) -> None:
    MailSettings.objects.update(daily_cap=1)
    send(queued)
    undo(member=alice, event_id=queued.event.pk)
    assert sorted(states(queued).values())[:2] == ["cancelled taken_back", "cancelled taken_back"]


def test_what_has_all_left_cannot_be_undone(alice: Membership, queued: Mailing, smtp: Peer) -> None:
    send(queued)
    send(queued)
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=alice, event_id=queued.event.pk)


def test_a_worker_killed_before_the_dot_leaves_a_message_that_waits_after_it_one_that_is_unknown(
    queued: Mailing,
) -> None:
    first, second, third = Message.objects.filter(state="queued").order_by("pk")
    Message.objects.filter(pk=first.pk).update(state="handed", claim="other/1/1#a")
    Message.objects.filter(pk=second.pk).update(state="handed", claim="other/1/1#a", dot_at=timezone.now())
    assert recover(queued, "me") == (1, 1)
    for row, state in ((first, "queued"), (second, "unknown"), (third, "queued")):
        row.refresh_from_db()
        assert row.state == state


def test_a_copy_of_a_workspace_sends_nothing(alice: Membership, queued: Mailing, smtp: Peer) -> None:
    Run.objects.all().delete()
    send(queued)
    assert not smtp.got
    Mailing.objects.update(state="paused")
    with pytest.raises(services.MailingRefused, match="elsewhere"):
        services.resume_mailing(member=alice, mailing=queued)


def test_the_password_is_sealed_and_named_nowhere(alice: Membership, mail: MailSettings) -> None:
    settling.save_settings(member=alice, values={"user": "alice"}, secrets={"password": "sesame"})
    from carnet.prospect.mailing.models import MailSecret

    assert "sesame" not in MailSecret.objects.get().sealed
    assert "sesame" not in str(Event.objects.filter(code="mailing.settings_saved").values())


def test_a_test_message_goes_the_whole_way(alice: Membership, mail: MailSettings, smtp: Peer) -> None:
    outcome = settling.send_test(member=alice, settings=mail)
    assert outcome.end == End.SENT
    assert smtp.got[0].rcpt_tos == ["alice@example.org"]
    assert smtp.mails[0]["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("times", [1, 3])
def test_one_click_objects_at_once_and_a_replay_changes_nothing(
    queued: Mailing, anne: Person, smtp: Peer, times: int
) -> None:
    send(queued)
    row = Message.objects.get(address="anne@firme0.example")
    stranger = Client(enforce_csrf_checks=True)
    page = f"/courriel/nord/{row.token}/"
    shown = stranger.get(page)
    assert shown.status_code == 200
    assert not shown.cookies
    assert Message.objects.get(pk=row.pk).left_at is None
    for _time in range(times):
        answer = stranger.post(page, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
    assert Event.objects.filter(code="consents.objected").count() == 1
    assert anne.objections.get().means == "unsubscribe"
    assert "Vous ne recevrez plus" in stranger.get(page).content.decode()


def test_a_guessed_token_opens_nothing(queued: Mailing) -> None:
    row = Message.objects.first()
    for token in (row.key, row.token[:-1], "x", "a" * 40):
        assert Client().get(f"/courriel/nord/{token}/").status_code == 404
        assert Client().post(f"/courriel/nord/{token}/").status_code == 404


def test_a_click_leads_only_to_an_address_of_the_letter_and_is_counted(
    alice: Membership, letter, firms, mail, smtp: Peer
) -> None:
    mailing = services.queue_mailing(member=alice, mailing=prepared(alice, letter, counts_clicks=True))
    send(mailing)
    row = Message.objects.filter(mailing=mailing, state="sent").first()
    link = f"/clic/nord/{row.key}/0/"
    assert link in smtp.mails[0].get_body(("plain",)).get_content() or len(smtp.got) == 3
    reader = Client()
    for headers, clicks in (({}, 1), ({"Sec-Purpose": "prefetch"}, 1), ({}, 2)):
        answer = reader.get(link, headers=headers)
        assert (answer.status_code, answer.url) == (302, "https://www.rhodanis.example/offre?a=1&b=2")
        assert Message.objects.get(pk=row.pk).clicks == clicks
    assert reader.get(f"/clic/nord/{row.key}/1/").status_code == 404
    assert reader.get("/clic/nord/inconnu/0/").status_code == 404
