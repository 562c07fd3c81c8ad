"""The list of companies under conditions: what each finds, what the address and the builder do."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.foundation.agenda.services import plan_task
from carnet.foundation.filters.subjects import IN_ADDRESS
from carnet.foundation.opportunities.services import open_opportunity, win_opportunity
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.ui import lists
from carnet.grow.customer_file.company_list import company_list
from carnet.grow.customer_file.people_list import people_list
from carnet.grow.customer_file.subjects import company_subjects, person_subjects
from tests.foundation.fields.making import make_field

HTMX = {"HX-Request": "true"}
URL = "/e/nord/societes/"


def shown(client, where: str) -> set[str]:
    response = client.get(URL, {"f": where})
    assert response.status_code == 200
    return set(re.findall(r'<a class="name"[^>]*>([^<]*)</a>', response.content.decode()))


@pytest.fixture
def file(alice, bruno, in_nord):
    """Three companies of different lives."""
    now, today = timezone.now(), timezone.localdate()
    perrin = create_company(
        member=alice, name="Perrin", city="Lyon", postcode="69003", stage="hot", owner=alice, email="a@perrin.fr"
    )
    vial = create_company(member=alice, name="Vial", city="Grenoble", postcode="38000", stage="customer", owner=bruno)
    zola = create_company(member=alice, name="Zola", city="Villeurbanne", postcode="69100", stage="cold")
    Company.objects.filter(pk=perrin.pk).update(last_contact_at=now - timedelta(days=100))
    Company.objects.filter(pk=vial.pk).update(last_contact_at=now - timedelta(days=5), objected_at=now)
    plan_task(member=alice, title="Appeler", due_on=today + timedelta(days=3), company=perrin)
    plan_task(member=alice, title="Relancer", due_on=today + timedelta(days=30), company=perrin)
    open_opportunity(member=alice, company=perrin, name="Toiture", amount_cents=500_000)
    open_opportunity(member=alice, company=perrin, name="Bardage", amount_cents=250_000)
    won = open_opportunity(member=alice, company=vial, name="Cuisine", amount_cents=900_000)
    win_opportunity(member=alice, opportunity=won)
    return {"perrin": perrin, "vial": vial, "zola": zola}


CASES = [
    ("et(etape:parmi:hot:customer)", {"Perrin", "Vial"}),
    ("et(etape:hors:hot:customer)", {"Zola"}),
    ("et(suivi:parmi:moi)", {"Perrin"}),
    ("et(suivi:hors:moi)", {"Vial", "Zola"}),
    ("et(suivi:vide)", {"Zola"}),
    ("et(contact:plus:30)", {"Perrin"}),
    ("et(contact:depuis:30)", {"Vial"}),
    ("et(contact:vide)", {"Zola"}),
    ("ou(contact:plus:30,contact:vide)", {"Perrin", "Zola"}),
    ("et(action:dans:7)", {"Perrin"}),
    ("et(action:sur:2100-01-01)", set()),
    ("et(action:vide)", {"Vial", "Zola"}),
    ("et(affaires:min:1)", {"Perrin"}),
    ("et(affaires:est:2)", {"Perrin"}),
    ("et(affaires:est:0)", {"Vial", "Zola"}),
    ("et(affaires:max:1)", {"Vial", "Zola"}),
    ("et(encours:sur:7000)", {"Perrin"}),
    ("et(encours:entre:1:7000)", set()),
    ("et(gagne:min:9000)", {"Vial"}),
    ("et(devis:min:1)", set()),
    ("et(devis:sous:1)", {"Perrin", "Vial", "Zola"}),
    ("et(montant-devis:sous:10)", {"Perrin", "Vial", "Zola"}),
    ("et(nom:debut:PER)", {"Perrin"}),
    ("et(nom:contient:ol)", {"Zola"}),
    ("et(nom:sans:ol)", {"Perrin", "Vial"}),
    ("et(nom:non:vial)", {"Perrin", "Zola"}),
    ("et(courriel:rempli)", {"Perrin"}),
    ("et(courriel:vide)", {"Vial", "Zola"}),
    ("et(ville:est:lyon)", {"Perrin"}),
    ("et(ville:debut:LYÔ)", {"Perrin"}),
    ("et(ville:contient:grénô)", {"Vial"}),
    ("et(ville:non:GRÉNOBLE)", {"Perrin", "Zola"}),
    ("et(opposition:est:oui)", {"Vial"}),
    ("et(opposition:est:non)", {"Perrin", "Zola"}),
    ("et(ajout:depuis:1)", {"Perrin", "Vial", "Zola"}),
    ("et(ajout:sous:2020-01-01)", set()),
    ("et(source:parmi:entered)", {"Perrin", "Vial", "Zola"}),
    ("et(source:hors:entered)", set()),
    ("et(acheteur:parmi:company)", {"Perrin", "Vial", "Zola"}),
    ("et(etape:parmi:hot,ou(ville:est:Lyon,ville:est:Grenoble))", {"Perrin"}),
]


@pytest.mark.parametrize(("where", "names"), CASES)
def test_each_condition_finds_its_companies(alice_client, file, where, names):
    assert shown(alice_client, f"1.{where}") == names


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("pres:autour:Lyon:20", {"Perrin", "Zola"}),
        ("pres:autour:Grenoble:10", {"Vial"}),
        ("pres:autour:45.75 4.85:20", {"Perrin", "Zola"}),
        ("zone:dedans:45.5 4.5:45.5 5.2:46 5.2:46 4.5", {"Perrin", "Zola"}),
        ("zone:dedans:45.5 4.5:45.5 4.55:45.6 4.5", set()),
    ],
)
def test_a_place_and_kilometres_find_what_lies_around(alice_client, file, where, names):
    assert shown(alice_client, f"1.et({where})") == names


def test_a_stage_of_an_open_deal_finds_its_company(alice_client, file, in_nord):
    stage = file["perrin"].opportunities.first().stage_id
    assert shown(alice_client, f"1.et(etape-affaire:parmi:{stage})") == {"Perrin"}


def test_each_subject_can_be_asked_by_each_of_its_operators(alice, bruno, file, in_nord):
    """No pair of subject and operator that the builder offers is refused or breaks a query."""
    person = create_person(member=alice, company=file["perrin"], family_name="Vial", given_name="Anne")
    assert person
    owners = {alice.pk: "Alice", bruno.pk: "Bruno"}
    for spec, subjects in (
        (company_list(alice, owners), company_subjects(alice, owners)),
        (people_list(alice, owners), person_subjects(alice, owners)),
    ):
        _ask_everything(spec, subjects)


def _ask_everything(spec, subjects):
    by_kind = {"number": "2", "money": "10", "date": "2026-01-02", "yes_no": "oui"}
    for key, subject in subjects.items():
        choices = subject.whole().choices
        for operator in subject.operators:
            word = IN_ADDRESS[operator]
            value = choices[0].code if choices else by_kind.get(subject.definition.kind, "7")
            if subject.definition.kind in {"choice", "choices"} and not choices:
                continue
            values = (
                ""
                if word in {"vide", "rempli"}
                else ":7"
                if word in {"depuis", "dans", "plus"}
                else f":{value}:{value}"
            )
            if word == "autour":
                values = ":Lyon:10"
            if word == "dedans":
                values = ":45.5 4.5:45.5 5.2:46 5.2"
            where = f"1.et({key}:{word}{values})"
            found = spec.select(where)
            assert not found.notes(), where
            assert found.sentence(), where
            page = lists.page_of(spec, lists.rules.read_state(spec.shape, {"f": [where]}))
            assert lists.exact_count(spec, page.state) == len(page.rows), where


def test_own_fields_answer_with_the_others(alice_client, alice, in_nord, nord):
    make_field(alice, "Terrasse", kind="number")
    nord.refresh_from_db()
    create_company(member=alice, name="Grande", custom={"terrasse": 80})
    create_company(member=alice, name="Petite", custom={"terrasse": 8})
    create_company(member=alice, name="Sans")
    assert shown(alice_client, "1.et(c-terrasse:min:20)") == {"Grande"}
    assert shown(alice_client, "1.et(c-terrasse:vide)") == {"Sans"}
    assert shown(alice_client, "1.ou(c-terrasse:vide,c-terrasse:sous:20)") == {"Sans", "Petite"}


def test_the_filter_stands_in_words_and_each_part_can_be_taken_off(alice_client, file):
    html = alice_client.get(
        URL, {"f": "1.et(etape:parmi:hot,ou(contact:sous:2026-08-01,contact:vide))"}
    ).content.decode()
    assert "Étape est Prospect chaud" in html
    assert "Dernier contact avant le 01/08/2026 OU jamais" in html
    assert 'href="/e/nord/societes/?f=1.et(etape:parmi:hot)"' in html
    assert 'href="/e/nord/societes/?f=1.ou(contact:sous:2026-08-01,contact:vide)"' in html


@pytest.mark.parametrize(
    ("where", "said", "names"),
    [
        ("1.et(etape:parmi:hot,age:min:3)", "«\xa0age\xa0»", {"Perrin"}),
        ("1.et(etape:parmi:hot,nom:dance:x)", "Nom", {"Perrin"}),
        ("1.et(etape:parmi:purple,nom:debut:per)", "purple", {"Perrin"}),
        ("1.et(affaires:min:beaucoup)", "beaucoup", {"Perrin", "Vial", "Zola"}),
        ("9.et(nom:debut:per)", "autre version", {"Perrin", "Vial", "Zola"}),
        ("1.et((((", "ne peut être lu", {"Perrin", "Vial", "Zola"}),
        ("1.et(pres:autour:Xyzzyville:10)", "Xyzzyville", {"Perrin", "Vial", "Zola"}),
    ],
)
def test_what_an_address_asks_in_vain_is_left_out_and_told(alice_client, file, where, said, names):
    html = alice_client.get(URL, {"f": where}).content.decode()
    assert said in html
    assert shown(alice_client, where) == names


def test_the_builder_goes_step_by_step_without_javascript(alice_client, file):
    page = alice_client.get(f"{URL}filtre/?tri=-nom&f=1.et(etape:parmi:hot)").content.decode()
    assert 'value="hot" checked' in page
    step = {"j0": "et", "wishes": "tri=-nom", "k0-0": "etape", "o0-0": "parmi", "v0-0": "hot"}
    more = alice_client.get(f"{URL}filtre/", {**step, "act": "condition-0"}).content.decode()
    assert 'name="k0-1"' in more
    fewer = alice_client.get(f"{URL}filtre/", {**step, "k0-1": "contact", "o0-1": "vide", "act": "remove-0-0"})
    assert 'name="k0-1"' not in fewer.content.decode()
    done = alice_client.get(f"{URL}filtre/", {**step, "act": "apply"})
    assert done.status_code == 302
    assert done["Location"] == f"{URL}?tri=-nom&f=1.et(etape:parmi:hot)"
    told = alice_client.get(f"{URL}filtre/", {**step, "act": "apply"}, headers=HTMX)
    assert told["HX-Redirect"] == done["Location"]


def test_the_builder_refuses_what_lacks_a_value_and_keeps_the_rest(alice_client, file):
    step = {
        "j0": "et",
        "wishes": "",
        "k0-0": "nom",
        "o0-0": "debut",
        "v0-0": "",
        "k0-1": "ville",
        "o0-1": "est",
        "v0-1": "Lyon",
    }
    response = alice_client.get(f"{URL}filtre/", {**step, "act": "apply"})
    assert response.status_code == 422
    html = response.content.decode()
    assert "Dites quelle valeur." in html
    assert 'value="Lyon"' in html


def test_the_builder_is_the_same_in_its_dialog(alice_client, file):
    whole = alice_client.get(f"{URL}filtre/").content.decode()
    part = alice_client.get(f"{URL}filtre/", headers={**HTMX, "HX-Target": "dialog-body"}).content.decode()
    form = re.search(r'<form class="form" id="builder".*?</form>', whole, re.DOTALL).group()
    assert form in part


@pytest.mark.parametrize("count", [2, 20])
def test_a_filtered_list_asks_as_often_for_two_rows_as_for_twenty(alice_client, many, count, django_assert_num_queries):
    many(count)
    # As the plain list, and: one condition tried, the rows that meet the others.
    with django_assert_num_queries(9):
        alice_client.get(f"{URL}?f=1.et(etape:parmi:suspect,affaires:est:0)", headers=HTMX)


def test_people_are_asked_about_their_company(alice_client, alice, file, in_nord):
    create_person(member=alice, company=file["perrin"], family_name="Kaci", given_name="Nora", job_title="Gérante")
    create_person(member=alice, company=file["vial"], family_name="Roux", given_name="Paul")
    html = alice_client.get("/e/nord/personnes/", {"f": "1.et(societe:contient:perr)"}).content.decode()
    assert "Kaci" in html
    assert "Roux" not in html


def test_a_stranger_gets_no_builder(stranger_client, file):
    assert stranger_client.get(f"{URL}filtre/").status_code == 404


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("ville:contient:saint etienne", {"Œuvres"}),
        ("ville:est:SAINT-ETIENNE", {"Œuvres"}),
        ("ville:debut:Saint-É", {"Œuvres"}),
        ("ville:sans:etienne", {"Autre"}),
        ("courriel:contient:CONTACT@oeuvres", {"Œuvres"}),
        ("secteur:contient:metal", {"Œuvres"}),
        ("telephone:debut:04 77", {"Œuvres"}),
        ("telephone:est:04 77 00 00 01", {"Œuvres"}),
        ("telephone:contient:77 00", {"Œuvres"}),
        ("telephone:debut:+33 4", {"Œuvres"}),
        ("telephone:est:+33 4 77", set()),
        ("ville:contient:—", set()),
    ],
)
def test_texts_are_asked_without_accents_case_or_spaces(alice_client, alice, in_nord, where, names):
    create_company(
        member=alice, name="Œuvres", city="Saint-Étienne", phone="0477000001", email="contact@oeuvres.fr",
        industry="Métallurgie",
    )  # fmt: skip
    create_company(member=alice, name="Autre", city="Lyon")
    assert shown(alice_client, f"1.et({where})") == names
