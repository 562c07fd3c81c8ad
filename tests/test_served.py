"""Carnet as an operator starts it: real processes, the files of a release, another database than the tests'."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MANAGE = ROOT / "manage.py"
ASSET = re.compile(r"""(?:href|src)="(/static/[^"#]+)""")
IN_CSS = re.compile(r"""url\(["']?([^"')]+)""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
START_SECONDS = 240
"""The demo is made first."""
LETTER = {
    "language": "fr",
    "title": "Lettre",
    "date": [2026, 11, 23],
    "draft": None,
    "words": {},
    "seller": {
        "name": "Ateliers du Nord",
        "legal": "Ateliers du Nord SAS",
        "color": "#1f46b4",
        "on_color": "#ffffff",
        "word_color": "#1f46b4",
        "contact": ["59000 Lille"],
    },
    "body": [["Voulez-vous venir ?"]],
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(settings.DATABASES["default"]["ENGINE"].endswith("postgresql"), reason="brings its own SQLite"),
]


def environment(**ours: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CARNET_", "DJANGO_"))}
    return {**kept, **ours}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `make release` does, into a folder of this test's own; the environment that serves from it."""
    folder = tmp_path_factory.mktemp("release")
    (folder / "static").mkdir()
    ours = environment(CARNET_DATA=str(folder / "data"), CARNET_STATIC_ROOT=str(folder / "static"))
    command = [sys.executable, MANAGE, "collectstatic", "--noinput"]
    subprocess.run(command, env=ours, check=True, capture_output=True, timeout=120)
    return ours


@pytest.fixture(scope="module")
def site(release: dict[str, str]) -> Iterator[httpx.Client]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, MANAGE, "serve", "--port", str(port), "--demo"]
    with subprocess.Popen(command, env={**release, "CARNET_PUBLIC_URL": address}, stdout=subprocess.PIPE) as server:
        try:
            wait_for(port, server)
            with httpx.Client(base_url=address, follow_redirects=True, timeout=30) as client:
                yield client
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"serve has not answered; status {server.poll()}")


DEMO = "/e/ateliers-rhodanis/"


@pytest.fixture(scope="module")
def claire(site: httpx.Client) -> httpx.Client:
    """The demo's rep, signed in with what `make run` prints."""
    form = site.get("/compte/login/").text
    given = {"login": "claire@rhodanis.example", "password": "carnet-de-demo", "csrfmiddlewaretoken": token(form)}
    answer = site.post("/compte/login/", data=given)
    assert answer.url.path == DEMO
    return site


def token(page: str) -> str:
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"', maxsplit=1)[0]


def test_the_demo_is_a_company_at_work(claire: httpx.Client) -> None:
    assert "Claire" in claire.get(DEMO).text
    company = re.search(r'class="name" href="([^"]+)"', claire.get(f"{DEMO}societes/?etape=customer").text)
    assert company
    assert claire.get(company[1]).status_code == 200
    assert claire.get(f"{DEMO}resultats/").status_code == 200


def test_the_demo_prints_a_quote_from_the_server_that_serves_it(claire: httpx.Client) -> None:
    """The server was forked after the demo was made; a quote is rendered there for the first time here."""
    (quote,) = re.findall(rf'href="({DEMO}devis/\d+/)"', claire.get(f"{DEMO}devis/").text)[:1]
    assert claire.get(f"{quote}apercu/").content.startswith(b"%PDF-")


@pytest.mark.parametrize("path", ["/compte/login/", DEMO, f"{DEMO}societes/", f"{DEMO}societes/?forme=carte"])
def test_every_file_of_a_page_is_hashed_compressed_and_kept_for_good(claire: httpx.Client, path: str) -> None:
    page = claire.get(path)
    assert page.status_code == 200
    wanted = set(ASSET.findall(page.text))
    assert {Path(path).suffix for path in wanted} >= {".css", ".js", ".woff2", ".svg"}
    seen: set[str] = set()
    while wanted:
        path = wanted.pop()
        seen.add(path)
        answer = claire.get(path, headers={"Accept-Encoding": "gzip"})
        assert (path, answer.status_code) == (path, 200)
        assert HASHED.search(path), path
        assert "immutable" in answer.headers["Cache-Control"], path
        if path.endswith((".css", ".js")):
            assert answer.headers.get("Content-Encoding") == "gzip", path
        if path.endswith(".css"):
            found = {urljoin(path, link) for link in IN_CSS.findall(answer.text) if not link.startswith(("data:", "#"))}
            wanted |= {link.partition("#")[0] for link in found} - seen


def test_an_unhashed_or_unknown_file_is_not_kept_for_good(site: httpx.Client) -> None:
    assert "immutable" not in site.get("/static/carnet/carnet.css").headers.get("Cache-Control", "")
    assert site.get("/static/carnet/nothing.0123456789ab.css").status_code == 404


def test_a_bug_shows_no_source(site: httpx.Client) -> None:
    answer = site.get("/nulle-part/")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert "urlpatterns" not in answer.text


def test_a_server_forked_after_the_demo_was_printed_still_prints(tmp_path: Path) -> None:
    """Typst's threads do not survive a fork: the demo prints in a process of its own, as here, then the server forks."""
    program = """
import django, json, sys
from pathlib import Path
django.setup()
from carnet import server
from carnet.foundation.documents.rendering import Template, render
from carnet.web.management.commands import serve

LETTER = Template("test.letter", "/foundation/documents/typst/letter.typ", 1)

def printed():
    return render(LETTER, json.loads(sys.argv[2])).hex()

def child():
    Path(sys.argv[1]).write_bytes(bytes.fromhex(printed()))

serve.demo_says = printed
assert serve.Command().make_demo().startswith(b"%PDF-".hex())
print(server.run_together({"child": child}, is_ready=lambda: False, on_ready=lambda: None))
"""
    printed = tmp_path / "letter.pdf"
    ours = environment(
        PYTHONPATH=str(ROOT / "src"), DJANGO_SETTINGS_MODULE="carnet.settings", CARNET_DATA=str(tmp_path)
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, printed, json.dumps(LETTER)],
        env=ours,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "The child ended by itself with status 0." in answer.stdout
    assert printed.read_bytes().startswith(b"%PDF-")
