from django.urls import path

from . import views

app_name = "duplicates"
urlpatterns = [
    path("doublons/", views.queue, name="queue"),
    path("doublons/chercher/", views.search, name="search"),
    path("doublons/<int:pk>/", views.compare, name="compare"),
    path("doublons/<int:pk>/distincts/", views.keep, name="keep"),
]
