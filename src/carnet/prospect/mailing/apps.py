from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.prospect.mailing"
    label = "mailing"
    verbose_name = _("Mailings")
