"""What the rest of the house does with a buying centre: merges, rights of the person, copies, the company's record."""

from typing import Any

from django.test import Client

from carnet.foundation.audit.services import undo
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership
from carnet.grow.duplicates.services import Plan, merge
from carnet.grow.privacy.dossier import as_json, dossier
from carnet.grow.privacy.erasing import erase, plan_erasure
from carnet.prospect.buying.models import Purchase, Seat, Tie
from carnet.prospect.buying.services import save_purchase, save_seat, save_tie

from .conftest import Hire, Mapped, said

TABLES = (Seat, Tie, Purchase)


def rows() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in TABLES]


def test_two_companies_become_one_map_and_two_again(
    bruno: Membership, alice: Membership, mapped: Mapped, hire: Hire
) -> None:
    twin = create_company(member=bruno, name="Clinique Balmes", owner=bruno)
    other = hire("Zoé Vial", company=twin)
    save_seat(member=bruno, company=twin, person=other, values=said(parts="B"))
    save_purchase(member=bruno, company=twin, step="need", kind="new")
    save_purchase(member=bruno, company=mapped.company, step="choice", kind="new")
    before = rows()
    event = merge(member=alice, kind="company", ids=[mapped.company.pk, twin.pk], plan=Plan(mapped.company.pk))
    assert set(Seat.objects.values_list("company_id", flat=True)) == {mapped.company.pk}
    assert Seat.objects.count() == 4
    assert list(Purchase.objects.values_list("step", flat=True)) == ["choice"]
    undo(member=alice, event_id=event.pk)
    assert rows() == before


def test_two_people_tied_to_each_other_become_one_and_two_again(
    bruno: Membership, alice: Membership, mapped: Mapped, hire: Hire
) -> None:
    third = hire("Roche Hélène")
    save_seat(member=bruno, company=mapped.company, person=third, values=said(parts="B"))
    for one, toward in ((third, mapped.decider), (mapped.adviser, third), (third, mapped.guard)):
        save_tie(member=bruno, company=mapped.company, person=one, toward=toward, kind="influences")
    before = rows()
    ids = [mapped.decider.pk, third.pk, mapped.guard.pk]
    event = merge(member=alice, kind="person", ids=ids, plan=Plan(mapped.decider.pk))
    assert set(Seat.objects.values_list("person_id", flat=True)) == {mapped.decider.pk, mapped.adviser.pk}
    # Both of the adviser's ties say the same now.
    assert Tie.objects.get().toward_id == mapped.decider.pk
    undo(member=alice, event_id=event.pk)
    assert rows() == before


def test_a_person_reads_what_is_thought_of_them_and_takes_it_along(
    alice: Membership, bruno: Membership, mapped: Mapped
) -> None:
    save_seat(
        member=bruno,
        company=mapped.company,
        person=mapped.decider,
        values=said(parts="D", power=5, notes="Veut un essai"),
    )
    sections = dossier(mapped.decider)
    told = str(as_json(mapped.decider, sections))
    for words in ("Décideur", "pouvoir 5 sur 5", "Veut un essai", "La personne l’a dit", "influence Hélène Roche"):
        assert words in told
    assert any("centres d’achat" in line.what for line in plan_erasure(mapped.decider).goes)
    erase(member=alice, party=mapped.decider, confirmation="Hélène Roche", because="Demandé")
    assert not Seat.objects.filter(person=mapped.decider).exists()
    assert not Tie.objects.exists()
    assert Seat.objects.count() == 2


def test_the_record_of_a_company_tells_roles_and_leads_to_the_map(
    bruno_client: Client, mapped: Mapped, hire: Hire
) -> None:
    record = f"/e/nord/societes/{mapped.company.pk}/"
    shown = bruno_client.get(record).content.decode()
    assert "Initiateur · Décideur · Neutre" in shown
    assert "3 personnes sur la carte" in shown
    assert f"/e/nord/centres-d-achat/societes/{mapped.company.pk}/" in shown
    mapped.seats[0].delete()
    assert "décideur inconnu" in bruno_client.get(record).content.decode()


def test_who_has_left_is_told_apart(bruno: Membership, bruno_client: Client, mapped: Mapped) -> None:
    role = mapped.decider.affiliations.get()
    role.started_on, role.ended_on = None, "2020-01-01"
    role.save()
    shown = bruno_client.get(f"/e/nord/centres-d-achat/societes/{mapped.company.pk}/").content.decode()
    assert "a quitté la société" in shown
    assert "Aucun décideur connu" in shown
