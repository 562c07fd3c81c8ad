"""Plans, groups and their versions: each act, its refusals and its undo; what goes into the agenda and out of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.foundation.agenda.models import Task
from carnet.foundation.agenda.services import book_appointment, complete_task, log_interaction
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.consents.queries import may_reach
from carnet.foundation.consents.reaching import reach_many
from carnet.foundation.consents.services import object_to_prospecting
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_person
from carnet.foundation.tags.models import Tag
from carnet.foundation.ui.services import save_view
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mix.board import board_of
from carnet.prospect.mix.evidence import actions_complete_each_other_and_are_digital, actions_suit_their_targets
from carnet.prospect.mix.history import past_of_channels
from carnet.prospect.mix.launching import preview, start_launch
from carnet.prospect.mix.models import Action, ActionSequence, ChannelTerms, Group, Launch, Plan
from carnet.prospect.mix.queries import first_members
from carnet.prospect.mix.rules.channels import Channel, Past
from carnet.prospect.mix.rules.proposing import Step
from carnet.prospect.mix.services import (
    MixRefused,
    add_group,
    delete_plan,
    edit_group,
    freeze_plan,
    move_group,
    propose_again,
    remove_group,
    save_plan,
    save_steps,
    save_terms,
)
from carnet.referential.evidence import State

from .conftest import VALUES, firm

TERMS = {"cost_cents": 700, "per_week": 25, "grams": None, "meetings": None, "sales": None, "source": "Facture",
         "read_on": timezone.localdate()}  # fmt: skip


def test_a_group_comes_with_the_actions_that_suit_it(group: Group) -> None:
    sequence = group.sequences.get()
    assert (sequence.version, sequence.is_proposed) == (1, True)
    assert [step.channel for step in sequence.read] == ["email", "phone", "visit"]


def test_a_change_of_actions_is_a_version_and_its_undo_the_one_before(bruno: Membership, group: Group) -> None:
    made = save_steps(member=bruno, group=group, steps=[Step(Channel.PHONE, 4), Step(Channel.EMAIL, 0, note="Je")])
    assert (made.version, [step.channel for step in made.read]) == (2, ["email", "phone"])
    assert propose_again(member=bruno, group=group).version == 3
    with pytest.raises(NotUndoable):
        undo(member=bruno, event_id=made.event.pk)
    assert group.sequences.count() == 3


@pytest.mark.parametrize(
    ("steps", "reason"),
    [([], "no_steps"), ([Step(Channel.EMAIL, 90)], "bad_day"), ([Step(Channel.EMAIL, 1)] * 9, "too_many_steps")],
)
def test_actions_that_cannot_be_are_refused(bruno: Membership, group: Group, steps: list[Step], reason: str) -> None:
    with pytest.raises(MixRefused) as refused:
        save_steps(member=bruno, group=group, steps=steps)
    assert refused.value.reason == reason
    assert group.sequences.count() == 1


def test_each_act_on_a_plan_is_taken_back(bruno: Membership, plan: Plan, group: Group) -> None:
    other = add_group(member=bruno, plan=plan, name="Encore", tag=Tag.objects.get())
    moved = move_group(member=bruno, group=other, up=True)
    assert list(plan.groups.order_by("rank").values_list("name", flat=True)) == ["Encore", group.name]
    undo(member=bruno, event_id=moved.pk)
    assert list(plan.groups.order_by("rank").values_list("name", flat=True)) == [group.name, "Encore"]
    edited = edit_group(member=bruno, group=other, name="Autre", why="Parce que.")
    undo(member=bruno, event_id=edited.pk)
    removed = remove_group(member=bruno, group=Group.objects.get(pk=other.pk))
    assert plan.groups.count() == 1
    undo(member=bruno, event_id=removed.pk)
    assert plan.groups.get(name="Encore").sequences.count() == 1
    changed = save_plan(member=bruno, values=VALUES | {"weeks": 3}, plan=Plan.objects.get())
    undo(member=bruno, event_id=changed.event.pk)
    assert Plan.objects.get().weeks == 8
    gone = delete_plan(member=bruno, plan=plan)
    assert not Plan.objects.present().exists()
    undo(member=bruno, event_id=gone.pk)
    assert Plan.objects.present().exists()


def test_ones_own_figures_go_before_the_conventions_and_are_taken_back(bruno: Membership, plan: Plan) -> None:
    def phone():  # type: ignore[no-untyped-def] # a helper of this test
        return board_of(plan).ground.channels[Channel.PHONE]

    convention = phone()
    assert (convention.cost.sure, convention.capacity.sure) == ("unverified", "unverified")
    made = save_terms(member=bruno, channel="phone", values=TERMS)
    assert (phone().terms.cost_cents, phone().terms.per_week, phone().cost.sure) == (700, 25, "own")
    assert phone().terms.kg == convention.terms.kg
    undo(member=bruno, event_id=made.event.pk)
    assert not ChannelTerms.objects.exists()


def test_the_gate_for_many_answers_as_the_gate_for_one(bruno: Membership, companies: list[Company]) -> None:
    at = timezone.make_aware(timezone.datetime(2026, 12, 1, 10, 30))  # type: ignore[attr-defined] # re-exported
    object_to_prospecting(member=bruno, party=companies[1], channel="email", means="oral")
    found = reach_many(companies, ["phone", "email", "post", "visit"], at=at)
    for company in companies:
        for channel, reach in found[company.pk].items():
            assert reach.decision == may_reach(company, channel, at=at), (company.name, channel)


def test_a_company_without_a_number_is_reached_by_one_of_its_people(
    bruno: Membership, companies: list[Company]
) -> None:
    at = timezone.make_aware(timezone.datetime(2026, 12, 1, 10, 30))  # type: ignore[attr-defined] # re-exported
    who = create_person(member=bruno, company=companies[3], family_name="Vial", phone="0465710099")
    reach = reach_many(companies, ["phone"], at=at)[companies[3].pk]["phone"]
    assert (reach.decision.is_allowed, reach.person) == (True, who.pk)


def test_a_saved_view_makes_a_group_that_stays_live(bruno: Membership, plan: Plan, companies: list[Company]) -> None:
    view = save_view(member=bruno, list_code="companies", name="Lyon", query="ville=Lyon", is_shared=False)
    group = add_group(member=bruno, plan=plan, name="Lyon", view=view)
    assert len(first_members(group)[0]) == 3
    firm(bruno, 9)
    assert len(first_members(group)[0]) == 4
    view.delete()
    assert first_members(Group.objects.get(pk=group.pk))[0] == []


def test_the_agenda_gets_what_was_foreseen_and_says_who_was_left_out(bruno: Membership, group: Group) -> None:
    board = board_of(group.plan)
    told = preview(board, group)
    assert [(company.name, reason) for company, reason in told.refused] == [("Sans adresse", "no_address")]
    launch = start_launch(member=bruno, group=group)
    assert (launch.state, launch.tasks, launch.planned, launch.refused) == ("done", told.tasks, 3, 1)
    assert Task.objects.count() == told.tasks
    kinds = set(Task.objects.filter(company__buyer_kind="consumer").values_list("kind", flat=True))
    assert kinds == {"visit"}
    assert {task.due_on.weekday() for task in Task.objects.all()} <= set(range(5))
    after = board_of(Plan.objects.get())
    assert (after.contacts, after.actual is not None) == (board.contacts, True)
    for act in (lambda: start_launch(member=bruno, group=group), lambda: remove_group(member=bruno, group=group)):
        with pytest.raises(MixRefused) as refused:
            act()
        assert refused.value.reason == "launched"


def test_one_undo_takes_the_actions_out_again_but_never_what_was_done(bruno: Membership, group: Group) -> None:
    launch = start_launch(member=bruno, group=group)
    done, put_off = Task.objects.order_by("pk")[:2]
    complete_task(member=bruno, task_id=done.pk)
    Task.objects.filter(pk=put_off.pk).update(due_on=put_off.due_on + timedelta(days=1))
    undo(member=bruno, event_id=launch.event_id)
    launch.refresh_from_db()
    assert set(Task.objects.values_list("pk", flat=True)) == {done.pk, put_off.pk}
    assert (launch.state, launch.kept) == (Launch.State.REVERTED, 2)
    assert Action.objects.filter(state=Action.State.BACK).count() == launch.tasks - 2
    again = start_launch(member=bruno, group=group)
    assert again.state == Launch.State.DONE


def test_who_objects_between_the_preview_and_the_work_gets_no_action(
    bruno: Membership, group: Group, companies: list[Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    from carnet.prospect.mix import launching

    plain = launching._write_down

    def objecting(launch, told):  # type: ignore[no-untyped-def] # a helper of this test
        plain(launch, told)
        Company.objects.filter(pk=companies[0].pk).update(objected_at=timezone.now())

    monkeypatch.setattr(launching, "_write_down", objecting)
    launch = start_launch(member=bruno, group=group)
    assert not Task.objects.filter(company=companies[0]).exists()
    assert launch.planned == 2


def test_a_plan_that_is_over_puts_nothing_into_the_agenda(bruno: Membership, group: Group) -> None:
    Plan.objects.update(first_on=timezone.localdate() - timedelta(days=90), weeks=2)
    with pytest.raises(MixRefused) as refused:
        start_launch(member=bruno, group=Group.objects.select_related("plan").get())
    assert refused.value.reason == "over"


def test_a_meeting_and_a_sale_are_credited_to_the_last_contact_before_them(
    bruno: Membership, companies: list[Company]
) -> None:
    now = timezone.now()
    log_interaction(member=bruno, channel="email", company=companies[0], at=now - timedelta(days=10))
    log_interaction(member=bruno, channel="call", company=companies[0], at=now - timedelta(days=5), outcome="reached")
    log_interaction(member=bruno, channel="call", company=companies[1], at=now - timedelta(days=5), outcome="meeting")
    log_interaction(member=bruno, channel="email", company=companies[2], at=now, is_inbound=True)
    starts = now - timedelta(days=1)
    book_appointment(
        member=bruno, title="RDV", company=companies[0], starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    assert past_of_channels() == {Channel.EMAIL: Past(1, 0, 0), Channel.PHONE: Past(2, 2, 0)}


def test_a_plan_speaks_for_both_criteria_once_its_groups_have_lawful_and_argued_actions(
    bruno: Membership, group: Group
) -> None:
    workspace = group.workspace
    assert actions_suit_their_targets(workspace).state == State.MET
    assert actions_complete_each_other_and_are_digital(workspace).state == State.MET
    save_steps(member=bruno, group=group, steps=[Step(Channel.PHONE, 0)])
    assert actions_suit_their_targets(workspace).state == State.PARTLY
    assert actions_complete_each_other_and_are_digital(workspace).state == State.PARTLY
    ActionSequence.objects.all().delete()
    assert actions_suit_their_targets(workspace).state == State.MISSING


def test_the_document_is_frozen_with_its_sums_and_followed_by_its_next_version(bruno: Membership, group: Group) -> None:
    first = freeze_plan(member=bruno, plan=Plan.objects.get())
    data = first.data
    assert [one["title"] for one in data["tables"]] == ["Calendrier", "Budget", "Indicateurs", "Impact environnemental"]
    assert data["groups"][0]["steps"][0][1] == "E-mail"
    second = freeze_plan(member=bruno, plan=Plan.objects.select_related("document").get())
    assert (second.version, second.previous) == (2, first)
