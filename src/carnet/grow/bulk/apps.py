from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.grow.bulk"
    label = "bulk"
    verbose_name = _("Acts on many records")
