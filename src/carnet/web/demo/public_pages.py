"""Claire's public page, what came in through it, a printed code and two posts."""

from datetime import date, timedelta

from carnet.foundation.catalogue.models import Product
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.landing.linking import make_link
from carnet.prospect.landing.models import Submission
from carnet.prospect.landing.posting import save_post
from carnet.prospect.landing.qualifying import qualify
from carnet.prospect.landing.rules.content import Argument, Content, Own, Proof, spec
from carnet.prospect.landing.services import publish, save_page, save_site, save_version

SENT = [
    ("Hélène Fabre", "Cabinet Fabre et associés", "helene.fabre@fabre-associes.example", "0465718801",
     ("Nos trois bureaux donnent sur le plateau : on s’entend tous. Nous voudrions les isoler avant mars, sans arrêter "
     "de travailler. Pouvez-vous passer mesurer ?"), "4 à 10", "linkedin"),
    ("Karim Benali", "Agence Benali Conseil", "karim@benali-conseil.example", "", "Une cabine pour les visios.",
     "1 à 3", "salon"),
]  # fmt: skip


def make_public_pages(claire: Membership, today: date) -> None:
    page = save_page(
        member=claire,
        values={
            "name": "Bureaux calmes en un jour",
            "slug": "bureaux-calmes",
            "target": "Dirigeants de cabinets de 5 à 30 personnes, gênés par le bruit de leur plateau ouvert",
            "positioning": "La cloison acoustique posée en un jour, démontable, mesurée avant et après",
            "answer_days": 1,
        },
    )
    offers = Product.objects.for_sale().filter(name__icontains="cloison").order_by("pk")[:2]
    content = Content(
        title="Un bureau calme demain soir, sans travaux",
        promise="Nos cloisons acoustiques se posent en un jour, pendant que vous travaillez. Le bruit de votre plateau "
        "est mesuré avant, puis après.",
        action="Recevoir mon étude gratuite",
        form_title="Parlons de votre plateau",
        thanks="Nous vous rappelons demain au plus tard pour fixer la mesure.",
        proofs=(
            Proof("38 dB de moins, en moyenne", "Mesures chez 12 clients, 2025-2026"),
            Proof("Posé en une journée", "31 chantiers sur 33 en 2026"),
        ),
        arguments=(
            Argument("On vous entend sans vous écouter", "Une cloison pleine hauteur coupe la voix des conversations."),
            Argument("Vous déménagez avec", "Tout se démonte et se remonte : rien n’est scellé dans le bâtiment."),
        ),
        offers=tuple(offers.values_list("reference", flat=True)),
    )
    own = Own("own0", "Combien de personnes sur le plateau ?", ("1 à 3", "4 à 10", "Plus de 10"))
    asked = spec(
        ["company", "email", "phone", "need"], ["company", "need"], ["email", "phone"],
        "des cloisons acoustiques et leur pose", [own],
    )  # fmt: skip
    version = save_version(member=claire, page=page, content=content, form=asked)
    publish(member=claire, page=page)
    save_site(
        member=claire,
        values={"director": "Marc Delorme, président", "host": "Ateliers Rhodanis, sur leurs propres machines"},
    )
    make_link(
        member=claire, values={"name": "Code du stand", "page": page, "source": "salon", "medium": "print",
                               "campaign": f"batir-{today.year}"},
    )  # fmt: skip
    _posts(claire, page, today)
    for number, (name, company, email, phone, need, answer, source) in enumerate(SENT):
        values = {"name": name, "company": company, "email": email, "phone": phone, "need": need, "own0": answer}
        sent = Submission.objects.create(
            page=page, version=version, key=f"demo-{claire.workspace_id}-{number}", values=values,
            source={"utm_source": source},
        )  # fmt: skip
        qualify(sent.pk)
    page.views = 214
    page.save(update_fields=["views"])


def _posts(claire: Membership, page: object, today: date) -> None:
    told = {
        "linkedin": (
            (
                "Le bruit est la première gêne d’un plateau ouvert.\n\nChez un cabinet de douze personnes, nous "
                "avons mesuré 38 dB de moins le soir même de la pose. Comment ? Tout est là :"
            ),
            "bureau acoustique Lyon",
        ),
        "x": (
            "Un bureau calme demain soir, sans travaux : 38 dB de moins mesurés chez 12 clients.",
            "bureau acoustique",
        ),
    }
    for number, (network, (text, hashtags)) in enumerate(told.items(), 1):
        values = {"network": network, "text": text, "hashtags": hashtags, "page": page, "images": 1}
        save_post(member=claire, values=values | {"planned_on": today + timedelta(days=2 * number)})
