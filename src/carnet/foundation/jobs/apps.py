from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.jobs"
    label = "jobs"
    verbose_name = _("Background work")
