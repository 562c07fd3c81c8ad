from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.fields"
    label = "fields"
    verbose_name = _("Fields of the file")
