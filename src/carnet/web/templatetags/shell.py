"""What only the shell's own templates need."""

from typing import Any

from django import template
from django.contrib.messages.storage.base import Message

from carnet.web import toasts

register = template.Library()


@register.simple_tag(takes_context=True)
def toast_of(context: template.Context, message: Message) -> dict[str, Any]:
    return toasts.toast_of(message, context["request"])


@register.filter
def initials(name: object) -> str:
    """Two letters at most: the first of the first word and of the last; of an address, its part before the @."""
    words = [word for word in str(name).split("@")[0].replace(".", " ").replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()
