from django.urls import path

from . import views

urlpatterns = [
    path("composants/", views.components, name="components"),
]
