"""Near me now: the companies around where one stands, by the device's own location or a commune."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.foundation.geo.rules import Point
from carnet.foundation.ui.responses import render_part
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.tours import customers
from carnet.prospect.tours.places import is_on_land

from .links import SERVES


class WhereForm(forms.Form):
    """Posted: where somebody stands is nobody else's, and an address is written to logs."""

    city = forms.CharField(label=gettext_lazy("Around (commune or postcode)"), max_length=100, required=False)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        if self.errors:
            return found
        if found.get("lat") is not None and found.get("lon") is not None:
            point = Point(found["lat"], found["lon"])
            if not is_on_land(point):
                self.add_error("city", _("Where you are, no French commune is near: type one."))
            return found | {"point": point, "name": _("where you are")}
        town = customers.town(str(found.get("city", "")))
        if town is None:
            self.add_error("city", _("No commune of France has that name: look how it is spelt, or give its postcode."))
            return found
        return found | {"point": town[1], "name": town[0]}


@screen(Permission.COMPANY_READ, serves=SERVES, methods=("GET", "POST"))
def near(request: HttpRequest) -> HttpResponse:
    form = WhereForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "rows": None}
    if request.method == "POST" and form.is_valid():
        rows, radius = customers.near(form.cleaned_data["point"])
        context |= {"rows": rows, "radius": radius, "name": form.cleaned_data["name"]}
    return render_part(request, "tours/near.html", "list", context, status=422 if form.errors else 200)
