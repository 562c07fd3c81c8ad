from django.urls import path

from . import bulk, cells, companies, company_forms, people, person_forms, reach, records, views

app_name = "customer_file"
urlpatterns = [
    path("societes/", companies.companies, name="companies"),
    path("societes/compte/", companies.company_count, name="company_count"),
    path("societes/villes/", companies.cities, name="cities"),
    path("societes/noms/", person_forms.company_names, name="company_names"),
    path("societes/export.csv", companies.company_export, name="company_export"),
    path("societes/lot/", bulk.company_bulk, name="company_bulk"),
    path("societes/nouvelle/", company_forms.company_new, name="company_new"),
    path("societes/doublons/", company_forms.company_duplicates, name="company_duplicates"),
    path("societes/<int:pk>/", records.company, name="company"),
    path("societes/<int:pk>/modifier/", company_forms.company_edit, name="company_edit"),
    path("societes/<int:pk>/champ/<slug:field>/", cells.company_field, name="company_field"),
    path("societes/<int:pk>/corbeille/", records.company_trash, name="company_trash"),
    path("societes/<int:pk>/restaurer/", records.company_restore, name="company_restore"),
    path("societes/<int:company>/personnes/nouvelle/", person_forms.person_new, name="person_new_at"),
    path("personnes/", people.people, name="people"),
    path("personnes/compte/", people.people_count, name="people_count"),
    path("personnes/export.csv", people.people_export, name="people_export"),
    path("personnes/nouvelle/", person_forms.person_new, name="person_new"),
    path("personnes/roles/<int:pk>/terminer/", person_forms.role_end, name="role_end"),
    path("personnes/<int:pk>/", people.person, name="person"),
    path("personnes/<int:pk>/modifier/", person_forms.person_edit, name="person_edit"),
    path("personnes/<int:pk>/societe/", person_forms.person_move, name="person_move"),
    path("personnes/<int:pk>/champ/<slug:field>/", cells.person_field, name="person_field"),
    path("personnes/<int:pk>/corbeille/", people.person_trash, name="person_trash"),
    path("personnes/<int:pk>/restaurer/", people.person_restore, name="person_restore"),
    path("<slug:party>/<int:pk>/coordonnees/<slug:kind>/", reach.reach_new, name="reach_new"),
    path("<slug:party>/<int:pk>/coordonnees/<slug:kind>/<int:row>/", reach.reach_edit, name="reach_edit"),
    path("<slug:party>/<int:pk>/coordonnees/<slug:kind>/<int:row>/retirer/", reach.reach_remove, name="reach_remove"),
    path("vues/<slug:code>/enregistrer/", views.view_save, name="view_save"),
    path("vues/<int:pk>/mettre-a-jour/", views.view_update, name="view_update"),
    path("vues/<int:pk>/renommer/", views.view_rename, name="view_rename"),
    path("vues/<int:pk>/supprimer/", views.view_delete, name="view_delete"),
]
