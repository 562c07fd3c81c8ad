"""`python -m bench.filters [rows]`: the list of companies with 12 own fields in use and filters of several breadths.

CPU milliseconds of the whole page, the database included, on the database that `CARNET_DATABASE_URL` names (SQLite in
`CARNET_DATA` without it). Data is generated once.
"""

import json
import sys
from random import Random

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from bench.data import SLUG, prepared  # noqa: E402
from bench.meter import milliseconds  # noqa: E402
from bench.run import ensure_database  # noqa: E402
from carnet.foundation.agenda.models import Task  # noqa: E402
from carnet.foundation.fields.models import Field  # noqa: E402
from carnet.foundation.fields.queries import field_set  # noqa: E402
from carnet.foundation.fields.rules.definitions import Holder  # noqa: E402
from carnet.foundation.fields.services import change_set, proposed  # noqa: E402
from carnet.foundation.fields.storing import rows_of  # noqa: E402
from carnet.foundation.opportunities.models import Opportunity, PipelineStage  # noqa: E402
from carnet.foundation.parties.models import Company, CompanyValue  # noqa: E402
from carnet.foundation.workspaces.models import Membership  # noqa: E402

KINDS = "text number money date choice choices yes_no link text number choice date".split()
COLOURS = ["Rouge", "Vert", "Bleu", "Jaune", "Noir"]
FILTERS = {
    "no filter": "",
    "one condition, 1 row in 6": "et(etape:parmi:hot)",
    "one own field, 1 row in 1 000": "et(c-champ-1:est:77)",
    "five, one of them narrow (100 rows)": (
        "et(etape:hors:former,c-champ-1:est:77,c-champ-4:parmi:bleu,contact:plus:30,ville:rempli)"
    ),
    "five, one related and narrow (500 deals)": (
        "et(etape:hors:former,affaires:min:1,encours:min:10,contact:plus:30,c-champ-4:hors:bleu)"
    ),
    "five, all broad, 1 row in 10 answers": (
        "et(etape:hors:former,suivi:vide,c-champ-4:parmi:bleu:vert,contact:plus:30,c-champ-6:est:oui)"
    ),
    "six, each 1 row in 2 to 6, 1 in 4 000 answers": (
        "et(etape:parmi:hot,c-champ-4:parmi:bleu,c-champ-10:parmi:noir,c-champ-6:est:oui,c-champ-9:sous:250,suivi:vide)"
    ),
    "five, broad ones that together exclude nearly all": (
        "et(etape:parmi:hot,c-champ-4:parmi:bleu,c-champ-10:parmi:noir,c-champ-9:sous:20,c-champ-1:sous:50)"
    ),
    "a group of alternatives": "et(etape:parmi:hot,ou(contact:plus:700,contact:vide,action:vide),c-champ-4:parmi:bleu)",
    "next action late, no deal": "et(action:sous:2020-01-01,affaires:est:0)",
    "around Lyon, 30 km": "et(pres:autour:Lyon:30,etape:parmi:hot)",
}


def main(rows: int) -> None:
    ensure_database()
    call_command("migrate", verbosity=0)
    member = prepared(rows)
    with scope(workspace=member.workspace):
        if not Opportunity.objects.exists():
            _enrich(member)
    client = Client()
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for label, where in FILTERS.items():
        path = f"/e/{SLUG}/societes/" + (f"?f=1.{where}" if where else "")
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(path)
        found = answer.content.count(b'<tr id="row-')
        spent = milliseconds(lambda _number, path=path: client.get(path), 20, 3)
        print(f"{spent:8.1f} ms  {found:3} rows  {label}", flush=True)


def _enrich(member: Membership) -> None:
    for number, kind in enumerate(KINDS if not Field.objects.exists() else []):
        choices = [{"label": one} for one in COLOURS] if kind.startswith("choice") else []
        values = {
            "holder": "company", "kind": kind, "choices": choices, "help": "", "purpose": "Mesurer",
            "basis": "interest",
            "retention_months": 36, "retention_from": "contact", "source": "person", "sensitivity": "ordinary",
            "roles": [], "required_at": {}, "label": f"Champ {number}",
        }  # fmt: skip
        change_set(member=member, wanted=proposed(values))
    member.workspace.refresh_from_db()
    fields = field_set(Holder.COMPANY, member.workspace)
    ids = list(Company.objects.order_by("pk").values_list("pk", flat=True))
    bare = list(Company.objects.filter(custom={}).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(bare), 5000):
        _batch(Random(bare[start]), fields, member, bare[start : start + 5000])
    stage = PipelineStage.objects.first() or PipelineStage.objects.create(name="À qualifier", position=1)
    random, today = Random(1), timezone.localdate()
    Opportunity.objects.bulk_create(
        [
            Opportunity(
                workspace=member.workspace, name="Affaire", company_id=random.choice(ids), stage=stage,
                amount_cents=random.randint(1, 10**7), outcome="open" if number < 500 else "won",
                closed_on=None if number < 500 else today,
            )
            for number in range(20_000)
        ],
        batch_size=500,
    )  # fmt: skip
    Task.objects.bulk_create(
        [Task(workspace=member.workspace, title="Relancer", due_on=today, company_id=pk) for pk in ids[::3]],
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@transaction.atomic
def _batch(random: Random, fields, member: Membership, ids: list[int]) -> None:  # type: ignore[no-untyped-def]
    companies, values = [], []
    for pk in ids:
        custom = {one.code: _value(random, one) for one in fields}
        companies.append((json.dumps(custom), pk))
        for workspace, field, record, text, number, day, person in rows_of(
            fields, custom, record_id=pk, workspace_id=member.workspace_id
        ):
            values.append(
                CompanyValue(
                    workspace_id=workspace, field_id=field, record_id=record, text=text, number=number, day=day,
                    person_id=person,
                )
            )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE parties_company SET custom = %s WHERE id = %s", companies)
    CompanyValue.objects.bulk_create(values, batch_size=2000)


def _value(random: Random, one):  # type: ignore[no-untyped-def]
    codes = [choice.code for choice in one.choices]
    return {
        "text": lambda: f"Texte {random.randint(1, 5000)}",
        "number": lambda: random.randint(0, 999),
        "money": lambda: random.randint(0, 10**7),
        "date": lambda: f"20{random.randint(10, 29)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        "choice": lambda: random.choice(codes),
        "choices": lambda: random.sample(codes, 2),
        "yes_no": lambda: random.random() < 0.2,
        "link": lambda: f"https://www.site{random.randint(1, 10**6)}.fr",
    }[one.kind]()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
