"""Say where a list comes from, keep its proof, and note when the people were told."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from carnet.foundation import law
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .models import Import, ProofFile
from .rules import origins
from .rules.origins import Law, Notice, Problem, Statement
from .rules.proofs import BadProof, media_type

MOST_PROOF = 5 * 1024 * 1024
"""Bytes of a proof: a contract, a certificate, the picture of a form."""
State = Import.State


class ImportNotReady(Exception):
    """The act does not fit where the import stands. `reason`: nameless, layout, rate, running, done, changed, gone,
    origin, names_people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OriginRefused(Exception):
    """What lacks or cannot be, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Proof:
    name: str
    data: bytes


def law_of(on: date) -> Law:
    """What the table says of lists on a day."""

    def named(code: str) -> frozenset[str]:
        return frozenset(law.rule(code, on=on).items)

    months = law.rule("source_notice.months", on=on).number
    return Law(named("list.elsewhere"), named("list.proof"), named("list.refused"), months)


@transaction.atomic
def tell_origin(*, member: Membership, file: Import, said: Statement, proof_file: Proof | None = None) -> None:
    """Keep what is said of a list that is not imported yet; its event is that of the import.

    A proof sent before stays until another replaces it, or until the origin asks for none. Raises ImportNotReady,
    OriginRefused (a field and a code each).
    """
    must_be_open(file)
    today = timezone.localdate()
    asks_proof = "proof" in origins.ASKED.get(said.origin, ())
    found = _of_file(proof_file) if asks_proof else []
    rules = law_of(today)
    has_file = proof_file is not None or ProofFile.objects.filter(file=file).exists()
    said = replace(said, has_file=has_file)
    found += origins.problems(said, rules, today)
    if found:
        raise OriginRefused(found)
    for name in (*origins.ALWAYS, "supplier", "contract", "proof", "usable_until"):
        is_asked = name in origins.ASKED[said.origin]
        value = getattr(said, name) if is_asked else Import._meta.get_field(name).get_default()
        setattr(file, name, value.strip() if isinstance(value, str) else value)
    file.origin = said.origin
    if said.notice not in origins.DATED:
        file.informed_on = said.collected_on if said.notice == Notice.COLLECTION else None
    file.inform_by = origins.inform_by(said, rules)
    file.save()
    _keep(file, proof_file if asks_proof else None, is_needed=asks_proof)


def _of_file(proof_file: Proof | None) -> list[Problem]:
    if proof_file is None:
        return []
    if len(proof_file.data) > MOST_PROOF:
        return [("proof_file", "too_big")]
    try:
        media_type(proof_file.data)
    except BadProof:
        return [("proof_file", "kind")]
    return []


def _keep(file: Import, proof_file: Proof | None, *, is_needed: bool) -> None:
    if proof_file or not is_needed:
        ProofFile.objects.filter(file=file).delete()
    if proof_file:
        ProofFile.objects.create(
            file=file,
            name=(proof_file.name.replace("\\", "/").rpartition("/")[2] or "preuve")[-200:],
            media_type=media_type(proof_file.data),
            size=len(proof_file.data),
            sha256=hashlib.sha256(proof_file.data).hexdigest(),
            data=proof_file.data,
        )


def must_say_origin(file: Import) -> None:
    """Raises ImportNotReady: no origin said, or people among columns of a list that was said to name nobody."""
    if not file.origin:
        raise ImportNotReady("origin")
    if file.notice == Notice.NOBODY and any(target.startswith("person.") for target in file.mapping):
        raise ImportNotReady("names_people")


@transaction.atomic
def people_told(*, member: Membership, file: Import, on: date, how: str) -> None:
    """The people of an imported list were told where their data come from. Raises ImportNotReady, OriginRefused."""
    current = Import.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if current.inform_by is None or not current.is_settled():
        raise ImportNotReady("told")
    today = timezone.localdate()
    if on > today or (current.collected_on and on < current.collected_on):
        raise OriginRefused([("on", "future" if on > today else "before")])
    before = {"notice": current.notice, "inform_by": current.inform_by.isoformat()}
    current.notice, current.informed_on, current.inform_by = Notice.US, on, None
    current.save(update_fields=["notice", "informed_on", "inform_by"])
    record(
        member=member,
        code="imports.people_told",
        subjects=[current],
        before=before,
        after={"id": current.pk, "file": current.file_name, "on": on.isoformat(), "how": how.strip()[:200]},
        is_undoable=True,
    )


def must_be_open(file: Import) -> None:
    if not file.is_open():
        raise ImportNotReady("running" if file.state == State.RUNNING else "done")
    if file.file_deleted_at:
        raise ImportNotReady("gone")
