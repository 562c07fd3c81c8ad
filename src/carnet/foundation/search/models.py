"""One index for everything that can be found: a row per thing, whatever its kind."""

from django.db import models

from carnet.foundation.workspaces.models import ScopedModel, within


class SearchEntry(ScopedModel):
    """`text` and `title_key` are folded (see rules.fold); the trigram index stands on `text`.

    The indexes are made by migration, each database its own: FTS5 trigram on SQLite, pg_trgm on PostgreSQL.
    """

    workspace = within(is_derived=True)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True)
    title_key = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "object_id"], name="search_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"
