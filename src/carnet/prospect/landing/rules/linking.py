"""Where a short link may lead, which words it adds, and who follows it."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without the letters and figures that one takes for another when typing them from a poster."""
LENGTH = 7

ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|skypeuripreview|slackbot|discord|embedly"
    r"|linkedin|pinterest|headless|python-requests|curl|wget|httpx|go-http-client|okhttp|java/|monitor|uptime|scanner",
    re.IGNORECASE,
)
"""Known signatures in the User-Agent; a robot that hides is counted as a person."""


def is_robot(agent: str) -> bool:
    return not agent.strip() or bool(ROBOTS.search(agent))


def host_of(url: str) -> str:
    """The host of an http(s) address in lower case; empty for anything else, a name and password in it included."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or "\\" in url:
        return ""
    return (parts.hostname or "").lower()


def may_lead_to(url: str, hosts: Iterable[str]) -> bool:
    """Only to the hosts named, or to one below them."""
    host = host_of(url)
    return bool(host) and any(host == one.lower() or host.endswith(f".{one.lower()}") for one in hosts if one)


def with_utm(url: str, utm: Mapping[str, str]) -> str:
    """The address with these words added to its query; those that it had under the same name go."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in utm]
    query += [(name, value) for name, value in utm.items() if value]
    return urlunsplit(parts._replace(query=urlencode(query)))


def utm_word(text: str) -> str:
    """As one writes it in an address: lower case, no spaces."""
    return re.sub(r"[^a-z0-9_.-]+", "-", text.lower()).strip("-")[:60]
