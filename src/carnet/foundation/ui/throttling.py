"""How often one address may ask, counted in this process: nothing is written down, nobody else is asked.

Each process counts for itself: with two of them one may ask at most twice as often. That is enough against a robot, and
costs no statement.
"""

import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

MOST = 20_000
"""Addresses remembered at once: some megabytes; the one asked for longest ago is forgotten first."""


class Throttle:
    """A bucket for each key: it holds `burst` tries and fills again at `per_minute`."""

    def __init__(self, *, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.clock = per_minute / 60, burst, clock
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def allows(self, key: bytes) -> bool:
        """Take one try; False where none is left."""
        now = self.clock()
        with self._lock:
            left, at = self._buckets.pop(key, (float(self.burst), now))
            left = min(float(self.burst), left + (now - at) * self.rate)
            is_allowed = left >= 1
            self._buckets[key] = (left - 1 if is_allowed else left, now)
            while len(self._buckets) > MOST:
                self._buckets.popitem(last=False)
        return is_allowed

    def clear(self) -> None:
        with self._lock:
            self._buckets.clear()


def client_address(request: HttpRequest) -> str:
    """Who asks: what our own proxy says where there is one, else the other end of the connection."""
    if getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0):
        # The last one was written by our proxy; those before it by whoever asks.
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
        if told:
            return told
    return str(request.META.get("REMOTE_ADDR", ""))


def client_key(request: HttpRequest) -> bytes:
    """The address as a key that names nobody; of IPv6 the /64, which one household has whole."""
    told = client_address(request)
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        plain = told
    else:
        plain = str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
    return hmac.digest(settings.SECRET_KEY.encode(), plain.encode(), "sha256")[:16]
