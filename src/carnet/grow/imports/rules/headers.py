"""Which column goes where, from its header: French, English, and the verbatim words of other CRMs."""

import re
from collections.abc import Mapping, Sequence

from carnet.foundation.search.rules import fold

from .targets import IGNORED, PERSON_NAMES

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

# After a colon, the headers once folded (no accent, no case, no sign). `either.` is settled by the other columns.
_WORDS = """
company.name: company name|company|account name|account|organization name|organization|organisation
company.name: societe|entreprise
company.name: raison sociale|nom de la societe|nom societe|nom entreprise|nom de l entreprise|nom du client|nom client
company.name: client|associated company|nom du compte|compte|denomination|etablissement|employeur|nom commercial
company.legal_name: legal name|denomination sociale|denomination legale|raison sociale legale
company.siren: siren|numero siren|n siren|no siren|siren number
company.siret: siret|numero siret|n siret|no siret|siret number
company.vat_number: vat number|vat|vat id|vat no|numero de tva|numero tva|n tva|n de tva|tva intra
company.vat_number: tva intracommunautaire
company.vat_number: numero de tva intracommunautaire|numero tva intracommunautaire|n tva intracommunautaire
company.naf_code: naf|ape|code naf|code ape|naf code|ape code|code naf ape|naf ape
company.industry: industry|secteur|secteur d activite|branche|activite|domaine d activite|account industry
company.phone: company phone|account phone|organization phone|standard|telephone standard|telephone societe
company.phone: telephone entreprise|telephone de l entreprise|company phone number
company.email: company email|account email|organization email|email societe|email entreprise|email de l entreprise
company.website: website|website url|web|site|site web|site internet|url|company domain name|domain|web site|domaine
company.street: street|address|adresse|rue|voie|billing street|mailing street|street address|adresse 1|address line 1
company.street: organization address|adresse postale|company address|shipping street|billing address
company.postcode: postcode|zip|zip code|postal code|code postal|cp|billing postal code|billing zip postal code
company.postcode: mailing postal code|mailing zip postal code|billing zip|zip postal code|codepostal
company.city: city|ville|billing city|mailing city|commune|town|localite|shipping city
company.country: country|pays|billing country|mailing country|country region|code pays|country code
company.stage: lifecycle stage|statut commercial|etape commerciale|stade
company.street: adresse 2|street 2
company.postcode: code postal 2|postcode 2
company.city: ville 2|city 2
company.country: pays 2|country 2
company.notes: description|company notes|notes societe|account description
person.civility: civility|civilite|salutation|titre de civilite|civ
person.given_name: first name|firstname|prenom|given name|person first name|contact first name|prenom du contact|prenoms
person.family_name: last name|lastname|surname|nom de famille|family name|person last name|contact last name
person.family_name: nom du contact
person.family_name: nom contact|patronyme
person.full_name: full name|fullname|contact name|person name|nom complet|nom et prenom|nom prenom|prenom nom
person.full_name: prenom et nom|contact|interlocuteur|contact principal|primary contact|display name
person.job_title: title|job title|jobtitle|fonction|poste|intitule du poste|position|metier|contact title|person title
person.phone: person phone|contact phone|mobile|mobile phone|portable|telephone portable|tel portable|telephone mobile
person.phone: gsm|direct phone|ligne directe|numero de mobile|telephone prive|private phone|home phone
person.email: private e mail|private email|e mail prive|email prive
person.email: person email|contact email|person email work|person email home
either.name: name|nom
either.phone: phone|phone number|telephone|tel|telephone fixe|tel fixe|business phone|main phone|work phone|phone work
either.phone: telephone professionnel|tel professionnel
either.phone: numero de telephone|no de telephone|n de telephone|telephone bureau|person phone number
either.email: email|e mail|mail|courriel|email address|adresse email|adresse e mail|adresse mail|adresse electronique
either.email: e mail professionnel|work e mail
either.email: email work|work email|email home|email 1|email professionnel
either.notes: notes|note|commentaire|commentaires|remarques|remarque|comments|comment|observations|note content
collected_on: create date|created date|created at|date created|created on|date inscription|date d inscription
collected_on: date de creation|date creation|collected on|date de collecte|added on|date d ajout
"""


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _WORDS.strip().splitlines():
        target, words = line.split(": ", 1)
        table.update(dict.fromkeys(words.split("|"), target))
    return table


TABLE = _table()
_OF_COMPANY = {"person.phone": "company.phone", "person.email": "company.email"}
"""Where nobody is named, a mobile number is the company's."""


def key(header: str) -> str:
    """What a header is recognised and remembered by: `Person - Name*`, `person_name` and `PersonName` are one."""
    return fold(_CAMEL.sub(" ", header).replace("_", " ")).replace(".", " ").strip()


def guess_targets(headers: Sequence[str], remembered: Mapping[str, str] | None = None) -> list[str]:
    """One target code for each header; what the workspace chose before goes first, what is unknown is ignored."""
    known = remembered or {}
    keys = [key(header) for header in headers]
    found = [known.get(one, TABLE.get(one, IGNORED)) for one in keys]
    has_person = bool(PERSON_NAMES & set(found))
    settled = _once([_settle(target, found, has_person=has_person) for target in found])
    return settled if PERSON_NAMES & set(settled) else [_OF_COMPANY.get(target, target) for target in settled]


def _settle(target: str, found: Sequence[str], *, has_person: bool) -> str:
    if target == "either.name":
        if "person.given_name" in found and "person.family_name" not in found:
            return "person.family_name"
        return "company.name" if "company.name" not in found else "person.full_name"
    if target.startswith("either."):
        of_person = has_person or ("either.name" in found and "company.name" in found)
        return target.replace("either", "person" if of_person else "company")
    return target


def _once(targets: list[str]) -> list[str]:
    """A whole name beside its parts adds nothing; a second company name would overwrite the first."""
    parts = {"person.given_name", "person.family_name"} <= set(targets)
    seen: set[str] = set()
    kept = []
    for target in targets:
        twice = target in seen and target in {"company.name", "person.full_name", "person.family_name"}
        kept.append(IGNORED if twice or (parts and target == "person.full_name") else target)
        seen.add(target)
    return kept
