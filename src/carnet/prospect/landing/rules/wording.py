"""The words by which one asks for consent. They are archived as shown, so they are no entries of a catalogue.

Phone: the five things of C. conso., art. R223-1, I (who calls and for what; yes or no; how long, a year at most; how
to take it back; proof on a durable medium), and the notice of art. L223-2. Source read 2026-11, décret 2026-662.
E-mail and text message: CPCE, art. L34-5.
"""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, for what, and how to take it back. `months`: None where the law gives no length."""

    name: str
    object: str
    email: str = ""
    phone: str = ""
    months: int | None = 12


_BACK = {
    "fr": {
        "both": "en écrivant à {email} ou en le disant au {phone}",
        "email": "en écrivant à {email}",
        "phone": "en le disant au {phone}",
        "": "en répondant à n’importe lequel de nos messages",
    },
    "en": {
        "both": "by writing to {email} or by saying so on {phone}",
        "email": "by writing to {email}",
        "phone": "by saying so on {phone}",
        "": "by answering any of our messages",
    },
}
_PHONE = {
    "fr": "J’accepte que {name} m’appelle au numéro que j’indique pour me proposer {object}. Cet accord vaut {months} "
    "mois au plus à compter d’aujourd’hui ; il ne se renouvelle pas de lui-même. Je peux répondre non, ou le "
    "retirer à tout moment et sans frais, {back}, y compris de vive voix. La preuve de cet accord m’est envoyée "
    "par e-mail, et je peux la redemander gratuitement.",
    "en": "I agree that {name} calls me on the number I give, to offer me {object}. This holds for {months} months at "
    "most from today; it is not renewed by itself. I may say no, or take it back at any time and free of charge, "
    "{back}, spoken words included. The proof of it is sent to me by e-mail, and I can ask for it again for free.",
}
_WRITTEN = {
    "fr": "J’accepte de recevoir de {name}, par {channel}, des informations et des offres sur {object}. Je peux "
    "m’y opposer à tout moment et sans frais, {back}, et par le lien de chaque message.",
    "en": "I agree to receive from {name}, by {channel}, news and offers about {object}. I can refuse them at any time "
    "and free of charge, {back}, and by the link in each message.",
}
_CHANNEL = {
    "fr": {"email": "e-mail", "sms": "SMS"},
    "en": {"email": "e-mail", "sms": "text message"},
}
NOTICE = {
    "fr": "Aucun appel commercial ne vous sera passé sans votre accord préalable (Code de la consommation, art. L223-1 "
    "et L223-2). Sans cet accord, votre numéro ne sert qu’à répondre à cette demande.",
    "en": "No commercial call will be made to you without your prior agreement (French Consumer Code, art. L223-1 and "
    "L223-2). Without it, your number only serves to answer this request.",
}


def consent_text(channel: str, asker: Asker, language: str) -> str:
    """The whole request for a channel, as shown beside the box and as archived."""
    kind = "both" if asker.email and asker.phone else "email" if asker.email else "phone" if asker.phone else ""
    back = _BACK[language][kind].format(email=asker.email, phone=asker.phone)
    common = {"name": asker.name, "object": asker.object, "back": back}
    if channel == "phone":
        return _PHONE[language].format(**common, months=asker.months or 12)
    return _WRITTEN[language].format(**common, channel=_CHANNEL[language][channel])


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
