"""The queue, its filters, and the button that says that a datum is still true."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from carnet.foundation.jobs.models import Job
from carnet.foundation.parties.models import Company, Provenance
from carnet.foundation.parties.services import create_company, create_person
from carnet.grow.quality.services import catch_up
from tests.conftest import signed_in

QUEUE = "/e/nord/a-completer/"


@pytest.fixture
def perrin(alice, in_nord):
    company = create_company(
        member=alice, name="Perrin <b>", phone="0465710001", postcode="69003", city="Lyon", source="import"
    )
    Provenance.objects.update(collected_on=date(2024, 1, 1))
    return company


def page_of(client, path=QUEUE, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_the_queue_says_what_lacks_where_to_find_it_and_leads_there(alice_client, perrin):
    page = page_of(alice_client)
    text = page.select_one("#list").get_text(" ", strip=True)
    assert "Perrin <b>" in text
    assert "SIREN\u00a0: à renseigner." in text
    assert "Sirene" in text
    links = [link["href"] for link in page.select("#list .findings a")]
    assert f"/e/nord/societes/{perrin.pk}/champ/siren/" in links
    assert alice_client.get(f"/e/nord/societes/{perrin.pk}/champ/siren/").status_code == 200


def test_each_place_to_mend_exists(alice, alice_client, in_nord):
    company = create_company(member=alice, name="Bare", country="DE")
    person = create_person(member=alice, family_name="Seul")
    for path in (QUEUE, f"{QUEUE}?fiches=personnes"):
        for link in page_of(alice_client, path).select("#list .findings a"):
            assert alice_client.get(link["href"]).status_code == 200, link["href"]
    assert company.pk
    assert person.pk


def test_the_part_is_the_same_region_of_the_page(alice_client, perrin):
    whole = page_of(alice_client).select_one("#list")
    part = page_of(alice_client, **{"HX-Request": "true"})
    tokens = {"csrfmiddlewaretoken"}
    for tree in (whole, part):
        for field in tree.select("input"):
            if field.get("name") in tokens:
                field.decompose()
    assert str(part.select_one("#list")) == str(whole)


def test_nothing_measured_and_nothing_to_do_each_say_so(alice, alice_client, in_nord):
    assert "Rien n’est encore mesuré." in page_of(alice_client).get_text()
    create_company(member=alice, name="Perrin")
    assert "Rien à compléter ici." in page_of(alice_client, f"{QUEUE}?motif=stale").get_text()


@pytest.mark.parametrize(
    "query", ["motif=rien", "fiches=../x", "champ=<b>", "apres=abc", "apres=99999999999999999999", "qui=toi"]
)
def test_an_address_that_means_nothing_shows_the_whole_queue(alice_client, perrin, query):
    assert "Perrin" in page_of(alice_client, f"{QUEUE}?{query}").get_text()


def test_what_was_checked_is_said_and_leaves_with_an_undo(alice_client, perrin):
    form = page_of(alice_client).select_one("#list form")
    answer = alice_client.post(
        form["action"], {"field": ["phone", "city"], "source": "person", "next": QUEUE}, follow=True
    )
    page = BeautifulSoup(answer.content, "html.parser")
    assert "vérifié aujourd’hui" in page.select_one("#toasts").get_text()
    assert page.select_one("#toasts form[action*='annuler']")
    assert Provenance.objects.filter(company=perrin, field="phone", source="person").count() == 1


def test_nothing_checked_is_refused_with_a_sentence(alice_client, perrin):
    answer = alice_client.post(f"{QUEUE}societes/{perrin.pk}/verifie/", {"source": "guess"}, follow=True)
    assert "Dites où vous avez vérifié" in answer.content.decode()


def test_the_record_shows_its_score_and_its_reasons(alice_client, reader_client, perrin):
    page = page_of(alice_client, f"/e/nord/societes/{perrin.pk}/")
    sheet = page.select_one("#quality")
    assert "sur 100" in sheet.get_text()
    assert sheet.select_one("form[action$='/verifie/']")
    assert not page_of(reader_client, f"/e/nord/societes/{perrin.pk}/").select_one("#quality form")


def test_a_reader_sees_the_queue_and_changes_nothing(reader, perrin):
    client = signed_in(reader)
    page = page_of(client)
    assert not page.select("#list form, .lede form")
    assert client.post(f"{QUEUE}mesurer/").status_code == 403


def test_the_whole_file_is_handed_to_the_background(alice_client, perrin):
    answer = alice_client.post(f"{QUEUE}mesurer/")
    assert answer.status_code == 303
    assert Job.objects.get().kind == "quality.measure"


def test_two_and_twenty_records_cost_the_same_queries(alice, alice_client, in_nord, django_assert_max_num_queries):
    counts = []
    for number in range(20):
        create_company(member=alice, name=f"Atelier {number}", city="Lyon")
        if number in (1, 19):
            catch_up(Company)
            page_of(alice_client)
            with django_assert_max_num_queries(20) as found:
                page_of(alice_client)
            counts.append(len(found))
    assert counts[0] == counts[1]
