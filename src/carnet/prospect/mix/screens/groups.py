"""A group of targets: who, by which channels one may reach them, which actions, in which order and why."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.mix import launching, services, sheets, words
from carnet.prospect.mix.board import Board, Line, board_of
from carnet.prospect.mix.models import Group
from carnet.prospect.mix.rules.channels import Channel
from carnet.prospect.mix.rules.proposing import told
from carnet.prospect.mix.services import MixRefused
from carnet.prospect.mix.terms import Sure

from .forms import GroupEditForm, GroupForm, step_forms
from .views import SERVES
from .views import found as plan_found

SHOWN = 50


def found(pk: int) -> Group:
    rows = Group.objects.filter(plan__deleted_at=None).select_related("plan__member__user", "plan__workspace")
    return get_object_or_404(rows, pk=pk)


def page_of(request: HttpRequest, group: Group) -> str:
    return reverse("mix:group", args=[request.workspace.slug, group.pk])


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel as the page draws it."""

    label: str
    is_used: bool
    lawful: int
    count: int
    refusals: str
    past: str
    rates: str
    cost: str
    per_week: str
    kg: str
    sources: list[str]
    is_unsure: bool
    why_not: str


def shown_channels(board: Board, line: Line) -> list[Shown]:
    left = dict(words.left(line))
    return [_shown(board, line, channel, left.get(channel, "")) for channel in Channel]


def _shown(board: Board, line: Line, channel: Channel, why_not: str) -> Shown:
    one = board.ground.channels[channel]
    origins = (one.cost, one.capacity, one.carbon)
    return Shown(
        label=words.channel(channel),
        is_used=not why_not,
        lawful=line.seen.lawful(channel),
        count=line.seen.count,
        refusals=words.refusals(line.seen.refused[channel]),
        past=words.past(one.past),
        rates=words.rates(one.rates),
        cost="—" if one.terms.cost_cents is None else sheets.money(one.terms.cost_cents),
        per_week=str(one.terms.per_week),
        kg="—" if one.terms.kg is None else sheets.kilograms(one.terms.kg),
        sources=[words.origin(origin) for origin in origins],
        is_unsure=any(origin.sure in {Sure.UNVERIFIED, Sure.UNKNOWN} for origin in origins),
        why_not=why_not,
    )


@screen(Permission.COMPANY_READ, serves=SERVES)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    board = board_of(one.plan)
    line = board.line(one)
    launch = line.launch or next(iter(line.seen.group.launches.all()), None)
    context = {
        "plan": board.plan,
        "group": one,
        "line": line,
        "seen": line.seen,
        "source": words.source(line.seen),
        "traits": words.traits(line.seen.profile),
        "steps": _steps(board, line),
        "channels": shown_channels(board, line),
        "kinds": told(line.steps),
        "companies": line.seen.companies[:20],
        "versions": list(line.seen.group.sequences.all()),
        "launch": launch,
        "refused": _refused(launch) if launch else [],
        "may_edit": request.member.may(Permission.TARGETING_EDIT),
        "is_open": line.launch is None,
    }
    return render(request, "mix/group.html", context)


def _steps(board: Board, line: Line) -> list[tuple[str, str, int, list[str]]]:
    """Day, channel, how many may be reached, why."""
    return [
        (
            sheets.day_word(step.day),
            words.channel(step.channel),
            line.seen.lawful(step.channel),
            words.why(step),
        )
        for step in line.steps
    ]


def _refused(launch: launching.Launch) -> list[tuple[launching.Action, str]]:
    return [(row, str(words.REFUSED.get(row.reason, row.reason))) for row in launching.refused_rows(launch)]


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_found(pk)
    form = GroupForm(request.member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_group(member=request.member, plan=plan, why=form.cleaned_data["why"], **form.chosen)
        except MixRefused as error:
            form.add_error(None, words.refused(error.reason))
        else:
            toast(request, _("The group is in the plan, with the actions that suit it."), undo=made.event)
            return see_other(request, page_of(request, made))
    status = 422 if form.is_bound else 200
    context = {"form": form, "plan": plan, "has_sources": bool(form.offered)}
    return render_part(request, "mix/group_form.html", "form", context, status=status)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    form = GroupEditForm(request.POST or None, initial={"name": one.name, "why": one.why})
    if request.method == "POST" and form.is_valid():
        event = services.edit_group(member=request.member, group=one, **form.cleaned_data)
        toast(request, _("The group is saved."), undo=event)
        return see_other(request, page_of(request, one))
    context = {"form": form, "plan": one.plan, "group": one, "has_sources": True}
    return render_part(request, "mix/group_form.html", "form", context, status=422 if form.is_bound else 200)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("POST",))
def move(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    try:
        event = services.move_group(member=request.member, group=one, up="haut" in request.POST)
    except MixRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
    else:
        toast(request, _("Ranked anew."), undo=event)
    return see_other(request, reverse("mix:plan", args=[request.workspace.slug, one.plan_id]))


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("POST",))
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    try:
        event = services.remove_group(member=request.member, group=one)
    except MixRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
        return see_other(request, page_of(request, one))
    toast(request, _("The group is out of the plan."), undo=event)
    return see_other(request, reverse("mix:plan", args=[request.workspace.slug, one.plan_id]))


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    latest = one.sequences.first()
    forms = step_forms(latest.read if latest else (), request.POST or None)
    problem = ""
    are_valid = [form.is_valid() for form in forms]
    if request.method == "POST" and all(are_valid):
        wanted = [form.step for form in forms if form.step is not None]
        try:
            made = services.save_steps(member=request.member, group=one, steps=wanted)
        except MixRefused as error:
            problem = words.refused(error.reason)
        else:
            toast(request, _("Version %(version)s of the actions.") % {"version": made.version}, undo=made.event)
            return see_other(request, page_of(request, one))
    context = {"forms": forms, "group": one, "plan": one.plan, "problem": problem}
    return render_part(request, "mix/steps.html", "form", context, status=422 if request.method == "POST" else 200)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("POST",))
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    try:
        made = services.propose_again(member=request.member, group=one)
    except MixRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
    else:
        toast(request, _("Proposed anew: version %(version)s.") % {"version": made.version}, undo=made.event)
    return see_other(request, page_of(request, one))
