from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.prospect.landing"
    label = "landing"
    verbose_name = _("Landing pages")
