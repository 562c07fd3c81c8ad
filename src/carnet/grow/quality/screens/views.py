"""The queue of records to complete, and the acts that empty it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.jobs.services import start
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.ui.responses import render_part, safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.quality import jobs, queries, services, words
from carnet.grow.quality.queries import Wish
from carnet.grow.quality.rules import FRESH_MONTHS, Kind
from carnet.grow.quality.showing import shown

SERVES = ("C13.1", "C13.2")
MODELS: dict[str, type[Company] | type[Person]] = {"societes": Company, "personnes": Person}


@screen(Permission.COMPANY_READ, serves=SERVES)
def queue(request: HttpRequest) -> HttpResponse:
    wish = _wish(request)
    services.catch_up(wish.model)
    lines, after = queries.queue(wish)
    kind = _kind(request)
    context = {
        "lines": [shown(line.party, line.quality, _record(request, line.party)) for line in lines],
        "summary": (found := queries.summary(wish.model)),
        "party": kind,
        "kinds": [(one.value, words.KINDS[one], found.by_kind[one.value]) for one in Kind],
        "wish": wish,
        "is_mine": wish.owner is not None,
        "is_narrowed": bool(wish.kind or wish.field or wish.owner is not None or wish.is_due),
        "field_name": words.field_name(wish.field) if wish.field else "",
        "after": after,
        "may_edit": request.member.may(Permission.COMPANY_EDIT),
    }
    return render_part(request, "quality/queue.html", "list", context)


def _record(request: HttpRequest, party: Company | Person) -> str:
    name = "customer_file:company" if isinstance(party, Company) else "customer_file:person"
    return reverse(name, args=[request.workspace.slug, party.pk])


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("fiches", "")
    return asked if asked in MODELS else "societes"


def _wish(request: HttpRequest) -> Wish:
    """What the address asks for; what it cannot mean counts as not given."""
    get = request.GET.get
    after, field = get("apres", ""), get("champ", "")
    return Wish(
        model=MODELS[_kind(request)],
        kind=get("motif", "") if get("motif", "") in set(Kind) else "",
        field=field if field.replace("_", "").replace("-", "").isalnum() and field.isascii() else "",
        owner=request.member.pk if get("qui") == "moi" else None,
        is_due="echues" in request.GET,
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None,
    )


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def measure(request: HttpRequest) -> HttpResponse:
    """The whole file, in the background."""
    here = reverse("quality:queue", args=[request.workspace.slug])
    job = start(
        member=request.member, kind=jobs.KIND, title=_("Quality of the whole file"), payload={}, target_url=here
    )
    return see_other(request, reverse("jobs:job", args=[request.workspace.slug, job.pk]))


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def verified(request: HttpRequest, party: str, pk: int) -> HttpResponse:
    """What was doubtful has been looked at today, and is true."""
    model = MODELS.get(party)
    if model is None:
        raise Http404
    row = get_object_or_404(model.objects.present(), pk=pk)
    here = reverse("quality:queue", args=[request.workspace.slug])
    fields = request.POST.getlist("field") or list(FRESH_MONTHS)
    try:
        event = services.verify(member=request.member, party=row, fields=fields, source=request.POST.get("source", ""))
    except services.NothingToVerify:
        toast(request, _("Tick what you have checked, and say where you looked."), tone="bad")
    else:
        toast(request, _("%(name)s: verified today.") % {"name": row}, undo=event)
    return see_other(request, safe_next(request, f"{here}?fiches={party}"))
