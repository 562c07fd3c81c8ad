from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.grow.customer_file"
    label = "customer_file"
    verbose_name = _("Customer file")
