from django.urls import path

from . import exporting, views

app_name = "bulk"
urlpatterns = [
    path("lots/<slug:party>/planifier/", views.plan, name="plan"),
    path("lots/<slug:party>/exporter/", views.export, name="export"),
    path("lots/<slug:party>/<slug:act>/", views.new, name="new"),
    path("lots/<int:pk>/", views.act, name="act"),
    path("lots/<int:pk>/fichier.csv", exporting.export_file, name="file"),
    path("lots/<int:pk>/refus.csv", views.refused, name="refused"),
]
