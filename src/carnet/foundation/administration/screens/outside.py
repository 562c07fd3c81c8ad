"""The addresses that need no workspace."""

from django.urls import path

from . import doors

urlpatterns = [
    path("nouveau/", doors.new_workspace, name="new_workspace"),
    path("nouveau/fichier/", doors.restore_workspace, name="restore_workspace"),
    path("profil/", doors.profile, name="profile"),
    path("invitation/<str:token>/", doors.invitation, name="invitation"),
]
