from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.web"
    label = "web"
    verbose_name = _("Home and search")
