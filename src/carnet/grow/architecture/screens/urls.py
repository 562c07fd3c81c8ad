from django.urls import path

from . import fields, register, views

app_name = "architecture"
urlpatterns = [
    path("fichier/", views.home, name="home"),
    path("fichier/champs/nouveau/", fields.new, name="new"),
    path("fichier/champs/<int:pk>/", fields.edit, name="edit"),
    path("fichier/champs/<int:pk>/place/", fields.move, name="move"),
    path("fichier/champs/<int:pk>/archiver/", fields.archive, name="archive"),
    path("fichier/champs/<int:pk>/reprendre/", fields.take_back, name="take_back"),
    path("fichier/champs/<int:pk>/effacer/", fields.erase, name="erase"),
    path("fichier/modeles/", views.models, name="models"),
    path("fichier/modeles/<slug:code>/", views.model, name="model"),
    path("fichier/versions/", views.versions, name="versions"),
    path("fichier/document/", register.document, name="document"),
    path("fichier/registre/", register.register, name="register"),
    path("fichier/registre/registre.csv", register.register_csv, name="register_csv"),
    path("fichier/registre/document/", register.register_document, name="register_document"),
]
