from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.sirene"
    label = "sirene"
    verbose_name = _("Sirene register")
