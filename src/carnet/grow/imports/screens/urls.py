from django.urls import path

from . import origin_views, views

app_name = "imports"
urlpatterns = [
    path("imports/", views.import_list, name="imports"),
    path("imports/nouveau/", views.new, name="new"),
    path("imports/<int:pk>/", views.step, name="import"),
    path("imports/<int:pk>/origine/", origin_views.origin, name="origin"),
    path("imports/<int:pk>/origine/questions/", origin_views.origin_asked, name="origin_asked"),
    path("imports/<int:pk>/origine/preuve/", origin_views.proof, name="proof"),
    path("imports/<int:pk>/origine/information/", origin_views.people_told, name="people_told"),
    path("imports/<int:pk>/lecture/", views.read_as, name="read_as"),
    path("imports/<int:pk>/colonnes/", views.columns, name="columns"),
    path("imports/<int:pk>/colonnes/valeurs/", views.as_read, name="as_read"),
    path("imports/<int:pk>/verification/", views.check, name="check"),
    path("imports/<int:pk>/resultat/", views.outcome, name="outcome"),
    path("imports/<int:pk>/refus/", views.refused, name="refused"),
    path("imports/<int:pk>/reprendre/", views.resume, name="resume"),
    path("imports/<int:pk>/arreter/", views.stop, name="stop"),
    path("imports/<int:pk>/annuler/", views.revert, name="revert"),
    path("imports/<int:pk>/supprimer/", views.discard, name="discard"),
]
