from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.wording"
    label = "wording"
    verbose_name = _("Wording of notes")
