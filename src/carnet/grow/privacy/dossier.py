"""Everything held of one person, as the right of access wants it: once as data, once to read.

GDPR, art. 15: the data themselves, free text included, why and on which basis, where they come from, who received
them, how long they are kept; and art. 20 for what the person gave, in a form that a machine reads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.foundation import law
from carnet.foundation.agenda.models import Appointment, Interaction, Task
from carnet.foundation.audit.consultations import consultations
from carnet.foundation.audit.models import EventSubject, kind_of
from carnet.foundation.audit.sentences import read
from carnet.foundation.consents.models import Consent, Objection
from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.values import shown
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.custom import holder_of, is_custom, label_of
from carnet.foundation.parties.models import Address, Affiliation, Company, ContactPoint, Party, Provenance
from carnet.foundation.parties.services import of
from carnet.foundation.ui.templatetags.carnet import day, language, moment, money, phone
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.buying.models import Seat, Tie
from carnet.sell.closing.models import Quote, Status

from . import rules
from .erasing import KEPT_FIELDS
from .models import RightsRequest

Cells = Sequence[str]


@dataclass(slots=True)
class Section:
    """A part of the dossier: `head` names the columns of `rows`; without it each row is a label and a value."""

    code: str
    title: str
    head: Cells = ()
    rows: list[Cells] = field(default_factory=list)
    note: str = ""


def dossier(party: Party) -> list[Section]:
    """Every section, the empty ones left out. About twenty queries whatever the number of entries."""
    sections = [
        _identity(party),
        _sources(party),
        _reach(party),
        _roles(party),
        _retention(party),
        _contacts(party),
        _to_do(party),
        _sales(party),
        _wishes(party),
        _purchases(party),
        _ties(party),
        *_elsewhere(party),
        _recipients(party),
        _history(party),
        _requests(party),
    ]
    return [section for section in sections if section.rows]


def _identity(party: Party) -> Section:
    section = Section("record", _("The record"))
    for part in party._meta.concrete_fields:
        if part.name in KEPT_FIELDS - {"owner", "stage", "buyer_kind", "created_at", "country"} or part.name in {
            "name_key",
            "custom",
        }:
            continue
        if text := _shown(party, part):
            label = str(part.verbose_name)
            section.rows.append((label[:1].upper() + label[1:], text))
    # Whatever a member may see of it, the person reads all that is kept on them.
    for own in field_set(holder_of(party)):
        if text := shown(own, party.custom.get(own.code), language()):
            section.rows.append((own.label, text))
    return section


def _shown(row: models.Model, part: models.Field) -> str:
    value = getattr(row, part.name)
    if value in (None, "", [], {}):
        return ""
    if part.choices:
        return str(getattr(row, f"get_{part.name}_display")())
    if part.name == "phone":
        return phone(value)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return str(value)


def _sources(party: Party) -> Section:
    head = (_("Datum"), pgettext("provenance", "From"), _("When"), _("Legal basis"))
    section = Section("sources", _("Where the data come from, and on which basis"), head)
    for row in Provenance.objects.filter(**of(party)).order_by("collected_on", "pk"):
        whence = f"{row.get_source_display()}{f', {row.detail}' if row.detail else ''}"
        section.rows.append((_field(party, row.field), whence, day(row.collected_on), str(row.get_basis_display())))
    return section


def _field(party: Party, name: str) -> str:
    """A field's own words; those of a further number, or the whole record."""
    if not name:
        return _("The whole record")
    known = {part.name: str(part.verbose_name) for part in party._meta.concrete_fields}
    label = (
        label_of(name) if is_custom(name) else known.get(name, _("further contact details") if "." in name else name)
    )
    return label[:1].upper() + label[1:]


def _reach(party: Party) -> Section:
    section = Section("reach", _("Further numbers and addresses"))
    for point in ContactPoint.objects.filter(**of(party)):
        section.rows.append((str(point.get_channel_display()), point.value))
    for place in Address.objects.filter(**of(party)):
        section.rows.append((str(place.get_use_display()), str(place)))
    return section


def _roles(party: Party) -> Section:
    section = Section("roles", _("Companies"), (_("Company"), _("Job"), _("Since"), _("Until")))
    if isinstance(party, Company):
        return section
    for role in Affiliation.objects.filter(person=party).select_related("company"):
        since = day(role.started_on) if role.started_on else ""
        section.rows.append((role.company.name, role.job_title, since, day(role.ended_on) if role.ended_on else ""))
    return section


def _retention(party: Party) -> Section:
    today = timezone.localdate()
    section = Section("retention", _("Why, and for how long"))
    years = law.rule("retention.prospect.years", on=today).number
    first = Provenance.objects.filter(**of(party), field="").aggregate(first=Min("collected_on"))["first"]
    term = rules.term(
        collected_on=first or timezone.localtime(party.created_at).date(),
        inbound_on=timezone.localtime(party.last_inbound_at).date() if party.last_inbound_at else None,
        sold_on=_last_sale(party),
        years=years,
    )
    section.rows = [
        (_("Purpose"), _("Prospecting, follow-up of customers, quotes and contracts.")),
        (_("Kept until"), _("%(day)s, unless you contact us or buy before then") % {"day": day(term.due_on)}),
        (
            _("Accounting documents"),
            _("%(total)s years") % {"total": law.rule("retention.accounting.years", on=today).number},
        ),
        (_("Automated decisions"), _("None.")),
        (
            _("Your rights"),
            _("Rectification, erasure, restriction, portability, objection; complaint to the CNIL (cnil.fr)."),
        ),
    ]
    return section


def _last_sale(party: Party) -> date | None:
    rows = Quote.objects.filter(**of(party), status=Status.ACCEPTED).order_by("-closed_on")
    return rows.values_list("closed_on", flat=True).first()


def _contacts(party: Party) -> Section:
    head = (_("When"), pgettext("contact", "What"), _("What was written"))
    section = Section("contacts", _("Contacts and notes"), head)
    for row in Interaction.objects.filter(**of(party)).order_by("-at"):
        what = str(row.get_channel_display())
        outcome = f" · {row.get_outcome_display()}" if row.outcome else ""
        came = f" · {_('they contacted us')}" if row.is_inbound else ""
        section.rows.append((moment(row.at), f"{what}{outcome}{came}", row.text))
    return section


def _to_do(party: Party) -> Section:
    section = Section("agenda", _("Tasks and appointments"), (_("When"), pgettext("contact", "What"), _("State")))
    for task in Task.objects.filter(**of(party)).order_by("-due_on"):
        state = _("Done") if task.done_at else _("Dropped") if task.dropped_at else _("To do")
        section.rows.append((day(task.due_on), task.title, state))
    for meeting in Appointment.objects.filter(**of(party)).order_by("-starts_at"):
        state = _("Cancelled") if meeting.cancelled_at else ""
        section.rows.append((moment(meeting.starts_at), f"{meeting.title} {meeting.location}".strip(), state))
    return section


def _sales(party: Party) -> Section:
    head = (_("When"), pgettext("contact", "What"), _("Amount before VAT"))
    section = Section("sales", _("Deals and quotes"), head)
    for deal in Opportunity.objects.filter(**of(party)).order_by("-created_at"):
        amount = money(deal.amount_cents) if deal.amount_cents else ""
        section.rows.append((day(deal.created_at), deal.name, amount))
    for quote in Quote.objects.filter(**of(party)).order_by("-created_at"):
        what = f"{quote} · {quote.title} · {quote.get_status_display()}"
        section.rows.append((day(quote.issued_on or quote.created_at), what, money(quote.net_cents)))
    return section


def _wishes(party: Party) -> Section:
    head = (_("When"), pgettext("contact", "What"), _("Details"))
    section = Section("wishes", _("Consents and objections"), head)
    for one in Consent.objects.filter(**of(party)).order_by("-collected_at"):
        until = _("until %(day)s") % {"day": day(one.expires_on)} if one.expires_on else ""
        taken = _("withdrawn on %(day)s") % {"day": day(one.withdrawn_at)} if one.withdrawn_at else until
        what = f"{one.get_basis_display()} · {one.get_channel_display()}"
        section.rows.append((moment(one.collected_at), what, " · ".join(filter(None, [taken, one.wording]))))
    for no in Objection.objects.filter(**of(party)).order_by("-at"):
        where = str(no.get_channel_display()) if no.channel else _("every channel")
        what = f"{_('Objection')} · {where}"
        section.rows.append((moment(no.at), what, " · ".join(filter(None, [str(no.get_means_display()), no.note]))))
    return section


_TOLD = frozenset(
    "parties.contactpoint parties.address parties.provenance parties.affiliation agenda.interaction agenda.task "
    "agenda.appointment opportunities.opportunity closing.quote consents.consent consents.objection "
    "privacy.rightsrequest privacy.purgeitem buying.seat buying.tie".split()
)


def _purchases(party: Party) -> Section:
    """What is thought of a person in the purchases of their company: theirs to read, guesses included."""
    head = (_("Company"), pgettext("buying centre", "What is thought"), _("How we know"))
    section = Section("buying", _("Place in purchases"), head)
    for seat in Seat.objects.filter(**of(party)).select_related("company", "person").order_by("pk"):
        power = _("power %(power)s out of 5") % {"power": seat.power} if seat.power else ""
        who = str(seat.person) if isinstance(party, Company) else ""
        told = [who, ", ".join(seat.part_words), power, str(seat.get_attitude_display()), ", ".join(seat.motive_words)]
        known = [str(seat.get_basis_display()), seat.source, day(seat.said_on), seat.notes]
        section.rows.append((seat.company.name, " · ".join(filter(None, told)), " · ".join(filter(None, known))))
    return section


def _ties(party: Party) -> Section:
    section = Section("ties", _("Ties with others"), (_("Company"), pgettext("buying centre", "Tie")))
    mine = models.Q(**of(party)) | (models.Q() if isinstance(party, Company) else models.Q(toward=party))
    for tie in Tie.objects.filter(mine).select_related("company", "person", "toward").order_by("pk"):
        section.rows.append((tie.company.name, f"{tie.person} {tie.get_kind_display()} {tie.toward}"))
    return section


def _elsewhere(party: Party) -> Iterable[Section]:
    """Rows of tables that this file does not know by name: a room added later is told of all the same."""
    for model in apps.get_models():
        label = f"{model._meta.app_label}.{model._meta.model_name}"
        ours = {part.name: part.related_model for part in model._meta.concrete_fields}
        name = next(iter(of(party)))
        if label in _TOLD or ours.get(name) is not type(party):
            continue
        section = Section(label, str(model._meta.verbose_name_plural).capitalize(), (_("Datum"), _("Value")))
        for row in model._default_manager.filter(**of(party))[:1000]:
            for part in model._meta.concrete_fields:
                if part.name not in {"id", "workspace", "company", "person"} and (text := _shown(row, part)):
                    section.rows.append((str(part.verbose_name).capitalize(), text))
        yield section


def _recipients(party: Party) -> Section:
    head = (pgettext("consultation", "Who"), _("When"), pgettext("contact", "What"))
    section = Section("recipients", _("Who may read the data, and who did"), head)
    members = Membership.objects.filter(workspace=party.workspace_id, is_active=True).select_related("user")
    for member in sorted(members, key=lambda one: str(one).casefold()):
        section.rows.append((str(member), "", _("may read: %(role)s") % {"role": member.get_role_display()}))
    for one in consultations(party):
        section.rows.append((str(one.member or _("a former member")), day(one.day), str(one.get_act_display())))
    section.note = _("Nobody outside the company receives these data, other than its technical providers.")
    return section


def _history(party: Party) -> Section:
    head = (_("When"), pgettext("consultation", "Who"), pgettext("contact", "What"))
    section = Section("history", _("Who changed what"), head)
    subjects = EventSubject.objects.filter(kind=kind_of(party), object_id=party.pk)
    for subject in subjects.select_related("event__member__user", "event__undoes").order_by("-at", "-pk"):
        event = subject.event
        sentence = read(event)
        what = " · ".join(filter(None, [str(sentence.title), str(sentence.text)]))
        section.rows.append((moment(event.at), str(event.member or ""), what))
    return section


def _requests(party: Party) -> Section:
    head = (_("When"), _("Right"), pgettext("request", "Answered on"))
    section = Section("requests", _("Requests made"), head)
    for one in RightsRequest.objects.filter(**of(party)).order_by("-received_on"):
        answered = day(one.answered_on) if one.answered_on else ""
        section.rows.append((day(one.received_on), str(one.get_right_display()), answered))
    return section


def as_json(party: Party, sections: Sequence[Section]) -> dict[str, Any]:
    """The dossier as a machine reads it: the stored values of the record, then every section by its columns."""
    stored = {
        part.name: _json(getattr(party, part.attname))
        for part in party._meta.concrete_fields
        if part.name not in {"id", "workspace", "owner", "name_key"} and getattr(party, part.attname) not in (None, "")
    }
    return {
        "format": "carnet.dossier",
        "version": 1,
        "made_at": timezone.now().isoformat(),
        "kind": str(party._meta.model_name),
        "record": stored,
        "sections": [_section_json(section) for section in sections],
    }


def _section_json(section: Section) -> dict[str, Any]:
    rows: list[Any] = [list(row) for row in section.rows]
    if section.head:
        rows = [dict(zip(map(str, section.head), row, strict=True)) for row in section.rows]
    else:
        rows = [{"label": row[0], "value": row[1]} for row in section.rows]
    return {"code": section.code, "title": section.title, "rows": rows, "note": section.note}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
