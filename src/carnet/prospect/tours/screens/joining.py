"""A company joins a tour, from its own record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.tours import customers, queries, services
from carnet.prospect.tours.services import TourRefused
from carnet.prospect.tours.warning import warned

from .forms import JoinForm
from .links import SERVES, address, record, refused


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("GET", "POST"))
def join(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(customers.visitable(), pk=pk)
    back = safe_next(request, record(request, company))
    form = JoinForm(list(queries.coming_tours(request.member)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            event = services.add_visits(
                member=request.member,
                tour=chosen["tour"],
                companies=[company],
                is_mandatory=chosen["is_mandatory"],
            )
        except TourRefused as problem:
            form.add_error(None, refused(problem))
        else:
            told = _("%(name)s joins the tour of %(day)s.") % {"name": company, "day": chosen["tour"]}
            toast(request, told, undo=event)
            return see_other(request, back)
    context = {
        "form": form,
        "company": company,
        "back": back,
        "here": address(request, "join", company.pk),
        "warned": warned([company.pk]).get(company.pk),
    }
    return render_part(request, "tours/add.html", "dialog", context, status=422 if form.errors else 200)
