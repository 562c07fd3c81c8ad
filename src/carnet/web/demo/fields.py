"""What Ateliers Rhodanis chose to keep on its customers, and what it knows of them so far."""

from datetime import date, timedelta
from random import Random

from carnet.foundation.fields.rules.values import Stored
from carnet.foundation.fields.services import change_set
from carnet.foundation.parties.models import Company, Stage
from carnet.foundation.parties.services import edit_company
from carnet.foundation.workspaces.models import Membership
from carnet.grow.architecture.sets import MODELS, fields_of
from carnet.grow.customer_file.services import set_custom

FOLLOWED = (Stage.WARM, Stage.HOT, Stage.CUSTOMER)
NEEDS = (
    "Cloisons acoustiques du plateau", "Mobilier de salle de réunion", "Réfection de l’accueil",
    "Bureaux réglables en hauteur", "Espace de pause", "Cabines téléphoniques",
)  # fmt: skip
RIVALS = ("Bureau & Espaces", "Agencement du Rhône", "Aucun", "Mobilier direct")


def make_fields(random: Random, marc: Membership, claire: Membership, today: date) -> None:
    """The set for professionals, asked at no stage yet; two years of follow-up have filled it in, more or less."""
    change_set(member=marc, wanted=[{**told, "required_at": {}} for told in fields_of(MODELS["b2b"])])
    followed = list(Company.objects.present().filter(stage__in=FOLLOWED).order_by("pk"))
    for company in followed:
        known = {code: value for code, value in _known(random, company, today).items() if random.random() < 0.85}
        set_custom([(company, known)], known)
    for company in followed[:6]:
        changes = {"custom": {"besoin-principal": random.choice(NEEDS) + ", second site"}}
        edit_company(member=claire, company=company, changes=changes)


def _known(random: Random, company: Company, today: date) -> dict[str, Stored]:
    value = random.randrange(4, 120) * 1000_00
    known: dict[str, Stored] = {
        "besoin-principal": random.choice(NEEDS),
        "segment": "a" if value > 80_000_00 else "b" if value > 30_000_00 else "c",
        "potentiel-annuel": value,
        "concurrent-en-place": random.choice(RIVALS),
        "echeance-du-contrat-en-place": (today + timedelta(days=random.randrange(20, 700))).isoformat(),
        "effectif-du-site": random.randrange(8, 240),
    }
    if company.stage == Stage.CUSTOMER:
        known |= {"conditions-de-reglement": "30-jours", "satisfaction-0-a-10": random.randrange(5, 11)}
    return known
