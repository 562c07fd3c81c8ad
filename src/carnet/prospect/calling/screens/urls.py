from django.urls import path

from . import calls, scripts, sessions

app_name = "calling"

urlpatterns = [
    path("appels/", sessions.home, name="home"),
    path("appels/nouvelle/", sessions.new, name="new"),
    path("appels/<int:pk>/", sessions.session, name="session"),
    path("appels/<int:pk>/suivant/", sessions.go_on, name="go_on"),
    path("appels/<int:pk>/pause/", sessions.pause, name="pause"),
    path("appels/<int:pk>/reprise/", sessions.resume, name="resume"),
    path("appels/<int:pk>/fin/", sessions.end, name="end"),
    path("appels/<int:pk>/bilan/", sessions.summary, name="summary"),
    path("appels/fiches/<int:pk>/issue/", calls.outcome, name="outcome"),
    path("appels/fiches/<int:pk>/refus/", calls.refusal, name="refusal"),
    path("appels/fiches/<int:pk>/passer/", calls.skip, name="skip"),
    path("appels/fiches/<int:pk>/suite/", calls.after, name="after"),
    path("appels/scripts/", scripts.scripts, name="scripts"),
    path("appels/scripts/nouveau/", scripts.new, name="script_new"),
    path("appels/scripts/de-carnet/", scripts.adopt, name="scripts_adopt"),
    path("appels/scripts/<int:pk>/", scripts.script, name="script"),
    path("appels/scripts/<int:pk>/retrait/", scripts.put_away, name="script_put_away"),
]
