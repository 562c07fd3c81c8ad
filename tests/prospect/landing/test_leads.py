"""From a form sent by a stranger to a lead in the file, a task and a consent that counts."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from carnet.foundation.agenda.models import Interaction, Task
from carnet.foundation.agenda.services import log_interaction
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.consents.models import Consent
from carnet.foundation.consents.queries import may_reach
from carnet.foundation.consents.rules import Purpose
from carnet.foundation.parties.models import Company, Person, Provenance
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.landing.acting import LeadRefused, mark_spam, try_again
from carnet.prospect.landing.confirming import send_waiting
from carnet.prospect.landing.models import Confirmation, ConsentText, Lead, Page, Submission
from carnet.prospect.landing.qualifying import qualify_waiting

from .conftest import URL

Send = Callable[..., Any]
AGREED = {"consent_email": "on", "consent_phone": "yes"}


def received(send: Send, **changes: str) -> Lead:
    assert send(**changes).status_code == 303
    assert qualify_waiting() == 1
    return Lead.objects.latest("pk")


def test_a_form_becomes_a_lead_with_a_company_a_person_and_a_task(send: Send, bruno: Membership) -> None:
    lead = received(send, url=f"{URL}?utm_source=linkedin&utm_campaign=printemps", own0="4 et plus")
    assert lead.company.name == "Cabinet Roy"
    assert (lead.person.given_name, lead.person.family_name) == ("Jeanne", "Roy")
    assert lead.person.phone == "+33612345678"
    assert lead.member == bruno
    assert lead.task.member == bruno
    assert lead.task.due_on == lead.due_on > timezone.localdate()
    assert lead.company.stage == "warm"
    assert {"need", "phone", "company", "answers"} <= set(lead.reasons)
    assert lead.submission.source == {"utm_source": "linkedin", "utm_campaign": "printemps"}
    assert lead.submission.values == {}, "the file holds them now"
    told = Interaction.objects.get()
    assert told.is_inbound
    assert "Combien de bureaux ? : 4 et plus" in told.text
    origin = Provenance.objects.get(person=lead.person, field="")
    assert (origin.source, origin.detail) == ("form", "Bureaux calmes v2")


def test_sent_a_thousand_times_a_form_is_one_lead(landing: Page, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    from carnet.foundation.ui import public

    monkeypatch.setattr(public.writing, "burst", 5000)
    statuses = {send().status_code for _ in range(1000)}
    assert statuses == {303}
    assert Submission.objects.count() == 1
    assert qualify_waiting() == 1
    assert qualify_waiting() == 0
    assert Lead.objects.count() == Task.objects.count() == Company.objects.count() == 1


def test_who_is_in_the_file_already_is_found_there(send: Send, alice: Membership) -> None:
    company = create_company(member=alice, name="Cabinet Roy SARL", phone="0465719999", stage="customer")
    person = create_person(
        member=alice, family_name="Roy", given_name="Jeanne", company=company, email="Jeanne.Roy@cabinet-roy.example"
    )
    lead = received(send, email="Jeanne.Roy@cabinet-roy.example")
    assert lead.person == person
    assert lead.company == company
    assert not lead.is_new_company
    assert not lead.is_new_person
    assert "customer" in lead.reasons
    company.refresh_from_db()
    assert company.stage == "customer"
    person.refresh_from_db()
    assert person.phone == "+33612345678", "what the file did not know"


def test_a_company_of_the_very_same_name_is_not_doubled(send: Send, alice: Membership) -> None:
    company = create_company(member=alice, name="CABINET ROY", city="Lyon")
    create_company(member=alice, name="Cabinet Roynard")
    lead = received(send)
    assert lead.company == company
    assert lead.is_new_person


def test_a_second_form_of_the_same_person_adds_to_the_same_task(send: Send) -> None:
    first = received(send)
    second = received(send, need="Et aussi une salle de réunion pour dix personnes.")
    assert second.task == first.task
    assert second.person == first.person
    assert Company.objects.count() == 1


def test_leads_go_to_the_reps_in_turn(send: Send, landing: Page, bruno: Membership, nord: Any) -> None:
    from tests.conftest import person

    chloe = Membership.objects.create(workspace=nord, user=person("chloe@example.org", "Chloé"), role="rep")
    owners = [received(send, email=f"p{number}@exemple.example", name=f"Nom{number}").member for number in range(3)]
    assert owners == [bruno, chloe, bruno]


def test_what_one_agreed_to_counts_once_the_address_has_confirmed_it(send: Send, landing: Page) -> None:
    lead = received(send, **AGREED)
    assert not Consent.objects.exists()
    assert send_waiting() == 1
    assert send_waiting() == 0
    message = mail.outbox[0]
    assert message.to == ["jeanne.roy@cabinet-roy.example"]
    assert "12 mois au plus" in message.body
    link = re.search(r"https?://\S+/p/nord/confirmer/\S+", message.body)[0]
    path = link[link.index("/p/") :]
    client = Client()
    asked = client.get(path)
    assert asked.status_code == 200
    assert not Consent.objects.exists(), "a program that follows the link confirms nothing"
    for _ in range(3):
        assert client.post(path).status_code == 200
    consents = Consent.objects.order_by("channel")
    assert [(one.channel, one.source) for one in consents] == [("email", "form"), ("phone", "form")]
    archived = {text.text for text in ConsentText.objects.filter(page=landing)}
    assert {one.wording for one in consents} == archived
    lead.refresh_from_db()
    assert lead.confirmed_at is not None
    assert send_waiting() == 1
    assert "SHA-256" in mail.outbox[1].body
    assert send_waiting() == 0


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "../../etc/passwd", "a" * 3000])
def test_a_guessed_token_opens_nothing(send: Send, token: str) -> None:
    received(send, **AGREED)
    send_waiting()
    for answer in (Client().get(f"/p/nord/confirmer/{token}/"), Client().post(f"/p/nord/confirmer/{token}/")):
        assert answer.status_code == 404
    assert not Consent.objects.exists()


def test_a_link_past_its_days_confirms_nothing(send: Send) -> None:
    received(send, **AGREED)
    send_waiting()
    path = re.search(r"/p/nord/confirmer/\S+", mail.outbox[0].body)[0]
    Confirmation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    answer = Client().post(path)
    assert answer.status_code == 410
    assert "sept jours" in answer.content.decode()
    assert not Consent.objects.exists()


def test_one_may_answer_a_request_without_any_consent(send: Send) -> None:
    lead = received(send)
    lead.person.refresh_from_db()
    assert may_reach(lead.person, "email", purpose=Purpose.ANSWER).is_allowed


def test_a_contact_of_ours_answers_the_lead(send: Send, bruno: Membership) -> None:
    lead = received(send)
    log_interaction(member=bruno, channel="note", person=lead.person, text="À rappeler")
    lead.refresh_from_db()
    assert lead.answered_at is None
    log_interaction(member=bruno, channel="call", company=lead.company, person=lead.person, outcome="reached")
    lead.refresh_from_db()
    assert lead.answered_at is not None


def test_spam_goes_out_of_the_file_and_comes_back_by_undo(send: Send, bruno: Membership) -> None:
    lead = received(send)
    event = mark_spam(member=bruno, lead=lead)
    assert not Company.objects.present().exists()
    assert not Person.objects.present().exists()
    assert not Task.objects.open().exists()
    with pytest.raises(LeadRefused):
        mark_spam(member=bruno, lead=lead)
    undo(member=bruno, event_id=event.pk)
    assert Company.objects.present().count() == Person.objects.present().count() == 1
    assert Task.objects.open().count() == 1


def test_spam_leaves_what_was_in_the_file_before(send: Send, alice: Membership, bruno: Membership) -> None:
    company = create_company(member=alice, name="Cabinet Roy")
    lead = received(send)
    mark_spam(member=bruno, lead=lead)
    company.refresh_from_db()
    assert company.deleted_at is None


def test_to_take_back_a_lead_is_to_set_it_aside(send: Send, bruno: Membership) -> None:
    lead = received(send)
    undo(member=bruno, event_id=Event.objects.get(code="landing.lead_received").pk)
    lead.refresh_from_db()
    assert lead.spam_at is not None


def test_a_form_that_cannot_be_read_is_kept_and_keeps_nobody_waiting(
    send: Send, bruno: Membership, alice: Membership
) -> None:
    send()
    send(email="autre@exemple.example", name="Paul Lun")
    Membership.objects.update(is_active=False)
    assert qualify_waiting() == 0
    assert Submission.objects.filter(state="failed").count() == 2
    assert Submission.objects.first().values["name"]
    Membership.objects.update(is_active=True)
    assert try_again(member=alice) == 2
    assert qualify_waiting() == 2


def test_a_private_person_becomes_a_household(send: Send, landing: Page) -> None:
    Page.objects.filter(pk=landing.pk).update(audience="consumer")
    lead = received(send, company="")
    assert lead.company.buyer_kind == "consumer"
    assert lead.company.name == "Jeanne Roy"
