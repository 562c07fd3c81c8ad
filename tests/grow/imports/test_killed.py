"""A worker that is really killed, again and again, loses nothing and doubles nothing."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection, connections

from carnet.foundation.audit.models import Event
from carnet.foundation.jobs.models import Job
from carnet.foundation.parties.models import Affiliation, Company, Person, Provenance
from carnet.foundation.search.models import SearchEntry
from carnet.grow.imports import services
from carnet.grow.imports.models import Import, RefusedRow, Touched
from tests.lists import own_list

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_nord")]
ROWS = 3000
BAD = 30
KILLS = 3
WORKER = """
import django, sys
django.setup()
from django.conf import settings
from django.db import connections
connections["default"].close()
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[2]
from carnet.grow.imports import chunks
chunks.SIZE = 200
from carnet.foundation.jobs.services import perform
perform(int(sys.argv[1]))
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


def worker(job, alias):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    name = str(connections[alias].settings_dict["NAME"])
    return subprocess.Popen([sys.executable, "-c", WORKER, str(job.pk), name], env=environment)


def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(alice, monkeypatch, other):
    rows = [f"Société {number};contact{number}@exemple.fr;Nom{number}" for number in range(ROWS)]
    for place in range(0, ROWS, ROWS // BAD):
        rows[place] += ";de trop"
    text = "Société;Email;Nom de famille\n" + "\n".join(rows)
    file = services.receive(member=alice, name="x.csv", chunks=[text.encode()])
    services.choose(member=alice, file=file, mapping=file.mapping)
    services.check(own_list(alice, file))
    monkeypatch.setattr(services, "SMALL", 0)
    job = services.launch(member=alice, file=file, policy="skip")
    alias = other()
    jobs, files = Job.objects.using(alias).filter(pk=job.pk), Import.objects.using(alias).filter(pk=file.pk)
    dice, kills = random.Random(2), 0
    for _ in range(40):
        process = worker(job, alias)
        if kills < KILLS:
            before = files.get().position
            while process.poll() is None and files.get().position == before:
                time.sleep(0.02)
            time.sleep(dice.random() * 0.08)
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
        process.wait(60)
        if jobs.get().state == Job.State.DONE:
            break
        jobs.update(state=Job.State.WAITING)
    assert kills
    told = files.get()
    made = ROWS - BAD
    assert (told.state, told.position, told.companies_created, told.people_created, told.refused) == (
        *("done", ROWS, made, made, BAD),
    )

    def count(model):
        return model.objects.using(alias).count()

    assert count(Company) == Company.objects.using(alias).values("name").distinct().count() == made
    assert count(Person) == count(Affiliation) == made
    assert count(Provenance) == count(SearchEntry) == 2 * made
    assert (count(Touched), count(RefusedRow)) == (3 * made, BAD)
    assert Event.objects.using(alias).filter(code="imports.imported").count() == 1
    if connection.vendor == "sqlite":
        with connections[alias].cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]
            # The index of words holds each entry once: the check raises where it does not.
            cursor.execute("INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)")


def test_two_imports_at_once_lose_nothing_and_make_no_company_twice(alice, monkeypatch, other):
    """The same companies by the same numbers, in opposite orders, written by two processes at the same time."""
    rows = [f"Société {number};{siren(number)}" for number in range(ROWS // 2)]
    monkeypatch.setattr(services, "SMALL", 0)
    jobs = []
    for order in (rows, rows[::-1]):
        file = services.receive(member=alice, name="x.csv", chunks=["\n".join(["Société;SIREN", *order]).encode()])
        services.choose(member=alice, file=file, mapping=file.mapping)
        services.check(own_list(alice, file))
        jobs.append(services.launch(member=alice, file=file, policy="skip"))
    alias = other()
    processes = [worker(job, alias) for job in jobs]
    assert [process.wait(120) for process in processes] == [0, 0]
    files = Import.objects.using(alias).order_by("pk")
    assert [file.state for file in files] == ["done", "done"]
    assert sum(file.companies_created for file in files) == ROWS // 2
    assert sum(file.skipped for file in files) == ROWS // 2
    companies = Company.objects.using(alias)
    assert companies.count() == companies.values("siren").distinct().count() == ROWS // 2


def siren(number):
    bare = f"{10_000_000 + number}"
    doubled = [int(figure) * (1 + place % 2) for place, figure in enumerate(bare)]
    return f"{bare}{-sum(figure - 9 * (figure > 9) for figure in doubled) % 10}"
