"""How often somebody may try to sign in: a few times a minute from one address."""

import math
from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from threading import Lock

from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from benchbook.api.quota import Counters
from benchbook.errors import TooManyAttempts

MOST_A_MINUTE = 10
_NETWORK_BITS = 64
_IPV6_BITS = 128


class Attempts:
    """Counts what was tried from each address, in this process' memory; ``now`` is the clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._limit = RateLimitItemPerMinute(MOST_A_MINUTE)
        self._windows = FixedWindowRateLimiter(Counters(self._seconds))
        self._counting = Lock()

    def count(self, address: str) -> None:
        """Count one attempt; raises ``TooManyAttempts``."""
        neighbours = _neighbours(address)
        with self._counting:
            if not self._windows.hit(self._limit, neighbours):
                resets_at = self._windows.get_window_stats(self._limit, neighbours).reset_time
                raise TooManyAttempts(max(1, math.ceil(resets_at - self._seconds())))

    def forget(self, address: str) -> None:
        """Begin anew for an address from which somebody signed in."""
        with self._counting:
            self._windows.clear(self._limit, _neighbours(address))

    def _seconds(self) -> float:
        return self._now().timestamp()


def _neighbours(address: str) -> str:
    """An address, or for IPv6 its network: who has one there has them all."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or f"{int(known) >> (_IPV6_BITS - _NETWORK_BITS):x}/64")
