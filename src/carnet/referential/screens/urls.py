from django.urls import path

from . import views

app_name = "referential"
urlpatterns = [
    path("referentiel/", views.home, name="home"),
    path("referentiel/couverture/", views.coverage, name="coverage"),
    path("referentiel/livrables/", views.deliverables, name="deliverables"),
    path("referentiel/relire/", views.reread_all, name="reread_all"),
    path("referentiel/choix/", views.choose, name="choose"),
    path("referentiel/competences/<str:code>/", views.competency, name="competency"),
    path("referentiel/competences/<str:code>/relire/", views.reread, name="reread"),
    path("marge/", views.margin, name="margin"),
]
