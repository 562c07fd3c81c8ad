"""A message for one reader: the letter filled, who writes, where the address comes from, and how to refuse."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from carnet.foundation.fields.models import Field, Source
from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import Definition, Holder, Kind
from carnet.foundation.fields.rules.values import shown
from carnet.foundation.parties.models import Company, Person, Provenance
from carnet.foundation.parties.services import of
from carnet.foundation.ui.public import outside_url
from carnet.foundation.workspaces.queries import seller as seller_of

from . import words
from .models import Letter, Mailing, MailSettings, Message
from .rules.letters import URL, filled, one_line, relinked, variant_of

FIELDS = (
    "appel", "prenom", "nom", "fonction", "societe", "ville", "code_postal", "secteur", "expediteur", "notre_societe",
)  # fmt: skip
"""The fields every workspace has; its own are `societe.<code>` and `personne.<code>`."""
OWN = {Holder.COMPANY: "societe", Holder.PERSON: "personne"}
FROM_THEM = frozenset({Source.PERSON.value, Source.FORM.value})


@dataclass(slots=True)
class Reader:
    """One to write to, or not: `reason` says why not; empty when nothing is known against it."""

    address: str
    company: Company | None = None
    person: Person | None = None
    job_title: str = ""
    reason: str = ""

    @property
    def party(self) -> Company | Person:
        found = self.person or self.company
        if found is None:
            raise TypeError("a reader is somebody")
        return found

    @property
    def code(self) -> str:
        """By which a variant is drawn: the same person in every mailing."""
        return f"{self.party._meta.model_name}-{self.party.pk}"


def known_fields() -> list[tuple[str, str]]:
    """Every field a letter may ask for, with its label: ours, then those of the workspace that are not delicate."""
    found = [(name, str(words.FIELDS[name])) for name in FIELDS]
    for holder, prefix in OWN.items():
        found += [(f"{prefix}.{one.code}", one.label) for one in field_set(holder) if is_writable(one)]
    return found


def is_writable(one: Definition) -> bool:
    """Whether a field of the workspace may stand in a letter: no delicate datum, no other person."""
    return one.sensitivity != Field.Sensitivity.DELICATE and one.kind != Kind.PERSON


def content_of(letter: Letter) -> list[dict[str, str]]:
    """The words of a letter as a mailing freezes them. One query."""
    rows = letter.variants.order_by("code")
    return [{"code": one.code, "segment": one.segment, "subject": one.subject, "text": one.text} for one in rows]


@dataclass(slots=True)
class Words:
    """A letter filled for one reader."""

    variant: str
    subject: str
    text: str


@dataclass(slots=True)
class Composer:
    """What every message of a mailing shares. A draft shows the letter as it is now, a queued mailing as it was."""

    mailing: Mailing
    seller: Mapping[str, Any] = field(init=False)
    settings: MailSettings = field(init=False)
    variants: Sequence[Mapping[str, str]] = field(init=False)
    links: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        """Three queries."""
        workspace = self.mailing.workspace
        self.seller = seller_of(workspace)
        self.settings = MailSettings.objects.filter(workspace=workspace).first() or MailSettings(workspace=workspace)
        self.variants = self.mailing.content.get("variants") or content_of(self.mailing.letter)
        self.links = self.mailing.content.get("links") or []

    def variant_for(self, reader: Reader) -> Mapping[str, str]:
        """That of the reader's own stage where the letter has one, else one for everybody, drawn once for all."""
        stage = reader.company.stage if reader.company else reader.party.stage
        meant = [one for one in self.variants if one["segment"] == stage]
        meant = meant or [one for one in self.variants if not one["segment"]] or list(self.variants)
        letter = self.mailing.letter_id or 0
        code = variant_of([one["code"] for one in meant], letter=letter, reader=reader.code)
        return next(one for one in meant if one["code"] == code)

    def words(self, reader: Reader, *, variant: str = "") -> Words:
        """Raises ValueMissing. No query."""
        chosen = next((one for one in self.variants if one["code"] == variant), None) or self.variant_for(reader)
        values = self.values(reader)
        return Words(chosen["code"], one_line(filled(chosen["subject"], values)), filled(chosen["text"], values))

    def values(self, reader: Reader) -> dict[str, str]:
        company, person = reader.company, reader.person
        found = {
            "appel": words.greeting(person),
            "prenom": person.given_name if person else "",
            "nom": person.family_name if person else "",
            "fonction": reader.job_title,
            "societe": company.name if company else "",
            "ville": company.city if company else "",
            "code_postal": company.postcode if company else "",
            "secteur": company.industry if company else "",
            "expediteur": self.settings.from_name,
            "notre_societe": str(self.seller["legal_name"]),
        }
        for holder, prefix in OWN.items():
            record = company if holder == Holder.COMPANY else person
            for one in field_set(holder, self.mailing.workspace):
                if record is not None and is_writable(one):
                    kept = record.custom.get(one.code)
                    found[f"{prefix}.{one.code}"] = "" if kept in (None, "", []) else shown(one, kept)
        return found

    def message(self, reader: Reader, row: Message) -> bytes:
        """The whole message as it leaves. Raises ValueMissing, ValueError. One query: where the address comes from."""
        with translation.override("fr"):
            return self._head(row) + self._built(self.words(reader, variant=row.variant), reader, row).as_bytes()

    def _head(self, row: Message) -> bytes:
        """Headers that hold one long word: the library would fold or encode it, and a provider not know it again."""
        page = outside_url("mail_reader", self.mailing.workspace, row.token)
        lines = (
            f"Message-ID: {message_id(row.key, self.settings.from_email)}",
            f"List-Unsubscribe: <{page}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        )
        return b"".join(line.encode("ascii") + b"\r\n" for line in lines)

    def _built(self, said: Words, reader: Reader, row: Message) -> EmailMessage:
        page = outside_url("mail_reader", self.mailing.workspace, row.token)
        lines = self.foot(reader, origin_of(reader), page)
        links = {link: self._link(link, number, row) for number, link in enumerate(self.links)}
        text = relinked(said.text, lambda link: links.get(link, link))
        mail = EmailMessage(policy=SMTP)
        mail["From"] = sender(self.settings)
        mail["To"] = Address(one_line(reader.person or ""), addr_spec=reader.address)
        mail["Subject"] = said.subject
        mail["Reply-To"] = self.settings.reply_to or self.settings.from_email
        mail["Date"] = format_datetime(timezone.localtime())
        top = self._banner(reader)
        mail.set_content(
            "\n\n".join(filter(None, [top, text.strip(), "-- \n" + "\n".join(lines)])), cte="quoted-printable"
        )
        mail.add_alternative(as_html(said.text, links, top, lines, page), subtype="html", cte="quoted-printable")
        return mail

    def _link(self, link: str, number: int, row: Message) -> str:
        if not self.mailing.counts_clicks:
            return link
        return outside_url("mail_link", self.mailing.workspace, row.key, number)

    def _banner(self, reader: Reader) -> str:
        """To a consumer, an advertisement says at once that it is one (LCEN, art. 20)."""
        buyer = reader.company.buyer_kind if reader.company else "consumer"
        if buyer != "consumer":
            return ""
        return _("Advertising from %(seller)s") % {"seller": self.seller["legal_name"]}

    def foot(self, reader: Reader, origin: "Origin", page: str) -> list[str]:
        """Who writes, from where the address comes, how to refuse: in every message, whatever the letter says."""
        return [
            *words.identity(self.seller),
            "",
            *([words.origin(origin.source, origin.detail), ""] if not origin.is_theirs else []),
            _("You can refuse these messages at any time, in one click and free of charge:"),
            page,
        ]


@dataclass(frozen=True, slots=True)
class Origin:
    """From where an address comes. `is_theirs`: the person gave it, and was told then."""

    source: str
    detail: str = ""

    @property
    def is_theirs(self) -> bool:
        return self.source in FROM_THEM


def origin_of(reader: Reader) -> Origin:
    """What is written down of the e-mail address itself, else of the whole record. One query."""
    rows = Provenance.objects.filter(**of(reader.party), field__in=["email", ""])
    found = sorted(rows, key=lambda one: (one.field == "email", one.collected_on, one.pk))
    return Origin(found[-1].source, found[-1].detail) if found else Origin(Source.ENTERED)


def sender(settings: MailSettings) -> Address:
    return Address(one_line(settings.from_name), addr_spec=settings.from_email)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def message_id(key: str, from_email: str) -> str:
    """The same for each try: whoever gets it twice can tell."""
    return f"<carnet.{key}@{domain_of(from_email).encode('idna').decode()}>"


def envelope_sender(settings: MailSettings, key: str) -> str:
    """Where what cannot be delivered goes; with VERP it names the message by itself."""
    back = settings.return_path or settings.from_email
    if not settings.is_verp:
        return back
    name, _at, domain = back.rpartition("@")
    return f"{name}+{key}@{domain}"


def as_html(text: str, links: Mapping[str, str], top: str, foot: Sequence[str], page: str) -> str:
    """The same words with paragraphs and links, and nothing to load: no picture, no style, no pixel."""

    def linked(piece: str) -> str:
        parts, end = [], 0
        for link in URL.finditer(piece):
            parts += [escape(piece[end : link.start()]), _anchor(link[0], links)]
            end = link.end()
        return "".join([*parts, escape(piece[end:])])

    blocks = [one for one in re.split(r"\n\s*\n", text.strip()) if one.strip()]
    body = [f"<p>{linked(block).strip().replace(chr(10), '<br>')}</p>" for block in blocks]
    head = [f"<p><small>{escape(top)}</small></p>"] if top else []
    told = "<br>".join(escape(line) for line in foot if line != page)
    refuse = f'<a href="{escape(page)}">{escape(_("Unsubscribe"))}</a>'
    tail = f"<hr><p><small>{told}<br>{refuse}</small></p>"
    return "\n".join(["<!doctype html>", '<html lang="fr"><body>', *head, *body, tail, "</body></html>"])


def _anchor(link: str, links: Mapping[str, str]) -> str:
    return f'<a href="{escape(links.get(link, link))}">{escape(link)}</a>'
