from django.urls import path

from . import acts, letters, settings, views

app_name = "mailing"

urlpatterns = [
    path("courriels/", views.mailings, name="mailings"),
    path("courriels/nouveau/", views.new, name="new"),
    path("courriels/modeles/", letters.letters, name="letters"),
    path("courriels/modeles/nouveau/", letters.new, name="letter_new"),
    path("courriels/modeles/<int:pk>/", letters.letter, name="letter"),
    path("courriels/modeles/<int:pk>/modifier/", letters.edit, name="letter_edit"),
    path("courriels/modeles/<int:pk>/rangement/", letters.archive, name="letter_archive"),
    path("courriels/reglages/", settings.settings, name="settings"),
    path("courriels/reglages/essai/", settings.test, name="test"),
    path("courriels/<int:pk>/", views.mailing, name="mailing"),
    path("courriels/<int:pk>/modifier/", views.edit, name="edit"),
    path("courriels/<int:pk>/apercu/", views.preview, name="preview"),
    path("courriels/<int:pk>/envoi/", acts.queue, name="queue"),
    path("courriels/<int:pk>/pause/", acts.pause, name="pause"),
    path("courriels/<int:pk>/reprise/", acts.resume, name="resume"),
    path("courriels/<int:pk>/annulation/", acts.cancel, name="cancel"),
    path("courriels/<int:pk>/inconnus/", acts.settle, name="settle"),
]
