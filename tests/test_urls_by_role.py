"""Every address of a workspace × who asks × whose row: what opens, and to whom.

A new address takes one line in ADDRESSES: the words of its path and, for a number, the table it names a row of. The
permission is read from the view itself. GET is tried first, POST where the view takes no GET.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_scopes import scope

from carnet.foundation.csr.rules import KINDS
from carnet.foundation.ui.screens import screen_of
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.foundation.workspaces.permissions import Role
from tests.conftest import person, signed_in
from tests.foundation.administration.rows import fill

COMPANY, PERSON, QUOTE = {"pk": "parties.company"}, {"pk": "parties.person"}, {"pk": "closing.quote"}
RIGHTS, BREACH = {"pk": "privacy.rightsrequest"}, {"pk": "privacy.breach"}
OF_PERSON = {"party": "personnes", "pk": "parties.person"}
TASK, DEAL, IMPORT = {"pk": "agenda.task"}, {"pk": "opportunities.opportunity"}, {"pk": "imports.import"}
MEMBER, OFFER, PRODUCT = {"pk": "workspaces.membership"}, {"pk": "workspaces.invitation"}, {"pk": "catalogue.product"}
FIELD, GRID = {"pk": "fields.field"}, {"pk": "sourcing.grid"}
LANDING = {"pk": "landing.page"}
PLAN, GROUP = {"pk": "mix.plan"}, {"pk": "mix.group"}
LETTER, MAILING = {"pk": "mailing.letter"}, {"pk": "mailing.mailing"}
CAMPAIGN, TOUCH = {"pk": "campaigns.campaign"}, {"pk": "campaigns.touch"}
TRIAL = {"pk": "campaigns.trial"}
INTERVIEW = {"pk": "interviews.interview"}
TOUR, STOP, START = {"pk": "tours.tour"}, {"pk": "tours.tourvisit"}, {"pk": "tours.start"}
SEAT, TIE = {"pk": "buying.seat"}, {"pk": "buying.tie"}
CALLS, CARD, SCRIPT = {"pk": "calling.callsession"}, {"pk": "calling.call"}, {"pk": "calling.script"}
REPLY = {"pk": "catalogue.objectionreply"}
JOB, PLEDGE, VIEW = {"pk": "jobs.job"}, {"pk": "csr.commitment"}, {"pk": "ui.savedview"}

ADDRESSES: dict[str, dict[str, str]] = {
    "counts": {},
    "workspaces:members": {},
    "workspaces:role": MEMBER,
    "workspaces:access": MEMBER,
    "workspaces:ownership": MEMBER,
    "workspaces:resend": OFFER,
    "workspaces:withdraw": OFFER,
    "workspaces:settings": {},
    "workspaces:logo": {},
    "workspaces:logo_file": {},
    "workspaces:workspace": {},
    "workspaces:roles": {},
    "workspaces:data": {},
    "workspaces:export": {},
    "workspaces:copy": {},
    "workspaces:delete": {},
    "audit:history": {},
    "audit:undo": {"pk": "audit.event"},
    "jobs:list": {},
    "jobs:job": JOB,
    "jobs:cancel": JOB,
    "jobs:restart": JOB,
    "api:keys": {},
    "api:revoke": {"pk": "api.apikey"},
    "law:values": {},
    "law:mentions": {},
    "law:forms": {},
    "law:rule": {"code": "companies"},
    "geo:communes": {},
    "geo:landmarks": {},
    "quality:queue": {},
    "quality:measure": {},
    "quality:verified": {"party": "societes", **COMPANY},
    "documents:document": {"pk": "documents.document"},
    "csr:list": {},
    "csr:catalogue": {},
    "csr:starter_set": {},
    "csr:add": {"kind": next(iter(KINDS))},
    "csr:edit": PLEDGE,
    "csr:withdraw": PLEDGE,
    "catalogue:products": {},
    "catalogue:create": {},
    "catalogue:product": PRODUCT,
    "catalogue:edit": PRODUCT,
    "catalogue:price": PRODUCT,
    "catalogue:sale": PRODUCT,
    "catalogue:replies": {},
    "calling:home": {},
    "calling:new": {},
    "calling:session": CALLS,
    "calling:go_on": CALLS,
    "calling:pause": CALLS,
    "calling:resume": CALLS,
    "calling:end": CALLS,
    "calling:summary": CALLS,
    "calling:outcome": CARD,
    "calling:refusal": CARD,
    "calling:skip": CARD,
    "calling:after": CARD,
    "calling:scripts": {},
    "calling:script_new": {},
    "calling:scripts_adopt": {},
    "calling:script": SCRIPT,
    "calling:script_put_away": SCRIPT,
    "catalogue:reply_new": {},
    "catalogue:replies_adopt": {},
    "catalogue:reply": REPLY,
    "catalogue:reply_use": REPLY,
    "agenda:agenda": {},
    "agenda:task_new": {},
    "agenda:task_done": TASK,
    "agenda:task_postpone": TASK,
    "agenda:task_drop": TASK,
    "agenda:appointment_new": {},
    "agenda:appointment_cancel": {"pk": "agenda.appointment"},
    "agenda:log_call": {},
    "agenda:log_note": {},
    "agenda:next_action": {},
    "referential:home": {},
    "referential:coverage": {},
    "referential:deliverables": {},
    "referential:reread_all": {},
    "referential:choose": {},
    "referential:competency": {"code": "C1.1"},
    "referential:reread": {"code": "C1.1"},
    "referential:margin": {},
    "closing:quotes": {},
    "closing:begin": {},
    "closing:quote": QUOTE,
    "closing:edit": QUOTE,
    "closing:totals": QUOTE,
    "closing:preview": QUOTE,
    "closing:send": QUOTE,
    "closing:accept": QUOTE,
    "closing:refuse": QUOTE,
    "closing:version": QUOTE,
    "pipeline:board": {},
    "pipeline:deals": {},
    "pipeline:deal_count": {},
    "pipeline:deal_export": {},
    "pipeline:new": {},
    "pipeline:opportunity": DEAL,
    "pipeline:edit": DEAL,
    "pipeline:move": DEAL,
    "pipeline:win": DEAL,
    "pipeline:lose": DEAL,
    "imports:imports": {},
    "imports:new": {},
    "imports:import": IMPORT,
    "imports:origin": IMPORT,
    "imports:origin_asked": IMPORT,
    "imports:proof": IMPORT,
    "imports:people_told": IMPORT,
    "imports:read_as": IMPORT,
    "imports:columns": IMPORT,
    "imports:as_read": IMPORT,
    "imports:check": IMPORT,
    "imports:outcome": IMPORT,
    "imports:refused": IMPORT,
    "imports:resume": IMPORT,
    "imports:stop": IMPORT,
    "imports:revert": IMPORT,
    "imports:discard": IMPORT,
    "sourcing:find": {},
    "sourcing:activities": {},
    "sourcing:count": {},
    "sourcing:points": {},
    "sourcing:add": {},
    "sourcing:targeting": {"pk": "sourcing.targeting"},
    "sourcing:set_aside": {"pk": "sourcing.doubt"},
    "sourcing:grids": {},
    "sourcing:grid_new": {},
    "sourcing:grid_edit": GRID,
    "sourcing:grid_withdraw": GRID,
    "duplicates:queue": {},
    "duplicates:picked": {},
    "duplicates:pick": {"party": "societes"},
    "duplicates:search": {},
    "duplicates:compare": {"pk": "duplicates.pair"},
    "duplicates:keep": {"pk": "duplicates.pair"},
    "tags:tags": {},
    "tags:tag": {"pk": "tags.tag"},
    "tags:merge": {"pk": "tags.tag"},
    "tags:delete": {"pk": "tags.tag"},
    "customer_file:record_tags": OF_PERSON,
    "bulk:new": {"party": "societes", "act": "modifier"},
    "bulk:plan": {"party": "personnes"},
    "bulk:export": {"party": "societes"},
    "bulk:act": {"pk": "bulk.act"},
    "bulk:file": {"pk": "bulk.act"},
    "bulk:refused": {"pk": "bulk.act"},
    "customer_file:companies": {},
    "customer_file:company_count": {},
    "customer_file:company_points": {},
    "customer_file:company_drawn": {},
    "customer_file:company_filter": {},
    "customer_file:tag_together": {"party": "societes"},
    "customer_file:plan_together": {"party": "societes"},
    "customer_file:people_filter": {},
    "customer_file:cities": {},
    "customer_file:company_names": {},
    "customer_file:company_export": {},
    "customer_file:company_bulk": {},
    "customer_file:company_new": {},
    "customer_file:company_duplicates": {},
    "customer_file:company": COMPANY,
    "customer_file:company_edit": COMPANY,
    "customer_file:company_field": {"pk": "parties.company", "field": "city"},
    "customer_file:trash": {},
    "customer_file:trash_restore": {},
    "customer_file:company_trash": COMPANY,
    "customer_file:company_restore": COMPANY,
    "customer_file:person_new_at": {"company": "parties.company"},
    "customer_file:people": {},
    "customer_file:people_count": {},
    "customer_file:people_export": {},
    "customer_file:person_new": {},
    "customer_file:person_duplicates": {},
    "customer_file:role_end": {"pk": "parties.affiliation"},
    "customer_file:person": PERSON,
    "customer_file:person_edit": PERSON,
    "customer_file:person_move": PERSON,
    "customer_file:person_field": {"pk": "parties.person", "field": "phone"},
    "customer_file:person_trash": PERSON,
    "customer_file:person_restore": PERSON,
    "customer_file:reach_new": {"party": "societes", "pk": "parties.company", "kind": "telephone"},
    "customer_file:reach_edit": {
        "party": "societes",
        "pk": "parties.company",
        "kind": "telephone",
        "row": "parties.contactpoint",
    },
    "customer_file:reach_remove": {
        "party": "societes",
        "pk": "parties.company",
        "kind": "telephone",
        "row": "parties.contactpoint",
    },
    "customer_file:view_save": {"code": "companies"},
    "customer_file:view_update": VIEW,
    "customer_file:view_rename": VIEW,
    "customer_file:view_delete": VIEW,
    "privacy:home": {},
    "privacy:settings": {},
    "privacy:requests": {},
    "privacy:request_new": {},
    "privacy:request": RIGHTS,
    "privacy:request_answer": RIGHTS,
    "privacy:request_extend": RIGHTS,
    "privacy:request_identity": RIGHTS,
    "privacy:breaches": {},
    "privacy:breach_new": {},
    "privacy:breach": BREACH,
    "privacy:breach_close": BREACH,
    "privacy:purge": {},
    "privacy:purge_scan": {},
    "privacy:purge_erase": {},
    "privacy:purge_values": {},
    "privacy:purge_keep": {"pk": "privacy.purgeitem"},
    "privacy:consent_withdraw": {"pk": "consents.consent"},
    "privacy:objection_lift": {"pk": "consents.objection"},
    "privacy:party": OF_PERSON,
    "privacy:objection": OF_PERSON,
    "privacy:consent_new": OF_PERSON,
    "privacy:freeze": OF_PERSON,
    "privacy:thaw": OF_PERSON,
    "privacy:dossier_json": OF_PERSON,
    "privacy:dossier_pdf": OF_PERSON,
    "privacy:erasure": OF_PERSON,
    "architecture:home": {},
    "architecture:new": {},
    "architecture:edit": FIELD,
    "architecture:move": FIELD,
    "architecture:archive": FIELD,
    "architecture:take_back": FIELD,
    "architecture:erase": FIELD,
    "architecture:models": {},
    "architecture:model": {"code": "b2b"},
    "architecture:versions": {},
    "architecture:document": {},
    "architecture:register": {},
    "architecture:register_csv": {},
    "architecture:register_document": {},
    "buying:home": {},
    "buying:centre": COMPANY,
    "buying:purchase": COMPANY,
    "buying:seat_new": COMPANY,
    "buying:tie_new": COMPANY,
    "buying:seat": SEAT,
    "buying:seat_remove": SEAT,
    "buying:tie_remove": TIE,
    "campaigns:campaigns": {},
    "campaigns:new": {},
    "campaigns:campaign": CAMPAIGN,
    "campaigns:edit": CAMPAIGN,
    "campaigns:close": CAMPAIGN,
    "campaigns:reopen": CAMPAIGN,
    "campaigns:delete": CAMPAIGN,
    "campaigns:touch_new": CAMPAIGN,
    "campaigns:analysis": CAMPAIGN,
    "campaigns:adjustments": CAMPAIGN,
    "campaigns:decide": CAMPAIGN,
    "campaigns:withdraw": {"pk": "campaigns.adjustment"},
    "campaigns:follow": CAMPAIGN,
    "campaigns:report": CAMPAIGN,
    "campaigns:trial": CAMPAIGN,
    "campaigns:trial_new": CAMPAIGN,
    "campaigns:trial_look": TRIAL,
    "campaigns:trial_stop": TRIAL,
    "campaigns:touch": TOUCH,
    "campaigns:touch_remove": TOUCH,
    "mix:plans": {},
    "mix:new": {},
    "mix:channels": {},
    "mix:channel": {"code": "phone"},
    "mix:plan": PLAN,
    "mix:edit": PLAN,
    "mix:delete": PLAN,
    "mix:csv": PLAN,
    "mix:document": PLAN,
    "mix:group_new": PLAN,
    "mix:group": GROUP,
    "mix:group_edit": GROUP,
    "mix:group_move": GROUP,
    "mix:group_remove": GROUP,
    "mix:steps": GROUP,
    "mix:propose": GROUP,
    "mix:launch": GROUP,
    "landing:pages": {},
    "landing:new": {},
    "landing:site": {},
    "landing:page": LANDING,
    "landing:edit": LANDING,
    "landing:content": LANDING,
    "landing:form": LANDING,
    "landing:preview": LANDING,
    "landing:publication": LANDING,
    "landing:delete": LANDING,
    "landing:document": LANDING,
    "landing:links": {},
    "landing:link_new": {},
    "landing:link": {"pk": "landing.shortlink"},
    "landing:link_switch": {"pk": "landing.shortlink"},
    "landing:link_code": {"pk": "landing.shortlink", "kind": "svg"},
    "landing:posts": {},
    "landing:post_new": {},
    "landing:post": {"pk": "landing.post"},
    "landing:post_edit": {"pk": "landing.post"},
    "landing:post_published": {"pk": "landing.post"},
    "landing:post_results": {"pk": "landing.post"},
    "landing:leads": {},
    "landing:try_again": {},
    "landing:lead": {"pk": "landing.lead"},
    "landing:spam": {"pk": "landing.lead"},
    "mailing:mailings": {},
    "mailing:new": {},
    "mailing:letters": {},
    "mailing:letter_new": {},
    "mailing:letter": LETTER,
    "mailing:letter_edit": LETTER,
    "mailing:letter_archive": LETTER,
    "mailing:settings": {},
    "mailing:test": {},
    "mailing:mailing": MAILING,
    "mailing:edit": MAILING,
    "mailing:preview": MAILING,
    "mailing:queue": MAILING,
    "mailing:pause": MAILING,
    "mailing:resume": MAILING,
    "mailing:cancel": MAILING,
    "mailing:settle": MAILING,
    "tours:home": {},
    "tours:new": {},
    "tours:near": {},
    "tours:settings": {},
    "tours:start_add": {},
    "tours:start_usual": START,
    "tours:start_remove": START,
    "tours:habit": COMPANY,
    "tours:join": COMPANY,
    "tours:visit": STOP,
    "tours:visit_remove": STOP,
    "tours:visit_cancel": STOP,
    "tours:day": {"pk": "tours.tourday"},
    "tours:tour": TOUR,
    "tours:choose": TOUR,
    "tours:plan": TOUR,
    "tours:accept": TOUR,
    "tours:delete": TOUR,
    "tours:sheet": TOUR,
    "tours:calendar": TOUR,
    "interviewing:home": {},
    "interviewing:new": {},
    "interviewing:interview": INTERVIEW,
    "interviewing:cancel": INTERVIEW,
    "interviewing:sheet": INTERVIEW,
    "interviewing:paper": INTERVIEW,
    "interviewing:guide": INTERVIEW,
    "interviewing:debrief": INTERVIEW,
    "reporting:results": {},
    "reporting:objectives": {},
    "today": {},
    "search": {},
    "show_margin": {},
    "components": {},
}


def found() -> dict[str, Callable[..., Any]]:
    """Views under /e/<workspace>/ by their full URL name."""
    return {
        name: view for name, path, view in walk(get_resolver().url_patterns) if path.startswith("e/<slug:workspace>/")
    }


def walk(patterns: list[Any], names: str = "", path: str = "") -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield names + (pattern.name or here), here, pattern.callback
        elif isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from walk(pattern.url_patterns, names + space, here)


def address(name: str, workspace: str, rows: dict[str, models.Model]) -> str:
    words = {key: rows[value].pk if value in rows else value for key, value in ADDRESSES[name].items()}
    return reverse(name, kwargs={"workspace": workspace, **words})


def ask(client: Client, url: str) -> HttpResponse:
    response = client.get(url)
    if response.status_code == 405:
        response = client.post(url)
    if response.streaming:
        # Read to its end, the answer closes its file.
        b"".join(response.streaming_content)
    return response


def judge(names: list[str], verdict: Callable[[str], str]) -> None:
    """Ask all, each in a transaction that is taken back, then tell of all that went wrong."""
    wrong = []
    for name in names:
        with transaction.atomic():
            try:
                said = verdict(name)
            except Exception as error:  # noqa: BLE001 - an exception is an answer too: the worst one
                said = repr(error)[:300]
            transaction.set_rollback(True)
        if said:
            wrong.append(f"{name}: {said}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.fixture
def rows(nord: Workspace, alice: Membership) -> dict[str, models.Model]:
    with scope(workspace=nord):
        return fill(nord, alice)


def test_every_address_is_in_the_table_and_its_view_declares_a_screen() -> None:
    views = found()
    assert not sorted(set(views) - set(ADDRESSES)), "give each a line in ADDRESSES"
    assert not sorted(set(ADDRESSES) - set(views)), "these no longer exist"
    assert not [name for name, view in views.items() if screen_of(view) is None], "each view is declared by @screen"


def known() -> list[str]:
    return sorted(set(found()) & set(ADDRESSES))


def test_who_is_not_signed_in_is_led_to_sign_in(rows: dict[str, models.Model]) -> None:
    def verdict(name: str) -> str:
        response = ask(Client(), address(name, "nord", rows))
        is_led = response.status_code == 302 and response.url.startswith("/compte/login/")
        return "" if is_led else f"{response.status_code} for nobody"

    judge(known(), verdict)


def test_a_stranger_learns_nothing(rows: dict[str, models.Model], stranger_client: Client) -> None:
    def verdict(name: str) -> str:
        status = ask(stranger_client, address(name, "nord", rows)).status_code
        return "" if status == 404 else f"{status} for a stranger"

    judge(known(), verdict)


def test_who_no_longer_has_access_is_a_stranger(rows: dict[str, models.Model], bruno: Membership) -> None:
    Membership.objects.filter(pk=bruno.pk).update(is_active=False)
    client = signed_in(bruno)

    def verdict(name: str) -> str:
        status = ask(client, address(name, "nord", rows)).status_code
        return "" if status == 404 else f"{status} for a former member"

    judge(known(), verdict)


@pytest.mark.parametrize("role", Role.values)
def test_a_role_opens_what_its_permissions_say_and_nothing_else(
    rows: dict[str, models.Model], nord: Workspace, role: str
) -> None:
    member = Membership.objects.create(workspace=nord, user=person(f"{role}@example.org", "Camille Roy"), role=role)
    # One takes back one's own acts, so the act of the table is this member's; events refuse it by their own manager.
    type(rows["audit.event"])._base_manager.filter(pk=rows["audit.event"].pk).update(member=member)
    client = signed_in(member)

    def verdict(name: str) -> str:
        permission = screen_of(found()[name]).permission
        status = ask(client, address(name, "nord", rows)).status_code
        if permission is not None and not member.may(permission):
            return "" if status == 403 else f"{status} without {permission}"
        return "" if status < 500 and status != 403 else f"{status} with {permission}"

    judge(known(), verdict)


def test_a_row_of_another_workspace_does_not_exist_here(
    rows: dict[str, models.Model], sud: Workspace, stranger: Membership, alice_client: Client
) -> None:
    with scope(workspace=sud):
        theirs = fill(sud, stranger)
    named = [name for name in known() if any("." in value for value in ADDRESSES[name].values())]

    def verdict(name: str) -> str:
        status = ask(alice_client, address(name, "nord", theirs)).status_code
        return "" if status == 404 else f"{status} for a row of another workspace"

    judge(named, verdict)
