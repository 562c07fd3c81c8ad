from django.urls import path

from . import contacts, views

app_name = "agenda"
urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/taches/nouvelle/", views.task_new, name="task_new"),
    path("agenda/taches/<int:pk>/fait/", views.task_done, name="task_done"),
    path("agenda/taches/<int:pk>/reporter/", views.task_postpone, name="task_postpone"),
    path("agenda/taches/<int:pk>/abandonner/", views.task_drop, name="task_drop"),
    path("agenda/rendez-vous/nouveau/", views.appointment_new, name="appointment_new"),
    path("agenda/rendez-vous/<int:pk>/annuler/", views.appointment_cancel, name="appointment_cancel"),
    path("agenda/appel/", contacts.log_call, name="log_call"),
    path("agenda/note/", contacts.log_note, name="log_note"),
    path("agenda/suite/", contacts.next_action, name="next_action"),
]
