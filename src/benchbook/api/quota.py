"""Limits on requests: fixed windows for each key and for each account, and the headers that tell.

``X-RateLimit-Reset`` is in unix milliseconds, as OpenRouter's own is.
"""

import math
import time
from collections.abc import Callable

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from benchbook.model import ApiKey, Noun

Clock = Callable[[], float]
"""Unix seconds."""

LIMIT_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


class Allowance(Noun, frozen=True, kw_only=True):
    """The state of the limit that binds first; ``resets_at`` in unix seconds."""

    allowed: bool
    limit: int
    remaining: int
    resets_at: float
    retry_after_seconds: int

    def headers(self) -> dict[str, str]:
        """The reply's headers."""
        values = (str(self.limit), str(self.remaining), str(round(self.resets_at * 1000)))
        return dict(zip(LIMIT_HEADERS, values, strict=True))


class Counters(Storage):
    """Counts in this process' memory, by a clock that is given; windows that ended are dropped."""

    STORAGE_SCHEME = None

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._windows: dict[str, tuple[float, int]] = {}
        self._sweep_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """Nothing in memory fails."""
        return ArithmeticError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count in the window that is open, or open one of ``expiry`` seconds."""
        now = self._clock()
        self._sweep(now)
        ends, count = self._windows.get(key, (0.0, 0))
        if ends <= now:
            ends, count = now + expiry, 0
        self._windows[key] = (ends, count + amount)
        return count + amount

    def get(self, key: str) -> int:
        """The count of the open window."""
        ends, count = self._windows.get(key, (0.0, 0))
        return count if ends > self._clock() else 0

    def get_expiry(self, key: str) -> float:
        """When the open window ends, in unix seconds; now where none is open."""
        now = self._clock()
        ends, _ = self._windows.get(key, (now, 0))
        return max(ends, now)

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget everything; gives the number of windows dropped."""
        dropped = len(self._windows)
        self._windows.clear()
        return dropped

    def clear(self, key: str) -> None:
        """Forget one window."""
        self._windows.pop(key, None)

    def _sweep(self, now: float) -> None:
        if now >= self._sweep_at:
            self._windows = {key: window for key, window in self._windows.items() if window[0] > now}
            self._sweep_at = now + 60


class Quota:
    """Counts requests against a key's minute and its account's day; 0 is no limit."""

    def __init__(self, key_per_minute: int, account_per_day: int, clock: Clock = time.time) -> None:
        self._clock = clock
        self._windows = FixedWindowRateLimiter(Counters(clock))
        self._minute = RateLimitItemPerMinute(key_per_minute) if key_per_minute > 0 else None
        self._day = RateLimitItemPerDay(account_per_day) if account_per_day > 0 else None

    def spend(self, key: ApiKey) -> Allowance | None:
        """Count one request; a refused one does not use up the other limit. None: no limit."""
        for item, name in self._limits(key):
            if not self._windows.hit(item, name):
                return self._state(item, name, allowed=False)
        return self.peek(key)

    def peek(self, key: ApiKey) -> Allowance | None:
        """The limit with the fewest requests left, without counting one. None: no limit."""
        states = [self._state(item, name, allowed=True) for item, name in self._limits(key)]
        return min(states, key=lambda state: state.remaining, default=None)

    def _limits(self, key: ApiKey) -> list[tuple[RateLimitItem, str]]:
        named = ((self._minute, f"key/{key.id}"), (self._day, f"account/{key.account}"))
        return [(item, name) for item, name in named if item is not None]

    def _state(self, item: RateLimitItem, name: str, *, allowed: bool) -> Allowance:
        stats = self._windows.get_window_stats(item, name)
        now = self._clock()
        resets_at = stats.reset_time if stats.reset_time > now else now + item.get_expiry()
        return Allowance(
            allowed=allowed,
            limit=item.amount,
            remaining=stats.remaining,
            resets_at=resets_at,
            retry_after_seconds=max(1, math.ceil(resets_at - now)),
        )
