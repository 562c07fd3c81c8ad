"""Claire's letter to those met at the fair, in two wordings, and a mailing of it that waits for her last look."""

from carnet.foundation.tags.models import Tag
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mailing.services import save_letter, save_mailing
from carnet.prospect.mailing.settling import save_settings

FIRST = (
    "{{ appel }},\n\nNous nous sommes croisés au salon Bâtir. Nous aménageons des bureaux à {{ ville|Lyon }} "
    "et alentour : cloisons, acoustique, postes de travail, sans arrêter l’activité.\n\n"
    "Un projet de travaux ou de déménagement chez {{ societe }} dans l’année ? "
    "Dites-moi quand vous appeler, ou répondez d’un mot.\n\n{{ expediteur }}\n{{ notre_societe }}"
)
SECOND = (
    "{{ appel }},\n\nVos équipes se plaignent-elles du bruit ? Au salon Bâtir, c’est la question qui est revenue le "
    "plus.\n\nVoici trois plateaux que nous avons rendus calmes cette année : https://www.rhodanis.example/acoustique\n\n"
    "Seriez-vous libre vingt minutes la semaine prochaine pour en parler ?\n\n{{ expediteur }}\n{{ notre_societe }}"
)


def make_mailing(claire: Membership, marc: Membership) -> None:
    """No password, and a server that does not exist: a demo writes to nobody."""
    told = {"from_name": "Claire Morand", "from_email": "claire@rhodanis.example", "host": "smtp.rhodanis.example"}
    save_settings(member=marc, values=told, secrets={})
    variants = [
        {"code": "A", "segment": "", "subject": "Vos bureaux, après le salon Bâtir", "text": FIRST},
        {"code": "B", "segment": "", "subject": "Du bruit sur vos plateaux ?", "text": SECOND},
    ]
    letter = save_letter(member=claire, name="Après le salon", variants=variants)
    values = {"name": "Rencontrés au salon Bâtir", "readers": "main", "counts_clicks": True}
    save_mailing(member=claire, letter=letter, values=values, source={"tag": Tag.objects.get(name="Salon Bâtir 2026")})
