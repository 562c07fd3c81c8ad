"""The data by which two records are compared: which column holds which, and the one form that each is put in."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from carnet.foundation.parties.rules import core_name
from carnet.foundation.search.rules import fold

FIELDS = "given family born_on name company street place postcode city phone email website number establishment".split()
"""In the order in which they are read. `number` is whatever official number names one party: a SIREN, a social one."""

_HEADERS: Mapping[str, str] = {
    "given": "given name, first name, firstname, forename, prenom, given, prenoms",
    "family": "family name, last name, lastname, surname, nom de famille, nom usage, family",
    "born_on": "date of birth, dob, birth date, birthdate, date de naissance, ne le, naissance, born on, born",
    "name": "name, company name, company, raison sociale, denomination, societe, entreprise, nom, "
    "account name, business name",
    "street": "street number, street, address, address 1, address1, adresse, adresse 1, rue, voie, numero, "
    "numero voie, "
    "street address, billing street, addr, street name",
    "place": "address 2, address2, adresse 2, complement, complement adresse, lieu dit, birth place, lieu de naissance",
    "postcode": "postcode, postal code, zip, zip code, code postal, cp",
    "city": "city, town, suburb, ville, commune, locality, billing city, localite",
    "phone": "phone, telephone, tel, phone number, mobile, portable, numero de telephone",
    "email": "email, e mail, mail, courriel, email address, adresse e mail",
    "website": "website, site, site web, web, url",
    "number": "siren, soc sec id, ssn, social security number, national id, numero siren, nir",
    "establishment": "siret, numero siret",
}
_KNOWN = {header: field for field, names in _HEADERS.items() for header in names.split(", ")}
_IDS = "unique id, rec id, id, uid, record id, identifiant, ref, reference"
_GROUPS = "cluster, entity, ent, entity id, cluster id, group, groupe, grappe"
_GENERIC_MAIL = "contact info accueil commercial admin direction secretariat bonjour hello mail office compta".split()


def header_key(header: str) -> str:
    return fold(header.replace("_", " ").replace("-", " ")).replace(".", " ").strip()


def columns(headers: Iterable[str]) -> dict[str, list[str]]:
    """The columns of a file by the field that they hold; a field may be spread over several, in the file's order.

    A lone `nom` beside a first name is the family name, else a company's.
    """
    found: dict[str, list[str]] = {}
    for header in headers:
        field = _KNOWN.get(header_key(header))
        if field:
            found.setdefault(field, []).append(header)
    if "given" in found and "family" not in found and "name" in found:
        found["family"] = found.pop("name")
    if "family" in found and "name" in found:
        # Beside a person's own names, a name is that of the company.
        found["company"] = found.pop("name")
    return found


def column_of(headers: Sequence[str], names: str) -> str | None:
    """The first column called by one of `names`."""
    wanted = names.split(", ")
    return next((header for header in headers if header_key(header) in wanted), None)


def id_column(headers: Sequence[str]) -> str | None:
    return column_of(headers, _IDS)


def group_column(headers: Sequence[str]) -> str | None:
    return column_of(headers, _GROUPS)


def comparable(values: Mapping[str, str]) -> dict[str, str | None]:
    """The values of one record as they are compared; None where nothing is known.

    `words` holds the words of a company's name in the alphabet's order, `mailbox` what stands before the @.
    """
    record: dict[str, str | None] = {field: _form(field, values.get(field, "")) for field in FIELDS}
    record["words"] = " ".join(sorted(str(record["name"] or "").split())) or None
    mailbox = str(record["email"] or "").partition("@")[0]
    record["mailbox"] = mailbox if mailbox and mailbox not in _GENERIC_MAIL else None
    return record


def _form(field: str, value: str) -> str | None:
    text = value.strip()
    return _FORMS.get(field, fold)(text) or None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


_FORMS: Mapping[str, Callable[[str], str]] = {
    # The same line dialled from here or from abroad.
    "phone": lambda text: _digits(text)[-9:],
    "born_on": _digits,
    "establishment": _digits,
    "number": lambda text: re.sub(r"[\W_]", "", text).lower(),
    "email": str.lower,
    "website": lambda text: re.sub(r"^(https?://)?(www\.)?", "", text.lower()).partition("/")[0],
    "name": core_name,
    "company": core_name,
    "postcode": lambda text: fold(text).replace(" ", ""),
}
