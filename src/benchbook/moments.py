"""Words for a point in time -> ``Moment``; a day is over when its last moment is."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta

from benchbook.documents import parse_instant
from benchbook.errors import NoSuchMoment
from benchbook.model import NOW, Moment, Times

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


def read_moment(as_of: str | None, known_at: str | None = None, *, now: datetime | None = None) -> Moment:
    """The moment of two dates or instants, either of which may be None: now.

    Raises ``NoSuchMoment`` for what is no date and for the future.
    """
    present = now or datetime.now(UTC)
    return Moment(
        as_of=None if as_of is None else read_time("as_of", as_of, present),
        known_at=None if known_at is None else read_time("known_at", known_at, present),
    )


def read_time(name: str, text: str, now: datetime) -> datetime:
    """An instant, or the last moment of a day or month, but no later than now; ``name`` is for messages."""
    try:
        moment = parse_instant(text)
    except ValueError as error:
        raise NoSuchMoment(name, text, str(error).partition(": ")[2]) from None
    if moment > now:
        if (moment.year, moment.month) == (now.year, now.month) and _is_month(text):
            return now
        raise NoSuchMoment(name, text, f"lies in the future; it is {written(now)} now")
    return moment if _has_clock(text) else min(moment + _DAY - _MICROSECOND, now)


def settled(moment: Moment, times: Times) -> Moment:
    """The moment by the last things that happened until then, so that equal states have equal moments.

    Raises ``NoSuchMoment`` for one before the first record; in an empty ledger every moment is now.
    """
    if not times.observed:
        return NOW
    as_of = _last(times.observed, "as_of", moment.as_of)
    known_at = _last(times.recorded, "known_at", moment.known_at)
    return Moment(as_of=as_of, known_at=known_at)


def _last(times: tuple[datetime, ...], name: str, asked: datetime | None) -> datetime | None:
    """The last of some times up to another; None if there is none after it."""
    if asked is None or not times:
        return None
    index = bisect_right(times, asked)
    if index == 0:
        raise NoSuchMoment(name, written(asked), f"lies before the first record, which is of {written(times[0])}")
    return None if index == len(times) else times[index - 1]


def written(moment: datetime) -> str:
    """A time as a person writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _is_month(text: str) -> bool:
    return len(text.strip()) == len("2026-07")


def _has_clock(text: str) -> bool:
    return len(text.strip()) > len("2026-07-22")
