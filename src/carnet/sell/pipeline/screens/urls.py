from django.urls import path

from . import deals, views

app_name = "pipeline"
urlpatterns = [
    path("affaires/", views.board, name="board"),
    path("affaires/liste/", deals.deals, name="deals"),
    path("affaires/liste/compte/", deals.deal_count, name="deal_count"),
    path("affaires/liste/export.csv", deals.deal_export, name="deal_export"),
    path("affaires/nouvelle/", views.new, name="new"),
    path("affaires/<int:pk>/", views.opportunity, name="opportunity"),
    path("affaires/<int:pk>/modifier/", views.edit, name="edit"),
    path("affaires/<int:pk>/etape/", views.move, name="move"),
    path("affaires/<int:pk>/gagnee/", views.win, name="win"),
    path("affaires/<int:pk>/perdue/", views.lose, name="lose"),
]
