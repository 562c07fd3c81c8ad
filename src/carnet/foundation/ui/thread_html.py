"""A thread of events as one string: fifty entries through a template would cost more than all else on a record."""

from collections.abc import Iterable
from html import escape

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from carnet.foundation.audit.queries import Entry

from .templatetags.carnet import moment

UNDO_FORM = "undo-entry"
"""The one form of the page that the buttons of every entry send."""


def thread_html(entries: Iterable[Entry], *, undo_prefix: str) -> SafeString:
    """List items, newest first as they come; `undo_prefix` is the address before an event's number, empty for none."""
    undo, words, this_year = _("Undo"), {"undone": escape(_("undone"))}, timezone.localdate().year
    lines = []
    for entry in entries:
        sentence, event = entry.sentence, entry.event
        at = timezone.localtime(event.at)
        year = "" if at.year == this_year else f"<br><small>{at.year}</small>"
        title = escape(sentence.title)
        shown = f'<a href="{escape(sentence.url)}">{title}</a>' if sentence.url else title
        text = f"<p>{_lines(sentence.text)}</p>" if sentence.text else ""
        who = escape(entry.author)
        fate = f" · {words['undone']}" if entry.is_undone else ""
        end = ""
        if sentence.tag:
            end = f'<span class="tag {escape(sentence.tone)}">{escape(sentence.tag)}</span>'
        elif entry.can_undo and undo_prefix:
            end = _undo_button(f"{undo_prefix}{event.pk}/annuler/", escape(undo), title)
        lines.append(
            f'<li class="row"><time datetime="{at.isoformat()}" title="{escape(moment(event.at))}">'
            f"{at:%d/%m}{year}</time>"
            f"<div><b>{shown}</b>{text}<small>{who}{fate}</small></div>{end}</li>"
        )
    return mark_safe("\n".join(lines))  # noqa: S308 (escaped above, value by value)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _undo_button(url: str, word: str, title: str) -> str:
    return (
        f'<button class="btn quiet small" form="{UNDO_FORM}" formaction="{url}">'
        f'{word}<span class="hidden"> : {title}</span></button>'
    )
