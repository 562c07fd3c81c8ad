from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.foundation.audit"
    label = "audit"
    verbose_name = _("History")

    def ready(self) -> None:
        """Load each room's `events.py`: its sentences, undos and handlers register on import."""
        autodiscover_modules("events")
