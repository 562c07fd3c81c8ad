"""Rights over the workspace's own fields: told whole, erased whole."""

import pytest

from carnet.foundation.parties.models import Company, CompanyValue, Person, PersonValue
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.workspaces.models import Membership
from carnet.grow.privacy.dossier import dossier
from carnet.grow.privacy.erasing import erase
from tests.foundation.fields.making import make_field

pytestmark = pytest.mark.usefixtures("in_nord")


@pytest.fixture
def anne(alice: Membership) -> Person:
    make_field(alice, "Disponibilités", holder="person")
    make_field(alice, "Prescripteur", kind="person")
    anne = create_person(member=alice, family_name="Vial", given_name="Anne", custom={"disponibilites": "le matin"})
    create_company(member=alice, name="Clinique", custom={"prescripteur": str(anne.pk)})
    return anne


def test_a_person_reads_what_own_fields_say_of_them(alice: Membership, anne: Person) -> None:
    told = str(dossier(anne))
    assert "Disponibilités" in told
    assert "le matin" in told


def test_an_erasure_leaves_no_value_and_no_record_that_names_them(alice: Membership, anne: Person) -> None:
    erase(member=alice, party=anne, confirmation="Anne Vial", because="Demandé")
    anne.refresh_from_db()
    assert anne.custom == {}
    assert not PersonValue.objects.exists()
    assert not CompanyValue.objects.exists()
    assert Company.objects.get().custom == {}
