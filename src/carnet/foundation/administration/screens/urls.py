"""Members and settings answer to the namespace `workspaces`, the history to `audit`: the rooms whose rows they show."""

from django.urls import include, path

from . import companies, history, members, whole

members_and_settings = [
    path("membres/", members.members, name="members"),
    path("membres/<int:pk>/role/", members.role, name="role"),
    path("membres/<int:pk>/acces/", members.access, name="access"),
    path("membres/<int:pk>/propriete/", members.ownership, name="ownership"),
    path("membres/invitations/<int:pk>/renvoyer/", members.resend, name="resend"),
    path("membres/invitations/<int:pk>/retirer/", members.withdraw, name="withdraw"),
    path("reglages/", companies.company, name="settings"),
    path("reglages/logo/", companies.logo, name="logo"),
    path("reglages/logo/image/", companies.logo_file, name="logo_file"),
    path("reglages/espace/", companies.workspace, name="workspace"),
    path("reglages/roles/", companies.roles, name="roles"),
    path("reglages/donnees/", whole.data, name="data"),
    path("reglages/donnees/export/", whole.export, name="export"),
    path("reglages/donnees/copier/", whole.copy, name="copy"),
    path("reglages/donnees/supprimer/", whole.delete, name="delete"),
]
history_and_undo = [
    path("historique/", history.history, name="history"),
    path("historique/<int:pk>/annuler/", history.undo_event, name="undo"),
]
urlpatterns = [
    path("", include((members_and_settings, "workspaces"))),
    path("", include((history_and_undo, "audit"))),
]
