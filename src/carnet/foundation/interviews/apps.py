from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.interviews"
    label = "interviews"
    verbose_name = _("Interviews")
