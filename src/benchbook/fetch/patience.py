"""Failures that may pass, what a status says in words, and how long it is worth to wait."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus


class Passing(Exception):
    """A failure that may pass: no connection, no answer, or a status that says "later"; ``again`` is whether to ask."""

    def __init__(
        self, reason: str, *, status: int | None = None, retry_after_seconds: float | None = None, again: bool = True
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.again = again


class Patience:
    """Decides after each failure whether another attempt is worth it, and how long to wait before."""

    def __init__(self, seconds: float) -> None:
        self.failures = 0
        self._seconds = seconds
        self._waited_seconds = 0.0
        self._began = time.monotonic()

    def __call__(self, failure: Exception) -> bool | float:
        """Whether to try again, as soon as backing off says, or after so many seconds."""
        self.failures += 1
        if not isinstance(failure, Passing) or not failure.again:
            return False
        if failure.retry_after_seconds is None:
            return True
        spent_seconds = max(self._waited_seconds, time.monotonic() - self._began)
        if spent_seconds + failure.retry_after_seconds > self._seconds:
            return False
        self._waited_seconds += failure.retry_after_seconds
        return failure.retry_after_seconds


def retry_after_seconds(text: str | None, now: datetime) -> float | None:
    """A ``Retry-After`` header, seconds or a date, as seconds from now; None when it says nothing."""
    if text is None:
        return None
    if text.isascii() and text.strip().isdigit():
        return float(text)
    date = http_date(text)
    return None if date is None else max(0.0, (date - now).total_seconds())


def http_date(text: str | None) -> datetime | None:
    """A date as HTTP writes it, in UTC; None for anything else."""
    if text is None:
        return None
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def phrase(status: int) -> str:
    """A status in words; the other side's own words are not repeated."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "(an unknown status)"


def printable(text: str) -> str:
    """The beginning of a text from outside, on one line."""
    words = " ".join(text.split())[:200]
    return "".join(character for character in words if character.isprintable())
