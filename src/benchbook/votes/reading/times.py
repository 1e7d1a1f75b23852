"""When votes were cast: whatever is written, as UTC."""

import re
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from benchbook.errors import Malformed, UnknownThing
from benchbook.votes.reading.files.batch import Rows
from benchbook.votes.reading.sieve import Mask, Sieve
from benchbook.votes.reading.texts import known_texts, shown
from benchbook.wording import shortened

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
SLACK = timedelta(days=1)
"""How far ahead of ours a clock may be."""

_UTC = pa.timestamp("us", tz="UTC")
_NAIVE = pa.timestamp("us")
_FEW_ZONES = 5
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d(?::\d\d(?::\d\d)?)?)(?:[.,](\d{1,9}))? ?(UTC|[Zz]|[-+]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
_UNITS = ((1e11, 1e6), (1e14, 1e3), (1e17, 1.0), (9e18, 1e-3))
"""Below which a number of units since 1970 is one of seconds, milliseconds, microseconds or nanoseconds, and how many
microseconds one has. A time between 2000 and 2286 lies in one of these ranges only.
"""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # times without an offset are counted from it, too
_MICROSECOND = timedelta(microseconds=1)
_ABSOLUTE, _NAIVE_TIME = 1, 2

_OF_UNIT = {"day": (86_400_000_000, 1), "s": (1_000_000, 1), "ms": (1_000, 1), "us": (1, 1), "ns": (1, 1_000)}
"""How many microseconds a unit has, as a fraction."""

Micros = np.ndarray[Any, np.dtype[np.int64]]
TimeKinds = np.ndarray[Any, np.dtype[np.int8]]


class Clock:
    """Reads the times of one file, which bear an offset in all rows or in none, unless a time zone was given."""

    def __init__(self, where: str, time_zone: str | None, now: datetime) -> None:
        self.assumed_utc = False
        self._where = where
        self._time_zone = checked_zone(time_zone)
        self._earliest = _micros(EARLIEST)
        self._latest = _micros(now.astimezone(UTC) + SLACK)
        self._absolute: str | None = None
        self._naive: str | None = None

    def read(self, column: pa.Array, rows: Rows, name: str, sieve: Sieve) -> pa.Array:
        """Times in UTC, null where there is none; refuses rows whose time is none, too early or in the future.

        Raises ``Malformed`` for times with and without an offset in one file.
        """
        micros, kind, blank = _read(column)
        self._check_kind(kind, column, rows)
        naive = kind == _NAIVE_TIME
        if naive.any() and self._time_zone is not None:
            micros[naive] = _from_zone(micros[naive], self._time_zone)
        known = kind > 0
        sieve.refuse(~known & ~blank, lambda row: f"{name} {shown(column, row)!r} is no date or time")
        sieve.refuse(known & (micros < self._earliest), lambda row: f"{name} {shown(column, row)!r} lies before 2000")
        sieve.refuse(known & (micros > self._latest), lambda row: f"{name} {shown(column, row)!r} lies in the future")
        return pa.array(micros, pa.int64(), mask=~known).cast(_UTC)

    def _check_kind(self, kind: TimeKinds, column: pa.Array, rows: Rows) -> None:
        self._absolute = self._absolute or _first(column, rows, kind == _ABSOLUTE)
        self._naive = self._naive or _first(column, rows, kind == _NAIVE_TIME)
        if self._time_zone is not None or self._naive is None:
            return
        self.assumed_utc = True
        if self._absolute is not None:
            expected = "times that all bear an offset from UTC, as seconds since 1970 do, or all do not"
            hint = "--time-zone says where those without an offset were taken, for example --time-zone Europe/Berlin"
            raise Malformed(
                self._where, "", f"{expected}, found {self._absolute} with one and {self._naive} without", hint=hint
            )


def checked_zone(name: str | None) -> str | None:
    """A time zone by its IANA name; raises ``UnknownThing``."""
    if name is None:
        return None
    try:
        ZoneInfo(name)
        pc.assume_timezone(pa.array([0], _NAIVE), name)
    except (ValueError, OSError, KeyError, pa.ArrowException) as error:
        near = get_close_matches(name, sorted(available_timezones()), n=_FEW_ZONES)
        where = (
            "" if near else "among those of IANA, such as Europe/Berlin, UTC, or Etc/GMT-2 for two hours ahead of it"
        )
        raise UnknownThing("time zone", shortened(name), near, where=where) from error
    return name


def _first(column: pa.Array, rows: Rows, mask: Mask) -> str | None:
    """The first such time with its row, in words."""
    if not mask.any():
        return None
    at = int(mask.argmax())
    return f"{shown(column, at)!r} in row {rows[at]:,}"


def _micros(moment: datetime) -> int:
    return (moment.replace(tzinfo=None) - _EPOCH) // _MICROSECOND


def _from_zone(micros: Micros, time_zone: str) -> Micros:
    """Times of a place in UTC; of an hour that comes twice the first is meant, and one left out is its end."""
    local = pa.array(micros, pa.int64()).cast(_NAIVE)
    known = pc.assume_timezone(local, time_zone, ambiguous="earliest", nonexistent="latest")
    return np.asarray(known.cast(_UTC).cast(pa.int64()))


def _read(column: pa.Array) -> tuple[Micros, TimeKinds, Mask]:
    """Microseconds since 1970, what kind of time each is (0: none), and where nothing is told."""
    blank = np.asarray(pc.is_null(column))
    if kinds.is_timestamp(column.type):
        kind = _NAIVE_TIME if column.type.tz is None else _ABSOLUTE
        return _scaled(column, *_OF_UNIT[column.type.unit]), np.where(blank, 0, kind).astype(np.int8), blank
    if kinds.is_date(column.type):
        unit = "day" if kinds.is_date32(column.type) else "ms"
        return _scaled(column, *_OF_UNIT[unit]), np.where(blank, 0, _NAIVE_TIME).astype(np.int8), blank
    if kinds.is_dictionary(column.type):
        column = column.cast(pa.string())
    if kinds.is_string(column.type):
        return _texts(known_texts(column))
    numbers = column.cast(pa.float64(), safe=False)
    return (*_numbers(numbers), blank | np.asarray(pc.is_nan(numbers).fill_null(fill_value=True)))


def _scaled(column: pa.Array, factor: int, divisor: int) -> Micros:
    """Units since 1970 as microseconds; what lies beyond all dates is moved to the last or first of them."""
    width = pa.int32() if kinds.is_date32(column.type) else pa.int64()
    units = np.array(column.cast(width).fill_null(0), np.int64)
    most = np.iinfo(np.int64).max // factor
    return np.clip(units, -most, most) * factor // divisor


def _numbers(column: pa.Array) -> tuple[Micros, TimeKinds]:
    numbers = np.asarray(column.fill_null(np.nan))
    micros = np.zeros(len(numbers), np.int64)
    known = np.zeros(len(numbers), bool)
    for below, scale in _UNITS:
        fresh = (np.abs(numbers) < below) & ~known
        micros[fresh] = np.rint(numbers[fresh] * scale)
        known |= fresh
    return micros, known.astype(np.int8) * _ABSOLUTE


def _texts(column: pa.StringArray) -> tuple[Micros, TimeKinds, Mask]:
    """Texts of one kind are read at once, others one by one."""
    blank = np.asarray(pc.is_null(column))
    for kind, cast in ((_ABSOLUTE, _UTC), (_NAIVE_TIME, _NAIVE)):
        try:
            read = column.cast(cast)
        except pa.ArrowInvalid:
            continue
        return np.array(read.cast(pa.int64()).fill_null(0)), np.where(blank, 0, kind).astype(np.int8), blank
    try:
        return (*_numbers(column.cast(pa.float64())), blank)
    except pa.ArrowInvalid:
        return _one_by_one(column)


def _one_by_one(column: pa.StringArray) -> tuple[Micros, TimeKinds, Mask]:
    micros = np.zeros(len(column), np.int64)
    kind = np.zeros(len(column), np.int8)
    blank = np.zeros(len(column), bool)
    for row, raw in enumerate(column.cast(pa.binary()).to_pylist()):
        text = (raw or b"").decode("utf-8", "replace").strip()
        blank[row] = not text
        micros[row], kind[row] = _instant(text)
    return micros, kind, blank


def _instant(text: str) -> tuple[int, int]:
    """One time and its kind; of fractions of a microsecond the beginning counts."""
    if _NUMBER.fullmatch(text):
        number = float(text)
        scale = next((scale for below, scale in _UNITS if abs(number) < below), None)
        return (0, 0) if scale is None else (round(number * scale), _ABSOLUTE)
    found = _INSTANT.fullmatch(text)
    if found is None:
        return 0, 0
    day, clock, fraction, offset = found.groups()
    zone = (offset or "").upper().replace("UTC", "Z").replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(f"{day}T{clock or '00'}{zone}")
    except ValueError:
        return 0, 0
    ahead = (moment.utcoffset() or timedelta()) // _MICROSECOND
    below = int((fraction or "0")[:6].ljust(6, "0"))
    return _micros(moment) - ahead + below, _ABSOLUTE if zone else _NAIVE_TIME
