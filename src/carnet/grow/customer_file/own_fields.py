"""The workspace's own fields beside those of every company and person: as cells, as choices, as facts."""

from django.utils.translation import gettext as _

from carnet.foundation.fields.listing import choices_of, columns
from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import FieldSet, Holder
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.ui.lists import Column
from carnet.foundation.workspaces.models import Membership


def own_fields(party: Company | Person | type[Company] | type[Person], member: Membership) -> FieldSet:
    """Those that the member may see. No query."""
    kind = party if isinstance(party, type) else type(party)
    return visible_fields(Holder.COMPANY if kind is Company else Holder.PERSON, member)


def own_columns(own: FieldSet) -> dict[str, Column]:
    """By the name of the field that they edit."""
    return {column.edits: column for column in columns(own)}


def bulk_choices(own: FieldSet) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """One more list in the bar of ticked rows: which own field to set; its value is asked on the next page."""
    return [("own", _("Our fields"), [(one.key, one.label) for one in own])] if own else []


def own_choices(own: FieldSet) -> list[tuple[str, list[tuple[str, str]]]]:
    """For the cells that are chosen from a list: what they offer."""
    return [(one.key, [("", "—"), *choices_of(one)]) for one in own if choices_of(one)]
