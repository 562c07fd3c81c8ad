"""Reading parties: those that may be the same, and where a datum comes from."""

from django.db.models import Q
from django_scopes import get_scope

from carnet.foundation.search.queries import containing
from carnet.foundation.search.rules import fold
from carnet.prepared import Prepared

from .findable import COMPANY
from .identifiers import email, or_empty, phone
from .models import Company, Party, Provenance
from .rules import ALIKE, Match, core_name, likeness

LIMIT = 5
_COLUMNS = ("pk", "name", "city", "siren", "phone", "email", "name_key")


def possible_duplicates(
    *,
    name: str = "",
    city: str = "",
    siren: str = "",
    phone_number: str = "",
    email_address: str = "",
    exclude: int | None = None,
) -> list[Match]:
    """The companies that may already be the one described, most alike first, five at most.

    Same SIREN, phone or e-mail; or a like name (in the same city, or very alike anywhere). Two queries.
    """
    wanted = {
        "siren": siren.replace(" ", "")[:9],
        "phone": or_empty(phone, phone_number),
        "email": or_empty(email, email_address),
    }
    known = _by_identifier(wanted)
    rows = {row["pk"]: row for row in [*known, *_by_name(name)]}
    rows.pop(exclude, None)
    matches = [_match(row, name, city, wanted) for row in rows.values()]
    alike = [match for match in matches if match.reasons]
    return sorted(alike, key=lambda match: -match.score)[:LIMIT]


def _by_identifier(wanted: dict[str, str]) -> list[dict[str, object]]:
    if not any(wanted.values()):
        return []
    rows = _same.rows(workspace=get_scope()["workspace"].pk, **wanted)
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


def _is(field: str, value: str) -> Q:
    # The empty string is excluded so that the partial index answers.
    return Q(**{field: value}) & ~Q(**{field: ""})


_same = Prepared(
    lambda workspace, siren, phone, email: (
        Company.objects.present()
        .filter(_is("siren", siren) | _is("phone", phone) | _is("email", email), workspace=workspace)
        .values_list(*_COLUMNS)[: LIMIT * 2]
    ),
    workspace=int,
    siren=str,
    phone=str,
    email=str,
)


def _by_name(name: str) -> list[dict[str, object]]:
    core = core_name(name)
    if len(core) < 3:
        return []
    # Only the beginnings of the two longest words are looked for: an ending, a plural or a slip then hides nothing.
    longest, *others = sorted(core.split(), key=len, reverse=True)
    second = next((word[:3] for word in others if len(word) >= 3), "")
    hits = containing(f"{longest[:6]} {second}".strip(), [COMPANY], limit=40)
    best = sorted(hits, key=lambda hit: -likeness(name, hit.title))[:LIMIT]
    return list(Company.objects.present().filter(pk__in=[hit.object_id for hit in best]).values(*_COLUMNS))


def _match(row: dict[str, object], name: str, city: str, wanted: dict[str, str]) -> Match:
    reasons = [field for field in ("siren", "phone", "email") if wanted[field] and row[field] == wanted[field]]
    score = likeness(name, str(row["name"])) if name else 0.0
    same_city = bool(city) and fold(city) == fold(str(row["city"]))
    if score >= ALIKE:
        reasons.append("name_city" if same_city else "name")
    elif same_city and score >= ALIKE - 0.1:
        reasons.append("name_city")
    weight = score + (1.0 if "siren" in reasons else 0.5 * len(set(reasons) & {"phone", "email"}))
    return Match(int(str(row["pk"])), str(row["name"]), str(row["city"]), weight, tuple(reasons))


def provenances(party: Party) -> dict[str, Provenance]:
    """The latest provenance of each field, "" being the whole record. One query."""
    kind = "company" if isinstance(party, Company) else "person"
    return {row.field: row for row in _provenances[kind].instances(party=party.pk)}


def _provenances_of(kind: str) -> Prepared:
    return Prepared(lambda party: Provenance.objects.filter(**{kind: party}).order_by("collected_on", "pk"), party=int)


_provenances = {kind: _provenances_of(kind) for kind in ("company", "person")}
