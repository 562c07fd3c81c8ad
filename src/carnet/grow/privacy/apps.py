from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.grow.privacy"
    label = "privacy"
    verbose_name = _("Privacy")
