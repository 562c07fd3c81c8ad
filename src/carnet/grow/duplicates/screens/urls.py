from django.urls import path

from . import picked, views

app_name = "duplicates"
urlpatterns = [
    path("doublons/", views.queue, name="queue"),
    path("doublons/chercher/", views.search, name="search"),
    path("doublons/choisies/", picked.picked, name="picked"),
    path("doublons/choisies/<slug:party>/", picked.pick, name="pick"),
    path("doublons/<int:pk>/", views.compare, name="compare"),
    path("doublons/<int:pk>/distincts/", views.keep, name="keep"),
]
