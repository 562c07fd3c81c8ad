"""The queue, the records side by side, and what is decided there."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carnet.foundation.agenda.services import plan_task
from carnet.foundation.audit.models import Event
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.services import perform
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company, create_person, edit_company
from carnet.grow.duplicates.models import Pair, Search
from carnet.grow.duplicates.references import references
from carnet.grow.duplicates.services import SearchRefused, keep_separate, search

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
QUEUE = "/e/nord/doublons/"


def clinics(alice, count=2, **fields):
    names = ["Clinique des Balmes", "Clinique Balmes", "Clin. des Balmes", "CLINIQUE DES BALMES"]
    return [
        create_company(member=alice, name=name, city="Lyon", phone="0465710001", postcode="69006", **fields)
        for name in names[:count]
    ]


def looked(member, kind="company"):
    found = search(member=member, kind=kind)
    perform(found.job_id)
    found.refresh_from_db()
    assert found.job.__class__.objects.get(pk=found.job_id).state == Job.State.DONE
    return found


@pytest.fixture
def proposed(alice, in_nord):
    """Two groups: three records of a clinic, two of a workshop."""
    for name in ("Atelier Faure", "Atelier Faures"):
        create_company(member=alice, name=name, city="Bron", email="contact@faure.example", postcode="69500")
    create_company(member=alice, name="Transports Vial", city="Vienne")
    clinics(alice, 3)
    return looked(alice)


def page(client, url=QUEUE, **headers):
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200, answer
    return BeautifulSoup(answer.content, "html.parser")


class TestSearch:
    def test_it_finds_what_is_alike_and_says_why(self, proposed):
        assert (proposed.record_count, proposed.is_learnt) == (6, False)
        pairs = Pair.objects.order_by("-weight")
        assert {(pair.one_company.city, pair.other_company.city) for pair in pairs} == {
            ("Lyon", "Lyon"),
            ("Bron", "Bron"),
        }
        assert ["phone", "same"] in [reason[:2] for pair in pairs for reason in pair.reasons]

    def test_a_second_search_replaces_what_the_first_proposed(self, alice, proposed):
        count = Pair.objects.count()
        looked(alice)
        assert Pair.objects.count() == count

    def test_people_are_found_too(self, alice, in_nord):
        company = create_company(member=alice, name="Faure")
        for family in ("Vial", "Viale"):
            create_person(member=alice, family_name=family, given_name="Anne", phone="0612345678", company=company)
        assert looked(alice, "person").pair_count == 1

    def test_kept_separate_it_is_proposed_again_only_once_the_data_says_more(self, alice, in_nord):
        one, other = clinics(alice)
        looked(alice)
        keep_separate(member=alice, kind="company", ids=[one.pk, other.pk])
        looked(alice)
        assert not Pair.objects.proposed().exists()
        edit_company(member=alice, company=other, changes={"phone": "0465719999"})
        looked(alice)
        assert not Pair.objects.proposed().exists()
        for company in (one, other):
            edit_company(member=alice, company=company, changes={"email": "a@balmes.example", "phone": "0465710001"})
        looked(alice)
        assert Pair.objects.proposed().count() == 1

    def test_one_search_at_a_time(self, alice, in_nord):
        clinics(alice)
        search(member=alice, kind="company")
        with pytest.raises(SearchRefused) as refusal:
            search(member=alice, kind="company")
        assert refusal.value.reason == "running"

    @pytest.mark.parametrize(("threshold", "reason"), [(0.1, "threshold"), (0.5, "too_few")])
    def test_refusals(self, alice, in_nord, threshold, reason):
        with pytest.raises(SearchRefused) as refusal:
            search(member=alice, kind="company", threshold=threshold)
        assert refusal.value.reason == reason

    def test_it_is_stopped_between_two_steps_and_proposes_nothing(self, alice, in_nord):
        clinics(alice)
        found = search(member=alice, kind="company")
        Job.objects.filter(pk=found.job_id).update(is_cancel_asked=True)
        perform(found.job_id)
        assert Job.objects.get(pk=found.job_id).state == Job.State.CANCELLED
        assert not Pair.objects.exists()

    def test_a_button_starts_it_and_the_page_shows_how_far_it_is(self, alice_client, alice, in_nord):
        clinics(alice)
        answer = alice_client.post(f"{QUEUE}chercher/", {"genre": "company", "seuil": "0.9"})
        assert (answer.status_code, answer["Location"]) == (303, f"{QUEUE}?genre=company")
        assert Search.objects.get().threshold == 0.9
        assert page(alice_client).find(id="work")

    @pytest.mark.parametrize("seuil", ["", "x", "0.3"])
    def test_a_threshold_that_was_not_offered_is_told(self, alice_client, alice, in_nord, seuil):
        clinics(alice)
        answer = alice_client.post(f"{QUEUE}chercher/", {"genre": "company", "seuil": seuil}, follow=True)
        assert "seuils proposés" in answer.content.decode()


class TestQueue:
    def test_groups_come_surest_first_with_their_reasons(self, alice_client, proposed):
        rows = page(alice_client).select("#duplicates-queue .row")
        assert len(rows) == 2
        assert "Clin" in rows[0].get_text() or "Faure" in rows[0].get_text()
        assert "même téléphone" in page(alice_client).get_text()

    def test_empty_it_says_what_to_do(self, alice_client, in_nord):
        assert "Personne n’a encore cherché" in page(alice_client).get_text()

    def test_a_rep_may_keep_to_what_they_may_merge(self, bruno_client, alice, proposed):
        Company.objects.filter(city="Lyon").update(owner=alice)
        assert len(page(bruno_client).select("#duplicates-queue .row")) == 2
        assert len(page(bruno_client, f"{QUEUE}?mien=1").select("#duplicates-queue .row")) == 1

    def test_it_is_narrowed_by_certainty(self, alice_client, proposed):
        Pair.objects.filter(one_company__city="Bron").update(probability=0.7)
        assert len(page(alice_client, f"{QUEUE}?force=0.99").select("#duplicates-queue .row")) == 1

    def test_the_part_is_the_same_as_in_the_page(self, alice_client, proposed):
        part = page(alice_client, QUEUE, **HTMX).find(id="duplicates-queue")
        assert part == page(alice_client).find(id="duplicates-queue")

    @pytest.mark.parametrize("groups", [2, 20])
    def test_it_costs_the_same_for_two_groups_and_for_twenty(
        self, alice_client, alice, in_nord, django_assert_num_queries, groups
    ):
        for number in range(groups):
            one, other = (create_company(member=alice, name=f"Atelier {number}", owner=alice) for _ in "ab")
            Pair.objects.create(kind="company", one_company=one, other_company=other, probability=0.9, weight=5)
        page(alice_client)
        with django_assert_num_queries(10):
            page(alice_client)


class TestCompare:
    @pytest.fixture
    def url(self, proposed):
        pair = Pair.objects.filter(one_company__city="Lyon").order_by("-weight")[0]
        return f"{QUEUE}{pair.pk}/"

    def test_the_records_stand_side_by_side(self, alice_client, url):
        found = page(alice_client, url)
        assert len(found.select("th[scope=col] a")) == 3
        assert len(found.select("input[name=reste]")) == 3
        assert found.select_one("[data-shortcut=m]").get_text().startswith("Fusionner")
        assert found.select_one("[data-shortcut=s]")["formaction"].startswith(f"{url}distincts/")

    def test_merging_answers_with_the_next_group_and_an_undo(self, alice_client, url, in_nord):
        form = filled(page(alice_client, url))
        answer = alice_client.post(url, form)
        assert answer.status_code == 303
        assert answer["Location"].startswith(QUEUE)
        assert Company.objects.filter(city="Lyon").count() == 1
        assert Event.objects.get(code="duplicates.merged").is_undoable

    def test_one_of_three_may_stay_out(self, alice_client, url, in_nord):
        form = filled(page(alice_client, url))
        out = next(number for number in form["fiche"] if number != form["reste"])
        form["fiche"] = [number for number in form["fiche"] if number != out]
        assert alice_client.post(url, form).status_code == 303
        assert Company.objects.filter(city="Lyon").count() == 2
        assert Company.objects.filter(pk=out).exists()

    def test_keeping_separate_is_remembered_and_goes_on(self, alice_client, url, in_nord):
        form = filled(page(alice_client, url))
        assert alice_client.post(f"{url}distincts/", form).status_code == 303
        assert Company.objects.filter(city="Lyon").count() == 3
        assert set(Pair.objects.filter(one_company__city="Lyon").values_list("state", flat=True)) == {"kept"}
        assert alice_client.get(url).status_code == 303

    def test_a_record_saved_meanwhile_is_a_refusal_that_loses_no_choice(self, alice_client, alice, url, in_nord):
        form = filled(page(alice_client, url))
        edit_company(member=alice, company=Company.objects.get(pk=form["fiche"][0]), changes={"city": "Bron"})
        answer = alice_client.post(url, form)
        assert answer.status_code == 422
        assert "entre-temps" in answer.content.decode()
        assert not Event.objects.filter(code="duplicates.merged").exists()

    def test_one_record_alone_is_refused_with_a_sentence(self, alice_client, url):
        form = filled(page(alice_client, url))
        answer = alice_client.post(url, {**form, "fiche": [form["fiche"][0]]})
        assert answer.status_code == 422
        assert "au moins deux fiches" in answer.content.decode()

    def test_a_rep_is_told_whose_record_it_is(self, bruno_client, alice, url):
        form = filled(page(bruno_client, url))
        Company.objects.filter(city="Lyon").update(owner=alice)
        found = page(bruno_client, url)
        assert found.select_one("[data-shortcut=m]") is None
        assert "Un collègue suit" in found.get_text()
        assert bruno_client.post(url, form).status_code == 422

    def test_next_and_previous_walk_the_queue(self, alice_client, url):
        first = page(alice_client).select_one(".cover")["href"]
        following = page(alice_client, first).select_one("[data-shortcut=j]")["href"]
        assert page(alice_client, following).select_one("[data-shortcut=k]")["href"] == first

    def test_the_part_is_the_same_as_in_the_page(self, alice_client, url):
        def form(**headers):
            found = page(alice_client, url, **headers).find(id="compare")
            found.select_one("[name=csrfmiddlewaretoken]").extract()
            return found

        assert form(**HTMX) == form()

    def test_it_costs_the_same_whatever_hangs_on_the_records(self, alice_client, alice, url, in_nord):
        """One query for each table that points to a company, and few others: whatever the rows."""
        company = Company.objects.filter(city="Lyon")[0]
        costs = []
        for count in (2, 18):
            for number in range(count):
                plan_task(member=alice, title=f"Tâche {number}", due_on=timezone.localdate(), company=company)
            page(alice_client, url)
            with CaptureQueriesContext(connection) as queries:
                page(alice_client, url)
            costs.append(len(queries))
        assert costs[0] == costs[1]
        assert costs[0] <= len(references(Company)) + 15


def filled(found):
    """The form as a browser would send it untouched."""
    form = found.find(id="compare")
    sent = {}
    for field in form.select("input"):
        if field.get("type") in {"radio", "checkbox"} and not field.has_attr("checked"):
            continue
        sent.setdefault(field["name"], []).append(field.get("value", ""))
    return {name: values if name in {"fiche", "garder"} else values[0] for name, values in sent.items()}


def test_the_old_address_is_known(client):
    assert reverse("duplicates:queue", args=["nord"]) == QUEUE
