"""The worker of django-tasks-db, which here also plans what is done once a day."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from carnet.foundation.jobs import daily, waking


class Command(db_worker.Command):
    def handle(self, **options: Any) -> None:
        daily.plan()
        waking.wake()
        super().handle(**options)
