"""The invented people and firms of the demo workspace: none exists, each could.

Phones come from the range that Arcep keeps for fiction (04 65 71), e-mails from the `.example` domain, SIREN
numbers from a block that Insee has never given (000).
"""

CITIES = [
    ("Lyon", "69001", 6),
    ("Lyon", "69002", 8),
    ("Lyon", "69003", 14),
    ("Lyon", "69006", 8),
    ("Lyon", "69007", 12),
    ("Lyon", "69008", 9),
    ("Lyon", "69009", 9),
    ("Villeurbanne", "69100", 16),
    ("Vénissieux", "69200", 9),
    ("Bron", "69500", 6),
    ("Saint-Priest", "69800", 9),
    ("Vaulx-en-Velin", "69120", 6),
    ("Décines-Charpieu", "69150", 4),
    ("Meyzieu", "69330", 5),
    ("Caluire-et-Cuire", "69300", 4),
    ("Écully", "69130", 4),
    ("Dardilly", "69570", 5),
    ("Limonest", "69760", 4),
    ("Oullins-Pierre-Bénite", "69600", 4),
    ("Givors", "69700", 3),
    ("Brignais", "69530", 4),
    ("Mornant", "69440", 2),
    ("L’Arbresle", "69210", 2),
    ("Tarare", "69170", 2),
    ("Villefranche-sur-Saône", "69400", 7),
    ("Belleville-en-Beaujolais", "69220", 2),
    ("Bourgoin-Jallieu", "38300", 5),
    ("Vienne", "38200", 5),
    ("L’Isle-d’Abeau", "38080", 3),
    ("Villefontaine", "38090", 2),
    ("Saint-Étienne", "42000", 5),
    ("Rive-de-Gier", "42800", 2),
    ("Bourg-en-Bresse", "01000", 4),
    ("Ambérieu-en-Bugey", "01500", 2),
    ("Miribel", "01700", 2),
    ("Trévoux", "01600", 2),
]

TRADES = [
    # prefix, NAF, industry, weight, kind of buyer
    ("Menuiserie", "43.32A", "Menuiserie", 5, "company"),
    ("Cabinet comptable", "69.20Z", "Expertise comptable", 7, "company"),
    ("Étude notariale", "69.10Z", "Activités juridiques", 4, "small_business"),
    ("Cabinet d’avocats", "69.10Z", "Activités juridiques", 5, "company"),
    ("Clinique vétérinaire", "75.00Z", "Activités vétérinaires", 4, "company"),
    ("Cabinet dentaire", "86.23Z", "Pratique dentaire", 5, "small_business"),
    ("Pharmacie", "47.73Z", "Pharmacie", 5, "company"),
    ("Atelier", "74.10Z", "Design", 5, "small_business"),
    ("Agence", "70.21Z", "Communication", 7, "company"),
    ("Bureau d’études", "71.12B", "Ingénierie", 8, "company"),
    ("Imprimerie", "18.12Z", "Imprimerie", 4, "company"),
    ("Transports", "49.41A", "Transport routier", 6, "company"),
    ("Garage", "45.20A", "Réparation automobile", 5, "company"),
    ("Boulangerie", "10.71C", "Boulangerie", 3, "small_business"),
    ("Hôtel", "55.10Z", "Hôtellerie", 5, "company"),
    ("Restaurant", "56.10A", "Restauration", 4, "company"),
    ("Électricité", "43.21A", "Installation électrique", 6, "company"),
    ("Plomberie", "43.22A", "Plomberie", 5, "company"),
    ("Mécanique", "25.62B", "Mécanique industrielle", 6, "company"),
    ("Logistique", "52.10B", "Entreposage", 5, "company"),
    ("Architecture", "71.11Z", "Architecture", 6, "small_business"),
    ("Immobilière", "68.31Z", "Agence immobilière", 5, "company"),
    ("Assurances", "66.22Z", "Courtage d’assurance", 4, "company"),
    ("Informatique", "62.02A", "Conseil informatique", 8, "company"),
    ("Formation", "85.59A", "Formation d’adultes", 5, "company"),
    ("Crèche", "88.91A", "Accueil de jeunes enfants", 3, "company"),
]
PUBLIC = [
    ("Lycée Antoine-Vial", "85.31Z", "Enseignement secondaire"),
    ("Collège des Balmes", "85.31Z", "Enseignement secondaire"),
    ("Mairie de Chassieu", "84.11Z", "Administration publique"),
    ("Mairie de Corbas", "84.11Z", "Administration publique"),
    ("Médiathèque du Tonkin", "91.01Z", "Bibliothèques"),
    ("Hôpital Sainte-Blandine", "86.10Z", "Activités hospitalières"),
    ("Lycée Jeanne-Barret", "85.32Z", "Enseignement professionnel"),
    ("Office Rhône Habitat Jeunes", "55.90Z", "Hébergement"),
]
FIRMS = [
    "Sogebelle",
    "Rhône Isolation",
    "Facilis",
    "Bati-Confort",
    "Maison Aubert",
    "Alpéo",
    "Saônergie",
    "Vialis Conseil",
    "Gerlandis",
    "Confluo",
    "Ainbois",
    "Tercéo",
    "Lumiprint",
    "Novaltis",
    "Ceprodif",
    "Orméa",
    "Delfax",
    "Piccarde & Cie",
]

FAMILY = """Perrin Vial Roussel Kaci Morel Aubert Giraud Blanchard Chevalier Faure Gonzalez Garnier Lambert
Bonnet Fontaine Mercier Rey Dumas Marchand Colin Brunet Guichard Berthier Charvet Descombes Ferrand Gauthier
Hamidi Jacquet Kowalski
Laroche Mazuyer Nguyen Ollier Pasquier Quillet Ravier Sanchez Thevenet Ughetto Vachon Weber Yilmaz Zanetti
Benali Cottin Duchamp Escoffier Fayolle Grange Humbert Imbert Jullien Lacombe Meunier Novel Odin Peillon
Reynaud Sibille Tardy
Vernay Besson Carron Dussud Favre Genin Lopez Martins Neyret Poncet Rivoire""".split()
GIVEN_F = """Anne Hélène Sophie Nadia Camille Inès Julie Léa Marion Pauline Sarah Claire Élodie Fatima Giulia
Lucie Manon
Noémie Océane Valérie Aïcha Béatrice Cécile Delphine Émilie""".split()
GIVEN_M = """Amir Antoine Bruno Cédric David Éric Florian Gaël Hugo Idriss Jérôme Karim Laurent Marc Nicolas
Olivier Paul
Quentin Romain Stéphane Thomas Vincent Xavier Yann Mehdi""".split()

JOBS = [
    ("Gérante", "Gérant", 6),
    ("Directrice générale", "Directeur général", 4),
    ("Directrice des achats", "Directeur des achats", 6),
    ("Responsable des services généraux", "Responsable des services généraux", 8),
    ("Office manager", "Office manager", 6),
    ("Directrice administrative et financière", "Directeur administratif et financier", 6),
    ("Assistante de direction", "Assistant de direction", 5),
    ("Responsable des ressources humaines", "Responsable des ressources humaines", 5),
    ("Responsable technique", "Responsable technique", 5),
    ("Associée", "Associé", 3),
]
STREETS = [
    "rue de la République",
    "avenue Jean-Jaurès",
    "rue Garibaldi",
    "cours Gambetta",
    "rue du Dauphiné",
    "boulevard de Stalingrad",
    "chemin du Moulin",
    "rue des Frères-Lumière",
    "avenue de l’Europe",
    "rue Émile-Zola",
    "route de Vienne",
    "place du Marché",
    "rue Pasteur",
    "allée des Platanes",
    "impasse des Tisserands",
    "avenue Félix-Faure",
]
STAFF = [("01", 6), ("02", 12), ("03", 14), ("11", 22), ("12", 24), ("21", 12), ("22", 7), ("32", 3)]

CALLS = {
    "reached": [
        "Confirme le budget, demande une livraison avant la fin du trimestre.",
        "Intéressé par le mobilier réglable, veut voir une installation.",
        "Demande deux variantes : chêne et stratifié.",
        "Satisfaite de la pose, parle d’un second plateau l’an prochain.",
        "Compare avec un confrère, attend notre délai.",
        "Souhaite un devis détaillé, lot par lot.",
        "Projet reporté au semestre prochain, garder le contact.",
    ],
    "no_answer": [""],
    "message": ["Message laissé à l’accueil.", "Message sur le répondeur, rappel promis."],
    "call_back": ["En réunion, préfère être rappelée demain matin.", "Rappeler après 16 h."],
    "meeting": [
        "Accepte une visite des locaux pour la prise de cotes.",
        "Rendez-vous pris avec les services généraux.",
    ],
    "refused": ["Vient de renouveler son mobilier, pas de projet."],
}
VISITS = [
    "Besoin : postes d’accueil, hygiène et silence. Motifs : sécurité, confort.",
    "Prise de cotes de deux plateaux, photos au dossier.",
    "Open space bruyant : cloisons acoustiques à chiffrer.",
    "Le décideur veut des matériaux recyclés et un plan de reprise de l’ancien mobilier.",
    "Visite de fin de chantier, une réserve levée sur place.",
]
MAILS = [
    "Envoi de la documentation demandée.",
    "Compte rendu de visite envoyé.",
    "Relance sur le devis, avec le délai confirmé.",
]
DEALS = [
    "Aménagement de l’accueil",
    "{n} postes de travail",
    "Cloisons acoustiques",
    "Salle de réunion équipée",
    "Espace de pause",
    "Second plateau",
    "Mobilier réglable en hauteur",
    "Cabines téléphoniques",
    "Rayonnages d’archives",
    "Aménagement du hall",
]
LOST = {
    "price": "Un confrère à 9 % de moins, sans la pose.",
    "timing": "Déménagement repoussé d’un an.",
    "budget": "Investissements gelés par le groupe.",
    "competitor": "Contrat-cadre national avec un fabricant.",
    "silence": "Quatre relances sans réponse.",
    "fit": "Cherchait de la location, que nous ne faisons pas.",
}
TASKS = [
    ("call", "Rappeler {p} au sujet de « {d} »"),
    ("follow_up", "Relancer {c} : devis sans réponse"),
    ("email", "Envoyer la documentation acoustique à {p}"),
    ("visit", "Prendre les cotes chez {c}"),
]
CARE = [
    ("call", "Prendre des nouvelles de {p} après la pose"),
    ("visit", "Vérifier la livraison chez {c}"),
    ("email", "Proposer le contrat d’entretien à {p}"),
    ("call", "Demander à {p} de nous recommander"),
]
