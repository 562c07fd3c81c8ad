"""A mail server of our own in this process, which speaks real SMTP, and a workspace that writes by it."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import attach, create_company, create_person
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.services import tag
from carnet.foundation.workspaces.models import CompanySettings, Membership, Workspace
from carnet.prospect.mailing.models import Letter, Mailing, MailSettings, Message
from carnet.prospect.mailing.sending import send_round
from carnet.prospect.mailing.services import queue_mailing, save_letter, save_mailing

TEXT = (
    "{{ appel }},\n\nVos bureaux de {{ ville }} ?\n\nVoyez https://www.rhodanis.example/offre?a=1&b=2 et dites-moi.\n"
)
VARIANTS = [{"code": "A", "segment": "", "subject": "Vos bureaux, {{ societe }}", "text": TEXT}]


@dataclass
class Peer:
    """What the server got, and how it behaves: answers by address, and connections that it drops."""

    got: list[Envelope] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    data_answers: list[str] = field(default_factory=list)
    drops_before_answer: int = 0
    drops_at_data: int = 0
    slowness: float = 0
    port: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one.content, policy=default) for one in self.got]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if waiting := self.answers.get(address):
            answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if not answer.startswith("2"):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.drops_at_data:
            self.drops_at_data -= 1
            server.transport.abort()
            return "451 gone"
        if self.data_answers:
            return self.data_answers.pop(0)
        if self.slowness:
            await asyncio.sleep(self.slowness)
        self.got.append(envelope)
        if self.drops_before_answer:
            self.drops_before_answer -= 1
            server.transport.abort()
        return "250 Taken"


def _allow(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(handled=False, success=isinstance(data, LoginPassword) and data.password == b"sesame")


@pytest.fixture
def smtp() -> Iterator[Peer]:
    peer = Peer()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        peer.port = probe.getsockname()[1]
    controller = Controller(
        peer, hostname="127.0.0.1", port=peer.port, authenticator=_allow, auth_require_tls=False, auth_required=False
    )
    controller.start()
    yield peer
    controller.stop()


@pytest.fixture
def house(in_nord: Workspace) -> CompanySettings:
    return CompanySettings.objects.create(
        workspace=in_nord, legal_name="Ateliers du Nord", legal_form="SAS", capital_cents=5_000_000, siren="732829320",
        rcs_city="Lille", street="1 rue de Paris", postcode="59000", city="Lille", email="bonjour@nord.example",
    )  # fmt: skip


@pytest.fixture
def mail(in_nord: Workspace, house: CompanySettings, smtp: Peer) -> MailSettings:
    return MailSettings.objects.create(
        workspace=in_nord, from_name="Alice Martin", from_email="alice@nord.example", host="127.0.0.1", port=smtp.port,
        security="none", per_minute=0, daily_cap=1000,
    )  # fmt: skip


@pytest.fixture
def firms(alice: Membership, in_nord: Workspace) -> list[Company]:
    """Three to write to, of which one by a person; a household without consent; one without address."""
    made = [
        create_company(
            member=alice, name=f"Firme {number}", email=f"contact{number}@firme{number}.example", city="Lyon"
        )
        for number in range(3)
    ]
    person = create_person(
        member=alice, given_name="Anne", family_name="Durand", email="anne@firme0.example", civility="mme"
    )
    attach(member=alice, person=person, company=made[0], job_title="Directrice", is_main=True)
    made.append(
        create_company(
            member=alice, name="Foyer Petit", email="petit@foyer.example", buyer_kind="consumer", city="Lyon"
        )
    )
    made.append(create_company(member=alice, name="Sans adresse", city="Lyon"))
    tag(member=alice, parties=made, add="Salon")
    return made


@pytest.fixture
def anne(firms: list[Company]) -> Person:
    return Person.objects.get(given_name="Anne")


@pytest.fixture
def letter(alice: Membership, in_nord: Workspace) -> Letter:
    return save_letter(member=alice, name="Bureaux", variants=VARIANTS)


@pytest.fixture
def draft(alice: Membership, letter: Letter, firms: list[Company], mail: MailSettings) -> Mailing:
    return prepared(alice, letter)


def prepared(member: Membership, letter: Letter, **more: Any) -> Mailing:
    values = {"name": "Printemps", "readers": "main", "counts_clicks": False} | more
    return save_mailing(member=member, letter=letter, values=values, source={"tag": Tag.objects.get()})


@pytest.fixture
def queued(alice: Membership, draft: Mailing) -> Mailing:
    return queue_mailing(member=alice, mailing=draft)


def send(mailing: Mailing) -> Mailing:
    """One round of the worker."""
    send_round(budget=20)
    mailing.refresh_from_db()
    return mailing


def states(mailing: Mailing) -> dict[str, str]:
    rows = Message.objects.filter(mailing=mailing).order_by("pk")
    return {row.address: f"{row.state} {row.reason}".strip() for row in rows}
