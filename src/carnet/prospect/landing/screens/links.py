"""Short links: made, followed, printed as a code, switched off."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.landing import codes, linking, queries, words
from carnet.prospect.landing.linking import LinkRefused
from carnet.prospect.landing.models import ShortLink

from .link_forms import LinkForm
from .pages import SERVES

MOST = 200


def found(pk: int) -> ShortLink:
    return get_object_or_404(ShortLink.objects.select_related("page", "workspace", "member__user"), pk=pk)


@screen(Permission.COMPANY_READ, serves=SERVES)
def links(request: HttpRequest) -> HttpResponse:
    rows = [(link, linking.address_of(link)) for link in queries.links()[:MOST]]
    return render(
        request, "landing/links.html", {"links": rows, "may_edit": request.member.may(Permission.LANDING_EDIT)}
    )


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    form = LinkForm(request.POST or None, initial={"page": request.GET.get("page")})
    if request.method == "POST" and form.is_valid():
        try:
            made = linking.make_link(member=request.member, values=form.cleaned_data)
        except LinkRefused as error:
            form.add_error("url" if error.reason == "foreign" else None, words.refused(error.reason))
        else:
            toast(request, _("The link leads there from now on."), undo=made.event)
            return see_other(request, reverse("landing:link", args=[request.workspace.slug, made.pk]))
    status = 422 if form.is_bound else 200
    return render_part(request, "landing/link_form.html", "form", {"form": form}, status=status)


@screen(Permission.COMPANY_READ, serves=SERVES)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    days = queries.clicks(one)
    context = {
        "link": one,
        "address": linking.address_of(one),
        "days": days,
        "people": sum(day.people for day in days),
        "robots": sum(day.robots for day in days),
        "may_edit": request.member.may(Permission.LANDING_EDIT),
    }
    return render(request, "landing/link.html", context)


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("POST",))
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    event = linking.switch_link(member=request.member, link=found(pk))
    toast(request, _("Done."), undo=event)
    return see_other(request, reverse("landing:link", args=[request.workspace.slug, pk]))


@screen(Permission.COMPANY_READ, serves=SERVES)
def code(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The code as SVG or PNG."""
    if kind not in {"svg", "png"}:
        raise Http404
    one = found(pk)
    draw, content_type = (codes.svg, "image/svg+xml") if kind == "svg" else (codes.png, "image/png")
    answer = HttpResponse(draw(linking.address_of(one)), content_type=content_type)
    answer["Cache-Control"] = "private, max-age=86400"
    if "telecharger" in request.GET:
        answer["Content-Disposition"] = f'attachment; filename="code-{one.code}.{kind}"'
    return answer
