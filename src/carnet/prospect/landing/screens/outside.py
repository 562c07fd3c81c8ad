"""The addresses of whoever has no account."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_safe

from . import notices, public

urlpatterns = [
    path("mentions/<slug:place>/", notices.notice, name="public_notice"),
    path("mentions/<slug:place>/logo/", notices.logo, name="public_logo"),
    path("mentions/<slug:place>/couleurs.css", notices.colours, name="public_colours"),
    path("p/<slug:place>/confirmer/<str:token>/", public.confirm, name="landing_confirm"),
    path("p/<slug:place>/image/<int:pk>/", public.image, name="landing_image"),
    path("p/<slug:place>/<slug:slug>/", public.landing, name="landing_public"),
    path("p/<slug:place>/<slug:slug>/merci/", public.thanks, name="landing_thanks"),
    path("l/<slug:code>", login_not_required(require_safe(public.short)), name="landing_short"),
]
