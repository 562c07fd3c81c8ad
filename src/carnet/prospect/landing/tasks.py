"""What a worker is called for: everything that waits, so that one call serves a thousand forms."""

from django_tasks import task

from .confirming import send_waiting
from .qualifying import qualify_waiting


@task()
def qualify_all() -> None:
    qualify_waiting()
    send_waiting()
