"""Tags renamed, coloured, merged and deleted by who designs the file; shown and changed on a record."""

import pytest

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import read
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.queries import tags_of
from carnet.foundation.tags.services import TagRefused, change_tag, delete_tag, merge_tags, tag

URL = "/e/nord/etiquettes/"


@pytest.fixture
def file(alice, in_nord):
    """Two companies and a person: « VIP » on one company and the person, « Salon » on both companies."""
    perrin, zola = (create_company(member=alice, name=name) for name in ("Perrin", "Zola"))
    vial = create_person(member=alice, family_name="Vial")
    tag(member=alice, parties=[perrin, zola], add="Salon")
    tag(member=alice, parties=[perrin], add="VIP")
    tag(member=alice, parties=[vial], add="VIP")
    return perrin, zola, vial


def held(perrin, zola, vial):
    return tags_of(Company, [perrin.pk, zola.pk]) | tags_of(Person, [vial.pk])


def test_a_tag_gets_another_name_and_colour_and_takes_them_back(alice, file):
    vip = Tag.objects.get(key="vip")
    event = change_tag(member=alice, tag=vip, name="  Grand   compte ", tone="ok")
    assert (vip.name, vip.key, vip.tone) == ("Grand compte", "grand compte", "ok")
    assert "Grand compte" in read(event).title
    undo(member=alice, event_id=event.pk)
    vip.refresh_from_db()
    assert (vip.name, vip.tone) == ("VIP", "")
    assert change_tag(member=alice, tag=vip, name="VIP", tone="") is None


@pytest.mark.parametrize(("name", "reason"), [("", "empty"), (" , ", "empty"), ("SALON", "taken")])
def test_a_name_that_is_none_or_anothers_is_refused(alice, file, name, reason):
    with pytest.raises(TagRefused) as refused:
        change_tag(member=alice, tag=Tag.objects.get(key="vip"), name=name, tone="")
    assert refused.value.reason == reason


def test_a_name_taken_meanwhile_is_not_given_back(alice, file):
    vip = Tag.objects.get(key="vip")
    event = change_tag(member=alice, tag=vip, name="Grand compte", tone="")
    Tag.objects.create(name="VIP", key="vip")
    with pytest.raises(NotUndoable):
        undo(member=alice, event_id=event.pk)


def test_a_merge_gives_its_records_the_other_tag_and_undo_gives_each_its_own(alice, file):
    perrin, zola, vial = file
    before = held(*file)
    vip, salon = Tag.objects.get(key="vip"), Tag.objects.get(key="salon")
    event = merge_tags(member=alice, tag=vip, into=salon)
    assert held(*file) == {perrin.pk: ["Salon"], zola.pk: ["Salon"]} | {vial.pk: ["Salon"]}
    assert not Tag.objects.filter(key="vip").exists()
    undo(member=alice, event_id=event.pk)
    assert held(*file) == before
    with pytest.raises(TagRefused):
        merge_tags(member=alice, tag=salon, into=salon)


def test_a_deleted_tag_comes_back_on_the_records_that_are_still_there(alice, file):
    before = held(*file)
    event = delete_tag(member=alice, tag=Tag.objects.get(key="vip"))
    assert Tag.objects.count() == 1
    undo(member=alice, event_id=event.pk)
    assert held(*file) == before


class TestTheScreen:
    def test_each_tag_says_how_many_have_it_and_leads_to_them(self, alice_client, file):
        html = alice_client.get(URL).content.decode()
        salon = Tag.objects.get(key="salon")
        assert f"societes/?f=1.et(etiquette:parmi:{salon.pk})" in html
        assert "VIP" in html

    def test_without_a_tag_the_page_says_where_they_come_from(self, alice_client, in_nord):
        assert "Aucune étiquette" in alice_client.get(URL).content.decode()

    def test_a_manager_renames_merges_and_deletes_and_each_can_be_taken_back(self, alice_client, file):
        vip, salon = Tag.objects.get(key="vip"), Tag.objects.get(key="salon")
        assert alice_client.get(f"{URL}{vip.pk}/").status_code == 200
        alice_client.post(f"{URL}{vip.pk}/", {"name": "Grand compte", "tone": "ok"})
        vip.refresh_from_db()
        assert (vip.name, vip.tone) == ("Grand compte", "ok")
        taken = alice_client.post(f"{URL}{vip.pk}/", {"name": "salon", "tone": ""})
        assert taken.status_code == 422
        assert "Une autre étiquette porte ce nom" in taken.content.decode()
        assert alice_client.post(f"{URL}{vip.pk}/fusionner/", {"into": "x"}).status_code == 303
        page = alice_client.post(f"{URL}{vip.pk}/fusionner/", {"into": salon.pk}, follow=True).content.decode()
        assert "undo" in page or "annuler" in page
        alice_client.post(f"{URL}{salon.pk}/supprimer/")
        assert not Tag.objects.exists()
        assert Event.objects.filter(code="tags.deleted").exists()

    def test_who_sells_reads_the_list_and_designs_nothing(self, bruno_client, file):
        vip = Tag.objects.get(key="vip")
        assert f"{vip.pk}/" not in bruno_client.get(URL).content.decode().split("parmi")[0]
        for path in (f"{vip.pk}/", f"{vip.pk}/fusionner/", f"{vip.pk}/supprimer/"):
            assert bruno_client.post(f"{URL}{path}", {"name": "X"}).status_code == 403

    @pytest.mark.parametrize("count", [2, 20])
    def test_the_queries_do_not_grow_with_the_tags(self, alice_client, in_nord, count, django_assert_num_queries):
        for number in range(count):
            Tag.objects.create(name=f"T{number}", key=f"t{number}")
        alice_client.get(URL)
        with django_assert_num_queries(8):
            alice_client.get(URL)


class TestOnARecord:
    def test_its_tags_are_shown_and_lead_to_those_who_share_them(self, alice_client, file):
        perrin, _zola, vial = file
        vip = Tag.objects.get(key="vip")
        html = alice_client.get(f"/e/nord/societes/{perrin.pk}/").content.decode()
        assert f"/e/nord/societes/?f=1.et(etiquette:parmi:{vip.pk})" in html
        person = alice_client.get(f"/e/nord/personnes/{vial.pk}/").content.decode()
        assert f"/e/nord/personnes/?f=1.et(etiquette:parmi:{vip.pk})" in person

    def test_one_is_put_on_and_one_taken_off_there(self, alice_client, file):
        perrin = file[0]
        url = f"/e/nord/societes/{perrin.pk}/etiquettes/"
        assert 'value="VIP"' in alice_client.get(url).content.decode()
        alice_client.post(url, {"add": "Bois, Urgent"})
        assert tags_of(Company, [perrin.pk])[perrin.pk] == ["Bois", "Salon", "Urgent", "VIP"]
        alice_client.post(url, {"remove": Tag.objects.get(key="vip").pk})
        assert "VIP" not in tags_of(Company, [perrin.pk])[perrin.pk]
        assert alice_client.post(url, {"add": " "}).status_code == 303

    def test_who_reads_sees_them_and_changes_nothing(self, reader_client, file):
        perrin = file[0]
        html = reader_client.get(f"/e/nord/societes/{perrin.pk}/").content.decode()
        assert "VIP" in html
        assert "tags-menu" not in html
        assert reader_client.post(f"/e/nord/societes/{perrin.pk}/etiquettes/", {"add": "X"}).status_code == 403
