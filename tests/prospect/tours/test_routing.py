"""Distances by road, from a server that speaks OSRM's or Valhalla's own language over real HTTP."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from carnet.foundation.geo.rules import Point
from carnet.prospect.tours import routing

LYON, VIENNE, BRON = Point(45.758, 4.835), Point(45.525, 4.874), Point(45.737, 4.912)


class Peer(BaseHTTPRequestHandler):
    """A road every 0.01 degree of latitude: 2 km and 90 seconds. Told to misbehave by `server.mood`."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        parts = urlsplit(self.path)
        spots = [tuple(map(float, one.split(","))) for one in parts.path.rsplit("/", 1)[1].split(";")]
        query = parse_qs(parts.query)
        rows = [int(one) for one in query["sources"][0].split(";")]
        columns = [int(one) for one in query["destinations"][0].split(";")]
        steps = [[abs(spots[a][1] - spots[b][1]) * 100 for b in columns] for a in rows]
        answer: dict[str, Any] = {
            "code": "Ok",
            "durations": [[step * 90 for step in row] for row in steps],
            "distances": [[step * 2000 for step in row] for row in steps],
        }
        if self.server.mood == "no_road":
            answer["durations"][0][1] = None
        self._answer(answer)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(self.path)
        rows = [
            [
                {"time": abs(a["lat"] - b["lat"]) * 9000, "distance": abs(a["lat"] - b["lat"]) * 200}
                for b in asked["targets"]
            ]
            for a in asked["sources"]
        ]
        self._answer({"sources_to_targets": rows})

    def _answer(self, content: dict[str, Any]) -> None:
        told = b"<html>" if self.server.mood == "broken" else json.dumps(content).encode()
        self.send_response(500 if self.server.mood == "down" else 200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *args: object) -> None:
        """Nothing on the terminal of the tests."""


@pytest.fixture
def peer(settings: Any) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Peer)
    server.asked, server.mood = [], ""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.CARNET_ROUTING_URL = f"http://127.0.0.1:{server.server_port}/"
    settings.CARNET_ROUTING_KIND = "osrm"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_a_server_of_roads_gives_minutes_and_kilometres(peer: ThreadingHTTPServer, settings: Any, kind: str) -> None:
    settings.CARNET_ROUTING_KIND = kind
    travel, has_failed = routing.travel([LYON, VIENNE, BRON])
    assert not has_failed
    assert (travel.kind, travel.source) == ("road", kind)
    assert (travel.km[0][1], travel.minutes[0][1]) == (46.6, 35)
    assert (travel.km[1][1], travel.minutes[1][1]) == (0.0, 0)


def test_a_long_list_is_asked_in_blocks(peer: ThreadingHTTPServer) -> None:
    points = [Point(45 + number / 100, 4.8) for number in range(120)]
    travel, _has_failed = routing.travel(points)
    assert len(peer.asked) == 9
    assert travel.km[0][119] == travel.km[119][0] == 238.0


@pytest.mark.parametrize("mood", ["down", "broken", "no_road"])
def test_a_server_that_fails_leaves_estimates_and_says_so(peer: ThreadingHTTPServer, mood: str) -> None:
    peer.mood = mood
    travel, has_failed = routing.travel([VIENNE, LYON, BRON])
    assert (travel.kind, has_failed) == ("estimated", True)


def test_no_network_leaves_estimates(settings: Any) -> None:
    settings.CARNET_ROUTING_URL = "http://127.0.0.1:1/"
    travel, has_failed = routing.travel([LYON, VIENNE])
    assert (travel.kind, has_failed) == ("estimated", True)


def test_without_a_server_nothing_is_asked(settings: Any) -> None:
    settings.CARNET_ROUTING_URL = ""
    travel, has_failed = routing.travel([LYON, VIENNE])
    assert (travel.kind, has_failed) == ("estimated", False)
