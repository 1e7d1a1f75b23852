"""From figures to pixels: the same arithmetic that Vega does, so that labels can be placed before anything is drawn."""

import json
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, Literal

from benchbook.charts.nouns import Where
from benchbook.model import Noun

Kind = Literal["linear", "log", "time"]

_PAD = 0.04
_HEADROOM = 0.08
_STRIP = 0.09
_DAY_MS = 86_400_000
_MONTH_MS = 28 * _DAY_MS
_PLAIN_FROM = 10_000
_HOUR_STEPS = tuple(hours * 3_600_000 for hours in (1, 3, 6, 12))
_DAY_STEPS = tuple(days * _DAY_MS for days in (1, 2, 7, 14))
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
_LOG_STEPS = ((1, 2, 5), (1, 3), (1,))


class Scale(Noun, frozen=True, kw_only=True):
    """One axis as it is drawn: its domain, the pixels from 0 to ``size``, whether they run upwards.

    On a logarithmic scale zeros stand at ``strip``, left of ``edge``; both are None where there are none.
    """

    kind: Kind
    low: float
    high: float
    size: float
    upwards: bool = False
    strip: float | None = None
    edge: float | None = None

    def place(self, value: float) -> float:
        """The value that is drawn: a zero on a logarithmic scale stands on the strip."""
        return self.strip if self.strip is not None and value == 0 else value

    def pixel(self, value: float) -> float:
        """Where a value lies, in pixels from the left or the top of the plot."""
        low, high, here = self.low, self.high, self.place(value)
        if self.kind == "log":
            low, high, here = math.log(low), math.log(high), math.log(here)
        share = (here - low) / (high - low)
        return self.size * (1 - share if self.upwards else share)


def as_number(value: Where) -> float:
    """A figure as it is, a date as milliseconds since 1970, UTC; infinite where no float can hold it."""
    if isinstance(value, datetime):
        return value.timestamp() * 1000 if value.tzinfo else value.replace(tzinfo=UTC).timestamp() * 1000
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp() * 1000
    try:
        return float(value)
    except OverflowError:
        return math.inf


def scale_of(values: Sequence[float], kind: Kind, size: float, *, upwards: bool = False) -> Scale:
    """The scale on which all values have room; a logarithmic one without positive values becomes linear."""
    positive = [value for value in values if value > 0]
    if kind == "log" and positive:
        return _log_scale(positive, size, upwards=upwards, zeros=len(positive) < len(values))
    low, high = min(values, default=0.0), max(values, default=1.0)
    if low == high:
        around = 30.0 * _DAY_MS if kind == "time" else max(abs(low) * 0.1, 1.0)
        low, high = low - around, high + around
    span = high - low
    return Scale(
        kind="time" if kind == "time" else "linear",
        low=low if low == 0 else low - span * _PAD,
        high=high + span * (_HEADROOM if upwards else _PAD),
        size=size,
        upwards=upwards,
    )


def _log_scale(positive: Sequence[float], size: float, *, upwards: bool, zeros: bool) -> Scale:
    low, high = min(positive), max(positive)
    if high / low < 2:  # noqa: PLR2004 - less than a doubling leaves no tick between
        low, high = low / 2, high * 2
    ratio = high / low
    pad = ratio**_PAD
    edge = low / pad
    if not zeros:
        return Scale(kind="log", low=edge, high=high * pad, size=size, upwards=upwards)
    strip = edge / ratio**_STRIP
    return Scale(
        kind="log", low=strip / ratio**_PAD, high=high * pad, size=size, upwards=upwards, strip=strip, edge=edge
    )


def _log_ticks(scale: Scale, most: int) -> list[float]:
    floor = scale.edge or scale.low
    first, last = math.floor(math.log10(floor)), math.ceil(math.log10(scale.high))
    for steps in _LOG_STEPS:
        found = [
            float(f"{step}e{power}")
            for power in range(first, last + 1)
            for step in steps
            if floor <= float(f"{step}e{power}") <= scale.high
        ]
        if len(found) <= most:
            return found
    return found[:: math.ceil(len(found) / most)]


def _time_ticks(scale: Scale, most: int) -> list[float]:
    """Beginnings of days or months, UTC, as close together as there is room for; within a day hours."""
    within_a_day = scale.high - scale.low < _DAY_MS
    for step in _HOUR_STEPS if within_a_day else _DAY_STEPS:
        if (scale.high - scale.low) / step <= most:
            first = math.ceil(scale.low / step)
            return [float(at * step) for at in range(first, math.floor(scale.high / step) + 1)]
    for months in _MONTH_STEPS:
        found = [at for at in _months(scale.low, scale.high, months) if scale.low <= at <= scale.high]
        if len(found) <= most:
            return found
    return found[:: math.ceil(len(found) / most)]


def _time_format(ticks: Sequence[float]) -> str:
    """As much of a date as tells two neighbours apart."""
    closest = min((later - earlier for earlier, later in pairwise(ticks)), default=_DAY_MS)
    if closest < _DAY_MS:
        return "%d %b %H:%M"
    return "%d %b %Y" if closest < _MONTH_MS else "%b %Y"


def _months(low: float, high: float, step: int) -> list[float]:
    first, last = (datetime.fromtimestamp(max(0.0, each) / 1000, UTC) for each in (low, high))
    numbers = range((first.year * 12 + first.month - 1) // step * step, last.year * 12 + last.month, step)
    return [datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC).timestamp() * 1000 for number in numbers]


def encoding(scale: Scale, title: str | None, zero: str = "0") -> dict[str, Any]:
    """Vega-Lite's type, scale and axis for a channel that holds places of this scale."""
    most = max(3, int(scale.size / (46 if scale.upwards else 58)))
    axis: dict[str, Any] = {"title": title, "tickCount": most}
    if scale.kind == "time":
        # Milliseconds on a linear scale: Vega-Lite's own scales of time lose their domain where a page forbids eval.
        ticks = _time_ticks(scale, max(2, int(scale.size / 88)))
        axis["values"] = ticks
        axis["labelExpr"] = f"utcFormat(datum.value, '{_time_format(ticks)}')"
    else:
        shown = f"format(datum.value, abs(datum.value) >= {_PLAIN_FROM} ? '~s' : ',~g')"
        if scale.edge is not None:
            shown = f"datum.value < {scale.edge!r} ? {json.dumps(zero)} : {shown}"
        axis["labelExpr"] = shown
    if scale.kind == "log":
        strip = [] if scale.strip is None else [scale.strip]
        axis["values"] = [*strip, *_log_ticks(scale, most)]
    typed = "log" if scale.kind == "log" else "linear"
    drawn = {"type": typed, "domain": [scale.low, scale.high], "nice": False, "zero": False}
    if typed == "log":
        del drawn["zero"]
    return {"type": "quantitative", "scale": drawn, "axis": axis}
