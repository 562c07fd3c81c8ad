from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.grow.architecture"
    label = "architecture"
    verbose_name = _("Architecture of the file")
