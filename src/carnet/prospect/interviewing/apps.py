from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.prospect.interviewing"
    label = "interviewing"
    verbose_name = _("Prospecting interviews")
