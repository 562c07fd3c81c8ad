from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.ui"
    label = "ui"
    verbose_name = _("Interface")

    def ready(self) -> None:
        """Load each room's `counts.py`: its numbers beside the navigation register on import."""
        autodiscover_modules("counts")
