from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.prospect.buying"
    label = "buying"
    verbose_name = _("Buying centre")
