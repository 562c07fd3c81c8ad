"""Who wrote to us: the newest first, what they want, whether they were answered in time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.agenda.models import Interaction
from carnet.foundation.consents.models import Channel
from carnet.foundation.consents.queries import wishes_of
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.landing import acting, confirming, queries, receiving, words
from carnet.prospect.landing.acting import LeadRefused
from carnet.prospect.landing.models import Confirmation, Lead

from .pages import SERVES

SHOWN = 100


def found(pk: int) -> Lead:
    rows = Lead.objects.select_related("page", "company", "person", "member__user", "task", "submission__version")
    return get_object_or_404(rows, pk=pk)


@screen(Permission.COMPANY_READ, serves=SERVES)
def leads(request: HttpRequest) -> HttpResponse:
    only = {"sans-reponse": "unanswered", "ecartes": "spam"}.get(request.GET.get("quoi", ""), "")
    troubles = queries.troubles()
    if troubles["waiting"]:
        # A process that ended between writing a form and calling for a worker left it waiting.
        receiving.call_worker()
    rows = list(queries.leads(only=only)[:SHOWN])
    context = {
        "leads": [(row, words.source_name(row.submission.source)) for row in rows],
        "only": only,
        "troubles": troubles,
        "today": timezone.localdate(),
        "may_edit": request.member.may(Permission.LANDING_EDIT),
    }
    return render_part(request, "landing/leads.html", "list", context)


@screen(Permission.COMPANY_READ, serves=SERVES)
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    party = one.person or one.company
    told = Interaction.objects.filter(is_inbound=True, at=one.received_at, person=one.person, company=one.company)
    names = dict(Channel.choices)
    context = {
        "lead": one,
        "message": told.first(),
        "source": words.source_name(one.submission.source),
        "reasons": words.reasons(one.reasons),
        "consents": [(names[row.channel], row) for row in wishes_of(party).consents[:10]] if party else [],
        "asked": confirming.texts_of(one),
        "confirmation": Confirmation.objects.filter(lead=one).first(),
        "today": timezone.localdate(),
        "may_edit": request.member.may(Permission.LANDING_EDIT),
    }
    return render(request, "landing/lead.html", context)


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("POST",))
def spam(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        event = acting.mark_spam(member=request.member, lead=found(pk))
    except LeadRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
    else:
        toast(request, _("Set aside: its task is dropped, and what it alone had brought is in the trash."), undo=event)
    return see_other(request, reverse("landing:leads", args=[request.workspace.slug]))


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("POST",))
def try_again(request: HttpRequest) -> HttpResponse:
    count = acting.try_again(member=request.member)
    said = ngettext("%(count)d form is tried again.", "%(count)d forms are tried again.", count)
    toast(request, said % {"count": count})
    return see_other(request, reverse("landing:leads", args=[request.workspace.slug]))
