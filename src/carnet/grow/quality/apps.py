from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.grow.quality"
    label = "quality"
    verbose_name = _("Quality of the file")
