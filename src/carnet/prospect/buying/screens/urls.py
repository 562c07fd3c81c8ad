from django.urls import path

from . import acts, views

app_name = "buying"
urlpatterns = [
    path("centres-d-achat/", views.home, name="home"),
    path("centres-d-achat/societes/<int:pk>/", views.centre, name="centre"),
    path("centres-d-achat/societes/<int:pk>/achat/", acts.purchase, name="purchase"),
    path("centres-d-achat/societes/<int:pk>/personnes/", acts.seat_new, name="seat_new"),
    path("centres-d-achat/societes/<int:pk>/liens/", acts.tie_new, name="tie_new"),
    path("centres-d-achat/personnes/<int:pk>/", acts.seat, name="seat"),
    path("centres-d-achat/personnes/<int:pk>/retirer/", acts.seat_remove, name="seat_remove"),
    path("centres-d-achat/liens/<int:pk>/retirer/", acts.tie_remove, name="tie_remove"),
]
