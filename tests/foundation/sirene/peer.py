"""A server that answers as the API « Recherche d'entreprises » does, over real HTTP: its filters, pages, limits."""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from carnet.foundation.geo.rules import Point, great_circle_km

LAT, LON = 45.764, 4.8357


def told(siret: str, *, naf: str = "43.22A", lat: float = LAT, lon: float = LON, **more: Any) -> dict[str, Any]:
    """An establishment as the API tells it: points as texts, its address in one line."""
    return {
        "activite_principale": naf,
        "activite_principale_naf25": None,
        "adresse": "12 RUE DE LA REPUBLIQUE 69001 LYON",
        "annee_tranche_effectif_salarie": "2024",
        "caractere_employeur": "O",
        "code_postal": "69001",
        "commune": "69123",
        "date_creation": "2012-03-01",
        "est_siege": True,
        "etat_administratif": "A",
        "latitude": str(lat),
        "libelle_commune": "LYON",
        "liste_enseignes": None,
        "longitude": str(lon),
        "nom_commercial": None,
        "siret": siret,
        "statut_diffusion_etablissement": "O",
        "tranche_effectif_salarie": "11",
        **more,
    }


def unit(siret: str, *, places: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    held = places if places is not None else [told(siret)]
    return {
        "siren": siret[:9],
        "nom_complet": f"PLOMBERIE {siret[:9]}",
        "nom_raison_sociale": f"PLOMBERIE {siret[:9]}",
        "siege": held[0],
        "nature_juridique": "5710",
        "categorie_entreprise": "PME",
        "annee_categorie_entreprise": "2024",
        "etat_administratif": "A",
        "statut_diffusion": "O",
        "date_mise_a_jour_insee": "2026-10-12T08:00:00",
        "complements": {"est_ess": False},
        "matching_etablissements": held,
        **more,
    }


class Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append((parts.path, asked))
        self.server.at.append(time.monotonic())
        mood = self.server.moods.popleft() if self.server.moods else ""
        bad = {
            "busy": (429, {"erreur": "Trop de requêtes"}, {"Retry-After": self.server.retry_after}),
            "elsewhere": (302, {}, {"Location": "http://127.0.0.1:1/secret"}),
            "down": (503, {}, {}),
            "html": (200, None, {}),
        }
        if mood in bad:
            self._send(*bad[mood])
        elif wrong := _wrong(parts.path, asked):
            self._send(400, {"erreur": wrong}, {})
        else:
            self._send(200, self._page(asked), {})

    def _page(self, asked: dict[str, str]) -> dict[str, Any]:
        found = [one for one in (self._matching(one, asked) for one in self.server.units) if one]
        page, size = int(asked.get("page", 1)), int(asked.get("per_page", 10))
        total = self.server.total or len(found)
        return {
            "results": found[(page - 1) * size : page * size],
            "total_results": min(10_000, total),
            "page": page,
            "per_page": size,
            "total_pages": -(-min(10_000, total) // size),
        }

    def _matching(self, one: dict[str, Any], asked: dict[str, str]) -> dict[str, Any] | None:
        places = [place for place in one["matching_etablissements"] if _matches(place, asked)]
        return {**one, "matching_etablissements": places} if places else None

    def _send(self, code: int, content: Any, headers: dict[str, str]) -> None:
        body = b"<html>" if content is None else json.dumps(content).encode()
        self.send_response(code)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing on the terminal of the tests."""


def _wrong(path: str, asked: dict[str, str]) -> str:
    if int(asked.get("per_page", 10)) > 25:
        return "Veuillez indiquer un paramètre `per_page` entre `1` et `25`."
    if path == "/near_point" and float(asked.get("radius", 5)) > 50:
        return "Veuillez indiquer un radius inférieur ou égal à 50."
    if path == "/search" and not set(asked) - {"page", "per_page", "limite_matching_etablissements"}:
        return "Veuillez indiquer au moins un paramètre de recherche."
    return "" if path in {"/search", "/near_point"} else "Inconnu."


def _matches(place: dict[str, Any], asked: dict[str, str]) -> bool:
    lists = {"activite_principale": place["activite_principale"], "code_commune": place["commune"]}
    lists["departement"] = place["commune"][:2]
    if any(name in asked and value not in asked[name].split(",") for name, value in lists.items()):
        return False
    if "lat" not in asked:
        return True
    here = Point(float(place["latitude"]), float(place["longitude"]))
    return great_circle_km(Point(float(asked["lat"]), float(asked["long"])), here) <= float(asked["radius"])


@contextmanager
def served(settings: Any) -> Iterator[ThreadingHTTPServer]:
    """The API is switched on and leads here."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    server.units, server.asked, server.at = [], [], []
    server.moods, server.retry_after, server.total = deque(), "1", 0
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.CARNET_COMPANY_SEARCH_URL = f"http://127.0.0.1:{server.server_port}"
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
