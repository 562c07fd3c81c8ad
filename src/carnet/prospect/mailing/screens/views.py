"""Mailings: their list, one of them with what became of each message, and its form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.foundation.workspaces.queries import seller as seller_of
from carnet.prospect.mailing import accounts, queries, services, words
from carnet.prospect.mailing.models import Mailing, Message
from carnet.prospect.mailing.paces import pace_of
from carnet.prospect.mailing.readers import reckon
from carnet.prospect.mailing.rules.pacing import allowed_on, days_needed

from .forms import MailingForm, source_of

SERVES = ("C7.2",)
STATES = (
    Message.State.SENT, Message.State.QUEUED, Message.State.FAILED, Message.State.UNKNOWN, Message.State.REFUSED,
)  # fmt: skip


def found(pk: int) -> Mailing:
    rows = Mailing.objects.select_related("letter", "workspace", "member__user", "tag", "view", "targeting", "group")
    return get_object_or_404(rows, pk=pk)


@screen(Permission.COMPANY_READ, serves=SERVES)
def mailings(request: HttpRequest) -> HttpResponse:
    settings = accounts.settings_of(request.workspace)
    context = {
        "mailings": list(queries.mailings()[:100]),
        "may_send": request.member.may(Permission.MAILING_SEND),
        "lacking": words.refused(reason)
        if (reason := accounts.lacking(settings, seller_of(request.workspace)))
        else "",
        "may_manage": request.member.may(Permission.WORKSPACE_MANAGE),
    }
    return render(request, "mailing/mailings.html", context)


@screen(Permission.COMPANY_READ, serves=SERVES)
def mailing(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that changes asks for itself while messages leave. `?etat=` one state of the messages."""
    one = found(pk)
    told = queries.figures(one)
    state = request.GET.get("etat", "")
    known = {*Message.State.values, "clicked"}
    state = state if state in known else ""
    rows = queries.messages_of(one, state) if one.queued_at else []
    context = {
        "mailing": one,
        "figures": told,
        "state": state,
        "tabs": [(str(Message.State(code).label), code, told.of(code)) for code in STATES if told.of(code)],
        "reasons": [(words.why_not(reason), count) for reason, count in told.reasons],
        "rows": [(row, words.why_not(row.reason) if row.reason else "") for row in rows],
        "pause": words.paused(one.pause_reason) if one.pause_reason else "",
        "is_ours": bool(one.queued_at) and queries.is_ours(one),
        "may_send": request.member.may(Permission.MAILING_SEND),
        "source": source_name(one),
    }
    return render_part(request, "mailing/mailing.html", "state", context)


def source_name(one: Mailing) -> str:
    named = one.tag or one.view or one.group
    if named:
        return str(named.name)
    return _("a choice of targets") if one.targeting_id else _("nothing any more: its list is gone")


@screen(Permission.COMPANY_READ, serves=SERVES)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would be written to and who not, how many days it takes, and the first message as it would leave."""
    one = found(pk)
    if one.state != Mailing.State.DRAFT:
        return see_other(request, reverse("mailing:mailing", args=[request.workspace.slug, pk]))
    told = reckon(one)
    settings = accounts.settings_of(request.workspace)
    today = timezone.localdate()
    pace = pace_of(settings, today)
    reason = accounts.lacking(settings, seller_of(request.workspace))
    context = {
        "mailing": one,
        "count": len(told.going),
        "going": told.going[:20],
        "reasons": [(words.why_not(code), count) for code, count in told.reasons],
        "refused": [(reader, words.why_not(reader.reason)) for reader in told.refused[:50]],
        "refused_count": len(told.refused),
        "days": days_needed(pace, len(told.going), today, settings.warm_since),
        "first_day": min(len(told.going), allowed_on(pace, today, settings.warm_since)),
        "pace": pace,
        "lacking": words.refused(reason) if reason else "",
        "may_send": request.member.may(Permission.MAILING_SEND),
        "source": source_name(one),
    }
    return render(request, "mailing/preview.html", context)


@screen(Permission.MAILING_SEND, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@screen(Permission.MAILING_SEND, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    if one.state != Mailing.State.DRAFT:
        return see_other(request, reverse("mailing:mailing", args=[request.workspace.slug, pk]))
    return _form(request, one)


def _form(request: HttpRequest, one: Mailing | None) -> HttpResponse:
    given = request.GET.get("modele", "")
    told = {"counts_clicks": True, "letter": given if given.isdigit() else None}
    if one:
        told = {
            "name": one.name, "letter": one.letter_id, "source": source_of(one), "readers": one.readers,
            "counts_clicks": one.counts_clicks,
        }  # fmt: skip
    form = MailingForm(request.member, request.POST or None, initial=told, mailing=one)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.save_mailing(
                member=request.member, letter=form.cleaned_data["letter"], values=form.values, source=form.chosen[1],
                mailing=one,
            )  # fmt: skip
        except services.MailingRefused as error:
            form.add_error(None, words.refused(error.reason))
        else:
            toast(request, _("Nothing has left yet: look who will be written to, then send."), undo=made.event)
            return see_other(request, reverse("mailing:preview", args=[request.workspace.slug, made.pk]))
    context = {
        "form": form,
        "mailing": one,
        "has_sources": bool(form.offered),
        "has_letters": form.fields["letter"].queryset.exists(),
    }  # type: ignore[attr-defined] # a field of rows has them
    return render_part(request, "mailing/mailing_form.html", "form", context, status=422 if form.is_bound else 200)
