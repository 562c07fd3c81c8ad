"""The system's Chromium, offline, for the tests of this folder; each of them bears the marker `browser`."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import expect

from carnet.foundation.workspaces.models import CompanySettings, Workspace

from .acts import FRENCH_AND_STILL

HERE = Path(__file__).parent
AXE = HERE.parents[1] / "node_modules/axe-core/axe.min.js"
# Chromium would otherwise call home, or wait for a sandbox that root cannot have.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
]
# Playwright keeps an event loop in the thread that also sets rows up through the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Two suites share the machine: a wait ends as soon as it is fulfilled, so a long one costs nothing.
expect.set_options(timeout=20_000)
IDLE_SECONDS = 20


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))  # Decision 14.
            # The test server ends with connections that the browser still held open.
            item.add_marker(
                pytest.mark.filterwarnings("ignore:.*unclosed <socket", "ignore:Exception ignored in. <socket")
            )
            if chromium() is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium; on Debian: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, **FRENCH_AND_STILL}


@pytest.fixture(autouse=True)
def _answered(live_server: Any) -> Iterator[None]:
    """Let the server end what a closed page had still asked for: a late row would meet an emptied database."""
    lock, open_requests = threading.Lock(), [0]

    def count(step: int) -> None:
        with lock:
            open_requests[0] += step

    def begin(**_kwargs: Any) -> None:
        count(1)

    def end(**_kwargs: Any) -> None:
        count(-1)

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    deadline = time.monotonic() + IDLE_SECONDS
    while open_requests[0] > 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture(scope="session")
def axe_source() -> str:
    """axe's script, for `page.evaluate`: the content policy would refuse it as a script tag."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def seller(in_nord: Workspace) -> CompanySettings:
    """Who the company of the tests is, complete enough for a quote to be sent."""
    return CompanySettings.objects.create(
        workspace=in_nord,
        legal_name="Ateliers du Nord",
        legal_form="SAS",
        capital_cents=50_000_00,
        siren="901234564",
        siret="90123456400017",
        rcs_city="Lyon",
        vat_number="FR32901234564",
        street="12 quai Perrache",
        postcode="69002",
        city="Lyon",
        phone="+33465710000",
        email="bonjour@nord.example",
        iban="FR7630006000011234567890189",
    )
