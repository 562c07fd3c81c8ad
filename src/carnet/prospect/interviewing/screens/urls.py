from django.urls import path

from . import debriefs, guides, sheets, views

app_name = "interviewing"

urlpatterns = [
    path("entretiens/", views.home, name="home"),
    path("entretiens/nouveau/", views.new, name="new"),
    path("entretiens/<int:pk>/", views.interview, name="interview"),
    path("entretiens/<int:pk>/annulation/", views.cancel, name="cancel"),
    path("entretiens/<int:pk>/preparation/", sheets.sheet, name="sheet"),
    path("entretiens/<int:pk>/fiche/", sheets.paper, name="paper"),
    path("entretiens/<int:pk>/conduite/", guides.guide, name="guide"),
    path("entretiens/<int:pk>/debriefing/", debriefs.debrief, name="debrief"),
]
