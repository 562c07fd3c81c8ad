from django.urls import path

from . import views

app_name = "quality"

urlpatterns = [
    path("a-completer/", views.queue, name="queue"),
    path("a-completer/mesurer/", views.measure, name="measure"),
    path("a-completer/<slug:party>/<int:pk>/verifie/", views.verified, name="verified"),
]
