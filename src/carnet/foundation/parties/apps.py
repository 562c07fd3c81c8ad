from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.parties"
    label = "parties"
    verbose_name = _("Companies and people")
