from django.urls import path

from . import views

urlpatterns = [
    path("", views.today, name="today"),
    path("chercher/", views.search, name="search"),
    path("compteurs/", views.counts, name="counts"),
    path("marge/affichage/", views.margin, name="show_margin"),
    path("composants/", views.components, name="components"),
]
