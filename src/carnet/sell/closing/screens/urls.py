from django.urls import path

from . import editing, views

app_name = "closing"

urlpatterns = [
    path("quotes/", views.quotes, name="quotes"),
    path("quotes/new/", editing.begin, name="begin"),
    path("quotes/<int:pk>/", views.quote, name="quote"),
    path("quotes/<int:pk>/edit/", editing.edit, name="edit"),
    path("quotes/<int:pk>/totals/", editing.totals, name="totals"),
    path("quotes/<int:pk>/preview/", views.preview, name="preview"),
    path("quotes/<int:pk>/send/", views.send, name="send"),
    path("quotes/<int:pk>/accept/", views.accept, name="accept"),
    path("quotes/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("quotes/<int:pk>/version/", views.version, name="version"),
]
