from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from carnet.foundation.law import queries, words
from carnet.foundation.law.rules import Must
from carnet.foundation.law.table import legal_forms
from carnet.foundation.ui.responses import render_part
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

from .forms import MentionFilter, ValueFilter


def asked(form: ValueFilter) -> dict[str, Any]:
    """The filters that were understood; a date that was not is today."""
    form.is_valid()
    given = form.cleaned_data
    return {**given, "q": given.get("q", "").strip(), "on": given.get("on") or timezone.localdate()}


@screen(Permission.LAW_READ)
def values(request: HttpRequest) -> HttpResponse:
    form = ValueFilter(request.GET)
    given = asked(form)
    found = queries.values(
        on=given["on"],
        text=given["q"],
        buyer=given.get("buyer", ""),
        unverified_only=given.get("unverified", False),
    )
    groups = [(words.label(theme), [words.line(one) for one in held]) for theme, held in found]
    context = {"form": form, "groups": groups, "on": given["on"], "q": given["q"]}
    return render_part(request, "law/values.html", "found", context)


@screen(Permission.LAW_READ)
def rule(request: HttpRequest, code: str) -> HttpResponse:
    periods = queries.history(code)
    if not periods:
        raise Http404
    today = timezone.localdate()
    lines = [(words.line(one), one.holds(today)) for one in periods]
    return render(request, "law/rule.html", {"label": words.label(periods[0]), "code": code, "lines": lines})


@screen(Permission.LAW_READ)
def mentions(request: HttpRequest) -> HttpResponse:
    form = MentionFilter(request.GET)
    given = asked(form)
    wanted = {"on": given["on"], "text": given["q"]}
    wanted |= {name: given.get(name, "") for name in ("document", "buyer")}
    due = [words.line(one) for one in queries.mentions(Must.PRINT, **wanted)]
    never = [words.line(one) for one in queries.mentions(Must.NEVER, **wanted)]
    context = {"form": form, "due": due, "never": never, "on": given["on"], "q": given["q"]}
    return render_part(request, "law/mentions.html", "found", context)


@screen(Permission.LAW_READ)
def forms(request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "form": one,
            "label": words.label(one),
            "printed": words.listed(one.printed, words.PRINTED),
            "confidence": words.CONFIDENCE[one.confidence],
            "tone": words.TONES[one.confidence],
        }
        for one in legal_forms()
    ]
    return render(request, "law/forms.html", {"rows": rows})
