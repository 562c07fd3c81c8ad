"""What is wrong with a référentiel's file, said in the reader's language: the place, the value, what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .reading import Problem

KINDS: dict[str, Promise] = {
    "text": _("a text between quotes"),
    "integer": _("a whole number"),
    "boolean": _("true or false"),
    "scalar": _("a single value"),
    "list": _("a list"),
    "mapping": _("keys and their values"),
}

SENTENCES: dict[str, Promise] = {
    "too_large": _("The file weighs %(size)s bytes; at most %(most)s are read. Send the référentiel alone."),
    "not_utf8": _("Line %(place)s is not UTF-8. Save the file again in UTF-8."),
    "not_yaml": _("Line %(place)s cannot be read as YAML (%(value)s). Correct the line."),
    "not_a_mapping": _("The file holds %(value)s instead of keys and values. Start from the shipped référentiel."),
    "alias": _("Line %(place)s uses the YAML alias “%(value)s”, which is refused. Write the value out in full."),
    "too_deep": _("Line %(place)s is nested more than %(most)s levels deep. Start from the shipped référentiel."),
    "too_many": _("The file holds more than %(most)s elements. Send the référentiel alone."),
    "duplicate_key": _("Line %(place)s: the key “%(key)s” comes twice in the same place. Keep one."),
    "wrong_schema": _("%(place)s: “%(value)s” is not a known schema. Write “%(expected)s”."),
    "wrong_kind": _("%(place)s: “%(value)s” is not what is expected here. Write %(expected)s."),
    "unknown_key": _("%(place)s: the key “%(value)s” is unknown. Remove it or use one of: %(known)s."),
    "missing_key": _("%(place)s: the key “%(value)s” is missing. Add it."),
    "empty": _("%(place)s: the text is empty. Write the official wording."),
    "empty_list": _("%(place)s: the list is empty. Add at least one item."),
    "duplicate": _("%(place)s: “%(value)s” comes %(times)s times. Keep one."),
    "dangling": _("%(place)s: “%(value)s” leads nowhere. Use one of: %(known)s."),
    "no_criterion": _("%(place)s: no criterion evaluates the competency “%(value)s”. Name it in a criteria group."),
    "no_competency": _("%(place)s: the activity “%(value)s” has no competency. Attach one or remove it."),
    "no_modality": _("%(place)s: the route “%(value)s” has no modality. Give one, or write “a_definir: true”."),
    "count": _("%(place)s: %(value)s announced, %(found)s found. Correct the count or the list."),
}


def sentence(problem: Problem) -> str:
    values = {"place": problem.place, **problem.values}
    if problem.kind == "wrong_kind":
        values["expected"] = KINDS[values["expected"]]
    return str(SENTENCES[problem.kind]) % values
