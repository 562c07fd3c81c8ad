"""Consents and objections: recorded, withdrawn, recognised again, carried through a merge."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_scopes import scope

from carnet.foundation.agenda.services import log_interaction
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.consents.models import Consent, Objection, Suppression
from carnet.foundation.consents.queries import may_reach, refusing, wishes_of
from carnet.foundation.consents.services import (
    ConsentRefused,
    carry_over,
    give_back,
    give_consent,
    lift_objection,
    object_to_prospecting,
    restrict,
    unrestrict,
    withdraw_consent,
)
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person, edit_person, trash
from carnet.foundation.workspaces.models import Membership

pytestmark = pytest.mark.usefixtures("in_nord")
WORDS = "Acceptez-vous d’être appelée par les Ateliers du Nord au sujet de vos fenêtres, pendant un an ?"
MORNING = datetime(2026, 11, 24, 11, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def household(bruno: Membership) -> Company:
    return create_company(
        member=bruno, name="Foyer Girard", buyer_kind="consumer", phone="0612345678", email="girard@example.org",
        postcode="69003", city="Lyon",
    )  # fmt: skip


@pytest.fixture
def anne(bruno: Membership) -> Person:
    company = create_company(member=bruno, name="Menuiserie Roche", phone="0478000000")
    return create_person(
        member=bruno, family_name="Vial", given_name="Anne", phone="0698765432", email="anne@roche.example",
        company=company,
    )  # fmt: skip


def last() -> Event:
    return Event.objects.order_by("-pk")[0]


def test_a_consumers_phone_consent_lives_a_year_and_its_proof_three(bruno: Membership, household: Company) -> None:
    consent = give_consent(
        member=bruno, party=household, channel="phone", source="person", wording=WORDS,
        collected_at=datetime(2026, 9, 1, 10, tzinfo=ZoneInfo("Europe/Paris")),
    )  # fmt: skip
    assert str(consent.expires_on) == "2027-09-01"
    assert str(consent.keep_proof_until) == "2029-09-01"
    assert may_reach(household, "phone", at=MORNING).reason == "consent"


def test_without_the_words_of_the_request_a_consent_is_refused(bruno: Membership, household: Company) -> None:
    with pytest.raises(ConsentRefused) as refused:
        give_consent(member=bruno, party=household, channel="phone", source="person", wording=" ")
    assert refused.value.reason == "no_words"
    with pytest.raises(ConsentRefused) as refused:
        give_consent(
            member=bruno, party=household, channel="phone", source="person", wording=WORDS,
            collected_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
    assert refused.value.reason == "in_the_future"
    assert not Consent.objects.exists()


def test_a_spoken_withdrawal_stops_calls_at_once_and_can_be_taken_back(bruno: Membership, household: Company) -> None:
    consent = give_consent(
        member=bruno, party=household, channel="phone", source="person", wording=WORDS,
        collected_at=MORNING - timedelta(days=20),
    )  # fmt: skip
    event = withdraw_consent(member=bruno, consent=consent)
    now = timezone.now().replace(hour=10)
    assert may_reach(household, "phone", at=now + timedelta(days=1)).reason in {"withdrawn", "closed_day"}
    assert not may_reach(household, "phone", at=now + timedelta(days=1)).is_allowed
    with pytest.raises(ConsentRefused):
        withdraw_consent(member=bruno, consent=consent)
    undo(member=bruno, event_id=event.pk)
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_a_consumer_is_not_called_without_consent_and_a_company_may_be(bruno: Membership, household: Company) -> None:
    company = create_company(member=bruno, name="Roche SAS", phone="0478000001")
    assert may_reach(household, "phone", at=MORNING).reason == "no_consent"
    assert may_reach(company, "phone", at=MORNING).reason == "professional"


def test_a_person_of_no_company_is_protected_as_a_consumer(bruno: Membership, anne: Person) -> None:
    alone = create_person(member=bruno, family_name="Seule", phone="0611111111")
    assert may_reach(alone, "phone", at=MORNING).reason == "no_consent"
    assert may_reach(anne, "phone", at=MORNING).reason == "professional"


def test_the_law_of_a_day_before_the_present_one_is_not_guessed(household: Company) -> None:
    before = datetime(2020, 6, 2, 11, tzinfo=ZoneInfo("Europe/Paris"))
    assert may_reach(household, "phone", at=before).reason == "law_unknown"


def test_four_calls_in_thirty_days_are_enough(bruno: Membership, household: Company) -> None:
    give_consent(
        member=bruno, party=household, channel="phone", source="person", wording=WORDS,
        collected_at=MORNING - timedelta(days=20),
    )  # fmt: skip
    for days in (1, 2, 3):
        log_interaction(member=bruno, channel="call", company=household, outcome="no_answer",
                        at=MORNING - timedelta(days=days))  # fmt: skip
    assert may_reach(household, "phone", at=MORNING).is_allowed
    log_interaction(member=bruno, channel="call", company=household, outcome="reached", at=MORNING - timedelta(days=4))
    assert may_reach(household, "phone", at=MORNING).reason == "too_many"


def test_their_own_request_may_be_answered_within_five_working_days(bruno: Membership, household: Company) -> None:
    log_interaction(member=bruno, channel="email", company=household, is_inbound=True, at=MORNING - timedelta(days=4))
    household.refresh_from_db()
    assert household.last_inbound_at is not None
    assert may_reach(household, "phone", at=MORNING, purpose="answer").reason == "answer"
    assert may_reach(household, "phone", at=MORNING + timedelta(days=8), purpose="answer").reason == "no_request"


def test_the_undo_of_a_contact_gives_back_the_last_that_came_from_them(bruno: Membership, household: Company) -> None:
    first = log_interaction(member=bruno, channel="call", company=household, is_inbound=True,
                            at=MORNING - timedelta(days=9))  # fmt: skip
    second = log_interaction(member=bruno, channel="call", company=household, is_inbound=True, at=MORNING)
    assert second.event
    undo(member=bruno, event_id=second.event.pk)
    household.refresh_from_db()
    assert household.last_inbound_at == household.last_contact_at == first.at


def test_an_objection_marks_the_record_withdraws_consents_and_fills_the_list(
    bruno: Membership, household: Company
) -> None:
    give_consent(member=bruno, party=household, channel="phone", source="person", wording=WORDS)
    objection = object_to_prospecting(member=bruno, party=household, note="« Ne m’appelez plus »")
    household.refresh_from_db()
    assert household.objected_at is not None
    assert not Consent.objects.standing().exists()
    assert {row.kind for row in Suppression.objects.all()} == {"phone", "email"}
    assert not Company.objects.prospectable().filter(pk=household.pk).exists()
    assert may_reach(household, "email", at=MORNING + timedelta(days=1)).reason == "objected"
    assert objection.event
    undo(member=bruno, event_id=objection.event.pk)
    household.refresh_from_db()
    assert household.objected_at is None
    assert Consent.objects.standing().count() == 1
    assert not Suppression.objects.exists()


def test_the_list_holds_fingerprints_and_no_number(bruno: Membership, household: Company) -> None:
    object_to_prospecting(member=bruno, party=household)
    told = str(list(Suppression.objects.values()))
    assert "612345678" not in told
    assert "girard" not in told
    assert all(row.keep_until.year - row.at.year >= 3 for row in Suppression.objects.all())


def test_an_objection_by_one_channel_leaves_the_others(bruno: Membership, household: Company) -> None:
    object_to_prospecting(member=bruno, party=household, channel="email", means="unsubscribe")
    household.refresh_from_db()
    assert household.objected_at is None
    assert household in Company.objects.prospectable()
    assert not Company.objects.prospectable().exclude(refusing(Company, "email")).filter(pk=household.pk).exists()
    assert may_reach(household, "email").reason == "objected"


def test_an_objection_is_recorded_once(bruno: Membership, household: Company) -> None:
    object_to_prospecting(member=bruno, party=household)
    for channel in ("", "phone"):
        with pytest.raises(ConsentRefused) as refused:
            object_to_prospecting(member=bruno, party=household, channel=channel)
        assert refused.value.reason == "already"


def test_the_switchboard_of_the_house_stays_open_when_one_person_refuses(bruno: Membership, anne: Person) -> None:
    anne.phone = "+33478000000"
    anne.save(update_fields=["phone"])
    object_to_prospecting(member=bruno, party=anne)
    assert {row.kind for row in Suppression.objects.all()} == {"email"}
    newcomer = create_person(member=bruno, family_name="Neuf", phone="0478000000")
    newcomer.refresh_from_db()
    assert newcomer.objected_at is None


def test_another_record_with_the_same_mobile_or_email_is_marked_too(bruno: Membership, anne: Person) -> None:
    twin = create_person(member=bruno, family_name="Vial-Roche", email="ANNE@roche.example")
    objection = object_to_prospecting(member=bruno, party=anne)
    twin.refresh_from_db()
    assert twin.objected_at is not None
    assert objection.event
    undo(member=bruno, event_id=objection.event.pk)
    twin.refresh_from_db()
    assert twin.objected_at is None


def test_who_objected_comes_back_marked_even_after_the_record_was_deleted(bruno: Membership, anne: Person) -> None:
    object_to_prospecting(member=bruno, party=anne)
    trash(member=bruno, party=anne)
    Person.objects.filter(pk=anne.pk).delete()
    again = create_person(member=bruno, family_name="Vial", phone="+33 6 98 76 54 32")
    again.refresh_from_db()
    assert again.objected_at is not None
    assert last().code == "consents.recognised"
    assert [one.means for one in wishes_of(again).objections] == ["recognised"]


def test_a_number_typed_later_is_recognised_and_a_new_one_is_listed(bruno: Membership, anne: Person) -> None:
    object_to_prospecting(member=bruno, party=anne)
    other = create_person(member=bruno, family_name="Inconnue")
    edit_person(member=bruno, person=other, changes={"phone": "0698765432"})
    other.refresh_from_db()
    assert other.objected_at is not None
    anne.refresh_from_db()
    edit_person(member=bruno, person=anne, changes={"email": "anne.vial@perso.example"})
    third = create_person(member=bruno, family_name="Vial", email="anne.vial@perso.example")
    third.refresh_from_db()
    assert third.objected_at is not None


def test_lifting_asks_how_they_said_so_and_clears_the_list(bruno: Membership, anne: Person) -> None:
    objection = object_to_prospecting(member=bruno, party=anne)
    with pytest.raises(ConsentRefused) as refused:
        lift_objection(member=bruno, objection=objection, because=" ")
    assert refused.value.reason == "no_reason"
    lift_objection(member=bruno, objection=objection, because="Nous a écrit le 3 mars")
    anne.refresh_from_db()
    assert anne.objected_at is None
    assert not Suppression.objects.exists()
    assert objection.event
    with pytest.raises(NotUndoable):
        undo(member=bruno, event_id=objection.event.pk)


def test_a_frozen_record_is_kept_out_of_prospecting_until_it_is_thawed(bruno: Membership, anne: Person) -> None:
    restrict(member=bruno, party=anne, because="Conteste l’exactitude de son e-mail")
    assert not Person.objects.prospectable().filter(pk=anne.pk).exists()
    assert may_reach(anne, "email").reason == "restricted"
    with pytest.raises(ConsentRefused):
        restrict(member=bruno, party=anne, because="encore")
    unrestrict(member=bruno, party=anne, because="E-mail vérifié avec elle")
    assert Person.objects.prospectable().filter(pk=anne.pk).exists()


def test_an_objection_survives_a_merge_and_its_undo(bruno: Membership, anne: Person) -> None:
    other = create_person(member=bruno, family_name="Vial", email="a.vial@autre.example")
    give_consent(member=bruno, party=other, channel="email", source="person", wording=WORDS)
    object_to_prospecting(member=bruno, party=anne)
    anne.refresh_from_db()
    moved = carry_over(anne, other)
    other.refresh_from_db()
    assert other.objected_at == anne.objected_at
    assert Objection.objects.filter(person=other).count() == 1
    again = create_person(member=bruno, family_name="V.", email="a.vial@autre.example")
    again.refresh_from_db()
    assert again.objected_at is not None, "the surviving record's own address is on the list as well"
    give_back(anne, other, moved)
    anne.refresh_from_db()
    other.refresh_from_db()
    assert anne.objected_at is not None
    assert other.objected_at is None
    assert Consent.objects.get().person_id == other.pk
    assert not Objection.objects.filter(person=other).exists()


def test_another_workspace_makes_other_fingerprints(
    bruno: Membership, stranger: Membership, household: Company
) -> None:
    object_to_prospecting(member=bruno, party=household)
    with scope(workspace=stranger.workspace):
        theirs = create_company(member=stranger, name="Foyer Girard", phone="0612345678")
        theirs.refresh_from_db()
        assert theirs.objected_at is None
        object_to_prospecting(member=stranger, party=theirs)
        digests = set(Suppression.objects.values_list("digest", flat=True))
    assert not digests & set(Suppression.objects.values_list("digest", flat=True))
