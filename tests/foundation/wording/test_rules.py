"""Notes that say too much, and notes that do not: real sentences, both ways, in French and in English."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.wording.rules import WORDS, check, data, fold, sentence

TOO_MUCH = [
    # health
    ("En arrêt maladie jusqu’en mars, rappeler après.", "health"),
    ("Il est malade, très fatigué en ce moment", "health"),
    ("A fait une dépression l’an dernier", "health"),
    ("En burn-out d’après sa collègue", "health"),
    ("Elle est enceinte, congé en juin", "health"),
    ("Hospitalisé la semaine dernière", "health"),
    ("Se bat contre un cancer", "health"),
    ("il est diabétique, prévoir le repas", "health"),
    ("Son fils a des problèmes de santé", "health"),
    ("SCLÉROSE EN PLAQUES, marche mal", "health"),
    ("He is off sick until May", "health"),
    ("She has cancer, be gentle", "health"),
    ("Pregnant, back in September", "health"),
    ("Had a stroke last year", "health"),
    # religion
    ("Musulman pratiquant, pas d’alcool au déjeuner", "religion"),
    ("Fait le ramadan, éviter le midi", "religion"),
    ("Cliente voilée, très aimable", "religion"),
    ("Famille juive, fermé le samedi", "religion"),
    ("témoin de Jéhovah", "religion"),
    ("He’s a practising muslim", "religion"),
    ("Goes to church every Sunday", "religion"),
    # union
    ("Délégué syndical, tout passe par lui", "union"),
    ("il est à la CGT", "union"),
    ("Syndiquée, attention", "union"),
    ("Union rep, careful", "union"),
    # politics
    ("Vote RN et le dit", "politics"),
    ("Militante de la France insoumise", "politics"),
    ("Il est plutôt de gauche", "politics"),
    ("Proche de l’extrême droite", "politics"),
    ("Votes Labour, hates taxes", "politics"),
    ("A far-right guy", "politics"),
    # origin
    ("Gérant d’origine turque", "origin"),
    ("C’est un Arabe, parle mal français", "origin"),
    ("Femme de couleur, la trentaine", "origin"),
    ("Type maghrébin", "origin"),
    ("He is of African descent", "origin"),
    # intimate life
    ("Homosexuel, vit avec son associé", "sex"),
    ("A une liaison, sa maîtresse répond au téléphone", "sex"),
    ("Openly gay", "sex"),
    ("Cheats on his wife", "sex"),
    # offences
    ("A fait de la prison", "offences"),
    ("Déjà condamné pour fraude", "offences"),
    ("Mis en examen l’an dernier", "offences"),
    ("A un casier judiciaire", "offences"),
    ("Has a criminal record", "offences"),
    ("Was arrested for drunk driving", "offences"),
    # family
    ("En instance de divorce", "family"),
    ("Vient de divorcer, mauvaise passe", "family"),
    ("Elle est veuve depuis un an", "family"),
    ("Au chômage depuis janvier", "family"),
    ("Père de trois enfants", "family"),
    ("Sa femme l’a quitté", "family"),
    ("Going through a divorce", "family"),
    ("Single mother, calls after school only", "family"),
    # insults
    ("Gros con, ne plus rappeler", "insults"),
    ("A pété un plomb au téléphone", "insults"),
    ("Chiante, mais elle paie", "insults"),
    ("Un vrai menteur", "insults"),
    ("Radin comme pas deux", "insults"),
    ("Il est complètement fou", "insults"),
    ("What an idiot", "insults"),
    ("Total cheapskate", "insults"),
]
PLAIN = [
    # trades and customers that bear the words
    "Cardiologue à la clinique des Balmes",
    "Vend des mutuelles : assurance maladie pour les indépendants",
    "Le syndic de copropriété vote les travaux en juin",
    "Syndicat intercommunal des eaux, marché en cours",
    "Institut catholique de Lyon, rénovation de deux amphis",
    "Rénovation de l’église Saint-Bruno, maître d’ouvrage : la mairie",
    "Centre Léon Bérard, lutte contre le cancer : cloisons du service",
    "Service d’oncologie, demande un devis pour 12 chambres",
    "Maison de retraite protestante, 40 lits",
    "Ligue contre le cancer, antenne du Rhône",
    "Cabinet spécialisé en droit du divorce",
    "Avocate, a ouvert un cabinet de divorce et succession",
    "Administration pénitentiaire : chantier de la prison de Corbas",
    "Extrait de casier demandé pour le marché public",
    "Commissariat, remplacement des portes",
    "École maternelle, 3 classes de 25 enfants",
    "Restaurant avec menu enfants et aire de jeux",
    "Chambre pour 2 enfants, lit superposé",
    "Fabricant de fauteuils roulants et de mobilier pour handicapés",
    "Accès handicapé à revoir à l’entrée",
    "Sanitaires PMR, place handicapé devant la boutique",
    "La dépression du marché du bois pèse sur ses prix",
    "Caisson en dépression pour l’atelier",
    "Pharmacie, rayon diabétique à agrandir",
    "Enceinte acoustique à livrer au premier étage",
    "Deux enceintes Bluetooth offertes",
    "L’enceinte du chantier ferme à 17 h",
    # ordinary words
    "Porte de gauche à remplacer, celle de droite est bonne",
    "Le battant est de gauche, vérifier le sens d’ouverture",
    "Bureau noir, modèle Oslo",
    "Veut un tableau noir et un café",
    "Fauteuil noir, cuir pleine fleur",
    "Bois d’origine française",
    "Pièces d’origine asiatique, délai de six semaines",
    "Son fils reprend l’entreprise en septembre",
    "Sa fille est directrice commerciale, la mettre en copie",
    "Interrupteur bipolaire à prévoir",
    "Transistors bipolaires, 200 pièces",
    "Maîtresse d’ouvrage : la Ville de Bron",
    "Promotion ramadan dans le rayon épicerie",
    "Grève des transporteurs, livraison retardée",
    "Porte condamnée côté rue",
    "Serrure antivol contre les voleurs",
    "Bac à ordures ménagères à déplacer",
    "Poubelle à pédale, trois unités",
    "Échange difficile, a contesté la facture",
    "Rappeler après le 15, absent jusque-là",
    "Pas de rendez-vous le vendredi",
    "Très content de la pose, recommande l’équipe",
    "Contact convivial, confiance établie, contrat à signer",
    "A vu trois concurrents, hésite sur le prix",
    "Décide seul, budget de 15 000 €",
    "Prévoir le parking, entrée par la cour",
    "Le conseil a voté à l’unanimité pour notre offre",
    "A repoussé la décision à la rentrée",
    # English
    "Cardiologist, buys for the whole practice",
    "Catholic school, four classrooms",
    "Credit union, new branch in May",
    "Cancer research charity, 40 desks",
    "Family law firm, divorce and custody cases",
    "Left door sticks, right door is fine",
    "Black finish, oak frame",
    "Prison service contract, phase two",
    "Fire retardant panels wanted",
    "Wants two bedrooms for children done first",
    "Difficult call, disputed the invoice",
    "Away until May, call back after",
    "Economic depression in their market",
    "Single source of supply, worries them",
    "Insurance policy covers sick leave for staff",
]


@pytest.mark.parametrize(("text", "category"), TOO_MUCH, ids=[text for text, _category in TOO_MUCH])
def test_a_note_that_says_too_much_is_seen(text: str, category: str) -> None:
    assert category in [one.category for one in check(text)]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_note_is_left_alone(text: str) -> None:
    assert check(text) == []


def test_the_words_are_told_as_they_were_typed_with_a_neutral_way_to_say_it() -> None:
    told = sentence(check("Rappel : il est MALADE, en instance de Divorce"), "fr")
    assert "MALADE" in told
    assert "en instance de Divorce" in told
    assert "indisponible" in told
    assert "Nothing is blocked" in sentence(check("He is ill"), "en")
    assert sentence(check("Rien à dire"), "fr") == ""


def test_every_category_has_its_words_in_both_languages() -> None:
    ruled = {(one["category"], one["language"]) for one in data()["rules"]}
    assert ruled == {(category, language) for category in data()["categories"] for language in ("fr", "en")}
    for one in data()["categories"].values():
        assert one["label"]["fr"]
        assert one["instead"]["en"]


@given(st.text(max_size=300))
def test_any_text_is_read_and_what_is_found_stands_in_it(text: str) -> None:
    folded, places = fold(text)
    assert len(folded) == len(places)
    for finding in check(text):
        assert finding.words in text


def test_the_browser_reads_every_sentence_as_the_server_does(tmp_path: Path) -> None:
    """The same words, the same patterns: Node runs the browser's own file."""
    sentences = [*PLAIN, *(text for text, _category in TOO_MUCH), "Œdème au cœur ; l’un d’eux est\nmalade"]
    module = WORDS.parents[1] / "js" / "wording.js"
    copy = tmp_path / "wording.mjs"
    copy.write_text(module.read_text())
    script = (
        f"import {{check, prepare}} from {json.dumps(copy.as_uri())};"
        "import {readFileSync} from 'node:fs';"
        f"const data = prepare(JSON.parse(readFileSync({json.dumps(str(WORDS))}, 'utf-8')));"
        "const asked = JSON.parse(readFileSync(0, 'utf-8'));"
        "console.log(JSON.stringify(asked.map((text) => check(text, data).map(({category, words}) => [category, words]))));"
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=json.dumps(sentences), capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    ours = [[[one.category, one.words] for one in check(text)] for text in sentences]
    assert json.loads(ran.stdout) == ours
