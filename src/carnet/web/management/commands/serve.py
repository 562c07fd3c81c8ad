"""`manage.py serve`: bring the database up to date, then run Carnet in its embedded mode."""

import io
from argparse import ArgumentParser
from contextlib import redirect_stdout
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from carnet import server


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
        call_command("migrate", verbosity=0, interactive=False)
        sign_ins = self.make_demo() if demo else ""
        # The children open their own.
        connections.close_all()
        failure = server.run_together(
            {"web server": server.web_command(host, port, threads), "task worker": server.worker_command()},
            is_ready=lambda: server.answers(host, port),
            on_ready=lambda: self.welcome(host, port, sign_ins),
        )
        if failure:
            raise CommandError(failure)
        self.stdout.write("Carnet has stopped.")

    def make_demo(self) -> str:
        """Return what the demo command says, its sign-ins at the end."""
        if "demo" not in get_commands():
            return ""
        self.stdout.write("Preparing the demo workspace (about half a minute the first time)…")
        with redirect_stdout(io.StringIO()) as said:
            call_command("demo", stdout=said)
        return said.getvalue().strip()

    def welcome(self, host: str, port: int, sign_ins: str) -> None:
        address = f"[{host}]" if ":" in host else host
        lines = [f"Carnet is ready: http://{address}:{port}", *([sign_ins] if sign_ins else []), "Ctrl+C stops it."]
        self.stdout.write("\n".join(["", *lines, ""]))
        self.stdout.flush()
