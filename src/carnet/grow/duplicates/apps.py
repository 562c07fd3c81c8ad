from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.grow.duplicates"
    label = "duplicates"
    verbose_name = _("Duplicates")
