"""Two people edited one record: the second is shown both versions, field by field, and chooses."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime

from carnet.foundation.audit.models import Event, kind_of
from carnet.foundation.parties.models import Party

from .forms import PartyForm


def seen_at(text: str | None) -> datetime | None:
    """The version that the form was made from; None when it does not say, and nothing is then compared."""
    try:
        return parse_datetime(text or "")
    except ValueError:
        return None


def conflict(request: HttpRequest, form: PartyForm, current: Party, now: dict[str, str], action: str) -> HttpResponse:
    """The answer 409 with both versions. `now` holds what stands in the record, as the form writes it."""
    mine = set(form.changed_data)
    rows, kept = [], []
    for name, field in form.fields.items():
        typed = str(form.data.get(name, ""))
        shown_before = str(form.data.get(f"initial-{name}", now[name]))
        theirs_changed = now[name] != shown_before
        if typed == now[name] or not (name in mine or theirs_changed):
            kept.append((name, now[name]))
            continue
        rows.append(
            {
                "name": name,
                "label": field.label,
                "theirs": now[name],
                "theirs_word": _word(field, now[name]),
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
        "now": list(now.items()),
        "seen": current.updated_at.isoformat(),
        "action": action,
        "last": last,
    }
    return render(request, "customer_file/conflict.html", context, status=409)


def _word(field: Any, value: str) -> str:
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value)) or "—"
