from django.urls import path

from . import touches, views

app_name = "campaigns"

urlpatterns = [
    path("campagnes/", views.campaigns, name="campaigns"),
    path("campagnes/nouvelle/", views.new, name="new"),
    path("campagnes/<int:pk>/", views.campaign, name="campaign"),
    path("campagnes/<int:pk>/modifier/", views.edit, name="edit"),
    path("campagnes/<int:pk>/cloture/", views.close, name="close"),
    path("campagnes/<int:pk>/reouverture/", views.reopen, name="reopen"),
    path("campagnes/<int:pk>/suppression/", views.delete, name="delete"),
    path("campagnes/<int:pk>/contacts/nouveau/", touches.new, name="touch_new"),
    path("campagnes/contacts/<int:pk>/", touches.touch, name="touch"),
    path("campagnes/contacts/<int:pk>/retrait/", touches.remove, name="touch_remove"),
]
