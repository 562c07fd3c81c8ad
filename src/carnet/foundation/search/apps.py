from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from . import lookups  # noqa: F401  (registers the lookup on import)


class Config(AppConfig):
    name = "carnet.foundation.search"
    label = "search"
    verbose_name = _("Search index")
