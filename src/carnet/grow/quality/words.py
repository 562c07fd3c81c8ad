"""What is the matter with a record, in sentences; where to find what it lacks."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from carnet.foundation.fields.models import Source
from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import PREFIX, Holder
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.ui.templatetags.carnet import day

from .rules import Audience, Finding, Kind, suppliers

KINDS = {
    Kind.MISSING: pgettext_lazy("quality", "Missing"),
    Kind.CONTRADICTORY: pgettext_lazy("quality", "Contradictory"),
    Kind.MALFORMED: pgettext_lazy("quality", "Malformed"),
    Kind.STALE: pgettext_lazy("quality", "Out of date"),
    Kind.UNVERIFIED: pgettext_lazy("quality", "Unverified"),
}
TONES = {
    Kind.MISSING: "bad",
    Kind.CONTRADICTORY: "bad",
    Kind.MALFORMED: "bad",
    Kind.STALE: "warn",
    Kind.UNVERIFIED: "",
}
_NAMES = {
    "contact": gettext_lazy("Somebody to talk to"),
    "role": gettext_lazy("Company and job"),
    "owner": gettext_lazy("Followed by"),
    "naf_code": gettext_lazy("Activity (NAF)"),
}
_SUPPLIERS = {
    "sirene": gettext_lazy("Insee’s Sirene register (Annuaire des entreprises)"),
    "paper": gettext_lazy("a letterhead, an invoice or a signed quote"),
    "vies": gettext_lazy("VIES, the European check of VAT numbers"),
    "website": gettext_lazy("its website"),
    "person": gettext_lazy("the person, by word of mouth: never guess it"),
    "switchboard": gettext_lazy("the switchboard: ask who decides on purchases"),
    "team": gettext_lazy("your team: somebody has to take it"),
}
_PLACES = {
    Source.PERSON: pgettext_lazy("verified", "Told by the person"),
    Source.WEBSITE: pgettext_lazy("verified", "Read on their website"),
    Source.SIRENE: pgettext_lazy("verified", "Read in Sirene"),
}


def field_name(name: str) -> str:
    """A field as a form calls it; of the workspace's own, its label."""
    if name in _NAMES:
        return str(_NAMES[name])
    if name.startswith(PREFIX):
        own = (field_set(holder).by_key.get(name) for holder in (Holder.COMPANY, Holder.PERSON))
        return next((one.label for one in own if one), name.removeprefix(PREFIX))
    model = Person if name == "given_name" else Company
    label = str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def place_seen(source: str) -> str:
    return str(_PLACES.get(Source(source), Source(source).label))


def places() -> list[tuple[str, str]]:
    """Where one may have looked, for a form."""
    return [(source.value, str(words)) for source, words in _PLACES.items()]


def told(finding: Finding) -> str:
    """What is the matter, in one sentence."""
    name = field_name(finding.field)
    match finding.kind:
        case Kind.MISSING:
            return _("%(field)s is missing.") % {"field": name}
        case Kind.MALFORMED:
            return _("%(field)s cannot be right: “%(value)s”.") % {"field": name, "value": finding.detail}
        case Kind.CONTRADICTORY:
            return _contradiction(finding)
        case _:
            return in_doubt([finding])


def in_doubt(findings: Iterable[Finding]) -> str:
    """What wants confirming, with the day each was last told, or the source that several came from."""
    together: dict[str, list[str]] = {}
    for one in findings:
        together.setdefault(_since(one), []).append(in_sentence(field_name(one.field)))
    return ", ".join(f"{', '.join(names)} ({since})" for since, names in together.items())


def in_sentence(name: str) -> str:
    """A label inside a sentence: SIREN stays SIREN."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _since(finding: Finding) -> str:
    if finding.kind is Kind.STALE:
        return day(date.fromisoformat(finding.detail))
    return in_sentence(str(Source(finding.detail).label))


def _contradiction(finding: Finding) -> str:
    if finding.field == "city":
        if finding.detail == "?":
            return _("The postcode does not serve this city.")
        return _("The postcode does not serve this city: is it %(city)s?") % {"city": finding.detail}
    sentences = {
        "siret": _("The SIRET belongs to another SIREN."),
        "vat_number": _("The VAT number belongs to another SIREN."),
        "siren": _("A private person has no SIREN: look at the kind of buyer."),
    }
    return sentences[finding.field]


def where(finding: Finding, audience: Audience) -> str:
    """Who can supply it; empty for what only has to be confirmed or compared."""
    if finding.kind not in {Kind.MISSING, Kind.MALFORMED}:
        return ""
    if finding.field.startswith(PREFIX):
        return pgettext("quality", "To be asked at this stage.")
    said = " · ".join(str(_SUPPLIERS[one]) for one in suppliers(finding.field, audience))
    return said[:1].upper() + said[1:]
