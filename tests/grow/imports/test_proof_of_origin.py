"""The origin of a list on screen, in each row's provenance, in the history; its proof; the people told."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_scopes import scope

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.queries import timeline
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.parties.models import Company, Person, Provenance
from carnet.foundation.parties.services import create_company
from carnet.grow.imports.models import Import, ProofFile
from carnet.grow.imports.rules.origins import Statement
from carnet.grow.imports.services import ImportNotReady, choose, launch, purge, receive, verify
from carnet.grow.imports.telling import OriginRefused, Proof, people_told, tell_origin
from tests.lists import OWN

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_nord")]
TEXT = "Société;Nom;Prénom;E-mail\nRoux;Vial;Anne;anne@roux.example\n"
CONTRACT = b"%PDF-1.7 contrat"


def today():
    return timezone.localdate()


def bought(**changed):
    given = {
        "collected_on": today() - timedelta(days=3),
        "basis": "interest",
        "supplier": "Listes SA",
        "contract": "F-12",
        "proof": "Formulaire du salon",
        "notice": "later",
    }
    return Statement("bought", **given | changed)


def received(member, text=TEXT):
    file = receive(member=member, name="salon.csv", chunks=[text.encode()])
    choose(member=member, file=file, mapping=file.mapping)
    verify(member=member, file=file)
    return file


def brought_in(member, said, proof=None, text=TEXT):
    file = received(member, text)
    tell_origin(member=member, file=file, said=said, proof_file=proof)
    launch(member=member, file=file, policy="fill")
    return file


def test_nothing_is_imported_before_its_origin_is_told(alice):
    file = received(alice)
    with pytest.raises(ImportNotReady, match="origin"):
        launch(member=alice, file=file, policy="skip")
    file.refresh_from_db()
    assert (file.state, Company.objects.count()) == ("checked", 0)


def test_a_bought_list_without_proof_is_refused_and_nothing_of_it_is_kept(alice):
    file = received(alice)
    with pytest.raises(OriginRefused) as refused:
        tell_origin(member=alice, file=file, said=bought(proof=""))
    assert refused.value.problems == [("proof", "missing")]
    file.refresh_from_db()
    assert file.origin == ""


def test_each_row_says_from_whom_since_when_and_on_which_basis(alice):
    roux = create_company(member=alice, name="Roux")
    said = bought(basis="consent")
    brought_in(
        alice, said, text="Société;Nom;Prénom;E-mail;Tél. société\nRoux;Vial;Anne;anne@roux.example;0472000001\n"
    )
    anne = Provenance.objects.get(person=Person.objects.get(), field="")
    assert anne.detail == "salon.csv (Une liste achetée\N{NO-BREAK SPACE}: Listes SA, F-12)"
    assert (anne.basis, anne.collected_on, anne.keep_until) == ("consent", said.collected_on, None)
    filled = Provenance.objects.filter(company=roux).exclude(field="")
    assert {(one.detail, one.basis) for one in filled} <= {(anne.detail, "consent")}


def test_the_rows_of_a_rented_list_know_their_last_day(alice):
    said = Statement("rented", usable_until=today() + timedelta(days=60), **{
        name: getattr(bought(), name) for name in "collected_on basis supplier contract proof notice".split()
    })  # fmt: skip
    brought_in(alice, said)
    assert set(Provenance.objects.values_list("keep_until", flat=True)) == {said.usable_until}


def test_a_day_of_collection_in_the_row_goes_before_that_of_the_list(alice):
    brought_in(alice, OWN, text="Société;Date de collecte\nRoux;15/01/2026\nPetit;\n")
    found = dict(Provenance.objects.values_list("company__name", "collected_on"))
    assert found == {"Roux": date(2026, 1, 15), "Petit": OWN.collected_on}


def test_a_list_that_names_nobody_may_not_bring_people(alice):
    file = received(alice)
    tell_origin(member=alice, file=file, said=bought(notice="nobody"))
    with pytest.raises(ImportNotReady, match="names_people"):
        launch(member=alice, file=file, policy="skip")


def test_the_history_keeps_what_was_said_and_the_mark_of_the_proof(alice):
    file = brought_in(alice, bought(proof=""), Proof("contrat.pdf", CONTRACT))
    told = Event.objects.get(code="imports.imported").after["origin"]
    assert (told["supplier"], told["notice"]) == ("Listes SA", "later")
    assert told["proof_sha256"] == file.proof_file.sha256


def test_another_origin_drops_what_it_does_not_ask(alice):
    file = received(alice)
    tell_origin(member=alice, file=file, said=bought(), proof_file=Proof("contrat.pdf", CONTRACT))
    assert ProofFile.objects.get().media_type == "application/pdf"
    tell_origin(member=alice, file=file, said=OWN)
    file.refresh_from_db()
    assert (file.supplier, file.contract, file.proof, file.inform_by) == ("", "", "", None)
    assert not ProofFile.objects.exists()


@pytest.mark.parametrize(("data", "code"), [(b"MZ\x00", "kind"), (b"%PDF-" + b"x" * 5 * 1024 * 1024, "too_big")])
def test_a_proof_that_cannot_be_one_is_refused(alice, data, code):
    file = received(alice)
    with pytest.raises(OriginRefused) as refused:
        tell_origin(member=alice, file=file, said=bought(), proof_file=Proof("x.pdf", data))
    assert refused.value.problems == [("proof_file", code)]


def test_people_told_is_one_act_that_can_be_taken_back(alice):
    file = brought_in(alice, bought())
    due = Import.objects.get().inform_by
    people_told(member=alice, file=file, on=today(), how="premier courriel")
    file.refresh_from_db()
    assert (file.notice, file.inform_by, file.informed_on) == ("us", None, today())
    entry = timeline(file, reader=alice)[0]
    assert "salon.csv" in entry.sentence.title
    assert "premier courriel" in entry.sentence.text
    with pytest.raises(ImportNotReady, match="told"):
        people_told(member=alice, file=file, on=today(), how="")
    event = Event.objects.get(code="imports.people_told")
    undo(member=alice, event_id=event.pk)
    file.refresh_from_db()
    assert (file.notice, file.inform_by, file.informed_on) == ("later", due, None)
    with pytest.raises(NotUndoable):
        undo(member=alice, event_id=event.pk)


@pytest.mark.parametrize(("days", "code"), [(1, "future"), (-4, "before")])
def test_people_are_told_neither_tomorrow_nor_before_the_list_was_there(alice, days, code):
    file = brought_in(alice, bought())
    with pytest.raises(OriginRefused) as refused:
        people_told(member=alice, file=file, on=today() + timedelta(days=days), how="")
    assert refused.value.problems == [("on", code)]


def test_a_proof_is_kept_as_long_as_a_contract_and_no_longer(alice):
    proof = Proof("contrat.pdf", CONTRACT)
    for years, until in ((4, None), (6, None), (6, today())):
        file = received(alice)
        tell_origin(member=alice, file=file, said=bought(), proof_file=proof)
        Import.objects.filter(pk=file.pk).update(
            created_at=timezone.now() - timedelta(days=366 * years), usable_until=until
        )
    purge()
    assert ProofFile.objects.count() == 2
    assert not ProofFile.objects.filter(file__usable_until=None, file__created_at__year__lt=today().year - 5).exists()


def form(**changed):
    given = {name: str(value) for name, value in {
        "origin": "bought", "collected_on": today(), "basis": "interest", "supplier": "Listes SA", "contract": "F-12",
        "proof": "Formulaire", "notice": "later",
    }.items()}  # fmt: skip
    return given | changed


def test_the_screen_asks_what_the_origin_demands_and_loses_nothing(bruno_client, alice, nord):
    url = f"/e/nord/imports/{received(alice).pk}/origine/"
    assert "Acheté" not in bruno_client.get(url).content.decode()
    asked = bruno_client.post(f"{url}questions/", {"origin": "bought", "supplier": "Listes SA"}).content.decode()
    assert 'value="Listes SA"' in asked
    assert 'name="proof_file"' in asked
    answer = bruno_client.post(url, form(proof="", contract="F-12"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "RGPD, art. 5 et 7" in html
    assert 'value="F-12"' in html
    assert "SAN-2024-020" in bruno_client.post(f"{url}questions/", {"origin": "network"}).content.decode()


def test_the_proof_is_given_back_as_it_came_to_members_alone(bruno_client, reader_client, stranger_client, alice):
    file = received(alice)
    url = f"/e/nord/imports/{file.pk}/origine/"
    assert bruno_client.get(f"{url}preuve/").status_code == 404
    upload = SimpleUploadedFile("contrat.pdf", CONTRACT)
    answer = bruno_client.post(url, form(proof="", proof_file=upload))
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    sent = bruno_client.get(f"{url}preuve/")
    assert (sent.content, sent["Content-Type"], sent["X-Content-Type-Options"]) == (
        CONTRACT,
        "application/pdf",
        "nosniff",
    )
    assert sent["Content-Disposition"] == 'attachment; filename="contrat.pdf"'
    assert reader_client.get(f"{url}preuve/").status_code == 403
    assert stranger_client.get(f"{url}preuve/").status_code == 404
    # Said once more without a new file: the proof that is there counts.
    assert bruno_client.post(url, form(proof="")).status_code == 303


def test_the_page_of_the_import_says_where_it_comes_from_and_who_is_to_be_told(bruno_client, alice, nord):
    file = brought_in(alice, bought())
    url = f"/e/nord/imports/{file.pk}"
    html = bruno_client.get(f"{url}/resultat/").content.decode()
    assert "Listes SA" in html
    assert "À informer avant le" in html
    assert "à informer avant le" in bruno_client.get("/e/nord/imports/").content.decode()
    bad = bruno_client.post(f"{url}/origine/information/", {"on": "2031-01-01"})
    assert bad.status_code == 422
    assert "Ce jour n’est pas encore venu" in bad.content.decode()
    done = bruno_client.post(f"{url}/origine/information/", {"on": str(today()), "how": "courriel"})
    assert done.status_code == 303
    html = bruno_client.get(f"{url}/resultat/").content.decode()
    assert "Informer les personnes" not in html
    assert bruno_client.get(f"{url}/origine/").status_code == 303


def test_the_check_sends_back_to_the_origin_when_it_is_not_told(bruno_client, alice, nord):
    file = received(alice)
    answer = bruno_client.post(f"/e/nord/imports/{file.pk}/verification/", {"policy": "skip"})
    assert answer["Location"].endswith("/origine/")
    with scope(workspace=nord):
        assert not Company.objects.exists()
