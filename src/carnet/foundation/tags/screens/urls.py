from django.urls import path

from . import views

app_name = "tags"
urlpatterns = [
    path("etiquettes/", views.tags, name="tags"),
    path("etiquettes/<int:pk>/", views.tag, name="tag"),
    path("etiquettes/<int:pk>/fusionner/", views.merge, name="merge"),
    path("etiquettes/<int:pk>/supprimer/", views.delete, name="delete"),
]
