"""What is known of a prospect, and the first draft of a sheet: everything that the workspace can say by itself."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.foundation.agenda.models import Channel, Interaction
from carnet.foundation.audit.queries import timeline
from carnet.foundation.interviews.models import Interview, Sheet
from carnet.foundation.interviews.queries import earlier
from carnet.foundation.interviews.rules.sheet import Content, clean
from carnet.foundation.opportunities.models import Opportunity, Outcome
from carnet.foundation.parties.models import Affiliation, BuyerKind, Company
from carnet.foundation.ui.templatetags.carnet import day, euros, siret
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.buying.queries import Centre, centre_of
from carnet.prospect.buying.words import PARTS, gap_said
from carnet.prospect.sourcing.queries import doubts_on
from carnet.prospect.sourcing.words import activity, band

from . import words
from .rules.needs import probable_needs
from .rules.unknown import Facts, to_verify

HISTORY = 30
"""Events of the timeline in which quotes are looked for."""


@dataclass(slots=True)
class Section:
    """`rows`: a label and what is known; `note` where nothing is."""

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""


@dataclass(slots=True)
class Ground:
    """What both the sheet's left and right columns are made of."""

    interview: Interview
    company: Company
    centre: Centre
    roles: list[Affiliation]
    contacts: list[Interaction]
    deals: list[Opportunity]
    before: list[Interview]
    quotes: list[tuple[str, str]]
    doubts: list[str]


def ground_of(interview: Interview, reader: Membership) -> Ground:
    """About fourteen queries, whatever the file holds."""
    company = interview.company
    roles = Affiliation.objects.current().filter(company=company, person__deleted_at=None)
    contacts = Interaction.objects.filter(company=company).exclude(channel=Channel.NOTE).select_related("person")
    deals = Opportunity.objects.filter(company=company).select_related("stage").order_by("-created_at", "-pk")
    told = timeline(company, reader=reader, limit=HISTORY)
    quotes = [
        (day(entry.event.at), f"{entry.sentence.title} {entry.sentence.text}".strip())
        for entry in told
        if entry.event.code.startswith("closing.") and not entry.is_undone
    ]
    return Ground(
        interview=interview,
        company=company,
        centre=centre_of(company, interview.opportunity),
        roles=list(roles.select_related("person").order_by("-is_main", "pk")[:8]),
        contacts=list(contacts.order_by("-at", "-pk")[:5]),
        deals=list(deals[:6]),
        before=list(earlier(interview)[:3]),
        quotes=quotes[:4],
        doubts=[f"{doubt.get_kind_display()} ({doubt.source})" for doubt in doubts_on(company.pk)],
    )


def known_of(ground: Ground) -> list[Section]:
    """Company, people, history, deals: what one reads before the door. No query beyond the ground's."""
    return [_identity(ground), _people(ground), _history(ground), _deals(ground)]


def _identity(ground: Ground) -> Section:
    one = ground.company
    place = " ".join(part for part in (one.street, one.postcode, one.city) if part)
    rows = [
        (pgettext("sheet", "Name"), " · ".join(dict.fromkeys(part for part in (one.name, one.legal_name) if part))),
        ("SIREN", siret(one.siren) if one.siren else ""),
        (pgettext("sheet", "Activity"), activity(one.naf_code) if one.naf_code else one.industry),
        (pgettext("sheet", "Staff"), band(one.staff_band, one.staff_year)),
        (pgettext("sheet", "Address"), place),
        (pgettext("sheet", "Website"), one.website),
        (pgettext("sheet", "Stage"), str(one.get_stage_display())),
        (pgettext("sheet", "Notes"), one.notes[:400]),
    ]
    return Section(_("The company"), [row for row in rows if row[1]])


def _people(ground: Ground) -> Section:
    found = Section(_("The people"), note=_("Nobody is known there yet."))
    for role in ground.roles:
        seat = ground.centre.seats.get(role.person_id)
        told = [role.job_title]
        if seat:
            told += [str(PARTS[part]) for part in PARTS if part.value in seat.parts]
            told += [str(seat.get_attitude_display()) if seat.attitude != "unknown" else ""]
            told += seat.motive_words
        found.rows.append((str(role.person), ", ".join(part for part in told if part)))
    return found


def _history(ground: Ground) -> Section:
    found = Section(_("What has been said"), note=_("No contact is noted: a first interview."))
    for contact in ground.contacts:
        who = f"{contact.get_channel_display()} · {contact.person}" if contact.person else contact.get_channel_display()
        said = " · ".join(part for part in (str(who), contact.get_outcome_display(), contact.text[:240]) if part)
        found.rows.append((day(contact.at), said))
    found.rows += ground.quotes
    for one in ground.before:
        met = [row["objection"] for row in one.notes.get("objections") or () if row["is_met"]]
        if met:
            found.rows.append((day(one.ended_at), _("Objections met: %(words)s") % {"words": " ; ".join(met)}))
    return found


def _deals(ground: Ground) -> Section:
    found = Section(_("Deals"), note=_("No deal yet."))
    for deal in ground.deals:
        told = [
            str(deal.stage) if deal.outcome == Outcome.OPEN else str(deal.get_outcome_display()),
            euros(deal.amount_cents) if deal.amount_cents is not None else "",
            str(deal.get_lost_reason_display()) if deal.lost_reason else "",
            deal.lost_detail,
        ]
        found.rows.append((deal.name, ", ".join(part for part in told if part)))
    return found


def first_draft(ground: Ground, year: int | None = None) -> Content:
    """Needs, things to verify and likely objections, as proposals that the rep changes. No query."""
    one = ground.company
    lost = tuple(deal.lost_reason for deal in ground.deals if deal.lost_reason)
    facts = Facts(
        siren=one.siren,
        naf=one.naf_code,
        staff=one.staff_band,
        staff_year=one.staff_year,
        phone=one.phone,
        email=one.email,
        street=one.street,
        has_person=ground.interview.person_id is not None,
        has_deal=any(deal.outcome == Outcome.OPEN for deal in ground.deals),
        is_consumer=one.buyer_kind == BuyerKind.CONSUMER,
    )
    gaps = [gap_said(gap, ground.centre.names) for gap in ground.centre.gaps if ground.centre.actors]
    verify = [str(words.UNKNOWN[unknown]) for unknown in to_verify(facts, year or timezone.localdate().year)]
    return clean(
        {
            "needs": [str(words.NEEDS[need]) for need in probable_needs(one.naf_code, one.staff_band, one.stage, lost)],
            "verify": [*ground.doubts, *gaps[:5], *verify],
            "objections": [*_met_before(ground), *_usual()][:6],
        }
    )


def _met_before(ground: Ground) -> list[dict[str, Any]]:
    """What they have objected already, with what answered it."""
    rows = [row for one in ground.before for row in one.notes.get("objections") or () if row["is_met"]]
    return [{"objection": row["objection"], "reply": row["how"] or row["reply"]} for row in rows]


def _usual() -> list[dict[str, Any]]:
    return [{"objection": str(objection), "reply": str(reply)} for objection, reply in words.OBJECTIONS]


def sheet_of(interview: Interview) -> Sheet | None:
    """Its latest version. One query."""
    sheet: Sheet | None = interview.sheets.select_related("author__user").first()
    return sheet


def plain(sections: list[Section]) -> list[dict[str, Any]]:
    """What a validated sheet keeps of what was known that day."""
    return [{"title": one.title, "rows": [list(row) for row in one.rows], "note": one.note} for one in sections]
