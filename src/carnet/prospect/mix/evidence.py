"""What prospecting plans say for C.5: actions that suit the targets, complete each other and are digital too."""

from typing import cast

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carnet.foundation.documents.models import Document
from carnet.foundation.workspaces.models import Workspace
from carnet.referential.evidence import Evidence, Link, State, evidence

from .models import Action, Plan
from .queries import ground_of, groups_of, plans, seen_groups
from .rules.proposing import told
from .rules.standing import Chosen, complementary_state, suited_state


def _latest() -> Plan | None:
    """The plan that speaks: the last one that has groups. One query."""
    return plans().filter(groups__isnull=False).first()


def _links(workspace: Workspace, plan: Plan | None) -> tuple[Link, ...]:
    if plan is None:
        return (Link(_("Prospecting plans"), reverse("mix:plans", args=[workspace.slug])),)
    return (Link(_("Latest prospecting plan"), reverse("mix:plan", args=[workspace.slug, plan.pk])),)


@evidence("B1.2-C4.1-4")
def actions_suit_their_targets(workspace: Workspace) -> Evidence:
    """Of the latest plan: has each group its own actions, may each of them lawfully reach somebody, is each argued?

    Some twenty queries.
    """
    plan = _latest()
    groups: list[Chosen] = []
    size = 0
    if plan is not None:
        for seen in seen_groups(ground_of(plan), groups_of(plan)):
            steps = seen.sequence.read if seen.sequence else ()
            size += seen.count
            groups.append(
                Chosen(
                    steps=len(steps),
                    unlawful=sum(not seen.lawful(step.channel) for step in steps),
                    argued=sum(bool(step.reasons or step.note) for step in steps),
                    channels=len({step.channel for step in steps}),
                    is_digital=told(steps)["digital"],
                    is_spoken=told(steps)["spoken"],
                )
            )
    steps_count = sum(one.steps for one in groups)
    facts = (
        _n(_("The latest prospecting plan has {part} groups of targets, {total} companies."),
           part=len(groups), total=size),
        _n(_("{part} of {total} actions may lawfully reach their group."),
           part=steps_count - sum(one.unlawful for one in groups), total=steps_count),
        _n(_("{part} of {total} actions say why this channel and why then."),
           part=sum(one.argued for one in groups), total=steps_count),
        _n(_("{part} next actions of prospecting plans stand in the agenda."),
           part=Action.objects.filter(state=Action.State.PLANNED).count()),
    )  # fmt: skip
    return Evidence(State(suited_state(groups)), facts, _links(workspace, plan))


@evidence("B1.2-C4.1-5")
def actions_complete_each_other_and_are_digital(workspace: Workspace) -> Evidence:
    """Of the latest plan: is each group written to by a digital channel, and spoken to or met as well? Six queries."""
    plan = _latest()
    groups: list[Chosen] = []
    if plan is not None:
        for group in groups_of(plan):
            versions = list(group.sequences.all())
            steps = versions[0].read if versions else ()
            kinds = told(steps)
            groups.append(
                Chosen(len(steps), 0, 0, len({step.channel for step in steps}), kinds["digital"], kinds["spoken"])
            )
    total = len(groups)
    facts = (
        _n(_("{part} of {total} groups are worked on by two channels or more."),
           part=sum(one.channels >= 2 for one in groups), total=total),
        _n(_("{part} of {total} by a digital channel."), part=sum(one.is_digital for one in groups), total=total),
        _n(_("{part} of {total} are also called, visited or invited."),
           part=sum(one.is_spoken for one in groups), total=total),
        _n(_("The prospecting plan was frozen {part} times."), part=Document.objects.filter(kind="mix.plan").count()),
    )  # fmt: skip
    return Evidence(State(complementary_state(groups)), facts, _links(workspace, plan))


def _n(sentence: Promise, **values: object) -> str | Promise:
    """A fact that is put into words in the language of whoever reads it."""
    return format_lazy(cast("str", sentence), **values)
