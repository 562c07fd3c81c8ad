from django.urls import path

from . import channels, groups, launches, views

app_name = "mix"

urlpatterns = [
    path("prospection/", views.plans, name="plans"),
    path("prospection/nouveau/", views.new, name="new"),
    path("prospection/canaux/", channels.channels, name="channels"),
    path("prospection/canaux/<slug:code>/", channels.edit, name="channel"),
    path("prospection/<int:pk>/", views.plan, name="plan"),
    path("prospection/<int:pk>/modifier/", views.edit, name="edit"),
    path("prospection/<int:pk>/suppression/", views.delete, name="delete"),
    path("prospection/<int:pk>/csv/", views.csv_file, name="csv"),
    path("prospection/<int:pk>/document/", views.document, name="document"),
    path("prospection/<int:pk>/groupes/nouveau/", groups.new, name="group_new"),
    path("prospection/groupes/<int:pk>/", groups.group, name="group"),
    path("prospection/groupes/<int:pk>/modifier/", groups.edit, name="group_edit"),
    path("prospection/groupes/<int:pk>/rang/", groups.move, name="group_move"),
    path("prospection/groupes/<int:pk>/retrait/", groups.remove, name="group_remove"),
    path("prospection/groupes/<int:pk>/actions/", groups.steps, name="steps"),
    path("prospection/groupes/<int:pk>/proposition/", groups.propose, name="propose"),
    path("prospection/groupes/<int:pk>/agenda/", launches.launch, name="launch"),
]
