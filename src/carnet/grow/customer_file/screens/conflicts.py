"""Two people edited one record: the second is shown both versions, field by field, and chooses."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime

from carnet.foundation.audit.models import Event, kind_of
from carnet.foundation.fields.formfields import ManyField
from carnet.foundation.parties.models import Party

from .forms import PartyForm


def seen_at(text: str | None) -> datetime | None:
    """The version that the form was made from; None when it does not say, and nothing is then compared."""
    try:
        return parse_datetime(text or "")
    except ValueError:
        return None


def conflict(request: HttpRequest, form: PartyForm, current: Party, now: dict[str, Any], action: str) -> HttpResponse:
    """The answer 409 with both versions. `now` holds what stands in the record, as the form writes it."""
    mine = set(form.changed_data)
    rows, kept = [], []
    for name, field in form.fields.items():
        typed, there = _posted(form, name), _joined(now[name])
        shown_before = _posted(form, f"initial-{name}") if f"initial-{name}" in form.data else there
        theirs_changed = there != shown_before
        if typed == there or not (name in mine or theirs_changed):
            kept.append((name, there))
            continue
        rows.append(
            {
                "name": name,
                "label": field.label,
                "theirs": there,
                "theirs_word": _word(field, there),
                "mine": typed,
                "mine_word": _word(field, typed),
                "is_mine": name in mine,
            }
        )
    last = Event.objects.about(kind_of(current), current.pk).select_related("member__user").order_by("-at").first()
    context = {
        "party": current,
        "rows": rows,
        "kept": kept,
        "now": [(name, _joined(value)) for name, value in now.items()],
        "seen": current.updated_at.isoformat(),
        "action": action,
        "last": last,
    }
    return render(request, "customer_file/conflict.html", context, status=409)


def _word(field: Any, value: str) -> str:
    choices = dict(getattr(field, "choices", ()))
    parts = value.split(",") if isinstance(field, ManyField) else [value]
    return ", ".join(str(choices.get(part, part)) for part in parts) or "—"


def _joined(value: Any) -> str:
    """Several choices as one text, which their field reads back."""
    return ",".join(value) if isinstance(value, list) else str(value)


def _posted(form: PartyForm, name: str) -> str:
    return ",".join(form.data.getlist(name))
