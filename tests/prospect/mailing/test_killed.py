"""A worker that is really killed, again and again: nobody is written to twice, nobody is forgotten, and every message
has an account of what became of it."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection, connections
from django_scopes import scopes_disabled

from carnet.foundation.parties.services import create_company
from carnet.foundation.tags.services import tag
from carnet.prospect.mailing.models import Mailing, Message
from carnet.prospect.mailing.services import queue_mailing

from .conftest import prepared

pytestmark = pytest.mark.django_db(transaction=True)
READERS = 40
KILLS = 4
WORKER = """
import django, sys
django.setup()
from django.conf import settings
from django.db import connections
connections["default"].close()
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from carnet.prospect.mailing.sending import send_round
send_round(budget=120)
"""


@pytest.fixture
def other(tmp_path):
    """An alias under which this process and its workers see the same database: SQLite tests in memory, so a copy."""

    def opened():
        if connection.vendor != "sqlite":
            return "default"
        path = tmp_path / "carnet.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        connections.databases["killed"] = {**connections.databases["default"], "NAME": str(path)}
        # Tests may ask no other database; this is the same one, elsewhere.
        connections["killed"].alias = "default"
        return "killed"

    yield opened
    if connections.databases.pop("killed", None):
        connections["killed"].close()
        del connections["killed"]


def worker(alias):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    name = str(connections[alias].settings_dict["NAME"])
    return subprocess.Popen([sys.executable, "-c", WORKER, name], env=environment)


def test_a_worker_killed_again_and_again_writes_to_nobody_twice_and_forgets_nobody(alice, letter, mail, smtp, other):
    firms = [
        create_company(member=alice, name=f"Firme {number}", email=f"a{number}@f{number}.example", city="Lyon")
        for number in range(READERS)
    ]
    tag(member=alice, parties=firms, add="Salon")
    mailing = queue_mailing(member=alice, mailing=prepared(alice, letter))
    smtp.slowness = 0.03
    alias, dice, kills = other(), random.Random(3), 0
    with scopes_disabled():
        rows = Message.objects.using(alias).filter(mailing=mailing.pk)
        for _ in range(KILLS + 6):
            process = worker(alias)
            if kills < KILLS:
                before = len(smtp.got)
                while process.poll() is None and len(smtp.got) < before + 2:
                    time.sleep(0.005)
                time.sleep(dice.random() * 0.06)
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL)
                    kills += 1
            process.wait(120)
            if not rows.filter(state__in=["queued", "handed"]).exists():
                break
        got = Counter(one.rcpt_tos[0] for one in smtp.got)
        states = dict(rows.values_list("address", "state"))
        state = Mailing.objects.using(alias).values_list("state", flat=True).get(pk=mailing.pk)
    assert kills == KILLS
    assert max(got.values()) == 1
    assert set(states.values()) <= {"sent", "unknown"}
    assert len(states) == READERS
    assert {address for address, one in states.items() if one == "sent"} <= set(got)
    # At most the one message in hand at each kill is in doubt, and it alone may not have come.
    assert sum(one == "unknown" for one in states.values()) <= KILLS
    assert {address for address in states if address not in got} <= {
        address for address, one in states.items() if one == "unknown"
    }
    assert state == Mailing.State.DONE
