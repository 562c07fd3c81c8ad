"""Claire's plan for the coming weeks: hot prospects first, then those met at the fair."""

from datetime import date, timedelta
from random import Random

from carnet.foundation.parties.models import Company, Stage
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.services import tag
from carnet.foundation.ui.services import save_view
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mix.services import add_group, save_plan


def make_prospecting(random: Random, claire: Membership, today: date) -> None:
    cold = list(Company.objects.present().filter(stage__in=[Stage.SUSPECT, Stage.COLD]).order_by("pk"))
    met = random.sample(cold, min(36, len(cold)))
    tag(member=claire, parties=met, add="Salon Bâtir 2026")
    view = save_view(member=claire, list_code="companies", name="Prospects chauds", query="etape=hot", is_shared=True)
    plan = save_plan(
        member=claire,
        values={
            "name": "Prospection de printemps" if today.month in {12, 1, 2, 3, 4} else "Prospection d’automne",
            "goal": "Ouvrir quinze rendez-vous chez des entreprises de l’agglomération qui refont leurs bureaux, "
            "sans rouler plus que le trimestre dernier.",
            "first_on": today + timedelta(days=7 - today.weekday()),
            "weeks": 8,
            "contacts_goal": 120,
            "meetings_goal": 15,
            "sales_goal": 4,
            "budget_cents": 2_500_00,
        },
    )
    why = "Un devis ou une visite récente : le plus proche de la signature passe d’abord."
    add_group(member=claire, plan=plan, name="Prospects chauds", why=why, view=view)
    why = "Ont laissé leur carte sur le stand ; aucun ne nous a encore reçus."
    add_group(
        member=claire, plan=plan, name="Rencontrés au salon", why=why, tag=Tag.objects.get(name="Salon Bâtir 2026")
    )
