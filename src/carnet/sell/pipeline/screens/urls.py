from django.urls import path

from . import views

app_name = "pipeline"
urlpatterns = [
    path("affaires/", views.board, name="board"),
    path("affaires/nouvelle/", views.new, name="new"),
    path("affaires/<int:pk>/", views.opportunity, name="opportunity"),
    path("affaires/<int:pk>/modifier/", views.edit, name="edit"),
    path("affaires/<int:pk>/etape/", views.move, name="move"),
    path("affaires/<int:pk>/gagnee/", views.win, name="win"),
    path("affaires/<int:pk>/perdue/", views.lose, name="lose"),
]
