from django.urls import path

from . import grids, maps, views

app_name = "sourcing"

urlpatterns = [
    path("cibles/", views.find, name="find"),
    path("cibles/nombre/", views.count, name="count"),
    path("cibles/carte/", maps.points, name="points"),
    path("cibles/activites/", views.activities, name="activities"),
    path("cibles/ajouter/", views.add, name="add"),
    path("cibles/choix/<int:pk>/", views.targeting, name="targeting"),
    path("cibles/alertes/<int:pk>/levee/", views.set_aside, name="set_aside"),
    path("cibles/criteres/", grids.grids, name="grids"),
    path("cibles/criteres/nouveaux/", grids.new, name="grid_new"),
    path("cibles/criteres/<int:pk>/", grids.edit, name="grid_edit"),
    path("cibles/criteres/<int:pk>/retrait/", grids.withdraw, name="grid_withdraw"),
]
