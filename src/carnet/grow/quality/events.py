"""How a verification reads, how it is taken back, and the acts after which a record is looked at anew."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.services import on
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.parties.models import Company, Person, Provenance
from carnet.foundation.workspaces.models import Membership

from .models import Assessment
from .services import measure
from .words import field_name, in_sentence, place_seen


@sentence("quality.verified")
def _verified(event: Event) -> Sentence:
    after = event.after or {}
    names = get_text_list([in_sentence(field_name(name)) for name in after["fields"]], _("and"))
    return Sentence(title=_("Verified: %(fields)s") % {"fields": names}, text=place_seen(after["source"]), tone="ok")


@undoable("quality.verified")
def _unverify(event: Event, member: Membership) -> None:
    """The origins of that day go; later changes of the same data keep their own."""
    rows = Provenance.objects.filter(pk__in=(event.after or {})["origins"]).select_related("company", "person")
    parties = {row.company or row.person for row in rows}
    if not parties:
        raise NotUndoable("gone")
    rows.delete()
    for party in parties:
        measure([party])


@on("parties.company_edited")
def _company_changed(event: Event) -> None:
    _look_again(Company, event)


@on("parties.person_edited")
def _person_changed(event: Event) -> None:
    _look_again(Person, event)


def _look_again(model: type[Company] | type[Person], event: Event) -> None:
    """A record measured before is measured again at once: who has just mended it sees it leave the queue."""
    pk = (event.before or {}).get("id") or (event.after or {}).get("id")
    name = "company" if model is Company else "person"
    if pk and Assessment.objects.filter(**{f"{name}_id": pk}).exists():
        measure(list(model.objects.filter(pk=pk)))
