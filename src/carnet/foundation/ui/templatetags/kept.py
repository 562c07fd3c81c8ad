"""`{% kept "name" on key %}…{% endkept %}`: a piece of a page that this process draws once and shows again.

For what is the same on every page of one reader: menus, dialogs, the words of a language.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

MOST = 512
"""Pieces kept at once: a few hundred readers of one process, some megabytes."""

# What differs between two requests of one reader stands in a kept piece as a word that no page holds otherwise.
_CSRF, _PATH = "\ue000csrf\ue000", "\ue000path\ue000"


class Kept:
    """The pieces drawn last, the least used forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._pieces: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()
        self.most = most

    def get(self, key: Hashable) -> str | None:
        with self._lock:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
            return piece

    def put(self, key: Hashable, piece: str) -> None:
        with self._lock:
            self._pieces[key] = piece
            while len(self._pieces) > self.most:
                self._pieces.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._pieces.clear()

    def __len__(self) -> int:
        return len(self._pieces)


pieces = Kept()


class KeptNode(Node):
    def __init__(self, name: str, keys: list[FilterExpression], inner: NodeList) -> None:
        self.name, self.keys, self.nodelist = name, keys, inner

    def render(self, context: template.Context) -> SafeString:
        key = (self.name, get_language(), *(_hashable(expression.resolve(context)) for expression in self.keys))
        piece = pieces.get(key)
        if piece is None:
            with context.push(csrf_token=_CSRF, page_path=_PATH):
                piece = self.nodelist.render(context)
            pieces.put(key, piece)
        return mark_safe(_own(piece, context))  # noqa: S308 (drawn by a template, which has escaped it)


def _hashable(value: Any) -> Hashable:
    """The key itself, out of the lazy object that a context processor may have put around it."""
    return value if isinstance(value, str | int | tuple | frozenset | None) else str(value)


def _own(piece: str, context: template.Context) -> str:
    """The piece with this request's own token and address."""
    if _CSRF in piece:
        piece = piece.replace(_CSRF, str(context.get("csrf_token", "")))
    if _PATH in piece:
        piece = piece.replace(_PATH, escape(context.get("page_path", "")))
    return piece


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept "who" on key1 key2 %}`: everything inside must follow from the language and these keys alone.

    Inside, `csrf_token` and `page_path` may be used: each request gets its own.
    """
    _tag, name, *rest = token.split_contents()
    if rest and rest[0] != "on":
        raise template.TemplateSyntaxError('kept: write {% kept "name" %} or {% kept "name" on key… %}')
    inner = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip("\"'"), [parser.compile_filter(key) for key in rest[1:]], inner)
