from django.urls import path

from . import editing, views

app_name = "closing"

urlpatterns = [
    path("devis/", views.quotes, name="quotes"),
    path("devis/nouveau/", editing.begin, name="begin"),
    path("devis/<int:pk>/", views.quote, name="quote"),
    path("devis/<int:pk>/modifier/", editing.edit, name="edit"),
    path("devis/<int:pk>/totaux/", editing.totals, name="totals"),
    path("devis/<int:pk>/apercu/", views.preview, name="preview"),
    path("devis/<int:pk>/envoyer/", views.send, name="send"),
    path("devis/<int:pk>/accepte/", views.accept, name="accept"),
    path("devis/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("devis/<int:pk>/version/", views.version, name="version"),
]
