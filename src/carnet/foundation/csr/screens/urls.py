from django.urls import path

from . import views

app_name = "csr"
urlpatterns = [
    path("engagements/", views.commitments, name="list"),
    path("engagements/catalogue/", views.catalogue, name="catalogue"),
    path("engagements/depart/", views.starter_set, name="starter_set"),
    path("engagements/nouveau/<slug:kind>/", views.add, name="add"),
    path("engagements/<int:pk>/", views.edit, name="edit"),
    path("engagements/<int:pk>/retirer/", views.withdrawal, name="withdraw"),
]
