from django.urls import path

from . import breaches, home, parties, purge, requests, wishes

app_name = "privacy"
urlpatterns = [
    path("vie-privee/", home.home, name="home"),
    path("vie-privee/reglages/", home.settings, name="settings"),
    path("vie-privee/demandes/", requests.requests, name="requests"),
    path("vie-privee/demandes/nouvelle/", requests.request_new, name="request_new"),
    path("vie-privee/demandes/<int:pk>/", requests.request, name="request"),
    path("vie-privee/demandes/<int:pk>/repondre/", requests.request_answer, name="request_answer"),
    path("vie-privee/demandes/<int:pk>/prolonger/", requests.request_extend, name="request_extend"),
    path("vie-privee/demandes/<int:pk>/identite/", requests.request_identity, name="request_identity"),
    path("vie-privee/violations/", breaches.breaches, name="breaches"),
    path("vie-privee/violations/nouvelle/", breaches.breach_new, name="breach_new"),
    path("vie-privee/violations/<int:pk>/", breaches.breach, name="breach"),
    path("vie-privee/violations/<int:pk>/clore/", breaches.breach_close, name="breach_close"),
    path("vie-privee/purge/", purge.purge, name="purge"),
    path("vie-privee/purge/calculer/", purge.purge_scan, name="purge_scan"),
    path("vie-privee/purge/effacer/", purge.purge_erase, name="purge_erase"),
    path("vie-privee/purge/valeurs/", purge.purge_values, name="purge_values"),
    path("vie-privee/purge/<int:pk>/garder/", purge.purge_keep, name="purge_keep"),
    path("vie-privee/consentements/<int:pk>/retirer/", wishes.consent_withdraw, name="consent_withdraw"),
    path("vie-privee/oppositions/<int:pk>/lever/", wishes.objection_lift, name="objection_lift"),
    path("<slug:party>/<int:pk>/vie-privee/", parties.party, name="party"),
    path("<slug:party>/<int:pk>/vie-privee/opposition/", wishes.objection, name="objection"),
    path("<slug:party>/<int:pk>/vie-privee/consentement/", wishes.consent_new, name="consent_new"),
    path("<slug:party>/<int:pk>/vie-privee/geler/", wishes.freeze, name="freeze"),
    path("<slug:party>/<int:pk>/vie-privee/degeler/", wishes.thaw, name="thaw"),
    path("<slug:party>/<int:pk>/vie-privee/donnees.json", parties.dossier_json, name="dossier_json"),
    path("<slug:party>/<int:pk>/vie-privee/donnees.pdf", parties.dossier_pdf, name="dossier_pdf"),
    path("<slug:party>/<int:pk>/vie-privee/effacer/", parties.erasure, name="erasure"),
]
