"""The same act on many records: asked, done chunk by chunk, told once, taken back."""

import json

import pytest

from carnet.foundation.agenda.models import Task
from carnet.foundation.audit.models import Event, EventSubject
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.progress import JobCancelled
from carnet.foundation.jobs.services import Progress, perform
from carnet.foundation.jobs.services import cancel as stop
from carnet.foundation.parties.findable import COMPANY
from carnet.foundation.parties.models import Company, Person, Provenance
from carnet.foundation.parties.services import create_company, create_person, trash
from carnet.foundation.search.queries import narrowed
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.queries import tags_of
from carnet.grow.bulk import services
from carnet.grow.bulk.models import Act, ActRow
from carnet.grow.bulk.services import ActRefused, start_act
from tests.foundation.fields.making import make_field

URL = "/e/nord/lots/societes/"


@pytest.fixture
def many(alice, in_nord):
    def make(count, **fields):
        rows = [{"name": f"Atelier {number:03d}", "city": "Lyon", **fields} for number in range(count)]
        return [create_company(member=alice, **row) for row in rows]

    return make


def edit(alice, rows, **wanted):
    return start_act(member=alice, party="company", kind="edit", wanted=wanted, ids=[row.pk for row in rows])


def found(word):
    return list(narrowed(Company.objects.present(), word, COMPANY).rows.order_by("pk"))


def test_a_change_is_one_event_in_the_thread_of_each_and_one_undo(alice, many):
    rows = many(3, stage="cold")
    rows += many(1, stage="hot")
    act = edit(alice, rows, values={"stage": "hot"})
    assert (act.state, act.changed, act.same, act.total) == ("done", 3, 1, 4)
    event = Event.objects.get(code="bulk.done")
    assert EventSubject.objects.filter(event=event).count() == 3
    assert set(Company.objects.values_list("stage", flat=True)) == {"hot"}
    undo(member=alice, event_id=event.pk)
    assert Company.objects.filter(stage="cold").count() == 3
    act.refresh_from_db()
    assert act.state == "reverted"


def test_what_was_changed_since_stays_and_is_counted(alice, many):
    rows = many(3, stage="cold")
    act = edit(alice, rows, values={"stage": "hot"})
    Company.objects.filter(pk=rows[0].pk).update(stage="customer")
    undo(member=alice, event_id=act.event_id)
    assert sorted(Company.objects.values_list("stage", flat=True)) == ["cold", "cold", "customer"]
    act.refresh_from_db()
    assert act.kept == 1


def test_an_undo_that_finds_nothing_left_to_take_back_is_refused(alice, many):
    rows = many(1, stage="cold")
    act = edit(alice, rows, values={"stage": "hot"})
    Company.objects.update(stage="customer")
    with pytest.raises(NotUndoable):
        undo(member=alice, event_id=act.event_id)
    act.refresh_from_db()
    assert act.state == "done"


def test_several_fields_and_the_source_change_together_and_come_back(alice, many):
    rows = many(2)
    before = set(Provenance.objects.filter(field="").values_list("source", flat=True))
    act = edit(
        alice, rows, values={"industry": "Bois", "buyer_kind": "public_body", "owner_id": alice.pk}, source="event"
    )
    assert set(Company.objects.values_list("industry", "buyer_kind", "owner")) == {("Bois", "public_body", alice.pk)}
    assert set(Provenance.objects.filter(field="").values_list("source", flat=True)) == {"event"}
    undo(member=alice, event_id=act.event_id)
    assert set(Company.objects.values_list("industry", "buyer_kind", "owner")) == {("", "company", None)}
    assert set(Provenance.objects.filter(field="").values_list("source", flat=True)) == before


def test_an_own_field_changes_and_those_whose_stage_needs_another_are_refused_with_the_reason(alice, nord, many):
    make_field(alice, "Surface", kind="number")
    make_field(alice, "Matière", required_at=["hot"])
    nord.refresh_from_db()
    rows = many(2)
    assert edit(alice, rows, custom={"surface": 80}, values={}).changed == 2
    assert {one.custom["surface"] for one in Company.objects.all()} == {80}
    act = edit(alice, rows, values={"stage": "hot"})
    assert (act.changed, act.refused) == (0, 2)
    assert act.event is None
    assert "Matière" in ActRow.objects.filter(act=act).first().reason


def test_people_change_as_companies_do(alice, in_nord):
    people = [create_person(member=alice, family_name=name) for name in ("Vial", "Kaci")]
    act = start_act(
        member=alice, party="person", kind="edit", wanted={"values": {"stage": "hot", "civility": "mme"}},
        ids=[one.pk for one in people],
    )  # fmt: skip
    assert set(Person.objects.values_list("stage", "civility")) == {("hot", "mme")}
    undo(member=alice, event_id=act.event_id)
    assert set(Person.objects.values_list("stage", "civility")) == {("suspect", "")}


def test_tags_go_on_and_off_and_come_back(alice, many):
    rows = many(2)
    vip, salon = Tag.objects.create(name="VIP", key="vip"), Tag.objects.create(name="Salon", key="salon")
    start = {"member": alice, "party": "company", "kind": "tag", "ids": [row.pk for row in rows]}
    first = start_act(**start, wanted={"tag_ids": [vip.pk], "added": ["VIP"]})
    second = start_act(**start, wanted={"tag_ids": [salon.pk], "off": {"tag_ids": [vip.pk]}, "added": ["Salon"]})
    assert tags_of(Company, [rows[0].pk]) == {rows[0].pk: ["Salon"]}
    assert start_act(**start, wanted={"tag_ids": [salon.pk]}).same == 2
    undo(member=alice, event_id=second.event_id)
    assert tags_of(Company, [rows[0].pk]) == {rows[0].pk: ["VIP"]}
    undo(member=alice, event_id=first.event_id)
    assert tags_of(Company, [rows[0].pk]) == {}


def test_the_same_next_action_is_planned_and_only_what_is_still_open_is_taken_back(alice, many):
    rows = many(2)
    wanted = {"title": "Inviter", "due_on": "2026-12-01", "kind": "follow_up"}
    act = start_act(member=alice, party="company", kind="plan", wanted=wanted, ids=[row.pk for row in rows])
    assert Task.objects.open().filter(title="Inviter").count() == 2
    Task.objects.filter(company=rows[0]).update(title="Inviter bientôt")
    undo(member=alice, event_id=act.event_id)
    assert [task.title for task in Task.objects.all()] == ["Inviter bientôt"]


def test_what_goes_to_the_trash_leaves_lists_and_search_and_comes_back_by_undo(alice, many):
    rows = many(2)
    act = start_act(member=alice, party="company", kind="trash", wanted={}, ids=[row.pk for row in rows])
    assert not Company.objects.present().exists()
    assert not found("atelier")
    undo(member=alice, event_id=act.event_id)
    assert Company.objects.present().count() == 2
    assert len(found("atelier")) == 2


def test_a_record_that_is_gone_is_counted_as_such(alice, many, monkeypatch):
    rows = many(2)
    ids = [row.pk for row in rows]
    monkeypatch.setattr(services, "SMALL", 0)
    act = start_act(member=alice, party="company", kind="edit", wanted={"values": {"stage": "hot"}}, ids=ids)
    trash(member=alice, party=rows[0])
    perform(act.job_id)
    act.refresh_from_db()
    assert (act.changed, act.gone) == (1, 1)


class TestInTheBackground:
    @pytest.fixture
    def waiting(self, alice, many, monkeypatch):
        """An act on five cold companies, chosen by a filter that it changes, in chunks of two, left to a worker."""
        monkeypatch.setattr(services, "SMALL", 0)
        monkeypatch.setattr(services, "CHUNK", 2)
        many(5, stage="cold")
        create_company(member=alice, name="Autre", stage="hot")
        wanted = {"values": {"stage": "customer"}}
        return start_act(member=alice, party="company", kind="edit", wanted=wanted, wishes="etape=cold")

    def test_a_filter_that_the_act_itself_changes_is_read_once(self, waiting):
        assert waiting.job.state == Job.State.WAITING
        perform(waiting.job_id)
        assert Company.objects.filter(stage="customer").count() == 5
        assert Company.objects.filter(stage="hot").count() == 1
        assert Job.objects.get().done == 5

    def test_a_stop_half_way_keeps_what_is_done_tells_it_and_can_be_taken_back(self, alice, waiting, monkeypatch):
        def stopped(progress, count=1):
            progress.done += count
            raise JobCancelled

        monkeypatch.setattr(Progress, "step", stopped)
        perform(waiting.job_id)
        waiting.refresh_from_db()
        assert (waiting.state, waiting.changed) == ("stopped", 2)
        assert Company.objects.filter(stage="customer").count() == 2
        undo(member=alice, event_id=waiting.event_id)
        assert Company.objects.filter(stage="cold").count() == 5

    def test_a_worker_killed_half_way_loses_and_doubles_nothing(self, waiting, monkeypatch):
        calls, real = [], services.perform

        def killed(act, member, ids):
            calls.append(ids)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return real(act, member, ids)

        monkeypatch.setattr(services, "perform", killed)
        with pytest.raises(KeyboardInterrupt):
            perform(waiting.job_id)
        assert Company.objects.filter(stage="customer").count() == 2
        Job.objects.update(state=Job.State.WAITING)
        perform(waiting.job_id)
        waiting.refresh_from_db()
        assert (waiting.state, waiting.changed) == ("done", 5)
        assert Event.objects.filter(code="bulk.done").count() == 1

    def test_who_lost_the_right_meanwhile_changes_nothing(self, alice, waiting):
        type(alice).objects.filter(pk=alice.pk).update(role="reader", is_owner=False)
        perform(waiting.job_id)
        assert Job.objects.get().state == Job.State.FAILED
        assert not Company.objects.filter(stage="customer").exists()

    def test_the_undo_of_many_is_background_work_too(self, alice, waiting, monkeypatch):
        from carnet.grow.bulk import events

        perform(waiting.job_id)
        waiting.refresh_from_db()
        monkeypatch.setattr(events, "SMALL", 0)
        undo(member=alice, event_id=waiting.event_id)
        assert Company.objects.filter(stage="customer").count() == 5
        perform(Act.objects.get().job_id)
        assert Company.objects.filter(stage="cold").count() == 5
        assert Act.objects.get().state == "reverted"

    def test_it_is_stopped_before_it_began(self, alice, waiting):
        stop(member=alice, job=waiting.job)
        perform(waiting.job_id)
        assert not Company.objects.filter(stage="customer").exists()


def test_an_act_on_nothing_or_without_the_right_is_refused(alice, reader, in_nord):
    with pytest.raises(ActRefused):
        start_act(member=alice, party="company", kind="trash", wanted={}, wishes="etape=hot")
    with pytest.raises(ActRefused):
        start_act(member=reader, party="company", kind="trash", wanted={}, wishes="")


class TestOnScreen:
    def test_a_change_is_looked_at_before_it_is_done_and_can_be_taken_back_there(self, alice_client, many):
        rows = many(2, stage="cold") + many(1, stage="hot")
        data = {"ids": [row.pk for row in rows], "given": "1", "stage": "hot"}
        look = alice_client.post(f"{URL}modifier/", data)
        assert look.status_code == 200
        assert "est déjà ainsi" in look.content.decode()
        assert not Event.objects.filter(code="bulk.done").exists()
        done = alice_client.post(f"{URL}modifier/", {**data, "apply": "1"}, follow=True).content.decode()
        assert "Revenir en arrière" in done or "Annuler" in done
        assert Company.objects.filter(stage="hot").count() == 3

    def test_an_own_field_is_chosen_then_asked_for_its_value(self, alice, nord, alice_client, in_nord):
        make_field(alice, "Effectif", holder="person", kind="number")
        nord.refresh_from_db()
        one = create_person(member=alice, family_name="Vial")
        url, data = (
            "/e/nord/lots/personnes/modifier/",
            {"ids": [one.pk], "given": "1", "stage": "hot", "own": "c-effectif"},
        )
        page = alice_client.post(url, data).content.decode()
        assert 'name="c-effectif"' in page
        assert '<option value="hot" selected>' in page
        given = {**data, "own_given": "1", "c-effectif": "12"}
        assert "Effectif" in alice_client.post(url, given).content.decode()
        alice_client.post(url, {**given, "apply": "1"})
        one.refresh_from_db()
        assert (one.custom, one.stage) == ({"effectif": 12}, "hot")

    def test_a_form_that_changes_nothing_says_so(self, alice_client, many):
        rows = many(1)
        page = alice_client.post(f"{URL}modifier/", {"ids": [rows[0].pk], "given": "1"})
        assert page.status_code == 422
        assert "au moins un champ" in page.content.decode()

    @pytest.mark.parametrize("act", ["etiqueter", "corbeille", "planifier", "modifier"])
    def test_each_act_shows_whom_it_concerns(self, alice_client, many, act):
        many(3)
        page = alice_client.post(f"{URL}{act}/", {"whole": "on", "wishes": "q=atelier"}).content.decode()
        assert "Atelier 001" in page

    def test_nothing_ticked_goes_back_with_a_word(self, alice_client, in_nord):
        assert alice_client.post(f"{URL}corbeille/", {}).status_code == 303

    def test_the_refused_come_as_a_file_without_formulas(self, alice, nord, alice_client, in_nord):
        make_field(alice, "Matière", required_at=["hot"])
        nord.refresh_from_db()
        one = create_company(member=alice, name='=cmd|"x"')
        act = edit(alice, [one], values={"stage": "hot"})
        page = alice_client.get(f"/e/nord/lots/{act.pk}/")
        assert "Matière" in page.content.decode()
        file = b"".join(alice_client.get(f"/e/nord/lots/{act.pk}/refus.csv").streaming_content).decode()
        assert file.startswith("\ufeff")
        assert "'=cmd|" in file

    def test_more_than_a_thousand_rows_go_on_to_the_background(self, alice_client, many, monkeypatch):
        from carnet.grow.customer_file.screens import bulk, together

        many(4)
        for module in (bulk, together):
            monkeypatch.setattr(module, "BULK_LIMIT", 2)
        whole = {"whole": "on", "wishes": ""}
        answer = alice_client.post("/e/nord/societes/lot/", {**whole, "stage": "hot"})
        assert (answer.status_code, answer.headers["Location"]) == (307, f"{URL}modifier/")
        answer = alice_client.post("/e/nord/societes/ensemble/etiqueter/", whole)
        assert (answer.status_code, answer.headers["Location"]) == (307, f"{URL}etiqueter/")
        answer = alice_client.post("/e/nord/personnes/ensemble/planifier/", {"whole": "on"})
        assert answer.status_code == 303
        page = alice_client.post(f"{URL}modifier/", {**whole, "stage": "hot"}).content.decode()
        assert '<option value="hot" selected>' in page

    def test_another_members_act_is_not_shown(self, alice, bruno_client, many):
        act = edit(alice, many(1), values={"stage": "hot"})
        assert bruno_client.get(f"/e/nord/lots/{act.pk}/").status_code == 404

    @pytest.mark.parametrize("count", [2, 20])
    def test_the_queries_of_its_page_do_not_grow(self, alice, alice_client, many, count, django_assert_num_queries):
        act = edit(alice, many(count), values={"stage": "hot"})
        alice_client.get(f"/e/nord/lots/{act.pk}/")
        with django_assert_num_queries(6):
            alice_client.get(f"/e/nord/lots/{act.pk}/")


def test_what_an_act_keeps_can_travel(alice, many):
    act = edit(alice, many(1), values={"stage": "hot", "owner_id": alice.pk})
    assert json.dumps(act.wanted)
    assert act.rows.get().before == {"stage": "suspect", "owner_id": None}


class TestEmptying:
    @pytest.fixture
    def two(self, alice, nord, many):
        make_field(alice, "Surface", kind="number")
        make_field(alice, "Matière", kind="choice", choices=["Bois", "Métal"])
        nord.refresh_from_db()
        return many(2, industry="Bois", website="https://exemple.test", custom={"surface": 80, "matiere": "bois"})

    def test_texts_and_own_fields_are_emptied_and_come_back(self, alice, two):
        wanted = {"values": {"industry": "", "website": ""}, "custom": {"surface": None, "matiere": None}}
        act = edit(alice, two, **wanted)
        assert set(Company.objects.values_list("industry", "website")) == {("", "")}
        assert {json.dumps(one.custom) for one in Company.objects.all()} == {"{}"}
        undo(member=alice, event_id=act.event_id)
        assert {(one.industry, one.custom["surface"], one.custom["matiere"]) for one in Company.objects.all()} == {
            ("Bois", 80, "bois")
        }

    def test_on_screen_it_is_said_before_it_is_done(self, alice_client, two):
        data = {"ids": [one.pk for one in two], "given": "1", "empty": ["industry", "c-surface"]}
        page = alice_client.post(f"{URL}modifier/", data).content.decode()
        assert page.count("(vidé)") == 2
        alice_client.post(f"{URL}modifier/", {**data, "apply": "1"})
        assert {(one.industry, tuple(one.custom)) for one in Company.objects.all()} == {("", ("matiere",))}

    def test_a_field_is_filled_or_emptied_not_both(self, alice_client, two):
        data = {"ids": [two[0].pk], "given": "1", "industry": "Métal", "empty": ["industry"]}
        page = alice_client.post(f"{URL}modifier/", data)
        assert page.status_code == 422
        assert "Remplir ou vider" in page.content.decode()

    def test_several_own_fields_are_filled_at_once(self, alice_client, two):
        data = {"ids": [one.pk for one in two], "given": "1", "own": ["c-surface", "c-matiere"]}
        page = alice_client.post(f"{URL}modifier/", data).content.decode()
        assert 'name="c-surface"' in page
        assert 'name="c-matiere"' in page
        data |= {"own_given": "1", "c-surface": "12", "c-matiere": "metal", "apply": "1"}
        alice_client.post(f"{URL}modifier/", data)
        assert {tuple(sorted(one.custom.items())) for one in Company.objects.all()} == {
            (("matiere", "metal"), ("surface", 12))
        }

    def test_a_field_that_the_stage_needs_is_not_emptied(self, alice, nord, many):
        make_field(alice, "Matière", required_at=["hot"])
        nord.refresh_from_db()
        rows = many(1, stage="hot", custom={"matiere": "Bois"})
        act = edit(alice, rows, values={}, custom={"matiere": None})
        assert (act.changed, act.refused) == (0, 1)

    def test_the_civility_of_people_is_emptied(self, alice, alice_client, in_nord):
        one = create_person(member=alice, family_name="Vial", civility="mme")
        data = {"ids": [one.pk], "given": "1", "empty": ["civility"], "apply": "1"}
        page = alice_client.post("/e/nord/lots/personnes/modifier/", data, follow=True).content.decode()
        assert "(vidé)" in page
        one.refresh_from_db()
        assert one.civility == ""
