from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.sell.closing"
    label = "closing"
    verbose_name = _("Closing")
