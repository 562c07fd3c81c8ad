"""Columns that go into the workspace's own fields: matched, checked, written, filled, taken back."""

import pytest

from carnet.foundation.parties.models import Company, CompanyValue, Person, PersonValue
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership
from carnet.grow.imports import services
from carnet.grow.imports.models import Import, RefusedRow
from carnet.grow.imports.reverting import revert
from tests.foundation.fields.making import make_field
from tests.lists import own_list

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_nord")]

FILE = """Société;Ville;Surface (m²);Matière;Échéance;Nom;Rôle d’achat
Clinique;Lyon;1 250,5;Bois;31/12/2027;Vial;Décideur
Lycée;Bron;;Métal;;Kaci;
Garage;Lyon;grand;Bois;01/01/2027;Roux;
Hôtel;Lyon;12;Verre;;Petit;
"""


@pytest.fixture
def fields(alice: Membership) -> None:
    make_field(alice, "Surface (m²)", kind="number")
    make_field(alice, "Matière", kind="choice", choices=["Bois", "Métal"])
    make_field(alice, "Échéance", kind="date")
    make_field(alice, "Rôle d’achat", kind="choice", choices=["Décideur", "Acheteur"], holder="person")


def imported(alice: Membership, text: str = FILE, policy: str = "skip") -> Import:
    file = services.receive(member=alice, name="clients.csv", chunks=[text.encode()])
    services.choose(member=alice, file=file, mapping=file.mapping)
    services.verify(member=alice, file=own_list(alice, file))
    services.launch(member=alice, file=file, policy=policy)
    file.refresh_from_db()
    return file


def test_headers_find_own_fields_by_their_label(alice: Membership, fields: None) -> None:
    file = services.receive(member=alice, name="clients.csv", chunks=[FILE.encode()])
    assert file.mapping[2:5] == ["company.c-surface-m2", "company.c-matiere", "company.c-echeance"]
    assert file.mapping[6] == "person.c-role-d-achat"


def test_values_are_written_found_and_wrong_ones_come_back(alice: Membership, fields: None) -> None:
    imported(alice)
    clinic = Company.objects.get(name="Clinique")
    assert clinic.custom == {"surface-m2": 1250.5, "matiere": "bois", "echeance": "2027-12-31"}
    assert set(CompanyValue.objects.filter(record=clinic).values_list("text", "number")) == {
        ("bois", None), (None, 1250.5), (None, None),
    }  # fmt: skip
    assert Person.objects.get(family_name="Vial").custom == {"role-d-achat": "decideur"}
    assert PersonValue.objects.get().text == "decideur"
    assert Company.objects.get(name="Lycée").custom == {"matiere": "metal"}
    reasons = [row.problems[0][2] for row in RefusedRow.objects.order_by("line")]
    assert reasons == ["number", "choice"]


def test_blanks_are_filled_and_given_back(alice: Membership, fields: None) -> None:
    known = create_company(member=alice, name="Clinique", city="Lyon", custom={"surface-m2": 3})
    text = "Société;Ville;Surface (m²);Matière\nClinique;Lyon;9;Bois\n"
    file = imported(alice, text, policy="fill")
    known.refresh_from_db()
    assert known.custom == {"surface-m2": 3, "matiere": "bois"}
    assert CompanyValue.objects.filter(text="bois").count() == 1
    revert(file)
    known.refresh_from_db()
    assert known.custom == {"surface-m2": 3}
    assert not CompanyValue.objects.filter(text="bois").exists()


def test_a_whole_import_with_own_values_is_taken_back(alice: Membership, fields: None) -> None:
    revert(imported(alice))
    assert not Company.objects.exists()
    assert not CompanyValue.objects.exists()


def test_a_field_that_the_importer_does_not_see_is_no_target(alice: Membership, bruno: Membership) -> None:
    make_field(alice, "Marge", kind="money", roles=["manager"])
    file = services.receive(member=bruno, name="x.csv", chunks=["Société;Marge\nA;12\n".encode()])
    assert file.mapping == ["company.name", ""]
    with pytest.raises(services.ImportNotReady):
        services.choose(member=bruno, file=file, mapping=["company.name", "company.c-marge"])


def test_columns_and_rows_read_own_values_alike(alice: Membership, fields: None) -> None:
    from carnet.grow.imports import chunks

    file = services.receive(member=alice, name="clients.csv", chunks=[FILE.encode()])
    [frame] = list(chunks.frames(file))
    assert frame.draft(0).company == {
        "name": "Clinique", "city": "Lyon", "c-surface-m2": "1250.5", "c-matiere": '"bois"', "c-echeance": '"2027-12-31"',
    }  # fmt: skip
    assert frame.refused == {2, 3}
