from django.urls import path

from . import choosing, exports, joining, places, settings, views

app_name = "tours"
urlpatterns = [
    path("tournees/", views.home, name="home"),
    path("tournees/nouvelle/", views.new, name="new"),
    path("tournees/pres-de-moi/", places.near, name="near"),
    path("tournees/reglages/", settings.driver, name="settings"),
    path("tournees/reglages/departs/", settings.start_add, name="start_add"),
    path("tournees/reglages/departs/<int:pk>/habituel/", settings.start_usual, name="start_usual"),
    path("tournees/reglages/departs/<int:pk>/retirer/", settings.start_remove, name="start_remove"),
    path("tournees/societes/<int:pk>/", settings.habit, name="habit"),
    path("tournees/societes/<int:pk>/ajouter/", joining.join, name="join"),
    path("tournees/visites/<int:pk>/", choosing.visit, name="visit"),
    path("tournees/visites/<int:pk>/retirer/", choosing.visit_remove, name="visit_remove"),
    path("tournees/visites/<int:pk>/annuler/", choosing.visit_cancel, name="visit_cancel"),
    path("tournees/jours/<int:pk>/", choosing.day, name="day"),
    path("tournees/<int:pk>/", views.tour, name="tour"),
    path("tournees/<int:pk>/visites/", choosing.choose, name="choose"),
    path("tournees/<int:pk>/planifier/", views.plan, name="plan"),
    path("tournees/<int:pk>/accepter/", views.accept, name="accept"),
    path("tournees/<int:pk>/supprimer/", views.delete, name="delete"),
    path("tournees/<int:pk>/feuille/", exports.sheet, name="sheet"),
    path("tournees/<int:pk>/agenda.ics", exports.calendar, name="calendar"),
]
