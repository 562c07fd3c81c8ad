"""Take a merge back: both records as they were, each row where it stood; or refuse, naming what changed since."""

from collections.abc import Mapping, Sequence
from typing import Any

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.consents.services import give_back
from carnet.foundation.fields.queries import field_set
from carnet.foundation.parties.custom import holder_of, index_values
from carnet.foundation.parties.models import Party, Provenance
from carnet.foundation.parties.services import save_party

from .moving import reindex_around
from .references import model_of, rebuilt, values_of, write

Told = Mapping[str, Any]
FLAGS = {"objected_at", "restricted_at", "last_inbound_at"}
"""What consents keep true by themselves."""
QUIET = {"updated_at", "name_key", "workspace_id", "last_contact_at", *FLAGS}
"""What changes without anybody working on the record."""


def unmerge(event: Event) -> None:
    """Raises NotUndoable: `gone`, or `changed_since` with the names of what changed."""
    before, after = event.before or {}, event.after or {}
    model = model_of(after["survivor"]["kind"])
    survivor = model._default_manager.select_for_update(of=("self",)).filter(pk=after["survivor"]["id"]).first()
    if not isinstance(survivor, Party) or survivor.deleted_at is not None:
        raise NotUndoable("gone")
    merged = rebuilt(after["survivor"])
    if changed := [*_changed_fields(survivor, merged), *_changed_rows(before["absorbed"], after["made"], survivor)]:
        raise NotUndoable("changed_since", ", ".join(dict.fromkeys(changed)))
    for told in after["made"]:
        model_of(told["kind"])._default_manager.filter(pk=told["id"]).delete()
    back = [_bring_back(told, survivor) for told in before["absorbed"]]
    _restore(survivor, rebuilt(before["survivor"]), merged)
    for absorbed, told in reversed(list(zip(back, before["absorbed"], strict=True))):
        give_back(absorbed, survivor, _as_carried(told["carried"]))
    for party in (survivor, *back):
        party.refresh_from_db()
        reindex_around(party)


def _changed_fields(survivor: Party, merged: Any) -> list[str]:
    now, then = values_of(survivor), values_of(merged)
    labels = []
    for field in survivor._meta.concrete_fields:
        name = field.attname
        if not field.primary_key and name not in QUIET and name != "custom" and now[name] != then[name]:
            labels.append(str(field.verbose_name))
    fields = field_set(holder_of(survivor)).by_code
    codes = sorted({*now["custom"], *then["custom"]})
    changed = (code for code in codes if now["custom"].get(code) != then["custom"].get(code))
    return [*labels, *(fields[code].label if code in fields else code for code in changed)]


def _changed_rows(absorbed: Sequence[Told], made: Sequence[Told], survivor: Party) -> list[str]:
    """The kinds of rows of which one was deleted, given to another, or (of those made) changed."""
    labels = []
    for told in absorbed:
        for (kind, field), numbers in _grouped(told["moved"]).items():
            model = model_of(kind)
            rows = model._default_manager.filter(pk__in=numbers)
            if field and field != "object":
                rows = rows.filter(**{f"{field}_id": survivor.pk})
            if rows.count() != len(numbers) and field:
                labels.append(str(model._meta.verbose_name_plural))
    for told in made:
        row = model_of(told["kind"])._default_manager.filter(pk=told["id"]).first()
        if row is None or values_of(row) != values_of(rebuilt(told)):
            labels.append(str(model_of(told["kind"])._meta.verbose_name_plural))
    return labels


def _grouped(moved: Sequence[Told]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for told in moved:
        found.setdefault((told["kind"], told["field"]), []).append(told["id"])
    return found


def _bring_back(told: Told, survivor: Party) -> Party:
    absorbed = rebuilt(told)
    if not isinstance(absorbed, Party):
        raise TypeError(told["kind"])
    write([absorbed])
    for (kind, field), numbers in _grouped(told["moved"]).items():
        rows = model_of(kind)._default_manager.filter(pk__in=numbers)
        if field == "object":
            rows.update(object_id=absorbed.pk)
        elif field:
            rows.update(**{f"{field}_id": absorbed.pk})
        elif kind == "parties.provenance":
            Provenance.objects.filter(pk__in=numbers).update(field="")
        else:
            rows.delete()
    for named in told["named"]:
        record = model_of(named["kind"])._default_manager.filter(pk=named["id"]).first()
        if record is not None and record.custom.get(named["code"], {}).get("id") == survivor.pk:
            record.custom[named["code"]] = named["value"]
            record.save(update_fields=["custom"])
    write([rebuilt(one) for one in told["dropped"]])
    stamp = absorbed.updated_at
    save_party(absorbed)
    index_values(absorbed, absorbed.custom)
    type(absorbed)._default_manager.filter(pk=absorbed.pk).update(updated_at=stamp)
    return absorbed


def _restore(survivor: Party, former: Any, merged: Any) -> None:
    """The survivor's own values again; the last contact only where nobody has written to them since."""
    kept = {"updated_at", *FLAGS}
    if survivor.last_contact_at != merged.last_contact_at:
        kept.add("last_contact_at")
    changed = {code: former.custom.get(code) for code in {*former.custom, *survivor.custom}}
    for field in survivor._meta.concrete_fields:
        if not field.primary_key and field.attname not in kept:
            setattr(survivor, field.attname, getattr(former, field.attname))
    save_party(survivor)
    index_values(survivor, changed)


def _as_carried(told: Told) -> dict[str, Any]:
    return {"before": told["before"], "consent": told["consent_ids"], "objection": told["objection_ids"]}
