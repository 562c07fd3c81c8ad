from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.prospect.calling"
    label = "calling"
    verbose_name = _("Calls")
