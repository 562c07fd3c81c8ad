from django.urls import path

from . import views

app_name = "reporting"
urlpatterns = [
    path("resultats/", views.results, name="results"),
    path("resultats/objectifs/", views.objectives, name="objectives"),
]
