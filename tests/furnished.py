"""A workspace in which every page has something to show, made by the services, and the addresses of its pages."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zlib import compress, crc32

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from carnet.foundation.administration.services.company import set_logo
from carnet.foundation.administration.services.invitations import invite
from carnet.foundation.agenda.services import book_appointment, log_interaction, plan_task
from carnet.foundation.catalogue.models import ObjectionReply
from carnet.foundation.catalogue.objections import adopt_shipped
from carnet.foundation.catalogue.services import create_product
from carnet.foundation.consents.services import give_consent, object_to_prospecting, restrict
from carnet.foundation.csr.models import Commitment
from carnet.foundation.csr.services import adopt_starter_set
from carnet.foundation.fields.models import Field
from carnet.foundation.fields.queries import current_set
from carnet.foundation.fields.services import change_set
from carnet.foundation.geo.rules import Point
from carnet.foundation.interviews.services import (
    Analysis,
    Follow,
    end_interview,
    keep_notes,
    plan_interview,
    validate_sheet,
)
from carnet.foundation.opportunities.services import lose_opportunity, open_opportunity, win_opportunity
from carnet.foundation.parties.models import Company, ContactPoint, Person
from carnet.foundation.parties.services import create_company, create_person, trash
from carnet.foundation.sirene.rules.scoring import Kind, Term
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.services import tag
from carnet.foundation.ui.screens import screen_of
from carnet.foundation.ui.services import save_view
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Role
from carnet.grow.architecture.sets import MODELS, fields_of
from carnet.grow.bulk.models import Act, ActRow
from carnet.grow.bulk.services import start_act
from carnet.grow.customer_file.reach import save_reach
from carnet.grow.duplicates.models import Pair
from carnet.grow.imports import services as imports
from carnet.grow.imports import telling as origins
from carnet.grow.imports.rules.origins import Statement
from carnet.grow.privacy.models import PurgeItem
from carnet.grow.privacy.services import receive_request, save_breach
from carnet.grow.reporting.models import Measure
from carnet.grow.reporting.rules import around
from carnet.grow.reporting.services import set_objective
from carnet.prospect.buying.services import save_purchase, save_seat, save_tie
from carnet.prospect.calling.queries import Wanted
from carnet.prospect.calling.scripting import adopt_shipped as adopt_scripts
from carnet.prospect.calling.services import open_next, start_session
from carnet.prospect.campaigns.learning import decide
from carnet.prospect.campaigns.services import start_campaign
from carnet.prospect.campaigns.touching import record_touch
from carnet.prospect.campaigns.trials import plan_trial
from carnet.prospect.interviewing.grid import grid_of
from carnet.prospect.interviewing.services import debrief
from carnet.prospect.landing.linking import make_link
from carnet.prospect.landing.models import Submission
from carnet.prospect.landing.posting import save_post
from carnet.prospect.landing.qualifying import qualify
from carnet.prospect.landing.rules.content import Content, Proof, spec
from carnet.prospect.landing.services import publish, save_page, save_version
from carnet.prospect.mailing.models import MailSettings, Message
from carnet.prospect.mailing.services import queue_mailing, save_letter, save_mailing
from carnet.prospect.mix.launching import start_launch
from carnet.prospect.mix.models import Group
from carnet.prospect.mix.services import add_group, save_plan
from carnet.prospect.sourcing.models import Doubt, Target, Targeting
from carnet.prospect.sourcing.services import save_grid
from carnet.prospect.tours.drivers import add_start
from carnet.prospect.tours.services import add_visits, create_tour, launch
from carnet.sell.closing import services as closing
from carnet.sell.closing.drafting import LineInput

BOUGHT = Statement("bought", collected_on=date(2026, 11, 3), basis="interest", supplier="Listes SA",
                   contract="F-12 du 02/11/2026", proof="Formulaire du salon", notice="later")  # fmt: skip
FILE = "Raison sociale;SIREN;Ville;Nom\nNouvelle Menuiserie;;Lyon;Vial\nFaux Numéro;12;Bron;Kaci\nClinique des Balmes;;Lyon;\n"
LONG = "Syndicat intercommunal de l’aménagement et de l’assainissement des vallées de l’Azergues et du Soanan"


@dataclass
class Furnished:
    """`kwargs` of each address that names a row, by URL name; `more` are addresses that show another state."""

    kwargs: dict[str, dict[str, Any]] = field(default_factory=dict)
    more: list[str] = field(default_factory=list)

    def knows(self, kwargs: dict[str, Any], *names: str) -> None:
        self.kwargs |= dict.fromkeys(names, kwargs)


def furnish(alice: Membership, bruno: Membership) -> Furnished:
    """To be called with the scope of their workspace open, its company's settings made."""
    known = Furnished()
    known.knows({"code": "C11.1"}, "referential:competency")
    known.knows({"code": "vat.rate.normal"}, "law:rule")
    _fields(alice, known)
    clinic, people = _file(alice, bruno, known)
    _agenda(alice, clinic, people[0], known)
    _sales(alice, bruno, clinic, people[0], known)
    _house(alice, bruno, known)
    _imports(alice, known)
    _privacy(alice, people[1], known)
    _duplicates(alice, clinic, known)
    _sourcing(alice, clinic, known)
    _tours(alice, clinic, known)
    _prospecting(alice, clinic, known)
    _landing(alice, known)
    _together(alice, clinic, known)
    _buying(alice, clinic, known)
    _calling(alice, clinic, people[0], known)
    _interviews(alice, clinic, people[0], known)
    return known


def _calling(alice: Membership, clinic: Company, person: Person, known: Furnished) -> None:
    """A session whose first card is in hand, with a script."""
    scripts = adopt_scripts(member=alice)
    wanted = [Wanted(clinic, person, why="Salon Bâtir 2026")]
    session = start_session(
        member=alice, name="Appels du mardi", subject="vos cloisons", wanted=wanted, script=scripts[0]
    )
    open_next(member=alice, session=session)
    known.knows({"pk": session.pk}, "calling:session", "calling:summary")
    known.knows({"pk": scripts[0].script_id}, "calling:script")
    known.more += ["appels/?qui=equipe", f"appels/{session.pk}/?bloc=gatekeeper"]


def _together(alice: Membership, clinic: Company, known: Furnished) -> None:
    """A tag in use, and an act that changed several records at once."""
    tag(member=alice, parties=[clinic], add="Salon 2026")
    found = Tag.objects.get(name="Salon 2026")
    act = start_act(
        member=alice, party="company", kind="edit", wanted={"values": {"industry": "Santé"}}, ids=[clinic.pk]
    )
    # As where a stage asks for a field that the record lacks.
    ActRow.objects.filter(act=act).update(state=ActRow.State.REFUSED, reason="Son étape demande : Besoin principal.")
    Act.objects.filter(pk=act.pk).update(refused=1, changed=0)
    known.knows({"party": "societes", "pk": clinic.pk}, "customer_file:record_tags")
    known.knows({"pk": found.pk}, "tags:tag")
    known.knows({"pk": act.pk}, "bulk:act", "bulk:refused")
    frozen = create_company(member=alice, name="Société gelée")
    restrict(member=alice, party=frozen, because="Conteste son adresse")
    wanted = {"purpose": "prospecting", "columns": ["nom", "ville"]}
    file = start_act(member=alice, party="company", kind="export", wanted=wanted, ids=[clinic.pk, frozen.pk])
    known.knows({"pk": file.pk}, "bulk:file")
    known.more.append(f"lots/{file.pk}/")


def _sourcing(alice: Membership, clinic: Company, known: Furnished) -> None:
    terms = [
        Term(Kind.NEAR, 30, low=10, high=40),
        Term(Kind.STAFF, 20, ("11", "12")),
        Term(Kind.AGE, 10, low=0, high=3),
    ]
    grid = save_grid(member=alice, name="Installateurs", terms=terms, why="Ils achètent toute l’année.")
    chosen = Targeting.objects.create(
        grid=grid, criteria={"naf": ["43.22A"], "near": [45.76, 4.84], "km": 30.0}, place="Lyon (69)",
        stock_on=timezone.localdate(), found=45, added=1, author=alice,
    )  # fmt: skip
    Target.objects.create(targeting=chosen, company=clinic, siret="73282932000015", rank=1, score=71.4, km=3.2)
    Doubt.objects.create(company=clinic, kind="moved", source="Insee, Sirene, 31/10/2026", detail="73282932000099")
    known.knows({"pk": grid.pk}, "sourcing:grid_edit")
    known.knows({"pk": chosen.pk}, "sourcing:targeting")


def _tours(alice: Membership, clinic: Company, known: Furnished) -> None:
    """Next week planned, with a visit that fits nowhere."""
    add_start(member=alice, name="Domicile", city="Lyon", point=Point(45.758, 4.835))
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    tour = create_tour(member=alice, first_on=monday)
    far = create_company(member=alice, name="Chantier de Brest", city="Brest", postcode="29200")
    add_visits(member=alice, tour=tour, companies=[clinic, far])
    launch(member=alice, tour=tour)
    known.knows({"pk": tour.pk}, "tours:tour", "tours:choose", "tours:calendar")
    known.knows({"pk": tour.visits.filter(company=clinic).get().pk}, "tours:visit")
    known.knows({"pk": tour.days.first().pk}, "tours:day")
    known.knows({"pk": clinic.pk}, "tours:habit", "tours:join")
    known.more += ["tournees/?qui=equipe"]


def _buying(alice: Membership, clinic: Company, known: Furnished) -> None:
    """Five people on the clinic's map, of whom one has a long name; a deal of its own."""
    told = [
        ("Marie-Emmanuelle", "de La Rochefoucauld-Montbel", "DI", 5, "opposed"),
        ("Jean", "Roy", "P", 4, "favourable"),
        ("Inès", "Caron", "B", 3, "neutral"),
        ("Paul", "Mazuyer", "U", None, "unknown"),
        ("Lise", "Vial", "F", 1, "neutral"),
    ]
    seats = []
    for given, family, parts, power, attitude in told:
        who = create_person(member=alice, company=clinic, given_name=given, family_name=family)
        values = {"parts": parts, "power": power, "attitude": attitude, "motives": "AS", "source": "Salon"}
        seats.append(save_seat(member=alice, company=clinic, person=who, values=values))
    for one, other, kind in ((1, 0, "influences"), (2, 0, "reports_to"), (1, 3, "works_with"), (4, 1, "opposes")):
        save_tie(member=alice, company=clinic, person=seats[one].person, toward=seats[other].person, kind=kind)
    save_purchase(member=alice, company=clinic, step="consult", kind="new")
    known.knows({"pk": clinic.pk}, "buying:centre", "buying:purchase", "buying:seat_new", "buying:tie_new")
    known.knows({"pk": seats[0].pk}, "buying:seat")
    known.more += ["centres-d-achat/?qui=equipe"]


def _prospecting(alice: Membership, clinic: Company, known: Furnished) -> None:
    """A plan of two groups, of which one is in the agenda."""
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    goals = {"contacts_goal": 40, "meetings_goal": 6, "sales_goal": 2, "budget_cents": 50_000}
    values = {"name": "Prospection de printemps", "goal": "Six rendez-vous.", "first_on": monday, "weeks": 6, **goals}
    plan = save_plan(member=alice, values=values)
    tag(member=alice, parties=[clinic], add="À prospecter")
    chosen = Tag.objects.get(name="À prospecter")
    group = add_group(member=alice, plan=plan, name="Cliniques", why="Elles rénovent.", tag=chosen)
    booked = add_group(member=alice, plan=plan, name="Cliniques déjà prévues", tag=chosen)
    start_launch(member=alice, group=booked)
    known.knows({"pk": plan.pk}, "mix:plan", "mix:edit", "mix:group_new", "mix:csv")
    known.knows({"pk": group.pk}, "mix:group", "mix:group_edit", "mix:steps", "mix:launch")
    known.knows({"code": "phone"}, "mix:channel")
    known.more += [f"prospection/groupes/{booked.pk}/"]
    _campaigns(alice, clinic, group, known)
    _mailing(alice, chosen, known)


def _mailing(alice: Membership, chosen: Tag, known: Furnished) -> None:
    """A letter in two variants; a mailing of it being prepared, one that waits for its server."""
    told = {"from_name": "Alice Martin", "from_email": "alice@nord.example", "host": "smtp.nord.example", "port": 587}
    MailSettings.objects.create(**told)
    text = "{{ appel }},\n\nVos locaux de {{ ville|chez vous }} changent-ils ?\n\nhttps://www.nord.example/offre"
    variants = [
        {"code": "A", "segment": "", "subject": "Vos locaux, {{ societe }}", "text": text},
        {"code": "B", "segment": "", "subject": "Une question GARANTIE !!", "text": "Le meilleur prix, {{ appel }} ?"},
    ]
    letter = save_letter(member=alice, name="Locaux de santé", variants=variants)
    values = {"name": "Cliniques au printemps", "readers": "main", "counts_clicks": True}
    draft = save_mailing(member=alice, letter=letter, values=values, source={"tag": chosen})
    sent = save_mailing(member=alice, letter=letter, values=values | {"name": "Relance"}, source={"tag": chosen})
    queue_mailing(member=alice, mailing=sent)
    Message.objects.filter(state="queued").update(state="unknown", reason="killed", clicks=1)
    known.knows({"pk": letter.pk}, "mailing:letter", "mailing:letter_edit")
    known.knows({"pk": draft.pk}, "mailing:preview", "mailing:edit")
    known.knows({"pk": sent.pk}, "mailing:mailing")
    known.more += [f"courriels/{sent.pk}/?etat=unknown", "courriels/modeles/nouveau/?variantes=2"]


def _campaigns(alice: Membership, clinic: Company, group: Group, known: Furnished) -> None:
    campaign = start_campaign(member=alice, name="Campagne de printemps", group=group, goal="Six rendez-vous.")
    told = {"message": "Script A", "stage": 4, "reason": "need"}
    touch = record_touch(member=alice, campaign=campaign, party=clinic, channel="phone", **told)
    plan_trial(member=alice, campaign=campaign, first="Script A", second="Script B", base=Decimal(20), gain=Decimal(10))
    decide(member=alice, campaign=campaign, text="Appeler avant neuf heures.")
    known.knows({"pk": campaign.pk}, "campaigns:campaign", "campaigns:edit", "campaigns:touch_new", "campaigns:follow")
    known.knows(
        {"pk": campaign.pk}, "campaigns:analysis", "campaigns:adjustments", "campaigns:trial", "campaigns:trial_new"
    )
    known.knows({"pk": touch.pk}, "campaigns:touch")


def _landing(alice: Membership, known: Furnished) -> None:
    """A public page, and a lead that it brought."""
    page = save_page(member=alice, values={"name": "Bureaux calmes", "target": "Cabinets gênés par le bruit"})
    written = Content(title="Travailler au calme", promise="38 dB de moins en un jour.", action="Recevoir mon étude",
                      proofs=(Proof("38 dB mesurés", "CSTB, mars 2026"),))  # fmt: skip
    asked = spec(["company", "email", "phone", "need"], [], ["email", "phone"], "des cloisons acoustiques")
    version = save_version(member=alice, page=page, content=written, form=asked)
    publish(member=alice, page=page)
    values = {"name": "Jeanne Roy", "company": "Cabinet Roy", "email": "jeanne@roy.example", "need": "Deux bureaux"}
    sent = Submission.objects.create(page=page, version=version, key="furnished", values=values)
    lead = qualify(sent.pk)
    known.knows({"pk": page.pk}, *(f"landing:{name}" for name in ("page", "edit", "content", "form", "preview")))
    known.knows({"pk": lead.pk}, "landing:lead")
    link = make_link(member=alice, values={"name": "Code du stand", "page": page, "source": "salon"})
    words = {"text": "38 dB de moins, mesurés le soir même.", "hashtags": "bureau", "images": 1, "planned_on": None}
    post = save_post(member=alice, values={"network": "linkedin", "page": page, **words})
    known.knows({"pk": link.pk}, "landing:link")
    known.knows({"pk": link.pk, "kind": "svg"}, "landing:link_code")
    known.knows({"pk": post.pk}, "landing:post", "landing:post_edit")
    known.more += ["contacts-recus/?quoi=ecartes", "contacts-recus/?quoi=sans-reponse"]


def _interviews(alice: Membership, clinic: Company, person: Person, known: Furnished) -> None:
    """One prepared and led, one debriefed."""
    asked = ["Depuis quand ?", "Que coûte l’attente ?", "Qui décide ?"]
    content = {"goal": "Un devis", "opening": "Bonjour.", "questions": asked, "closing": "Je vous chiffre cela ?"}
    content |= {"objections": [{"objection": "Trop cher", "reply": "Par rapport à quoi ?"}]}
    content |= {"offers": [{"name": "Banque d’accueil", "why": "Deux postes", "proof": "Bron, 2025"}]}
    notes = {"answers": [{"question": asked[0], "answer": "2014"}], "conclusion": "Elle attend.", "agreed": "Devis"}
    notes |= {"objections": [{"objection": "Trop cher", "how": "Sur dix ans", "settled": "yes"}]}
    made = []
    for whom in (person, None):
        one = plan_interview(member=alice, company=clinic, person=whom)
        validate_sheet(member=alice, interview=one, content=content)
        keep_notes(member=alice, interview=one, revision=0, notes=notes)
        made.append(one)
    end_interview(member=alice, interview=made[1])
    marks = {point.code: (3, "Vu.") for point in grid_of(alice.workspace)}
    follow = Follow("task", title="Devis", due_on=timezone.localdate())
    analysis = Analysis("Écoute", "Prix trop tôt", "Prix après la preuve")
    debrief(member=alice, interview=made[1], marks=marks, analysis=analysis, follow=follow)
    known.knows({"pk": made[0].pk}, "interviewing:interview", "interviewing:sheet", "interviewing:guide")
    known.knows({"pk": made[0].pk}, "interviewing:paper")
    known.knows({"pk": made[1].pk}, "interviewing:debrief")
    known.more += [f"entretiens/{made[1].pk}/", f"entretiens/nouveau/?societe={clinic.pk}", "entretiens/?qui=equipe"]


def _fields(alice: Membership, known: Furnished) -> None:
    """The set for professionals, before there is a record: nothing lacks what it asks for."""
    offered = [{**told, "required_at": {}} for told in fields_of(MODELS["b2b"])]
    change_set(member=alice, wanted=offered)
    field, gone = Field.objects.get(code="besoin-principal"), Field.objects.get(code="equipement-en-place")
    kept = [{**told, "is_archived": told["code"] == gone.code} for told in current_set()]
    change_set(member=alice, wanted=kept)
    known.knows({"pk": field.pk}, "architecture:edit", "architecture:archive")
    known.knows({"pk": gone.pk}, "architecture:erase")
    known.knows({"code": "b2c"}, "architecture:model")
    known.more += ["fichier/?porte=person", "fichier/?porte=opportunity", "fichier/champs/nouveau/?porte=person"]


def _file(alice: Membership, bruno: Membership, known: Furnished) -> tuple[Company, list[Person]]:
    clinic = create_company(
        member=alice, name="Clinique des Balmes", stage="hot", owner=alice, street="155 boulevard de Stalingrad",
        postcode="69006", city="Lyon", phone="0465710001", email="accueil@balmes.example", siren="732829320",
    )  # fmt: skip
    create_company(member=bruno, name=LONG, stage="customer", owner=bruno, city="Val d’Oingt", buyer_kind="public_body")
    for number in range(8):
        create_company(member=bruno, name=f"Atelier {number}", city="Bron", stage=["suspect", "cold"][number % 2])
    people = [
        create_person(member=alice, family_name="Vial", given_name="Anne", company=clinic, job_title="Directrice",
                      phone="0465710002", email="anne.vial@balmes.example", is_main=True),
        create_person(member=alice, family_name="Kaci-Delachenal de Montmorency", given_name="Jean-Christophe",
                      company=clinic),
    ]  # fmt: skip
    point = ContactPoint()
    values = {"channel": "phone", "value": "0465710003", "use": ContactPoint.Use.values[0], "is_preferred": False}
    save_reach(member=alice, party=clinic, row=point, values=values)
    save_view(member=alice, list_code="companies", name="Mes chauds", query="etape=hot", is_shared=True)
    for thrown in (create_company(member=bruno, name="Doublon à oublier", city="Bron"),
                   create_person(member=bruno, family_name="Parti", given_name="Luc")):  # fmt: skip
        trash(member=bruno, party=thrown)
    known.more += ["corbeille/?quoi=personnes", "corbeille/?q=zzzz"]
    known.knows({"pk": clinic.pk}, "customer_file:company", "customer_file:company_edit")
    known.knows({"company": clinic.pk}, "customer_file:person_new_at")
    known.knows({"pk": clinic.pk, "field": "stage"}, "customer_file:company_field")
    of_person = ("person", "person_edit", "person_move")
    known.knows({"pk": people[0].pk}, *(f"customer_file:{name}" for name in of_person))
    known.knows({"pk": people[0].pk, "field": "phone"}, "customer_file:person_field")
    known.knows({"party": "societes", "pk": clinic.pk, "kind": "adresses"}, "customer_file:reach_new")
    known.knows({"party": "societes", "pk": clinic.pk, "kind": "contacts", "row": point.pk}, "customer_file:reach_edit")
    record = f"societes/{clinic.pk}/?onglet="
    known.more += [f"{record}{tab}" for tab in ("personnes", "affaires", "devis", "documents")]
    known.more += [
        "societes/?q=zzzz",
        "societes/?etape=hot&tri=-nom",
        "societes/?forme=carte",
        "societes/?forme=carte&q=zzzz",
    ]
    return clinic, people


def _agenda(alice: Membership, clinic: Company, person: Person, known: Furnished) -> None:
    now = timezone.now()
    for days, outcome in ((40, "no_answer"), (12, "reached"), (2, "meeting")):
        log_interaction(member=alice, channel="call", company=clinic, person=person, outcome=outcome,
                        text="Demande deux variantes : chêne et stratifié.", at=now - timedelta(days=days))  # fmt: skip
    today = timezone.localdate()
    task = plan_task(member=alice, title=f"Rappeler {person} au sujet du plateau", due_on=today, company=clinic)
    plan_task(member=alice, title="Relancer : devis sans réponse", due_on=today - timedelta(days=3), company=clinic)
    book_appointment(member=alice, title="Prise de cotes", starts_at=now, ends_at=now + timedelta(hours=1),
                     company=clinic, person=person, location="155 boulevard de Stalingrad, Lyon")  # fmt: skip
    known.knows({"pk": task.pk}, "agenda:task_postpone")
    known.more += [f"agenda/appel/?societe={clinic.pk}", f"agenda/suite/?societe={clinic.pk}"]


def _sales(alice: Membership, bruno: Membership, clinic: Company, person: Person, known: Furnished) -> None:
    create_product(member=alice, reference="CL-180", name="Cloison acoustique mobile", cost_cents=210_00)
    adopt_shipped(member=alice)
    known.knows({"pk": ObjectionReply.objects.order_by("pk")[0].pk}, "catalogue:reply")
    product = create_product(member=alice, reference="PO-1", name="Pose", cost_cents=40_00, price_cents=68_00)
    soon = timezone.localdate() + timedelta(days=20)
    deal = open_opportunity(member=alice, company=clinic, name="Aménagement de l’accueil", amount_cents=15_000_00,
                            expected_on=soon, person=person)  # fmt: skip
    won = open_opportunity(member=bruno, company=clinic, name="Second plateau", amount_cents=None)
    lost = open_opportunity(member=alice, company=clinic, name="Cabines", amount_cents=4_200_00)
    win_opportunity(member=alice, opportunity=won)
    lose_opportunity(member=alice, opportunity=lost, reason="price", detail="Un confrère à 9 % de moins.")
    lines = [
        LineInput("Cloison acoustique mobile", Decimal(14), 350_00, Decimal(20), unit_cost_cents=210_00),
        LineInput("Pose et réglage", Decimal("7.5"), 68_00, Decimal(10), unit="HUR", discounts=(Decimal(5),)),
    ]
    draft, sent, accepted, refused = (
        closing.draft_quote(member=alice, company=clinic, opportunity=deal, lines=lines, title=title)
        for title in ("Brouillon du hall", "Hall", "Accueil", "Salle d’attente")
    )
    for quote in (sent, accepted, refused):
        closing.send_quote(member=alice, quote=quote)
    closing.refuse_quote(member=alice, quote=refused, reason="Trop long")
    closing.accept_quote(member=alice, quote=accepted)
    live = open_opportunity(member=alice, company=clinic, name="Espace de pause", amount_cents=8_000_00)
    known.knows({"pk": product.pk}, "catalogue:product", "catalogue:edit")
    known.knows({"pk": live.pk}, "pipeline:opportunity", "pipeline:edit", "pipeline:lose")
    known.knows({"pk": draft.pk}, "closing:quote", "closing:edit", "closing:preview")
    known.knows({"pk": sent.document_id}, "documents:document")
    for quote in (sent, accepted, refused):
        known.more.append(reverse("closing:quote", args=["nord", quote.pk]).removeprefix("/e/nord/"))
    known.more += [f"affaires/{won.pk}/", f"affaires/{lost.pk}/", "affaires/liste/?etat=perdues", "affaires/?suivi=moi"]


def _house(alice: Membership, bruno: Membership, known: Furnished) -> None:
    today = timezone.localdate()
    for assignee in (None, bruno):
        period = around(today, 1).code
        set_objective(member=alice, measure=Measure.SIGNED, period=period, target=18_000_00, assignee=assignee)
        set_objective(member=alice, measure=Measure.CALLS, period=period, target=60, assignee=assignee)
    set_logo(member=alice, content=png())
    adopt_starter_set(member=alice)
    invite(member=alice, email="invitee@example.org", role=Role.REP)
    known.knows({"kind": "train_over_km"}, "csr:add")
    known.knows({"pk": Commitment.objects.earliest("pk").pk}, "csr:edit")
    known.knows({"pk": bruno.pk}, "workspaces:ownership")
    known.more += ["resultats/?periode=2026", f"resultats/?membre={bruno.pk}", "chercher/?q=balmes"]


def png() -> bytes:
    """One blue point."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", compress(b"\0\x1f\x46\xb4")),
        (b"IEND", b""),
    ]
    made = [struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body)) for name, body in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def _privacy(alice: Membership, person: Person, known: Furnished) -> None:
    """Someone who refuses calls and once agreed to e-mails; a request, a breach, a record whose time is over."""
    today, words = timezone.localdate(), "Acceptez-vous de recevoir nos offres de cloisons par e-mail ?"
    give_consent(member=alice, party=person, channel="email", source="person", wording=words)
    refused = object_to_prospecting(member=alice, party=person, channel="phone", note="Plus d’appels")
    asked = receive_request(member=alice, right="access", name=str(person), received_on=today, party=person,
                            contact="jc@example.org", is_identity_doubted=True)  # fmt: skip
    told = {"title": "Fichier de prospects envoyé au mauvais destinataire", "known_at": timezone.now(),
            "is_confidentiality": True, "risk": "risk"}  # fmt: skip
    breach = save_breach(member=alice, breach=None, values=told)
    old = create_person(member=alice, family_name="Ancien", email="ancien@example.org")
    line = PurgeItem.objects.create(person=old, since="collected", base_on=today - timedelta(days=1200),
                                    due_on=today - timedelta(days=104))  # fmt: skip
    of_party = ("party", "consent_new", "freeze", "thaw", "dossier_json", "dossier_pdf", "erasure")
    known.knows({"party": "personnes", "pk": person.pk}, *(f"privacy:{name}" for name in of_party))
    known.knows({"pk": asked.pk}, "privacy:request")
    known.knows({"pk": breach.pk}, "privacy:breach")
    known.knows({"pk": line.pk}, "privacy:purge_keep")
    known.knows({"pk": refused.pk}, "privacy:objection_lift")


def _imports(alice: Membership, known: Furnished) -> None:
    """One file whose columns wait, one that is checked, one that is in."""
    draft, checked, done = (
        imports.receive(member=alice, name=name, chunks=[FILE.encode("cp1252")])
        for name in ("en-attente.csv", "verifie.csv", "importe.csv")
    )
    for file in (checked, done):
        origins.tell_origin(member=alice, file=file, said=BOUGHT, proof_file=origins.Proof("preuve.txt", b"Formulaire"))
        imports.choose(member=alice, file=file, mapping=file.mapping)
        imports.verify(member=alice, file=file)
    job = imports.launch(member=alice, file=done, policy="skip")
    known.knows({"pk": draft.pk}, "imports:import", "imports:origin", "imports:columns")
    known.knows({"pk": checked.pk}, "imports:check")
    known.knows({"pk": done.pk}, "imports:outcome", "imports:refused", "imports:proof")
    known.knows({"pk": job.pk}, "jobs:job")


def _duplicates(alice: Membership, clinic: Company, known: Furnished) -> None:
    """A second record of the clinic, proposed for a merge."""
    twin = create_company(member=alice, name="Clinique Balmes", city="Lyon", phone="0465710001", owner=alice)
    reasons = [["phone", "same", 11.2], ["name", "near", 4.1], ["city", "other", -3.4]]
    pair = Pair.objects.create(
        kind="company", one_company=clinic, other_company=twin, probability=0.998, weight=9.1, reasons=reasons
    )
    known.knows({"pk": pair.pk}, "duplicates:compare")
    known.more.append("doublons/?genre=person&force=0.9&mien=1")
    other = create_company(member=alice, name="Clinique du Parc", city="Lyon")
    known.more.append(f"doublons/choisies/?genre=company&fiche={clinic.pk}&fiche={other.pk}")


def screens(
    resolver: Any = None, spaces: tuple[str, ...] = (), route: str = ""
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """URL name, route and view of every address under `/e/<workspace>/`."""
    for pattern in (resolver or get_resolver()).url_patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from screens(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces, whole)
        elif isinstance(pattern, URLPattern) and "<slug:workspace>" in whole:
            yield ":".join((*spaces, pattern.name or "")), whole, pattern.callback


def readable(known: Furnished, workspace: str = "nord") -> list[str]:
    """The address of every screen that answers to GET; a KeyError says which row `furnish` does not name yet."""
    found = []
    for name, route, view in screens():
        declared = screen_of(view)
        if declared and "GET" in declared.methods:
            has_row = route.count("<") > 1
            kwargs = known.kwargs[name] if has_row else {}
            found.append(reverse(name, kwargs={"workspace": workspace, **kwargs}))
    return found
