"""To seat people, tie them and place the purchase; and to take each act back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import read
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.opportunities.services import open_opportunity
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.buying import queries, services
from carnet.prospect.buying.models import Purchase, Seat, Tie
from carnet.prospect.buying.rules.centre import Attitude, Part, Step
from carnet.prospect.buying.services import BuyingRefused

from .conftest import Hire, Mapped, said


def last() -> Event:
    return Event.objects.order_by("-pk")[0]


def test_a_seat_holds_what_is_said_and_by_whom_in_one_event(bruno: Membership, clinic: Company, hire: Hire) -> None:
    who = hire("Hélène Roche", "Directrice")
    before = Event.objects.count()
    values = said(parts="ID", motives="ES", power=5, source="  son   assistante ")
    seat = services.save_seat(member=bruno, company=clinic, person=who, values=values)
    seat.refresh_from_db()
    assert (seat.parts, seat.motives, seat.power, seat.source) == ("ID", "SE", 5, "son assistante")
    assert Event.objects.count() == before + 1
    sentence = read(last())
    assert "Hélène Roche" in sentence.title
    assert "décideur" in sentence.text
    assert "pouvoir 5 sur 5" in sentence.text


def test_said_again_it_changes_and_the_undo_brings_the_former_back(bruno: Membership, mapped: Mapped) -> None:
    seat = mapped.seats[0]
    changed = services.save_seat(
        member=bruno, company=mapped.company, person=mapped.decider, values=said(parts="D", attitude="opposed")
    )
    assert changed.pk == seat.pk
    undo(member=bruno, event_id=last().pk)
    seat.refresh_from_db()
    assert (seat.parts, seat.attitude) == ("ID", "neutral")


def test_an_undo_refuses_where_more_was_said_since(bruno: Membership, mapped: Mapped) -> None:
    event = mapped.seats[0].event
    assert event is not None
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=bruno, event_id=event.pk)
    services.save_seat(member=bruno, company=mapped.company, person=mapped.decider, values=said(parts="U"))
    first = last().pk
    services.save_seat(member=bruno, company=mapped.company, person=mapped.decider, values=said(parts="B"))
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=bruno, event_id=first)


def test_who_leaves_the_map_takes_the_ties_along_and_an_undo_brings_all_back(bruno: Membership, mapped: Mapped) -> None:
    event = services.remove_seat(member=bruno, seat=mapped.seats[1])
    assert (Seat.objects.count(), Tie.objects.count()) == (2, 1)
    assert "Idris Benali" in read(event).title
    undo(member=bruno, event_id=event.pk)
    assert (Seat.objects.count(), Tie.objects.count()) == (3, 2)
    back = Seat.objects.get(person=mapped.adviser)
    assert (back.parts, back.attitude, back.said_on) == ("P", "favourable", timezone.localdate())


def test_a_removal_is_not_taken_back_over_what_was_said_anew(bruno: Membership, mapped: Mapped) -> None:
    event = services.remove_seat(member=bruno, seat=mapped.seats[1])
    services.save_seat(member=bruno, company=mapped.company, person=mapped.adviser, values=said())
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=bruno, event_id=event.pk)
    assert Seat.objects.get(person=mapped.adviser).parts == "U"


def test_what_cannot_be_is_refused(bruno: Membership, mapped: Mapped, hire: Hire) -> None:
    elsewhere = create_company(member=bruno, name="Ailleurs")
    outsider = hire("Zoé Vial", company=elsewhere)
    tomorrow = timezone.localdate() + timedelta(days=1)
    deal = open_opportunity(member=bruno, company=elsewhere, name="Autre")
    company, decider = mapped.company, mapped.decider
    seat, tie = services.save_seat, services.save_tie
    attempts = {
        "not_theirs": lambda: seat(member=bruno, company=company, person=outsider, values=said()),
        "no_part": lambda: seat(member=bruno, company=company, person=decider, values=said(parts="")),
        "in_the_future": lambda: seat(member=bruno, company=company, person=decider, values=said(said_on=tomorrow)),
        "no_seat": lambda: tie(member=bruno, company=company, person=outsider, toward=decider, kind="influences"),
        "oneself": lambda: tie(member=bruno, company=company, person=decider, toward=decider, kind="influences"),
    }
    for reason, attempt in attempts.items():
        with pytest.raises(BuyingRefused, match=reason):
            attempt()
    with pytest.raises(BuyingRefused, match="not_theirs"):
        seat(member=bruno, company=company, person=decider, values=said(), opportunity=deal)


def test_who_works_together_is_tied_once_whoever_is_named_first(bruno: Membership, mapped: Mapped) -> None:
    pair = {"member": bruno, "company": mapped.company, "kind": "works_with"}
    services.save_tie(**pair, person=mapped.guard, toward=mapped.adviser)
    again = services.save_tie(**pair, person=mapped.adviser, toward=mapped.guard, strength=3)
    assert Tie.objects.filter(kind="works_with").count() == 1
    undo(member=bruno, event_id=last().pk)
    again.refresh_from_db()
    assert again.strength == 2


def test_a_tie_taken_out_comes_back(bruno: Membership, mapped: Mapped) -> None:
    tie = Tie.objects.get(kind="influences")
    event = services.remove_tie(member=bruno, tie=tie)
    assert not Tie.objects.filter(kind="influences").exists()
    assert "influence" in read(event).text
    undo(member=bruno, event_id=event.pk)
    assert Tie.objects.get(kind="influences").strength == 3


def test_the_purchase_is_placed_and_the_former_place_comes_back(bruno: Membership, clinic: Company) -> None:
    services.save_purchase(member=bruno, company=clinic, step="need", kind="new")
    services.save_purchase(member=bruno, company=clinic, step="choice", kind="modified")
    assert "choix" in read(last()).title
    undo(member=bruno, event_id=last().pk)
    row = Purchase.objects.get()
    assert (row.step, row.kind) == ("need", "new")


def test_a_deal_says_what_differs_and_keeps_the_rest_of_the_company(bruno: Membership, mapped: Mapped) -> None:
    deal = open_opportunity(member=bruno, company=mapped.company, name="Mobilier")
    services.save_seat(
        member=bruno, company=mapped.company, person=mapped.decider, values=said(parts="B", attitude="opposed"),
        opportunity=deal,
    )  # fmt: skip
    services.save_purchase(member=bruno, company=mapped.company, step="choice", kind="new", opportunity=deal)
    own, general = queries.centre_of(mapped.company, deal), queries.centre_of(mapped.company)
    assert (own.seats[mapped.decider.pk].parts, general.seats[mapped.decider.pk].parts) == ("B", "ID")
    assert own.purchase.step == Step.CHOICE
    assert len(own.actors) == len(general.actors) == 3
    assert next(one for one in own.actors if one.key == mapped.decider.pk).attitude == Attitude.OPPOSED
    event = services.remove_seat(member=bruno, seat=own.seats[mapped.decider.pk])
    assert Tie.objects.count() == 2
    assert event.is_undoable


def test_coverage_tells_roles_gaps_and_whom_to_see(bruno: Membership, mapped: Mapped) -> None:
    empty = create_company(member=bruno, name="Sans carte")
    found = queries.coverage_of([mapped.company.pk, empty.pk])
    assert list(found) == [mapped.company.pk]
    coverage = found[mapped.company.pk]
    assert coverage.roles == {Part.DECIDER, Part.INITIATOR, Part.PRESCRIBER, Part.FILTER}
    assert coverage.lacking == (Part.BUYER, Part.USER)
    assert coverage.next_name == "Hélène Roche"
    assert coverage.serious >= 1


@pytest.mark.parametrize("count", [2, 20])
def test_coverage_costs_as_many_queries_whatever_the_companies(
    bruno: Membership, mapped: Mapped, hire: Hire, count: int, django_assert_num_queries: object
) -> None:
    companies = [mapped.company.pk]
    for number in range(count):
        company = create_company(member=bruno, name=f"Client {number}")
        who: Person = hire(f"Personne {number}", company=company)
        services.save_seat(member=bruno, company=company, person=who, values=said())
        companies.append(company.pk)
    with django_assert_num_queries(7):
        assert len(queries.coverage_of(companies)) == count + 1
