from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.consents"
    label = "consents"
    verbose_name = _("Consents and objections")
