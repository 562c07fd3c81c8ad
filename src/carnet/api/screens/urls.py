from django.urls import path

from . import keys

app_name = "api"
urlpatterns = [
    path("cles/", keys.keys, name="keys"),
    path("cles/<int:pk>/retirer/", keys.revoke, name="revoke"),
]
