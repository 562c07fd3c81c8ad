from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("travaux/", views.job_list, name="list"),
    path("travaux/<int:pk>/", views.job_page, name="job"),
    path("travaux/<int:pk>/arreter/", views.job_cancel, name="cancel"),
    path("travaux/<int:pk>/reprendre/", views.job_restart, name="restart"),
]
