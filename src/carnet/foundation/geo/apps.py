from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.geo"
    label = "geo"
    verbose_name = _("Places and days")
