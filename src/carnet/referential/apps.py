from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "carnet.referential"
    label = "referential"
    verbose_name = _("Référentiel")

    def ready(self) -> None:
        from . import checks, events, judged  # noqa: F401 - they register themselves, once the apps are there

        for app in apps.get_app_configs():
            if app.name.startswith("carnet.") and find_spec(f"{app.name}.evidence"):
                import_module(f"{app.name}.evidence")
