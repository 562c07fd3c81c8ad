"""The addresses that a message carries: no account behind them."""

from django.urls import path

from . import public

urlpatterns = [
    path("courriel/<slug:place>/<str:token>/", public.reader, name="mail_reader"),
    path("clic/<slug:place>/<str:key>/<int:number>/", public.link, name="mail_link"),
]
