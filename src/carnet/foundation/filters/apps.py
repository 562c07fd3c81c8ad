from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.filters"
    label = "filters"
    verbose_name = _("Filters of the lists")
