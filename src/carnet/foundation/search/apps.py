from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from .lookups import fold_in_sqlite  # (importing it registers the lookups)


class Config(AppConfig):
    name = "carnet.foundation.search"
    label = "search"
    verbose_name = _("Search index")

    def ready(self) -> None:
        connection_created.connect(fold_in_sqlite, dispatch_uid="search.fold")
