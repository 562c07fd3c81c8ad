"""`python -m bench.forms [--seconds 10] [--json]`: a public page's form, sent by many, to a web process and a worker.

One granian process and one task worker, as `make run` has them; the load comes from this process, which is on the same
two cores. Each form has words of its own and comes from an address of its own, as behind a proxy. What counts: forms
taken in (303) a second, and that every one of them is a row of the inbox and then a lead.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
LEAST = 300
"""Forms a second."""
SENDERS = 8
SLUG, PAGE = "banc", "bureaux-calmes"
READ = 2.5
"""Seconds before the first form is sent: faster than two and it would be taken for a robot's."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bench.forms", description="Send a public page's form as fast as it is taken."
    )
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measured(options.seconds)
    print(json.dumps(found) if options.json else said(found))
    return 0 if not found["lost"] else 1


def report() -> str:
    return said(measured(10))


def said(found: dict[str, float]) -> str:
    verdict = "" if found["rate"] >= LEAST else f"  OVER: {LEAST} wanted"
    return (
        f"\nA public page's form: {found['rate']:.0f} taken in a second "
        f"({found['sent']:.0f} in {found['seconds']:.0f} s), "
        f"{found['lost']:.0f} lost, {found['refused']:.0f} refused; median {found['median_ms']:.1f} ms, "
        f"99th {found['p99_ms']:.1f} ms; {found['leads_rate']:.0f} leads a second into the file afterwards{verdict}"
    )


def measured(seconds: float) -> dict[str, float]:
    folder = Path(os.environ.get("CARNET_BENCH", ROOT / "var/bench")) / "forms"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    port = _free()
    environment = {
        **os.environ,
        "CARNET_DATA": str(folder),
        "CARNET_LIVE_ASSETS": "1",
        "CARNET_BEHIND_PROXY": "1",
        "CARNET_ALLOWED_HOSTS": "127.0.0.1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "carnet.settings",
    }
    environment.pop("CARNET_DATABASE_URL", None)
    _inside("prepare", environment)
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True) as served,
    ):
        try:
            figures = _sent(port, seconds)
            begun = time.monotonic()
            counts = _settled(environment, figures["sent"])
            took = max(0.001, time.monotonic() - begun)
        finally:
            served.terminate()
            served.wait(30)
    return figures | {
        "lost": figures["sent"] - counts["kept"],
        "leads_rate": counts["leads"] / (took + seconds),
    }


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _inside(what: str, environment: dict[str, str]) -> dict[str, int]:
    code = f"from bench.forms import {what}; {what}()"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(answer.stdout.splitlines()[-1])) if answer.stdout.strip() else {}


def prepare() -> None:
    """A workspace with a public page whose form asks what such a form asks."""
    import django

    django.setup()
    from django.core.management import call_command
    from django_scopes import scope

    from carnet.foundation.accounts.models import User
    from carnet.foundation.workspaces.models import Membership, Workspace
    from carnet.prospect.landing.rules.content import Content, spec
    from carnet.prospect.landing.services import publish, save_page, save_version

    call_command("migrate", verbosity=0)
    user = User.objects.create_user("banc@exemple.example", None, name="Banc")
    place = Workspace.objects.create(slug=SLUG, name="Banc")
    member = Membership.objects.create(workspace=place, user=user, role="rep")
    with scope(workspace=place):
        page = save_page(member=member, values={"name": "Bureaux calmes", "slug": PAGE})
        form = spec(["company", "email", "phone", "need"], ["company"], ["email"], "des cloisons")
        save_version(member=member, page=page, content=Content(title="Au calme", action="Essayer"), form=form)
        publish(member=member, page=page)


def count() -> None:
    import django

    django.setup()
    from django_scopes import scopes_disabled

    from carnet.prospect.landing.models import Lead, Submission

    with scopes_disabled():
        print(json.dumps({"kept": Submission.objects.count(), "leads": Lead.objects.count()}))


def _settled(environment: dict[str, str], sent: float, wait: float = 20) -> dict[str, int]:
    """Counted once no lead is added any more, or after a while: the worker goes on, nothing waits for it."""
    until, counts = time.monotonic() + wait, _inside("count", environment)
    while counts["leads"] < sent and time.monotonic() < until:
        time.sleep(2)
        counts = _inside("count", environment)
    return counts


def _sent(port: int, seconds: float) -> dict[str, float]:
    path = f"/p/{SLUG}/{PAGE}/"
    stamp = _stamp(port, path)
    time.sleep(READ)
    until, taken, refused, times = time.monotonic() + seconds, [0] * SENDERS, [0] * SENDERS, []
    begun = time.monotonic()

    def send(sender: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        number = 0
        while time.monotonic() < until:
            number += 1
            values = {
                "stamp": stamp, "site": "", "name": f"Jeanne Roy{sender}-{number}",
                "company": f"Firme {sender}-{number}",
                "email": f"p{sender}-{number}@exemple.example", "need": "Deux bureaux à isoler du bruit avant mars.",
            }  # fmt: skip
            at = time.perf_counter()
            address = f"10.{sender}.{number // 250 % 250}.{number % 250}"
            headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": address}
            line.request("POST", path, urlencode(values), headers)
            answer = line.getresponse()
            answer.read()
            times.append(time.perf_counter() - at)
            if answer.status == 303:
                taken[sender] += 1
            else:
                refused[sender] += 1

    threads = [threading.Thread(target=send, args=(sender,)) for sender in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    times.sort()
    return {
        "sent": sum(taken),
        "refused": sum(refused),
        "seconds": took,
        "rate": sum(taken) / took,
        "median_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
    }


def _stamp(port: int, path: str, wait: float = 60) -> str:
    until = time.monotonic() + wait
    while True:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            line.request("GET", path, headers={"X-Forwarded-For": "192.0.2.1"})
            answer = line.getresponse()
            text = answer.read().decode()
            if answer.status == 200:
                found = re.search(r'name="stamp" value="([^"]+)"', text)
                if found:
                    return found[1]
        except OSError:
            pass
        if time.monotonic() > until:
            raise TimeoutError("the page never answered")
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
