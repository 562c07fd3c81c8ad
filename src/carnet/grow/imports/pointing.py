"""Further phones, e-mails and pages of parties that were there before: added once, and taken back with the import."""

from collections.abc import Sequence

from django.db.models import F, QuerySet

from carnet.foundation.parties import bulk
from carnet.foundation.parties.models import Company, ContactPoint, Person, Provenance
from carnet.foundation.search.pouring import plain, pour

from .models import Import, Touched
from .rules.further import CHANNELS

Kind = Touched.Kind


def add_points(wanted: Sequence[tuple[int, bulk.NewReach]], file: Import, origin: bulk.Origin) -> set[int]:
    """Add those that are not there yet, neither as the party's own value nor beside it; returns their lines."""
    if not wanted:
        return set()
    there = _there([one for _, one in wanted])
    new: dict[tuple[str, int, str], bulk.NewReach] = {}
    lines: set[int] = set()
    for line, one in wanted:
        key = (*_owner(one), one.values["value"].lower())
        if key not in there and key not in new:
            new[key] = one
            lines.add(line)
    numbers = bulk.create_reach(list(new.values()), origin).get(ContactPoint, ())
    constants = {"workspace": origin.workspace_id, "file": file.pk, "filled": "{}", "at": plain(origin.at)}
    if numbers:
        pour(Touched, {"object_id": numbers}, constants | {"kind": str(Kind.POINT), "is_created": True})
    for kind in (Kind.COMPANY, Kind.PERSON):
        # So that taking back looks at whoever the numbers belong to.
        owners = sorted({pk for of_kind, pk, _ in new if of_kind == kind})
        if owners:
            pour(Touched, {"object_id": owners}, constants | {"kind": str(kind), "is_created": False})
    return lines


def take_points_back(file: Import, kind: str, owners: QuerySet[Touched]) -> None:
    """Delete what was added to these parties, with where it came from. Three statements."""
    made = Touched.objects.filter(file=file, kind=Kind.POINT).values("object_id")
    points = ContactPoint.objects.filter(pk__in=made, **{f"{kind}__in": owners.values("object_id")})
    names = [f"contactpoint.{pk}" for pk in points.values_list("pk", flat=True)]
    if names:
        Provenance.objects.filter(field__in=names, **{f"{kind}__in": owners.values("object_id")}).delete()
        points.delete()


def _owner(one: bulk.NewReach) -> tuple[str, int]:
    return (Kind.COMPANY, one.company_id) if one.company_id else (Kind.PERSON, one.person_id or 0)


def _there(wanted: Sequence[bulk.NewReach]) -> set[tuple[str, int, str]]:
    """Owner and value, in small letters, of all that these owners have already. Four queries at most."""
    found: set[tuple[str, int, str]] = set()
    for kind, model in ((Kind.COMPANY, Company), (Kind.PERSON, Person)):
        numbers = {pk for of_kind, pk in map(_owner, wanted) if of_kind == kind}
        if not numbers:
            continue
        names = [name for name in CHANNELS if hasattr(model, name)]
        for pk, *values in model.objects.filter(pk__in=numbers).values_list("pk", *names):
            found |= {(kind, pk, value.lower()) for value in values}
        points = ContactPoint.objects.filter(**{f"{kind}__in": numbers}).annotate(owner=F(f"{kind}_id"))
        found |= {(kind, pk, value.lower()) for pk, value in points.values_list("owner", "value")}
    return found
