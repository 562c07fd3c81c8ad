from django.urls import path

from . import leads, links, pages, posts, sites

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
    path("pages/<int:pk>/document/", pages.document, name="document"),
    path("liens/", links.links, name="links"),
    path("liens/nouveau/", links.new, name="link_new"),
    path("liens/<int:pk>/", links.link, name="link"),
    path("liens/<int:pk>/etat/", links.switch, name="link_switch"),
    path("liens/<int:pk>/code.<str:kind>", links.code, name="link_code"),
    path("publications/", posts.posts, name="posts"),
    path("publications/nouvelle/", posts.new, name="post_new"),
    path("publications/<int:pk>/", posts.post, name="post"),
    path("publications/<int:pk>/modifier/", posts.edit, name="post_edit"),
    path("publications/<int:pk>/publiee/", posts.published, name="post_published"),
    path("publications/<int:pk>/resultats/", posts.results, name="post_results"),
    path("contacts-recus/", leads.leads, name="leads"),
    path("contacts-recus/reprise/", leads.try_again, name="try_again"),
    path("contacts-recus/<int:pk>/", leads.lead, name="lead"),
    path("contacts-recus/<int:pk>/ecarter/", leads.spam, name="spam"),
]
