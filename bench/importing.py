"""`python -m bench.importing [--million] [--json]`: clean rows imported per second, on this database.

End to end, in one process: the file is stored, read, cleaned, compared with itself and with the base, written with
provenance and search entries. By the clock, and in processor time, the database's own process included. `--json`: only
100 000 rows, as `make bench` asks. CARNET_DATA and CARNET_DATABASE_URL say where; give it a place of its own.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django_scopes import scope  # noqa: E402

from bench.meter import cpu_of, database_pid  # noqa: E402
from bench.run import ensure_database  # noqa: E402
from carnet.foundation.accounts.models import User  # noqa: E402
from carnet.foundation.jobs.services import perform  # noqa: E402
from carnet.foundation.workspaces.models import Membership, Workspace  # noqa: E402
from carnet.foundation.workspaces.permissions import Role  # noqa: E402
from carnet.grow.imports import services  # noqa: E402
from carnet.grow.imports.checking import check  # noqa: E402
from carnet.grow.imports.rules.origins import Statement  # noqa: E402
from carnet.grow.imports.telling import tell_origin  # noqa: E402
from carnet.web.demo import words  # noqa: E402

OWN = Statement("own", collected_on=date(2026, 11, 3), basis="interest", notice="collection")
HEADER = "Raison sociale;SIREN;Téléphone;Email;Adresse;Code postal;Ville;Secteur d'activité\n"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock and of processor, each with the reading of the file."""

    clock: float
    processor: float

    def told(self, rows: int) -> str:
        return f"{rows / self.clock:8.0f} rows/s by the clock, {rows / self.processor:8.0f} per second of processor"


def main() -> None:
    ensure_database()
    call_command("migrate", verbosity=0)
    services.SMALL = 0
    if "--json" in sys.argv:
        checked, written = measured(100_000)
        figures = {"import_written": written.processor * 10, "import_checked": checked.processor * 10}
        print(json.dumps(figures | {"import_clock": written.clock * 10}))
        return
    for rows in (10_000, 100_000, *([1_000_000] if "--million" in sys.argv else [])):
        checked, written = measured(rows)
        print(f"{rows:>9} rows written: {written.told(rows)}; dry run: {checked.told(rows)}", flush=True)


def measured(rows: int) -> tuple[Spent, Spent]:
    """What the dry run and the import took, each with the reading of the file."""
    name = uuid4().hex[:12]
    workspace = Workspace.objects.create(slug=name, name="Bench")
    user = User.objects.create_user(f"{name}@carnet.example", "un mot de passe de banc", name="Banc d’essai")
    member = Membership.objects.create(workspace=workspace, user=user, role=Role.MANAGER, is_owner=True)
    with scope(workspace=workspace):
        start = _now()
        file = services.receive(member=member, name="banc.csv", chunks=_file(rows))
        tell_origin(member=member, file=file, said=OWN)
        services.choose(member=member, file=file, mapping=file.mapping)
        stored = _since(start, _Making.seconds)
        start = _now()
        check(file)
        checked = _since(start)
        start = _now()
        job = services.launch(member=member, file=file, policy="skip")
        perform(job.pk)
        written = _since(start)
        file.refresh_from_db()
        if file.companies_created != rows:
            raise RuntimeError(f"{file.companies_created} of {rows} rows were made")
    return _sum(stored, checked), _sum(stored, written)


def _now() -> tuple[float, float]:
    return time.perf_counter(), _seconds()


def _since(start: tuple[float, float], less: float = 0.0) -> Spent:
    clock, processor = _now()
    return Spent(clock - start[0] - less, processor - start[1] - less)


def _sum(one: Spent, other: Spent) -> Spent:
    return Spent(one.clock + other.clock, one.processor + other.processor)


def _seconds() -> float:
    return time.process_time() + cpu_of(database_pid())


class _Making:
    """What the bench itself spends on inventing the file."""

    seconds = 0.0


def _file(rows: int) -> Iterator[bytes]:
    random, _Making.seconds = Random(rows), 0.0
    yield HEADER.encode()
    for first in range(0, rows, 5000):
        start = time.process_time()
        lines = [_line(random, number) for number in range(first, min(first + 5000, rows))]
        block = "".join(lines).encode()
        _Making.seconds += time.process_time() - start
        yield block


def _line(random: Random, number: int) -> str:
    prefix, _, industry, _, _ = random.choice(words.TRADES)
    one, other = random.choice(words.FAMILY), random.choice(words.FAMILY)
    city, postcode, _ = random.choice(words.CITIES)
    street = f"{random.randint(1, 180)} {random.choice(words.STREETS)}"
    phone = f"04 7{random.randint(2, 9)} {number // 10000 % 100:02d} {number // 100 % 100:02d} {number % 100:02d}"
    mail = f"contact{number}@{one}-{other}.example.org".lower().replace(" ", "").encode("ascii", "ignore").decode()
    name = f"{prefix} {one} {other} {number * 7919 % 1_000_003}"
    return f"{name};{_siren(10_000_000 + number)};{phone};{mail};{street};{postcode};{city};{industry}\n"


def _siren(number: int) -> str:
    """Eight figures and the key of Luhn."""
    digits = f"{number:08d}"
    total = sum(int(d) * (1 + place % 2) - 9 * (int(d) * (1 + place % 2) > 9) for place, d in enumerate(digits))
    return f"{digits}{-total % 10}"


if __name__ == "__main__":
    main()
