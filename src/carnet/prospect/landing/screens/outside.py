"""The addresses of whoever has no account."""

from django.urls import path

from . import notices

urlpatterns = [
    path("mentions/<slug:place>/", notices.notice, name="public_notice"),
    path("mentions/<slug:place>/logo/", notices.logo, name="public_logo"),
    path("mentions/<slug:place>/couleurs.css", notices.colours, name="public_colours"),
]
