"""Many records as a file: who stays out and why, the columns that a role may see, the file as it is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.audit.models import Event, EventSubject
from carnet.foundation.audit.sentences import read
from carnet.foundation.consents.services import give_consent, object_to_prospecting, restrict
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.services import perform
from carnet.foundation.parties.models import Affiliation
from carnet.foundation.parties.services import create_company, create_person, trash
from carnet.grow.bulk import services
from carnet.grow.bulk.models import ActRow
from carnet.grow.bulk.rules import EVERY, Out, Purpose, Wish, left_out
from carnet.grow.bulk.services import start_act
from tests.foundation.fields.making import make_field

URL = "/e/nord/lots/societes/exporter/"
PROSPECT = {"purpose": "prospecting", "columns": ["nom", "ville"]}
P, X = Purpose.PROSPECTING, Purpose.OTHER


class TestRule:
    @pytest.mark.parametrize(
        ("wish", "purpose", "channel", "said"),
        [
            (Wish(), P, EVERY, None),
            (Wish(is_restricted=True), P, EVERY, Out.RESTRICTED),
            (Wish(is_restricted=True), X, EVERY, Out.RESTRICTED),
            (Wish(objections=frozenset({EVERY})), P, EVERY, Out.OBJECTED),
            (Wish(objections=frozenset({EVERY})), P, "phone", Out.OBJECTED),
            (Wish(objections=frozenset({EVERY})), X, EVERY, None),
            (Wish(objections=frozenset({"phone"})), P, "phone", Out.OBJECTED_HERE),
            (Wish(objections=frozenset({"phone"})), P, "email", None),
            (Wish(objections=frozenset({"phone"})), P, EVERY, None),
            (Wish(needs_consent=True), P, "phone", Out.NO_CONSENT),
            (Wish(needs_consent=True, has_consent=True), P, "phone", None),
            (Wish(needs_consent=True), P, EVERY, None),
            (Wish(needs_consent=None), P, "phone", Out.NO_LAW),
            (Wish(needs_consent=True), X, "phone", None),
        ],
    )
    def test_who_stays_out(self, wish, purpose, channel, said):
        assert left_out(wish, purpose, channel) == said

    @given(
        st.builds(
            Wish,
            is_restricted=st.booleans(),
            objections=st.frozensets(st.sampled_from([EVERY, "phone", "email"])),
            needs_consent=st.none() | st.booleans(),
            has_consent=st.booleans(),
        ),
        st.sampled_from([EVERY, "phone", "email"]),
    )
    def test_naming_a_channel_or_prospecting_never_lets_more_people_out(self, wish, channel):
        if left_out(wish, P, EVERY):
            assert left_out(wish, P, channel)
        if left_out(wish, X, channel):
            assert left_out(wish, P, channel)


@pytest.fixture
def three(alice, in_nord):
    rows = [create_company(member=alice, name=name, city="Lyon") for name in ("Libre", "Opposée", "Gelée")]
    object_to_prospecting(member=alice, party=rows[1])
    restrict(member=alice, party=rows[2], because="Conteste")
    return rows


def export(alice, rows, party="company", **wanted):
    return start_act(
        member=alice, party=party, kind="export", wanted={**PROSPECT, **wanted}, ids=[row.pk for row in rows]
    )


def text_of(client, act):
    return b"".join(client.get(f"/e/nord/lots/{act.pk}/fichier.csv").streaming_content).decode()


def test_each_that_stays_out_has_its_reason_and_the_rest_is_in_the_file(alice, alice_client, three):
    act = export(alice, three)
    assert (act.state, act.changed, act.refused) == ("done", 1, 2)
    reasons = dict(ActRow.objects.filter(act=act, state="r").values_list("object_id", "reason"))
    assert "oppose" in reasons[three[1].pk]
    assert "gelée" in reasons[three[2].pk]
    assert text_of(alice_client, act) == "\ufeffNom;Ville\r\nLibre;Lyon\r\n"
    page = alice_client.get(f"/e/nord/lots/{act.pk}/").content.decode()
    assert "Télécharger le fichier" in page
    assert "Revenir en arrière" not in page
    assert "Opposée" in page


def test_for_another_use_objectors_are_in_it_the_frozen_never(alice, alice_client, three):
    act = export(alice, three, purpose="other", why="Comptabilité")
    assert text_of(alice_client, act).splitlines()[1:] == ["Libre;Lyon", "Opposée;Lyon"]


def test_who_objects_is_frozen_or_thrown_away_before_it_is_taken_is_no_longer_in_it(alice, alice_client, in_nord):
    rows = [create_company(member=alice, name=name) for name in ("A", "B", "C", "D")]
    act = export(alice, rows, columns=["nom"])
    object_to_prospecting(member=alice, party=rows[0])
    restrict(member=alice, party=rows[1], because="Conteste")
    trash(member=alice, party=rows[2])
    assert text_of(alice_client, act).splitlines()[1:] == ["D"]


def test_a_channel_leaves_out_who_objects_to_it_and_consumers_who_have_not_agreed(alice, in_nord):
    firm = create_company(member=alice, name="Atelier", buyer_kind="company")
    no_mail = create_company(member=alice, name="Sans courriel", buyer_kind="company")
    object_to_prospecting(member=alice, party=no_mail, channel="email")
    home = create_company(member=alice, name="Foyer Vial", buyer_kind="consumer")
    agreed = create_company(member=alice, name="Foyer Kaci", buyer_kind="consumer")
    give_consent(member=alice, party=agreed, channel="email", source="person", wording="J’accepte vos courriels")
    rows = [firm, no_mail, home, agreed]
    act = export(alice, rows, channel="email")
    assert set(ActRow.objects.filter(act=act, state="c").values_list("object_id", flat=True)) == {firm.pk, agreed.pk}
    assert export(alice, rows).changed == 4


def test_a_person_is_protected_as_the_company_they_work_for(alice, in_nord):
    firm = create_company(member=alice, name="Atelier", buyer_kind="company")
    worker, alone = (create_person(member=alice, family_name=name) for name in ("Vial", "Kaci"))
    Affiliation.objects.create(person=worker, company=firm, is_main=True)
    act = export(alice, [worker, alone], party="person", channel="phone", columns=["nom"])
    assert (act.changed, act.refused) == (1, 1)
    assert ActRow.objects.get(act=act, state="r").object_id == alone.pk


def test_a_field_that_a_role_does_not_see_is_in_no_file_of_theirs(
    alice, bruno, nord, alice_client, bruno_client, in_nord
):
    make_field(alice, "Marge", kind="number", roles=["manager"])
    nord.refresh_from_db()
    one = create_company(member=alice, name="Libre", custom={"marge": 42})
    page = bruno_client.post(URL, {"ids": [one.pk]}).content.decode()
    assert "Marge" not in page
    assert "ne le voit pas" in page
    bruno.workspace.refresh_from_db()
    act = start_act(
        member=bruno, party="company", kind="export", wanted={**PROSPECT, "columns": ["nom", "c-marge"]}, ids=[one.pk]
    )
    assert text_of(bruno_client, act).splitlines() == ["\ufeffNom", "Libre"]
    act = export(alice, [one], columns=["nom", "c-marge"])
    assert text_of(alice_client, act).splitlines() == ["\ufeffNom;Marge", "Libre;42"]


def test_no_formula_goes_through(alice, alice_client, in_nord):
    act = export(alice, [create_company(member=alice, name='=cmd|"x"')], columns=["nom"])
    assert "'=cmd|" in text_of(alice_client, act)


def test_the_act_and_each_download_stay_in_the_history(alice, alice_client, three):
    act = export(alice, three)
    event = Event.objects.get(code="bulk.exported")
    assert not event.is_undoable
    assert EventSubject.objects.filter(event=event).count() == 1
    assert "1 fiche" in read(event).text
    text_of(alice_client, act)
    assert Event.objects.get(code="bulk.export_taken").after["columns"] == ["nom", "ville"]


def test_a_whole_list_keeps_its_order_and_is_made_in_the_background(alice, alice_client, in_nord, monkeypatch):
    monkeypatch.setattr(services, "SMALL", 0)
    monkeypatch.setattr(services, "CHUNK", 2)
    for name, city in (("A", "Bron"), ("B", "Albi"), ("C", "Caen"), ("D", "Lyon")):
        create_company(member=alice, name=name, city=city)
    act = start_act(member=alice, party="company", kind="export", wanted=PROSPECT, wishes="tri=-ville")
    assert act.job.state == Job.State.WAITING
    perform(act.job_id)
    act.refresh_from_db()
    assert (act.state, act.changed, Job.objects.get().done) == ("done", 4, 4)
    assert [line[0] for line in text_of(alice_client, act).splitlines()[1:]] == ["D", "C", "A", "B"]


class TestOnScreen:
    def test_columns_and_purpose_are_asked_then_looked_at_then_the_file_is_made(self, alice_client, three):
        whole = {"whole": "on", "wishes": "col=nom,ville"}
        asked = alice_client.post(URL, whole).content.decode()
        assert 'value="ville" id="id_columns' in asked.replace(" checked", "")
        given = {**whole, "given": "1", **PROSPECT}
        look = alice_client.post(URL, given).content.decode()
        assert "Opposée" in look
        assert "Le début du fichier" in look
        assert not Event.objects.filter(code="bulk.exported").exists()
        done = alice_client.post(URL, {**given, "apply": "1"}, follow=True).content.decode()
        assert "fichier.csv" in done

    def test_another_use_must_be_named(self, alice_client, three):
        given = {"whole": "on", "given": "1", "purpose": "other", "columns": ["nom"]}
        page = alice_client.post(URL, given)
        assert page.status_code == 422
        assert "Dites à quoi sert le fichier" in page.content.decode()

    def test_a_reader_may_take_a_file_and_finds_the_way_on_both_lists(self, reader_client, three):
        assert "/lots/societes/exporter/" in reader_client.get("/e/nord/societes/").content.decode()
        assert "/lots/personnes/exporter/" in reader_client.get("/e/nord/personnes/").content.decode()
        assert reader_client.post(URL, {"whole": "on"}).status_code == 200

    def test_an_act_that_is_no_export_has_no_file(self, alice, alice_client, three):
        act = start_act(member=alice, party="company", kind="trash", wanted={}, ids=[three[0].pk])
        assert alice_client.get(f"/e/nord/lots/{act.pk}/fichier.csv").status_code == 404

    @pytest.mark.parametrize("count", [2, 20])
    def test_the_queries_of_its_preview_do_not_grow(
        self, alice, alice_client, in_nord, count, django_assert_num_queries
    ):
        for number in range(count):
            create_company(member=alice, name=f"Atelier {number}", buyer_kind="company")
        given = {"whole": "on", "given": "1", **PROSPECT, "channel": "email"}
        alice_client.post(URL, given)
        with django_assert_num_queries(15):
            alice_client.post(URL, given)
