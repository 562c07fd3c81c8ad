"""Run by Creme's own Python in its project: fill it once, then measure the acts that it shares with us.

Prints one line of JSON. Nothing of Carnet is imported here, and the way of measuring is that of `meter.py`.
"""

import json
import os
import sys
import time
import uuid
from pathlib import Path
from random import Random

os.environ["DJANGO_SETTINGS_MODULE"] = "compared.settings"
sys.path.insert(0, str(Path.cwd()))

import django

django.setup()

from creme.creme_core.models import CremeUser  # noqa: E402
from creme.persons import get_address_model, get_organisation_model  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

Organisation, Address = get_organisation_model(), get_address_model()
FAMILY = "Perrin Lambert Aubert Morel Fayolle Gonzalez Yilmaz Carron Thevenet Moreau Faure Garnier Odin Vial".split()
TRADE = "Menuiserie Clinique Hôtel Électricité Pharmacie Transports Architecture Garage".split()
CITIES = "Lyon Villeurbanne Vienne Givors Bron Écully Meyzieu Saint-Priest".split()
TYPED = ["menuis", "perrin", "villeur", "clinique", "0465712", "lambert", "hotel", "fau"]
MISSED = ["zzyzx", "qwertz", "kkwwx", "xyzxyz", "04999888", "wwwqqq", "jjjkkk", "bzzzz"]


def fill(user, rows: int) -> None:
    """Companies until there are `rows`: one saved by Creme itself, whose row the others repeat with their own values.

    Its tables are joined by inheritance, which Django cannot write in bulk; saved one by one they would take an hour.
    """
    lacking = rows - Organisation.objects.count()
    if lacking <= 0:
        return
    random = Random(7)
    model = Organisation.objects.create(user=user, name="Modèle", phone="+33472000000", email="contact@modele.example")
    base = [field.column for field in Organisation._meta.get_parent_list()[0]._meta.local_fields]
    own = [field.column for field in Organisation._meta.local_fields]
    parent, child = Organisation._meta.get_parent_list()[0]._meta.db_table, Organisation._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        first = _row(cursor, parent, base, "id", model.pk)
        second = _row(cursor, child, own, "cremeentity_ptr_id", model.pk)
        entities, companies = [], []
        for key in range(model.pk + 1, model.pk + 1 + lacking):
            name = f"{random.choice(TRADE)} {random.choice(FAMILY)} {random.choice(FAMILY)} {key}"
            email = f"contact{key}@{random.choice(CITIES).lower()}.example"
            entity = {**first, "id": key, "uuid": uuid.uuid4().hex, "header_filter_search_field": name}
            company = {**second, "cremeentity_ptr_id": key, "name": name, "email": email, "phone": f"+33472{key:06}"}
            entities.append([*entity.values()])
            companies.append([*company.values()])
        _write(cursor, parent, base, entities)
        _write(cursor, child, own, companies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _row(cursor, table: str, columns: list[str], key: str, value: int) -> dict:
    listed = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f'SELECT {listed} FROM "{table}" WHERE "{key}" = %s', [value])
    return dict(zip(columns, cursor.fetchone(), strict=True))


def _write(cursor, table: str, columns: list[str], rows: list[list]) -> None:
    listed, marks = ", ".join(f'"{column}"' for column in columns), ", ".join(["%s"] * len(columns))
    cursor.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', rows)


def milliseconds(act, repeat: int, warm_up: int = 5) -> float:
    """As `bench.meter` measures: CPU milliseconds, the mean of the quietest of five runs."""
    for number in range(warm_up):
        act(number)
    each, means = max(1, repeat // 5), []
    for run in range(5):
        own = time.process_time()
        for number in range(run * each, (run + 1) * each):
            act(warm_up + number)
        means.append((time.process_time() - own) * 1000 / each)
    return min(means)


def main(rows: int, repeat: int) -> None:
    user = CremeUser.objects.get(username="root")
    fill(user, rows)
    client = Client()
    client.force_login(user)
    listed, added = reverse("persons__list_organisations"), reverse("persons__create_organisation")
    search = reverse("creme_core__light_search")
    known = Organisation.objects.order_by("-pk").first()

    def get(address: str, **given: str) -> None:
        answer = client.get(address, given)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    def create(number: int) -> None:
        given = {"user": str(user.pk), "name": f"Neuve {uuid.uuid4().hex[:12]}", "email": "neuve@societe.example"}
        answer = client.post(added, given)
        if answer.status_code != 302:
            raise RuntimeError(f"creation answered {answer.status_code}")

    sorted_by_phone = {"sort_key": "regular_field-phone", "sort_order": "ASC"}

    def narrowed(number: int) -> None:
        get(listed, rows="50", **{"search-regular_field-name": FAMILY[number % 8], **sorted_by_phone})

    found = {
        "list": milliseconds(lambda _: get(listed, rows="50"), repeat),
        "list_filtered": milliseconds(narrowed, repeat),
        "search_hit": milliseconds(lambda number: get(search, value=TYPED[number % 8]), repeat),
        "search_miss": milliseconds(lambda number: get(search, value=MISSED[number % 8]), repeat),
        "record": milliseconds(lambda _: get(known.get_absolute_url()), repeat),
        "create": milliseconds(create, repeat),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
