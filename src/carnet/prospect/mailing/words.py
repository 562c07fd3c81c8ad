"""The sentences of this room: reasons, remedies, what a message says of its sender."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from carnet.foundation.administration.identity import has_capital
from carnet.foundation.fields.models import Source
from carnet.foundation.parties.models import Person
from carnet.foundation.ui import formats

from .rules.letters import Fault
from .rules.wording import Doubt

FIELDS = {
    "appel": gettext_lazy("how one addresses them: Ms Durand, or Madam, Sir"),
    "prenom": gettext_lazy("first name"),
    "nom": gettext_lazy("last name"),
    "fonction": gettext_lazy("job title"),
    "societe": gettext_lazy("company"),
    "ville": gettext_lazy("city"),
    "code_postal": gettext_lazy("postcode"),
    "secteur": gettext_lazy("industry"),
    "expediteur": gettext_lazy("sender’s name"),
    "notre_societe": gettext_lazy("our company"),
}

REFUSED = {
    "no_name": gettext_lazy("Give it a name."),
    "no_source": gettext_lazy("Choose whom it is for."),
    "nobody": gettext_lazy("Nobody of this list may be written to: see the reasons."),
    "queued": gettext_lazy("This mailing has been queued already."),
    "over": gettext_lazy("This mailing is over."),
    "not_running": gettext_lazy("This mailing is not being sent."),
    "elsewhere": gettext_lazy(
        "This mailing was begun elsewhere, and its workspace copied: it sends nothing from here."
    ),
    "no_settings": gettext_lazy("Say first by which server you write, and in whose name."),
    "no_identity": gettext_lazy("Fill in your company’s identity first: each message must carry it."),
    "in_use": gettext_lazy("A mailing is sending this letter: wait until it is over, or cancel it."),
    "gone": gettext_lazy("This letter is no longer there."),
    "not_unknown": gettext_lazy("What became of this message is known already."),
    "no_variant": gettext_lazy("A letter needs at least one variant for everybody."),
}
"""Why an act is refused, and what to do."""

WHY_NOT = {
    "no_address": gettext_lazy("no address"),
    "duplicate": gettext_lazy("address already in this mailing"),
    "already": gettext_lazy("has had this letter already"),
    "suppressed": gettext_lazy("on the suppression list"),
    "dead": gettext_lazy("address that no longer takes mail"),
    "gone": gettext_lazy("record in the trash or erased"),
    "restricted": gettext_lazy("record frozen at their request"),
    "objected": gettext_lazy("objects to prospecting"),
    "unknown_buyer": gettext_lazy("kind of buyer unknown"),
    "law_unknown": gettext_lazy("no rule of law for that day"),
    "no_consent": gettext_lazy("consumer without consent"),
    "no_proof": gettext_lazy("consent without the words of its request"),
    "withdrawn": gettext_lazy("consent withdrawn"),
    "expired": gettext_lazy("consent ended"),
    "broken_address": gettext_lazy("address that is none"),
    "too_often": gettext_lazy("refused for now too many times"),
    "server_refused": gettext_lazy("refused by the server"),
    "no_answer": gettext_lazy("the server had the whole message and did not answer"),
    "killed": gettext_lazy("our worker stopped before it read the answer"),
    "taken_back": gettext_lazy("taken back before it was sent"),
}

PAUSES = {
    "asked": gettext_lazy("Paused by a member."),
    "no_settings": gettext_lazy("The mail settings are no longer complete."),
    "no_secret": gettext_lazy("The password of the mail server cannot be read here: type it again in the settings."),
    "login": gettext_lazy("The mail server refuses the account or its password."),
    "sender": gettext_lazy("The mail server refuses the sender’s address."),
    "refused": gettext_lazy("The mail server refuses one message after the other: see what it says before going on."),
    "no_identity": gettext_lazy("Your company’s identity is no longer complete."),
    "no_right": gettext_lazy("Who asked for this mailing may no longer send."),
    "tls": gettext_lazy("The mail server offers no encryption as set, or its certificate is not valid."),
}


def why_not(reason: str) -> str:
    """Why a reader is not written to."""
    if reason.startswith("field:"):
        return _("nothing known for “%(field)s”") % {"field": reason.removeprefix("field:")}
    return str(WHY_NOT.get(reason, reason))


def refused(reason: str) -> str:
    return str(REFUSED.get(reason, reason))


def paused(reason: str) -> str:
    return str(PAUSES.get(reason, reason))


def fault(one: Fault) -> str:
    """Where, what, and what to do."""
    values = {"line": one.line, "column": one.column, "value": one.value, "near": one.near}
    if one.reason == "unknown_field":
        said = _("“%(value)s” is no field of a letter.") % values
        remedy = _("Did you mean “%(near)s”?") % values if one.near else _("See the list of fields beside the form.")
        return f"{_place(one)} {said} {remedy}"
    return f"{_place(one)} {_FAULTS[one.reason]}" % values


def _place(one: Fault) -> str:
    if one.part == "subject":
        return _("Subject, character %(column)s:") % {"column": one.column}
    return _("Line %(line)s, character %(column)s:") % {"line": one.line, "column": one.column}


_FAULTS = {
    "braces": gettext_lazy("these braces open or close nothing. A field is written {{ prenom }}."),
    "in_link": gettext_lazy("no field in a web address: it would carry personal data. Write the address whole."),
    "line_break": gettext_lazy("a subject is one line."),
    "empty": gettext_lazy("nothing is written here."),
    "too_long": gettext_lazy("too long from here on."),
    "false_reply": gettext_lazy("“%(value)s:” would pass for an answer that nobody asked for. Take it away."),
}

_DOUBTS = {
    "long_subject": gettext_lazy("The subject has %(value)s characters: a phone shows about 40, a screen 70."),
    "shouting": gettext_lazy("Capitals all along in the subject read as shouting, and mail filters think so too."),
    "marks": gettext_lazy("“%(value)s” in the subject: one mark is enough."),
    "superlative": gettext_lazy(
        "“%(value)s”: can you prove it today, compared with all others? (C. conso., art. L121-2)"
    ),
    "guarantee": gettext_lazy("“%(value)s”: say which guarantee, its length and its limits, or take it away."),
    "carbon": gettext_lazy(
        "“%(value)s”: forbidden without a public report that covers the whole life of the product (C. envir., art. "
        "L229-68)."
    ),
    "green": gettext_lazy(
        "“%(value)s”: forbidden on a product or its packaging, and always to be proved (C. envir., art. L541-9-1)."
    ),
    "pressure": gettext_lazy(
        "“%(value)s”: is it true? A false urgency is a misleading practice (C. conso., art. L121-4)."
    ),
    "free": gettext_lazy("“%(value)s”: free of any cost, delivery and subscription included? Else say what it costs."),
    "price": gettext_lazy(
        "“%(value)s”: a reduction names the lowest price of the last 30 days (C. conso., art. L112-1-1)."
    ),
    "impersonal": gettext_lazy("No field: does each reader see why you write to them?"),
    "no_call": gettext_lazy("No question, link or number: what should the reader do next?"),
}  # fmt: skip


def doubt(one: Doubt) -> str:
    return str(_DOUBTS[one.reason]) % {"value": one.value}


def greeting(person: Person | None) -> str:
    if person is None or not person.civility:
        return pgettext("letter", "Madam, Sir")
    title = pgettext("letter", "Madam") if person.civility == Person.Civility.MS else pgettext("letter", "Sir")
    return f"{title} {person.family_name}"


def identity(seller: Mapping[str, Any]) -> list[str]:
    """What a business e-mail says of the company that writes. Source: C. com., art. R123-237 and R123-238."""
    form = str(seller["legal_form"] or "")
    capital = seller["capital_cents"]
    head = [str(seller["legal_name"])]
    if form and has_capital(form) and capital is not None:
        head.append(
            _("%(form)s with a capital of %(capital)s")
            % {"form": form, "capital": formats.money(capital, "fr", 0 if capital % 100 == 0 else 2)}
        )
    elif form:
        head.append(form)
    number = " ".join(re.findall("...", str(seller["siren"] or "")))
    if number and seller["rcs_city"]:
        head.append(_("%(siren)s RCS %(city)s") % {"siren": number, "city": seller["rcs_city"]})
    elif number:
        head.append(f"SIREN {number}")
    seat = ", ".join(filter(None, [seller["street"], f"{seller['postcode']} {seller['city']}".strip()]))
    return [", ".join(head), *([_("Registered office: %(seat)s") % {"seat": seat}] if seat else [])]


_ORIGINS = {
    Source.SIRENE: gettext_lazy("Insee’s public register of companies (Sirene)"),
    Source.WEBSITE: gettext_lazy("a public website"),
    Source.IMPORT: gettext_lazy("a file of contacts that we hold"),
    Source.ENTERED: gettext_lazy("our sales team, who wrote it down in the course of business"),
}


def origin(source: str, detail: str = "") -> str:
    """The notice of article 14: from where, why, on which basis, how long, which rights."""
    where = str(_ORIGINS.get(Source(source), _ORIGINS[Source.ENTERED]))
    if detail:
        where = f"{where} ({detail})"
    return _(
        "Your address comes from %(where)s. We use it to offer you what concerns your work (legitimate interest), and "
        "keep it three years at most after your last contact. You can see, correct or erase it, or complain "
        "to the CNIL."
    ) % {"where": where}


def count_of(count: int) -> str:
    return ngettext("%(count)d message", "%(count)d messages", count) % {"count": count}


SENT_BY = pgettext_lazy("mailing", "sent by")


_ENDS = {
    "login": gettext_lazy("The server refuses the account or its password, or none was typed."),
    "tls": gettext_lazy("The encryption asked for could not be set up: try the other kind, and look at the port."),
    "down": gettext_lazy("The server cannot be reached: look at its name and port."),
    "sender": gettext_lazy("The server refuses the sender’s address: it must belong to this account."),
    "hard": gettext_lazy("The server knows no such reader."),
    "later": gettext_lazy("The server asks to try again later."),
    "refused": gettext_lazy("The server refuses the message."),
    "unknown": gettext_lazy("The server had the whole message and did not answer: look into your mailbox."),
}


def failed(end: str, said: str) -> str:
    """What stood in the way of a test, with the server's own words."""
    return " ".join(filter(None, [str(_ENDS.get(end, end)), f"({said})" if said else ""]))
