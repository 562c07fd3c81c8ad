"""Second phones, e-mails and addresses stand beside the record; who refused stays refused."""

import pytest

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.consents.services import object_to_prospecting
from carnet.foundation.parties.models import Address, Company, ContactPoint, Person, Provenance
from carnet.foundation.parties.services import create_person
from carnet.grow.customer_file.queries import reach_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_nord")]


def test_a_second_phone_and_e_mail_are_kept_with_where_they_come_from(alice, bring_in):
    bring_in(
        alice,
        "Société;Téléphone;Mobile;Email;Email home\n"
        "Roux;0472000001;0612345678;a@roux.fr, compta@roux.fr;a@roux.fr\nPetit;0472000002;;;\n",
        targets={"Mobile": "company.phone", "Email home": "company.email"},
    )
    roux = Company.objects.get(name="Roux")
    assert (roux.phone, roux.email) == ("+33472000001", "a@roux.fr")
    assert {(one.channel, one.use, one.value) for one in ContactPoint.objects.all()} == {
        ("phone", "mobile", "+33612345678"),
        ("email", "work", "compta@roux.fr"),
    }
    assert all(source and source.detail == "clients.csv" for _, source in reach_of(roux).points)


def test_the_delivery_address_stands_beside_the_head_office(alice, bring_in):
    bring_in(
        alice,
        "Account Name,Billing Street,Billing City,Shipping Street,Shipping City\n"
        "Roux,1 rue A,Lyon,2 rue B,Bron\nPetit,1 rue C,Lyon,1 rue C,Lyon\n",
        targets={"Shipping City": "company.city", "Shipping Street": "company.street"},
    )
    place = Address.objects.get()
    assert (place.company.name, place.use, place.street, place.city) == ("Roux", "delivery", "2 rue B", "Bron")
    assert Provenance.objects.filter(field=f"address.{place.pk}").exists()


def test_the_phones_of_a_person_are_the_persons(alice, bring_in):
    bring_in(
        alice,
        "Entreprise;Nom;Prénom;Portable;Téléphone\nRoux;Nuñez;Ana;0612345678;0472000001\n",
        targets={"Téléphone": "person.phone"},
    )
    assert Person.objects.get().contactpoints.get().value == "+33472000001"


def test_who_refused_comes_back_refused(alice, bring_in):
    ana = create_person(member=alice, family_name="Nuñez", email="ana@exemple.fr")
    object_to_prospecting(member=alice, party=ana, means="oral")
    ana.delete()
    bring_in(alice, "Nom;Prénom;Email\nNuñez;Ana;ana@exemple.fr\nRoux;Bob;bob@exemple.fr\n")
    assert [one.family_name for one in Person.objects.exclude(objected_at=None)] == ["Nuñez"]
    undo(member=alice, event_id=Event.objects.get(code="imports.imported").pk)
    assert Person.objects.count() == 0
