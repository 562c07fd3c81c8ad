"""What the legal notice says besides the company's identity, and which sites a short link may lead to."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.ui.public import identity_of, outside_url
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.landing import services
from carnet.prospect.landing.models import PublicSite

from .forms import SiteForm
from .pages import SERVES


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("GET", "POST"))
def site(request: HttpRequest) -> HttpResponse:
    form = SiteForm(request.POST or None, instance=PublicSite.objects.first())
    if request.method == "POST" and form.is_valid():
        services.save_site(member=request.member, values=form.cleaned_data)
        toast(request, _("Saved."))
        return see_other(request, reverse("landing:pages", args=[request.workspace.slug]))
    house = identity_of(request.workspace)
    context = {
        "form": form,
        "url": outside_url("public_notice", request.workspace),
        "is_incomplete": not (house.siren and house.street and house.city and house.email),
    }
    return render_part(request, "landing/site.html", "form", context, status=422 if form.is_bound else 200)
