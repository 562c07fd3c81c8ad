"""The measures themselves, in one process on one database: prints one line of JSON."""

import gzip
import json
import os
import re
import subprocess
import sys
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django_scopes import scope  # noqa: E402

from bench.data import KNOWN, SLUG, prepared  # noqa: E402
from bench.meter import milliseconds  # noqa: E402
from bench.own import COLUMNS, FIVE  # noqa: E402
from carnet.foundation.parties.models import Company  # noqa: E402
from carnet.foundation.workspaces.models import Membership  # noqa: E402

TYPED = ["menuis", "perrin", "villeur", "clinique vet", "0465712", "lambert", "hotel mor", "fau"]
MISSED = ["zzyzx", "qwertz", "kkwwx", "xyzxyz", "04999888", "wwwqqq", "jjjkkk", "bzzzz"]
BASE = f"/e/{SLUG}"


def main(rows: int, repeat: int) -> None:
    ensure_database()
    call_command("migrate", verbosity=0)
    member = prepared(rows)
    client = Client()
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    figures = requests(client, member, repeat)
    connections.close_all()
    figures |= served()
    print(json.dumps(figures))


def ensure_database() -> None:
    """Create the PostgreSQL database when the server does not have it yet."""
    url = os.environ.get("CARNET_DATABASE_URL", "")
    if url:
        base, name = url.rsplit("/", 1)
        import psycopg

        with psycopg.connect(f"{base}/postgres".replace("postgres://", "postgresql://"), autocommit=True) as server:
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                server.execute(f'CREATE DATABASE "{name}"')


def requests(client: Client, member: Membership, repeat: int) -> dict[str, float]:
    with scope(workspace=member.workspace):
        known = Company.objects.get(name=KNOWN)

    def get(path: str, **headers: str) -> None:
        answer = client.get(path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    def typed(text: str) -> None:
        # As the palette asks: the options alone.
        get(f"{BASE}/chercher/?q={text}", **{"HX-Request": "true"})

    def create(_number: int) -> None:
        # What the page after the last creation has shown; unread, the sentences would pile up.
        client.cookies.pop("messages", None)
        answer = client.post(
            f"{BASE}/societes/nouvelle/",
            content_type="application/x-www-form-urlencoded",
            data=urlencode(
                {
                    # Unlike any other, so that the check finds nothing to warn of; it looks all the same.
                    "name": f"{uuid4().hex[:9]} {uuid4().hex[:9]}",
                    "city": "Lyon",
                    "stage": "suspect",
                    "email": f"{uuid4().hex[:12]}@nouvelle.example",
                }
            ),
        )
        if answer.status_code != 303:
            raise RuntimeError(f"creation answered {answer.status_code}: {answer.content[:2000]!r}")

    plain = followed(client, f"{BASE}/societes/")
    narrowed = followed(client, f"{BASE}/societes/?etape=hot&tri=ville")
    sorted_by_own = followed(client, f"{BASE}/societes/?tri=-c-potentiel&col={COLUMNS}")
    five = followed(client, f"{BASE}/societes/?{FIVE}", pages=2)
    return {
        "list": milliseconds(lambda number: get(plain[number % len(plain)]), repeat),
        "list_own": milliseconds(lambda number: get(sorted_by_own[number % len(sorted_by_own)]), repeat),
        "list_five": milliseconds(lambda number: get(five[number % len(five)]), repeat),
        "list_filtered": milliseconds(lambda number: get(narrowed[number % len(narrowed)]), repeat),
        "search_hit": milliseconds(lambda number: typed(TYPED[number % 8]), repeat),
        "search_miss": milliseconds(lambda number: typed(MISSED[number % 8]), repeat),
        "record": milliseconds(lambda _: get(f"{BASE}/societes/{known.pk}/"), repeat),
        "create": milliseconds(create, repeat),
    }


def followed(client: Client, path: str, pages: int = 5) -> list[str]:
    """The addresses of the first pages of a list, as its own "next" gives them."""
    found = [path]
    while len(found) < pages:
        answer = client.get(found[-1]).content.decode()
        following = re.search(r'rel="next" href="([^"]+)"', answer)
        if following is None:
            raise RuntimeError(f"{found[-1]} names no next page")
        found.append(path.partition("?")[0] + unescape(following[1]))
    return found


def served(port: int = 8790) -> dict[str, float]:
    """Page weight and memory of the server as it is deployed: granian, one worker."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "4", "--no-access-log", "carnet.wsgi:application"),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        page = _page(f"{address}/compte/login/")
        weight = len(gzip.compress(page)) + sum(_weight(f"{address}{path}") for path in _linked(page))
        for _ in range(50):
            urlopen(f"{address}/compte/login/").read()
        return {"weight": weight / 1000, "memory": _largest_pss(server.pid) / 1000}
    finally:
        server.terminate()
        server.wait(20)


def _page(address: str) -> bytes:
    for _ in range(100):
        try:
            return urlopen(address).read()
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def _linked(page: bytes) -> set[str]:
    """The files that a page loads at once: styles, scripts, preloaded fonts, icons."""
    found = re.findall(r'(?:href|src)="(/static/[^"#]+)', page.decode())
    return set(found)


def _weight(address: str) -> int:
    """Bytes on the wire: fonts and pictures are compressed already, text is gzipped."""
    body = urlopen(address).read()
    return len(body) if address.endswith((".woff2", ".png")) else len(gzip.compress(body, 6))


def _largest_pss(parent: int) -> float:
    """Kilobytes of proportional memory of the server's worker: its largest process."""
    family = [parent, *(int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split())]
    return max(_pss(pid) for pid in family)


def _pss(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return float(next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:")))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
