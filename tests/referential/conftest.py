"""A registry of evidence of the test's own, put back afterwards, and a second référentiel."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from carnet.referential import queries, registry
from carnet.referential.reading import read
from carnet.referential.shipped import DEFAULT, shipped_bytes


@pytest.fixture
def document() -> dict[str, Any]:
    """The shipped file, read anew, to be damaged at will."""
    return read(shipped_bytes(*DEFAULT))


@pytest.fixture
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the rooms declared stands; what the test declares goes away with it."""
    monkeypatch.setattr(registry, "_checks", dict(registry._checks))
    monkeypatch.setattr(registry, "_human", dict(registry._human))


@pytest.fixture
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_checks", {})
    monkeypatch.setattr(registry, "_human", {})


@pytest.fixture
def other_document() -> dict[str, Any]:
    """A small référentiel of a certifier's own, which borrows two wordings of the shipped one under other codes."""
    return yaml.safe_load(OTHER)


@pytest.fixture
def other_bytes(other_document: dict[str, Any]) -> bytes:
    return yaml.safe_dump(other_document, allow_unicode=True).encode()


@pytest.fixture(autouse=True)
def forget_loaded() -> Iterator[None]:
    """Texts parsed in one test's database do not exist in the next one's."""
    yield
    queries._loaded.cache_clear()


OTHER = """
schema: referentiel-certification/0.1
slug: vente-conseil
version: "2027"
identite: {intitule: Vendeur conseil, certificateur: École du Rhône}
blocs:
- id: B1
  numero: 1
  intitule: Vendre
  composantes:
  - id: B1
    code: "1"
    intitule: Vendre
    finalite: Vendre bien.
    activites: [{code: A1, intitule: La journée}]
    competences:
    - code: C1
      code_officiel: C.1
      activite: A1
      intitule: >-
        Organiser son planning de travail, en programmant la mise en œuvre des différentes étapes de prospection, de
        négociation/vente et de gestion de son portefeuille clients, afin d'optimiser son temps et d'améliorer son
        efficacité.
    - {code: C2, code_officiel: C.2, activite: A1, intitule: Accueillir le client.}
    evaluation:
      portee: Toutes les compétences
      production: {id: P1, intitule: Une vente, livrables: [{id: L1, intitule: un planning}]}
      conditions: [{voie: formation, modalites: [Étude de cas]}]
      groupes_criteres:
      - id: G1
        competences: [C1]
        indicateur: Qualité du planning
        livrables_proposes: [L1]
        criteres:
        - {id: K1, texte: les actions à mettre en œuvre sont hiérarchisées et priorisées}
      - id: G2
        competences: [C2]
        indicateur: Qualité de l'accueil
        criteres: [{id: K2, texte: le client est salué}]
comptes:
  blocs: 1
  composantes: 1
  activites: 1
  competences: 2
  competence_transversale: 0
  productions: 1
  livrables: 1
  groupes_criteres: 2
  criteres: 2
  criteres_transversaux: 0
"""
