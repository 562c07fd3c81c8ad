"""Records that leave the house in a file: who stays out and why, and the lines of those who are in it.

The file is not kept. It is written as it is taken, from the records that the act found free to leave: who objects, is
frozen, erased or put in the trash in between is no longer in it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from carnet.foundation.consents.models import Basis, Channel, Consent, Objection
from carnet.foundation.consents.queries import CONSUMER, limits_of
from carnet.foundation.fields.models import Field
from carnet.foundation.fields.queries import field_set, visible_fields
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.parties.models import Affiliation
from carnet.foundation.ui import lists, rules
from carnet.foundation.ui.lists import Column, ListSpec, Row
from carnet.foundation.workspaces.models import Membership
from carnet.grow.customer_file.company_list import company_list
from carnet.grow.customer_file.people_list import people_list
from carnet.grow.customer_file.queries import owners_of

from .models import Act, ActRow
from .rules import EVERY, Out, Purpose, Wish, left_out

CHUNK = 500
CONSENTED = {Channel.PHONE: (Basis.CONSENT,), Channel.EMAIL: (Basis.CONSENT, Basis.SALE),
             Channel.SMS: (Basis.CONSENT, Basis.SALE)}  # fmt: skip


def spec_of(member: Membership, party: str) -> ListSpec:
    return (company_list if party == Act.Party.COMPANY else people_list)(member, owners_of(member.workspace))


def state_of(spec: ListSpec, wishes: str) -> rules.State:
    return rules.read_state(spec.shape, dict(QueryDict(wishes).lists()))


def in_order(member: Membership, party: str, wishes: str) -> Iterator[int]:
    """The numbers of a list's records, as the list shows them."""
    spec = replace(spec_of(member, party), enrich=lambda _rows: None)
    state = replace(state_of(spec, wishes), columns=())
    return (row["id"] for chunk in lists.chunks(spec, state) for row in chunk)


def outs(party: str, rows: Sequence[Any], wanted: Mapping[str, Any]) -> dict[int, Out]:
    """Why some of `rows` stay out, by number. Up to three queries to prospect by a channel, else none."""
    purpose, channel = Purpose(wanted.get("purpose", Purpose.PROSPECTING)), wanted.get("channel", EVERY)
    is_by_channel = bool(channel) and purpose == Purpose.PROSPECTING
    ids = [row.pk for row in rows]
    refusing = _refusing(party, ids, channel) if is_by_channel else set()
    agreed = _agreed(party, ids, channel) if is_by_channel else set()
    buyers = _buyers(party, rows) if is_by_channel else {}
    needs = {buyer: _needs_consent(channel, buyer) for buyer in set(buyers.values())}
    found = {}
    for row in rows:
        said = {EVERY} if row.objected_at else set()
        wish = Wish(
            is_restricted=row.restricted_at is not None,
            objections=frozenset(said | ({channel} if row.pk in refusing else set())),
            needs_consent=needs.get(buyers.get(row.pk, ""), False),
            has_consent=row.pk in agreed,
        )
        if reason := left_out(wish, purpose, channel):
            found[row.pk] = reason
    return found


def _refusing(party: str, ids: Sequence[int], channel: str) -> set[int]:
    rows = Objection.objects.standing().filter(**{f"{party}__in": ids}, channel=channel)
    return set(rows.values_list(f"{party}_id", flat=True))


def _agreed(party: str, ids: Sequence[int], channel: str) -> set[int]:
    bases = CONSENTED.get(Channel(channel), ())
    rows = Consent.objects.standing().filter(**{f"{party}__in": ids}, channel=channel, basis__in=bases)
    proven = rows.filter(collected_at__lte=timezone.now()).exclude(wording="")
    return set(proven.values_list(f"{party}_id", flat=True))


def _buyers(party: str, rows: Sequence[Any]) -> dict[int, str]:
    """The kind of buyer whose law protects each: a person without a company is a consumer."""
    if party == Act.Party.COMPANY:
        return {row.pk: row.buyer_kind for row in rows}
    found = dict.fromkeys((row.pk for row in rows), str(CONSUMER))
    roles = Affiliation.objects.current().filter(person__in=list(found), company__deleted_at=None)
    # The main role is read last, and stays.
    found.update(roles.order_by("is_main", "pk").values_list("person_id", "company__buyer_kind"))
    return found


def _needs_consent(channel: str, buyer: str) -> bool | None:
    limits = limits_of(channel, buyer, timezone.localdate())
    return limits.consent_required if limits else None


def reason_words(reason: str, channel: str = EVERY) -> str:
    label = str(Channel(channel).label).lower() if channel else ""
    return {
        Out.RESTRICTED: _("frozen: kept, but no longer used"),
        Out.OBJECTED: _("objects to prospecting"),
        Out.OBJECTED_HERE: _("objects to prospecting by this channel (%(channel)s)") % {"channel": label},
        Out.NO_LAW: _("the law of this channel is not known for this kind of buyer"),
        Out.NO_CONSENT: _("a consumer without a standing consent for this channel (%(channel)s)") % {"channel": label},
    }[Out(reason)]


def counted(found: Mapping[int, Out], channel: str) -> list[tuple[str, int]]:
    """Each reason in words with how many it concerns, the strongest first."""
    counts = Counter(found.values())
    return [(reason_words(one, channel), counts[one]) for one in Out if counts[one]]


def hidden_fields(member: Membership, party: str) -> int:
    """Own fields that the member's role does not see, and that therefore stay out. No query."""
    holder = Holder(party)
    return len(field_set(holder)) - len(visible_fields(holder, member))


def columns_offered(spec: ListSpec, member: Membership, party: str) -> list[tuple[str, str]]:
    """Every column of the list that the member sees; a delicate one says so."""
    own = visible_fields(Holder(party), member).by_key

    def label(column: Column) -> str:
        is_delicate = column.key in own and own[column.key].sensitivity == Field.Sensitivity.DELICATE
        return _("%(label)s (delicate)") % {"label": column.label} if is_delicate else str(column.label)

    return [(column.key, label(column)) for column in spec.columns]


def file_of(act: Act, member: Membership) -> tuple[list[Column], Iterator[list[Row]]]:
    """The columns of the act's file that `member` may see, and its rows in the order of the list, read as they go."""
    spec = spec_of(member, act.party)
    state = rules.read_state(spec.shape, {rules.COLUMNS: act.wanted.get("columns", [])})
    return spec.chosen(state), _chunks(act, spec, state)


def _chunks(act: Act, spec: ListSpec, state: rules.State) -> Iterator[list[Row]]:
    last = 0
    while True:
        # Never open across a `yield`: another request's code may run on this thread meanwhile.
        with scope(workspace=act.workspace):
            within = Q(act=act, state=ActRow.State.CHANGED, pk__gt=last)
            pairs = list(ActRow.objects.filter(within).order_by("pk").values_list("pk", "object_id")[:CHUNK])
            if not pairs:
                return
            last = pairs[-1][0]
            chunk = rows_for(spec, state, act.party, [number for _pk, number in pairs], act.wanted)
        yield chunk


def rows_for(
    spec: ListSpec, state: rules.State, party: str, ids: Sequence[int], wanted: Mapping[str, Any]
) -> list[Row]:
    """The lines of those of `ids` who may be in the file now, in that order."""
    out = outs(party, list(spec.rows().filter(pk__in=ids)), wanted)
    return lists.rows_of(spec, state, [pk for pk in ids if pk not in out])
