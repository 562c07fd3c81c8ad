from django.urls import path

from . import views

app_name = "law"
urlpatterns = [
    path("droit/", views.values, name="values"),
    path("droit/mentions/", views.mentions, name="mentions"),
    path("droit/formes/", views.forms, name="forms"),
    path("droit/regles/<str:code>/", views.rule, name="rule"),
]
