from django.urls import path

from . import analysis, touches, trials, views

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
    path("campagnes/<int:pk>/analyse/", analysis.analysis, name="analysis"),
    path("campagnes/<int:pk>/ajustements/", analysis.adjustments, name="adjustments"),
    path("campagnes/<int:pk>/ajustements/decision/", analysis.decide, name="decide"),
    path("campagnes/ajustements/<int:pk>/retrait/", analysis.withdraw, name="withdraw"),
    path("campagnes/<int:pk>/suite/", analysis.follow, name="follow"),
    path("campagnes/<int:pk>/bilan/", analysis.report, name="report"),
    path("campagnes/<int:pk>/essai/", trials.trial, name="trial"),
    path("campagnes/<int:pk>/essai/nouveau/", trials.new, name="trial_new"),
    path("campagnes/essais/<int:pk>/etape/", trials.look, name="trial_look"),
    path("campagnes/essais/<int:pk>/arret/", trials.stop, name="trial_stop"),
    path("campagnes/contacts/<int:pk>/", touches.touch, name="touch"),
    path("campagnes/contacts/<int:pk>/retrait/", touches.remove, name="touch_remove"),
]
