from django.urls import path

from . import leads, pages, sites

app_name = "landing"

urlpatterns = [
    path("pages/", pages.pages, name="pages"),
    path("pages/nouvelle/", pages.new, name="new"),
    path("pages/mentions/", sites.site, name="site"),
    path("pages/<int:pk>/", pages.page, name="page"),
    path("pages/<int:pk>/cible/", pages.edit, name="edit"),
    path("pages/<int:pk>/contenu/", pages.content, name="content"),
    path("pages/<int:pk>/formulaire/", pages.form, name="form"),
    path("pages/<int:pk>/apercu/", pages.preview, name="preview"),
    path("pages/<int:pk>/publication/", pages.publication, name="publication"),
    path("pages/<int:pk>/suppression/", pages.delete, name="delete"),
    path("contacts-recus/", leads.leads, name="leads"),
    path("contacts-recus/reprise/", leads.try_again, name="try_again"),
    path("contacts-recus/<int:pk>/", leads.lead, name="lead"),
    path("contacts-recus/<int:pk>/ecarter/", leads.spam, name="spam"),
]
