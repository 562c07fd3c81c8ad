from django.urls import path

from . import bulk, cells, companies, records, views

app_name = "customer_file"
urlpatterns = [
    path("societes/", companies.companies, name="companies"),
    path("societes/compte/", companies.company_count, name="company_count"),
    path("societes/villes/", companies.cities, name="cities"),
    path("societes/export.csv", companies.company_export, name="company_export"),
    path("societes/lot/", bulk.company_bulk, name="company_bulk"),
    path("societes/<int:pk>/champ/<slug:field>/", cells.company_field, name="company_field"),
    path("societes/<int:pk>/", records.company, name="company"),
    path("personnes/", records.company, name="people"),
    path("societes/<int:pk>/corbeille/", records.company_trash, name="company_trash"),
    path("societes/<int:pk>/restaurer/", records.company_restore, name="company_restore"),
    path("vues/<slug:code>/enregistrer/", views.view_save, name="view_save"),
    path("vues/<int:pk>/mettre-a-jour/", views.view_update, name="view_update"),
    path("vues/<int:pk>/supprimer/", views.view_delete, name="view_delete"),
]
