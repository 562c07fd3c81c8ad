"""`manage.py serve`: bring the database up to date, then run Carnet in its embedded mode."""

import io
import logging
import time
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver

from carnet import server
from carnet.foundation.workspaces import statistics

logger = logging.getLogger(__name__)
RETRY_SECONDS = 2


def demo_says() -> str:
    said = io.StringIO()
    call_command("demo", stdout=said)
    return said.getvalue().strip()


def keep_working() -> None:
    """The task worker. A database that stays busy longer than it waits makes it begin again, not end."""
    while True:
        try:
            call_command("db_worker", interval=0.5, startup_delay=False, verbosity=0)
        except OperationalError as error:
            logger.warning("The task worker begins again: %s", error)
            connections.close_all()
            time.sleep(RETRY_SECONDS)
        else:
            return


class Command(BaseCommand):
    help = "Migrate, then serve the site and run its tasks until Ctrl+C. For one person or one team."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--threads", type=int, default=4, help="requests served at once (default: %(default)s)")
        parser.add_argument("--demo", action="store_true", help="first make the demo workspace, unless it is there")

    def handle(self, *, host: str, port: int, threads: int, demo: bool, **options: Any) -> None:
        if not server.is_free(host, port):
            raise CommandError(f"Port {port} of {host} is taken. Another one: make run PORT={port + 1}")
        self.migrate()
        sign_ins = self.make_demo() if demo else ""
        if connection.vendor == "sqlite":
            statistics.refresh()
        # What both children need is loaded once, here; a connection to the database must not be shared.
        get_resolver().url_patterns  # noqa: B018
        connections.close_all()
        failure = server.run_together(
            {
                "web server": partial(server.serve_web, host, port, threads),
                "task worker": keep_working,
            },
            is_ready=lambda: server.answers(host, port),
            on_ready=lambda: self.welcome(host, port, sign_ins),
        )
        if failure:
            raise CommandError(failure)
        self.stdout.write("Carnet has stopped.")

    def migrate(self) -> None:
        """Django's `migrate`, unless nothing waits: its signals and checks would cost each start a second."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date…")
            call_command("migrate", verbosity=0, interactive=False)

    def make_demo(self) -> str:
        """Return what the demo command says, its sign-ins at the end.

        In a process of its own: printing quotes starts Typst's threads, and a process forked after that hangs in Typst.
        """
        self.stdout.write("Preparing the demo workspace (half a minute the first time)…")
        connections.close_all()
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as alone:
            return alone.submit(demo_says).result()

    def welcome(self, host: str, port: int, sign_ins: str) -> None:
        address = f"[{host}]" if ":" in host else host
        lines = [f"Carnet is ready: http://{address}:{port}", *([sign_ins] if sign_ins else []), "Ctrl+C stops it."]
        self.stdout.write("\n".join(["", *lines, ""]))
        self.stdout.flush()
