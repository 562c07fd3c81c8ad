"""What a program reads and writes: the same records, rules and history as people do."""

from typing import Any

import pytest
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.api import middleware
from carnet.foundation.audit.models import Consultation, Event
from carnet.foundation.fields.models import Field
from carnet.foundation.opportunities.services import make_pipeline
from carnet.foundation.parties.models import Company, Person, Provenance
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.ui.throttling import Throttle
from carnet.foundation.workspaces.models import Membership
from tests.api.conftest import Ask
from tests.foundation.fields.making import make_field

pytestmark = pytest.mark.django_db


def _company(member: Membership, name: str, **more: Any) -> Company:
    with scope(workspace=member.workspace):
        return create_company(member=member, name=name, **more)


def test_a_company_is_added_read_changed_and_put_into_the_trash(program, alice: Membership) -> None:
    ask = program(alice)
    made = ask("post", "/companies", {"name": "Menuiserie Blanc", "phone": "04 78 12 34 56", "detail": "Salon 2026"})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["phone"] == "+33478123456"
    assert ask("get", f"/companies/{pk}").json()["name"] == "Menuiserie Blanc"
    changed = ask("patch", f"/companies/{pk}", {"city": "Lyon", "phone": None})
    assert (changed.json()["city"], changed.json()["phone"], changed.json()["name"]) == ("Lyon", "", "Menuiserie Blanc")
    assert ask("delete", f"/companies/{pk}").status_code == 204
    assert ask("get", f"/companies/{pk}").status_code == 404
    with scope(workspace=alice.workspace):
        codes = list(Event.objects.filter(code__startswith="parties.").order_by("pk").values_list("code", flat=True))
        details = set(Provenance.objects.filter(company=pk).values_list("detail", flat=True))
        assert Consultation.objects.filter(object_id=pk).count() == 1
    assert codes == ["parties.company_created", "parties.company_edited", "parties.company_trashed"]
    assert details == {"Salon 2026", "API: Tableur"}


def test_a_company_that_may_be_known_is_refused_unless_one_insists(program, alice: Membership) -> None:
    known, ask = _company(alice, "Menuiserie Blanc", city="Lyon"), program(alice)
    answer = ask("post", "/companies", {"name": "menuiserie BLANC", "city": "Lyon"})
    assert (answer.status_code, answer.json()["code"]) == (409, "known")
    assert [one["id"] for one in answer.json()["details"]] == [known.pk]
    assert ask("post", "/companies?anyway=true", {"name": "menuiserie BLANC", "city": "Lyon"}).status_code == 201


def test_a_record_saved_meanwhile_is_not_overwritten(program, alice: Membership) -> None:
    company, ask = _company(alice, "Menuiserie Blanc"), program(alice)
    seen = ask("get", f"/companies/{company.pk}").json()["updated_at"]
    assert ask("patch", f"/companies/{company.pk}", {"city": "Lyon", "seen_at": seen}).status_code == 200
    answer = ask("patch", f"/companies/{company.pk}", {"city": "Paris", "seen_at": seen})
    assert (answer.status_code, answer.json()["code"]) == (409, "changed")
    assert ask("get", f"/companies/{company.pk}").json()["city"] == "Lyon"


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"name": "A", "siren": "123456789"}, "siren", "check digit"),
        ({"name": "A", "phone": "12"}, "phone", "not a phone number"),
        ({"name": "A", "colour": "red"}, "given.colour", "no such field"),
        ({"name": "A", "stage": "boiling"}, "given.stage", ""),
        ({"name": "A", "owner_id": 999_999}, "owner_id", "no active member"),
        ({"name": "A\x00"}, "given.name", "cannot be stored"),
        ({"name": "A", "custom": {"nope": 1}}, "custom.nope", "no such field"),
        ({"name": ""}, "name", "name is needed"),
        ({}, "given.name", "needed"),
    ],
)
def test_a_wrong_value_is_refused_by_name_in_a_sentence(
    program, alice: Membership, body: dict[str, Any], field: str, words: str
) -> None:
    answer = program(alice)("post", "/companies", body)
    assert answer.status_code == 422, answer.content
    assert words in answer.json()["fields"][field]
    with scope(workspace=alice.workspace):
        assert not Company.objects.exists()


def test_own_fields_are_read_written_filtered_and_sorted_by_their_codes(program, alice: Membership) -> None:
    with scope(workspace=alice.workspace):
        make_field(alice, "Potentiel", kind="money")
        make_field(alice, "Réservé", kind="text", roles=["manager"])
    ask = program(alice)
    for name, cents in (("Petit", 100_00), ("Grand", 9_000_00), ("Moyen", 500_00)):
        answer = ask("post", "/companies?anyway=true", {"name": name, "custom": {"potentiel": cents, "reserve": name}})
        assert answer.status_code == 201, answer.content
    found = ask("get", "/companies?tri=-c-potentiel").json()
    assert [(one["name"], one["custom"]["potentiel"]) for one in found["items"]] == [
        ("Grand", 9_000_00),
        ("Moyen", 500_00),
        ("Petit", 100_00),
    ]
    assert [one["code"] for one in ask("get", "/fields").json()["companies"]] == ["potentiel", "reserve"]
    answer = ask("post", "/companies", {"name": "Autre", "custom": {"potentiel": 12.5}})
    assert "custom.potentiel" in answer.json()["fields"]


def test_a_field_kept_from_a_role_is_neither_told_nor_taken(program, alice: Membership, bruno: Membership) -> None:
    with scope(workspace=alice.workspace):
        make_field(alice, "Réservé", kind="text", roles=["manager"])
    company = _company(alice, "Menuiserie Blanc", custom={"reserve": "secret"})
    ask = program(bruno)
    assert "secret" not in ask("get", f"/companies/{company.pk}").content.decode()
    assert ask("get", "/fields").json()["companies"] == []
    assert ask("patch", f"/companies/{company.pk}", {"custom": {"reserve": "x"}}).status_code == 422
    assert ask("get", "/companies?tri=c-reserve").status_code == 422


def test_a_list_takes_the_address_of_its_page_and_leads_to_the_next(program, alice: Membership) -> None:
    for number in range(5):
        _company(alice, f"Menuiserie {number}", stage="hot" if number else "cold")
    ask = program(alice)
    first = ask("get", "/companies?etape=hot&limit=3").json()
    assert [one["name"] for one in first["items"]] == ["Menuiserie 1", "Menuiserie 2", "Menuiserie 3"]
    second = ask("get", first["next"].partition("/api/v1")[2]).json()
    assert [one["name"] for one in second["items"]] == ["Menuiserie 4"]
    assert second["next"] is None
    assert [one["name"] for one in ask("get", "/companies?q=menuiserie+0").json()["items"]] == ["Menuiserie 0"]


@pytest.mark.parametrize(
    "query", ["etat=hot", "tri=colour", "etape=boiling", "f=nonsense:1", "limit=0", "limit=9999", "vue=12", "vue=x"]
)
def test_what_a_page_would_leave_out_is_refused(program, alice: Membership, query: str) -> None:
    _company(alice, "Menuiserie Blanc")
    answer = program(alice)("get", f"/companies?{query}")
    assert answer.status_code == 422, answer.content
    assert answer.json()["fields"]


def test_another_workspace_is_not_there(program, alice: Membership, stranger: Membership) -> None:
    company, ask = _company(alice, "Menuiserie Blanc"), program(stranger)
    assert ask("get", "/companies").json()["items"] == []
    for method in ("get", "patch", "delete"):
        answer = ask(method, f"/companies/{company.pk}", {"city": "Paris"} if method == "patch" else None)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    answer = ask("post", "/opportunities", {"name": "Une affaire", "company_id": company.pk})
    assert answer.status_code == 422


def test_a_person_is_added_at_a_company_and_shows_the_role_held_today(program, alice: Membership) -> None:
    company, ask = _company(alice, "Menuiserie Blanc"), program(alice)
    body = {"given_name": "Anne", "family_name": "Vial", "company_id": company.pk, "job_title": "Gérante"}
    made = ask("post", "/people", body)
    assert made.status_code == 201, made.content
    role = made.json()["roles"][0]
    assert (role["company"], role["job_title"]) == ({"id": company.pk, "name": "Menuiserie Blanc"}, "Gérante")
    pk = made.json()["id"]
    assert ask("patch", f"/people/{pk}", {"email": "Anne@Vial.example"}).json()["email"].lower() == "anne@vial.example"
    assert ask("post", "/people", body).status_code == 409
    assert [one["id"] for one in ask("get", "/people?q=vial").json()["items"]] == [pk]
    assert ask("delete", f"/people/{pk}").status_code == 204


def test_a_deal_is_opened_moved_and_found_by_its_state(program, alice: Membership) -> None:
    company, ask = _company(alice, "Menuiserie Blanc"), program(alice)
    with scope(workspace=alice.workspace):
        make_pipeline()
    steps = ask("get", "/opportunities/stages").json()
    made = ask("post", "/opportunities", {"name": "Portes", "company_id": company.pk, "amount_cents": 120_000})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    moved = ask("patch", f"/opportunities/{pk}", {"stage_id": steps[1]["id"], "amount_cents": 150_000})
    assert (moved.json()["stage"]["id"], moved.json()["amount_cents"]) == (steps[1]["id"], 150_000)
    assert [one["id"] for one in ask("get", "/opportunities").json()["items"]] == [pk]
    assert ask("get", "/opportunities?etat=gagnees").json()["items"] == []
    assert ask("get", "/opportunities?etat=open").status_code == 422
    assert ask("patch", f"/opportunities/{pk}", {"amount_cents": -1}).status_code == 422
    assert ask("patch", f"/opportunities/{pk}", {"stage_id": 0}).status_code == 422


@pytest.mark.parametrize("count", [2, 20])
@pytest.mark.parametrize("path", ["/companies", "/people"])
def test_a_page_of_twenty_costs_no_more_queries_than_one_of_two(
    program, alice: Membership, django_assert_max_num_queries, path: str, count: int
) -> None:
    with scope(workspace=alice.workspace):
        for number in range(count):
            company = create_company(member=alice, name=f"Société {number}", owner=alice)
            create_person(member=alice, family_name=f"Nom {number}", company=company, owner=alice)
    ask = program(alice)
    ask("get", path)
    with django_assert_max_num_queries(8):
        assert len(ask("get", path).json()["items"]) == count


@pytest.fixture
def asking(program, alice: Membership, monkeypatch) -> Ask:
    monkeypatch.setattr(middleware, "throttle", Throttle(per_minute=1e9, burst=10**9))
    return program(alice)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_names = st.sampled_from(
    ["name", "siren", "phone", "email", "stage", "owner_id", "custom", "seen_at", "source", "detail", "website"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(_names, _json, max_size=5), own=_json)
def test_whatever_is_sent_is_taken_or_refused_never_a_fault(
    asking, alice: Membership, body: dict[str, Any], own: Any
) -> None:
    with scope(workspace=alice.workspace):
        if not Field.objects.exists():
            for kind in ("text", "number", "money", "date", "yes_no", "link", "person"):
                make_field(alice, f"Champ {kind}", kind=kind)
        codes = list(Field.objects.values_list("code", flat=True))
    ask, company = asking, _company(alice, "Menuiserie Blanc")
    body = {**body, "custom": dict.fromkeys(codes, own)}
    for method, path in (("post", "/companies?anyway=true"), ("patch", f"/companies/{company.pk}")):
        assert ask(method, path, body).status_code in {200, 201, 400, 409, 422}
    with scope(workspace=alice.workspace):
        Company.objects.all().delete()
        assert not Person.objects.exists()
